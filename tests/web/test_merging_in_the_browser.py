"""Two people wrote over each other: both texts beside each other, brought together by choice."""

import os
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from console.database import Database
from console.releases import queries
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.rich import write
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations

__all__ = ["site"]  # a fixture
pytestmark = pytest.mark.browser
SHOTS = os.environ.get("FAYAN_SHOTS")
BASE = "民警已到场。\n道路封闭。\n请绕行。"


@pytest.fixture
def draft(desk: Desk, clock: FixedClock) -> UUID:
    return desk.draft(clock.now(), text=BASE, title="情况通报")


def body(database: Database, draft: UUID) -> str:
    with database.snapshot() as tx:
        return queries.draft(tx, draft)[1].text


def clashing(browser: Browser, site: str, draft: UUID, width: int = 1440) -> Page:
    """The editor's screen of both texts; the spokesperson saved first."""
    first, one = opened(browser, site, username="spokesperson")
    second, other = opened(browser, site, username="editor", width=width)
    for page in (one, other):
        page.goto(f"/releases/{draft}/edit")
    write(one, BASE.replace("民警", "消防").replace("道路", "平安路"))
    expect(one.locator("#save-state")).to_contain_text("已保存")
    first.close()
    write(other, BASE.replace("道路", "全部道路").replace("请绕行", "请绕行和平路"))
    expect(other.locator("#save-state")).to_contain_text("没有丢失")
    other.get_by_role("button", name="对照两份文字").click()
    expect(other.get_by_role("heading", name="合并两份正文")).to_be_visible()
    del second  # closed by the caller, through its page
    return other


@pytest.mark.parametrize(
    ("choice", "middle"),
    [("用我的", "全部道路封闭。"), ("用对方的", "平安路封闭。"),
     ("两段都保留", "平安路封闭。\n全部道路封闭。")],
)  # fmt: skip
def test_what_both_changed_is_chosen_and_the_rest_goes_together(
    browser: Browser, site: str, draft: UUID, database: Database, choice: str, middle: str
) -> None:
    page = clashing(browser, site, draft)
    expect(page.get_by_text("第 1 处：两人都改了")).to_be_visible()
    expect(page.locator(".passage-theirs")).to_contain_text("消防已到场。")
    expect(page.locator(".passage-mine")).to_contain_text("请绕行和平路。")
    page.get_by_label(choice).check()
    page.get_by_role("button", name="合并保存").click()
    page.wait_for_url("**/edit")
    assert body(database, draft) == f"消防已到场。\n{middle}\n请绕行和平路。"
    expect(page.locator("#recover")).to_be_hidden()
    page.context.close()


def test_a_third_save_meanwhile_brings_the_screen_again_with_nothing_lost(
    browser: Browser, site: str, draft: UUID, database: Database, desk: Desk, clock: FixedClock
) -> None:
    page = clashing(browser, site, draft)
    desk.write(clock.now(), draft, body="<p>又改了。</p>", by="spokesperson")
    page.get_by_role("button", name="合并保存").click()
    expect(page.locator(".both")).to_contain_text("全部道路封闭。")
    expect(page.locator("#merge")).to_contain_text("又改了。")
    assert body(database, draft) == "又改了。"
    page.context.close()


def test_a_title_that_both_wrote_is_chosen_too(
    browser: Browser, site: str, draft: UUID, database: Database, desk: Desk, clock: FixedClock
) -> None:
    context, page = opened(browser, site, username="editor")
    page.goto(f"/releases/{draft}/edit")
    desk.write(clock.now(), draft, title="对方的标题", by="spokesperson")
    page.fill("[name=title]", "我的标题")
    page.get_by_role("button", name="对照两份文字").click()
    title = page.get_by_role("group", name="标题", exact=True)
    expect(title.locator("del")).to_contain_text("对方")
    title.get_by_label("用对方的").check()
    page.get_by_role("button", name="合并保存").click()
    page.wait_for_url("**/edit")
    with database.snapshot() as tx:
        assert queries.draft(tx, draft)[1].title == "对方的标题"
    context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_everybody_can_use_it(browser: Browser, site: str, draft: UUID, width: int) -> None:
    page = clashing(browser, site, draft, width)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/merge-{width}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()
