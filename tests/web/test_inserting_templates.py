"""模板 beside the editor: filled with what may be released, put where the caret is."""

import os
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, expect

from console.incidents.rules.facts import FactKey
from console.people.rules.actor import Actor
from console.release_templates.service import plant
from console.releases.rules.kinds import Kind
from console.releases.templating import VOCABULARY
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.services.test_facts import Room
from tests.web.rich import html_in, text_in
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations
from tests.web.test_inserting import known
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SHOTS = os.environ.get("FAYAN_SHOTS")


@pytest.fixture
def room(desk: Desk, people: dict[str, Actor], clock: FixedClock) -> Room:
    desk.people.update(people)
    with desk.database.transaction() as tx:
        plant(tx, clock.now(), VOCABULARY)
    return Room(desk)


@pytest.fixture
def draft(desk: Desk, clock: FixedClock, room: Room) -> UUID:
    return desk.draft(clock.now(), incident_id=room.id, kind=Kind.UPDATE, text="先写一句。")


def test_templates_of_its_kind_come_first_filled_and_the_cleared_one_is_not_offered(
    signed_in: Callable[[str], Visitor], room: Room, draft: UUID
) -> None:
    dead = known(room, FactKey.DEATHS, 2)
    shown = signed_in("spokesperson").get(f"/releases/{draft}/templates").text
    assert f"fact:{dead}" in shown
    assert shown.index("续报") < shown.index("辟谣")
    assert "先期声明" not in shown
    assert "要填：" in shown


def test_it_is_for_those_who_draft(
    signed_in: Callable[[str], Visitor], room: Room, draft: UUID
) -> None:
    assert signed_in("leader").get(f"/releases/{draft}/templates").status_code == 403
    assert signed_in("spokesperson").get(f"/releases/{uuid4()}/templates").status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_one_press_puts_a_template_into_the_text_with_its_facts_tied(
    browser: Browser, site: str, room: Room, draft: UUID, width: int
) -> None:
    dead = known(room, FactKey.DEATHS, 2)
    context, page = opened(browser, site, width=width, username="spokesperson")
    page.goto(f"/releases/{draft}/edit")
    page.get_by_role("tab", name="事实").click()
    first = page.locator("#templates .insert-list li").first
    first.locator("summary").click()
    expect(first).to_contain_text("死亡2人")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/templates-{width}.png", full_page=True)
    first.get_by_role("button", name="插入").click()
    assert "先写一句。" in text_in(page)
    assert "死亡2人" in text_in(page)
    assert f'<data value="fact:{dead}">' in html_in(page)
    expect(page.locator("#save-state")).to_contain_text("已保存")
    context.close()
