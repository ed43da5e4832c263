"""From "something happened" to the public page, on words that were cleared beforehand."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from console.people.rules.roles import Role
from tests.journeys.bureau import PASSWORD
from tests.journeys.office import Office, eventually
from tests.journeys.people import SHANGHAI, People, await_incident

pytestmark = pytest.mark.browser
MOST = 10  # presses of both people together; a choice from a list is one, typing is none
ON_DUTY = {Role.DEPUTY: "deputy", Role.UNIT_HEAD: "unit-head", Role.BUREAU_LEADER: "leader"}


class Presses(list[str]):
    """Every press is made and counted here."""

    def press(self, place: Locator) -> None:
        self.append(place.inner_text().strip())
        place.click()

    def choose(self, place: Locator, value: str) -> None:
        self.append(value)
        place.select_option(value)


def test_ten_presses_or_fewer_from_the_call_to_the_public_page(
    people: People, office: Office
) -> None:
    presses = Presses()
    editor = people.page("editor")
    incident = opened(editor, presses)
    presses.press(editor.get_by_role("link", name="发先期声明"))
    expect(editor.locator("#holding-words")).to_contain_text("原州区北京路发生一起事故")
    presses.press(editor.get_by_role("button", name="送签"))
    editor.wait_for_url(re.compile(r"/releases/[0-9a-f-]{36}$"))
    release = UUID(editor.url.rsplit("/", 1)[-1])
    assert office.stage(release) == "in_review"
    (step,) = office.desk.see(release).chain
    signed(people.page(ON_DUTY[step.role], phone=True), presses, release)
    out = f"{people.bureau.newsroom}/releases/{office.number(release)}/"
    reader = editor.context.new_page()
    eventually(lambda: reader.request.get(out).status == 200)
    reader.goto(out)
    expect(reader.locator("main")).to_contain_text("发生一起事故。接报后")
    assert len(presses) <= MOST, presses
    editor.goto(f"/incidents/{incident}")
    expect(editor.get_by_role("button", name="起草续报")).to_be_visible()


def opened(page: Page, presses: Presses) -> str:
    """On the home screen; the level that three dead propose is taken as it is."""
    page.goto("/")
    presses.press(page.get_by_role("link", name="登记新事件"))
    page.fill("[name=title]", "原州区北京路一厂房爆炸")
    page.fill("[name=place]", "原州区北京路")
    presses.choose(page.locator("[name=category]"), "accident_disaster")
    page.fill("[name=deaths]", "3")
    happened = datetime.now(SHANGHAI) - timedelta(minutes=6)
    page.fill("[name=occurred_at]", f"{happened:%Y-%m-%dT%H:%M}")
    expect(page.locator("#proposal")).to_contain_text("较大")
    presses.press(page.locator("form.incident-form button.btn-primary"))
    await_incident(page)
    expect(page.locator("header .level-pill").first).to_have_text("较大")
    return page.url.rsplit("/", 1)[-1]


def signed(page: Page, presses: Presses, release: UUID) -> None:
    """On a phone, from the home screen."""
    page.goto("/")
    presses.press(page.locator(f"a[href$='/releases/{release}/review']").first)
    expect(page.get_by_role("heading", name="引用的预审")).to_be_visible()
    presses.press(page.locator("[data-sheet=sign]"))
    page.locator("#sign [name=password]").fill(PASSWORD)
    presses.press(page.locator("#sign button.btn-primary"))
    expect(page.get_by_role("status").get_by_text(re.compile("已签发"))).to_be_visible()
