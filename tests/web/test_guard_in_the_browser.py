"""提示 beside the editor: it underlines, leads there, puts in the remedy, and steps aside."""

import os
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from console.releases.rules.body import clean_lines
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.rich import text_in, write
from tests.web.test_in_the_browser import LOOKS, opened, site, violations

__all__ = ["site"]  # a fixture
pytestmark = pytest.mark.browser

NAME, NUMBER = "张伟强", "640400199003074518"
TEXT = (
    "11月23日20时10分许，示例区平安路一厂房发生爆炸。\n\n"
    f"　　犯罪嫌疑人{NAME}（身份证{NUMBER}）已到案。\n"
    "截止21时，现场已恢复正常，请途经车辆绕行。"
)
SHOTS = os.environ.get("FAYAN_SHOTS")


@pytest.fixture
def draft(desk: Desk, clock: FixedClock) -> UUID:
    return desk.draft(clock.now(), text="现场已恢复正常。", title="情况通报")


@pytest.fixture
def page(browser: Browser, site: str, draft: UUID) -> Iterator[Page]:
    context, page = opened(browser, site, username="spokesperson")
    page.goto(f"/releases/{draft}/edit")
    expect(page.locator("[data-counted]")).not_to_have_text("发布前检查")
    yield page
    context.close()


def test_a_remedy_is_taken_back_like_any_typing(page: Page) -> None:
    write(page, TEXT)
    page.get_by_role("button", name="改为 张某某").click()
    assert NAME not in text_in(page)
    page.keyboard.press("Control+z")
    assert text_in(page) == clean_lines(TEXT)


def test_the_keyboard_leads_from_finding_to_finding_and_mends(page: Page) -> None:
    write(page, TEXT)
    expect(page.locator(".under-block")).to_have_count(2)
    seen = []
    for _ in range(3):
        page.keyboard.press("F8")
        seen.append(page.evaluate("getSelection().toString()"))
    assert seen == [NAME, NUMBER, "截止"]
    page.keyboard.press("Alt+Enter")
    assert "截至21时" in text_in(page)
    page.keyboard.press("Shift+F8")
    assert page.evaluate("getSelection().toString()") == NUMBER


def test_only_what_somebody_may_let_through_is_offered_to_be_let_through(page: Page) -> None:
    write(page, f"犯罪嫌疑人{NAME}已到案，请从{{{{路名}}}}绕行。")
    name, slot = (
        page.locator("[data-findings] > li").filter(has_text=each) for each in ("全名", "路名")
    )
    expect(name.locator("[data-ask]")).to_be_visible()
    expect(slot.get_by_role("button", name="去看")).to_be_visible()
    expect(slot.locator("[data-ask]")).to_have_count(0)


def test_a_finding_in_the_title_leads_to_the_title(page: Page) -> None:
    page.fill("#title", "犯罪嫌疑人王建军落网")
    line = page.locator("[data-findings] > li").filter(has_text="王建军").first
    line.get_by_role("button", name="去看").click()
    expect(page.locator("#title")).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "王建军"


def test_nothing_is_drawn_under_words_that_are_still_being_composed(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    page.locator("#body").focus()
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if "/check" in each.url else None)
    session.send(
        "Input.imeSetComposition", {"text": "jie zhi", "selectionStart": 7, "selectionEnd": 7}
    )
    page.wait_for_timeout(1200)
    assert asked == []
    session.send("Input.insertText", {"text": "截止21时，"})
    expect(page.locator(".under-warn")).to_have_text("截止")
    assert asked


def test_when_the_guard_does_not_answer_the_person_is_told_and_writes_on(page: Page) -> None:
    page.route("**/check", lambda route: route.abort())
    write(page, TEXT)
    expect(page.locator("[data-counted]")).to_have_text("检查暂时没有结果，稍后自动再查。")
    page.unroute("**/check")
    page.locator("#body").press("End")
    page.keyboard.type("。")
    expect(page.locator(".under-block").first).to_be_visible()


def test_panels_change_by_mouse_and_by_key(page: Page) -> None:
    page.get_by_role("tab", name="预览和修改").click()
    expect(page.locator("#preview")).to_be_visible()
    expect(page.locator("#guard")).to_be_hidden()
    page.keyboard.press("Alt+1")
    expect(page.locator("#guard")).to_be_visible()
    expect(page.locator("#preview")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), LOOKS.values(), ids=LOOKS)
def test_everybody_can_use_it(
    browser: Browser, site: str, draft: UUID, width: int, scheme: str
) -> None:
    context, page = opened(browser, site, username="spokesperson", width=width, scheme=scheme)
    page.goto(f"/releases/{draft}/edit")
    write(page, TEXT)
    expect(page.locator(".under-block")).to_have_count(2)
    page.locator("[data-findings] > li").first.scroll_into_view_if_needed()
    if SHOTS:
        page.wait_for_timeout(300)
        page.screenshot(path=f"{SHOTS}/guard-{width}-{scheme}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
