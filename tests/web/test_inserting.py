"""事实 beside the editor: only what may be released, tied to its entry, and told when it moves."""

import os
import re
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from console.incidents.rules.facts import FactKey
from console.incidents.service import facts
from console.incidents.service.facts import FactForm
from console.people.rules.actor import Actor
from console.releases.rules.kinds import Kind
from console.releases.rules.ties import tie, ties
from tests.builders import Desk
from tests.fakes import START, FixedClock
from tests.services.test_facts import Room
from tests.web.editor import post, typed, words
from tests.web.rich import html_in, text_in
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SHOTS = os.environ.get("FAYAN_SHOTS")
ATTACK = "<script>alert(1)</script>&\"'"


@pytest.fixture
def room(desk: Desk, people: dict[str, Actor]) -> Room:
    desk.people.update(people)
    return Room(desk)


@pytest.fixture
def draft(desk: Desk, clock: FixedClock, room: Room) -> UUID:
    return desk.draft(clock.now(), incident_id=room.id, kind=Kind.INITIAL, text="截至21时，。")


@pytest.fixture
def spokesperson(signed_in: Callable[[str], Visitor]) -> Visitor:
    return signed_in("spokesperson")


def known(room: Room, key: FactKey, value: int | str | None, *, as_of: int = 0) -> UUID:
    entry = room.enter(FactForm(key, value), as_of=as_of)[0]
    room.confirm(entry)
    return entry


def test_only_what_may_be_released_is_offered_with_its_tie(
    spokesperson: Visitor, room: Room, draft: UUID
) -> None:
    dead = known(room, FactKey.DEATHS, 2)
    room.confirm(room.enter(FactForm(FactKey.MISSING, 7))[0], releasable=False)
    room.enter(FactForm(FactKey.TRAPPED, 9))
    shown = spokesperson.get(f"/releases/{draft}/facts").text
    assert 'data-insert-text="死亡2人"' in shown
    assert f"fact:{dead}" in shown
    assert "失联7人" not in shown
    assert "被困9人" not in shown
    assert "2 项待核实或不公开" in shown


def test_what_was_typed_into_the_ledger_is_text_here(
    spokesperson: Visitor, room: Room, draft: UUID
) -> None:
    known(room, FactKey.MEASURES, ATTACK)
    shown = spokesperson.get(f"/releases/{draft}/facts", htmx=True).text
    assert "<script>" not in shown
    assert "&lt;data value=&#34;fact:" in shown  # the attribute holds canonical HTML


def test_nothing_is_answered_until_the_ledger_moves(
    spokesperson: Visitor, room: Room, draft: UUID
) -> None:
    known(room, FactKey.DEATHS, 2)
    stamp = _stamp(spokesperson.get(f"/releases/{draft}/facts", htmx=True).text)
    again = f"/releases/{draft}/facts?seen={stamp}"
    assert spokesperson.get(again, htmx=True).status_code == 204
    known(room, FactKey.DEATHS, 3, as_of=1)
    moved = spokesperson.get(again, htmx=True)
    assert (moved.status_code, "死亡3人" in moved.text) == (200, True)


def _stamp(shown: str) -> str:
    found = re.search(r'data-stamp="(\w*)"', shown)
    assert found
    return found[1]


def test_a_mark_of_mistake_moves_it_too(spokesperson: Visitor, room: Room, draft: UUID) -> None:
    dead = known(room, FactKey.DEATHS, 2)
    stamp = _stamp(spokesperson.get(f"/releases/{draft}/facts", htmx=True).text)
    with room.desk.database.transaction() as tx:
        facts.mistaken(tx, START, room.desk.people["spokesperson"], dead)
    moved = spokesperson.get(f"/releases/{draft}/facts?seen={stamp}", htmx=True)
    assert "还没有可公开的情况" in moved.text


def test_a_release_of_no_incident_says_so(
    spokesperson: Visitor, desk: Desk, clock: FixedClock, people: dict[str, Actor]
) -> None:
    desk.people.update(people)
    alone = desk.draft(clock.now())
    assert "这篇不属于任何事件" in spokesperson.get(f"/releases/{alone}/facts").text


def test_it_is_for_those_who_draft(
    signed_in: Callable[[str], Visitor], spokesperson: Visitor, draft: UUID
) -> None:
    assert signed_in("leader").get(f"/releases/{draft}/facts").status_code == 403
    assert spokesperson.get(f"/releases/{uuid4()}/facts").status_code == 404


@pytest.fixture
def page(browser: Browser, site: str, room: Room, draft: UUID) -> Iterator[Page]:
    known(room, FactKey.DEATHS, 2)
    context, page = opened(browser, site, username="spokesperson")
    page.clock.install()
    page.goto(f"/releases/{draft}/edit")
    page.clock.run_for(2000)
    page.get_by_role("tab", name="事实").click()
    expect(page.locator(".insert-words")).to_have_text(["死亡2人"])
    yield page
    context.close()


@pytest.mark.browser
def test_a_fact_goes_in_where_the_caret_is_and_the_guard_tells_when_it_moves(
    page: Page, room: Room
) -> None:
    page.locator("#body").press("End")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="插入 死亡2人").click()
    assert text_in(page) == "截至21时，死亡2人。"
    assert re.search('，<data value="fact:[0-9a-f-]{36}">死亡2人</data>。', html_in(page))
    page.keyboard.press("Control+z")
    assert text_in(page) == "截至21时，。"
    page.get_by_role("button", name="插入 死亡2人").click()
    page.clock.run_for(2000)
    expect(page.locator("[data-findings]")).not_to_contain_text("死亡3人")
    known(room, FactKey.DEATHS, 3, as_of=1)
    page.clock.run_for(16_000)
    expect(page.locator(".insert-words")).to_have_text(["死亡3人"])
    page.clock.run_for(2000)
    expect(page.locator("[data-findings]")).to_contain_text("死亡3人")


@pytest.mark.browser
def test_one_click_takes_the_new_value_and_its_tie(page: Page, room: Room, draft: UUID) -> None:
    page.locator("#body").press("End")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="插入 死亡2人").click()
    newer = known(room, FactKey.DEATHS, 3, as_of=1)
    page.clock.run_for(16_000)
    expect(page.locator(".insert-words")).to_have_text(["死亡3人"])
    page.clock.run_for(2000)
    page.get_by_role("tab", name=re.compile("^提示")).click()
    told = page.locator("[data-findings] > li").filter(has_text="台账已更新")
    told.get_by_role("button", name="改为 死亡3人").click()
    assert tie(newer, "死亡3人") in html_in(page)
    page.clock.run_for(3000)
    expect(page.locator("#save-state")).to_contain_text("已保存")
    assert ties(words(room.desk, draft).body)[0].entry_id == newer
    expect(told).to_have_count(0)


def test_without_scripts_an_edit_elsewhere_keeps_the_tie(
    spokesperson: Visitor, room: Room, draft: UUID
) -> None:
    dead = known(room, FactKey.DEATHS, 2)
    room.desk.write(START, draft, body=f"<p>截至21时，{tie(dead, '死亡2人')}。</p>")
    form = typed(room.desk, draft, body="导语。\n截至21时，死亡2人。")
    assert post(spokesperson, f"/releases/{draft}/edit", form).status_code == 303
    body = words(room.desk, draft).body
    assert body == f"<p>导语。</p>\n<p>截至21时，{tie(dead, '死亡2人')}。</p>"


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_panel_is_for_everybody(
    browser: Browser, site: str, room: Room, draft: UUID, width: int
) -> None:
    known(room, FactKey.DEATHS, 2)
    known(room, FactKey.PUBLIC_ADVICE, "平安路（示例街至工业路）封闭，请绕行和平路。")
    room.enter(FactForm(FactKey.MISSING, 1))
    context, page = opened(browser, site, username="spokesperson", width=width)
    page.goto(f"/releases/{draft}/edit")
    page.get_by_role("tab", name="事实").click()
    expect(page.locator(".insert-words")).to_have_count(2)
    assert violations(page) == []
    if SHOTS:
        page.locator(".editor-side").screenshot(path=f"{SHOTS}/facts-{width}.png")
    context.close()


def test_the_words_and_their_tie_are_of_one_entry(
    spokesperson: Visitor, room: Room, draft: UUID
) -> None:
    entry = known(room, FactKey.DEATHS, 2)
    shown = spokesperson.get(f"/releases/{draft}/facts").text
    assert (
        tie(entry, "死亡2人").replace('"', "&#34;").replace("<", "&lt;").replace(">", "&gt;")
        in shown
    )
