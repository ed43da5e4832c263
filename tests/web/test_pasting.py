"""Pasted from Word, WPS and pages through the clipboard: clean, never at the text's cost."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from console.database import Database
from console.releases import queries
from console.releases.rules.body import canonical
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.rich import html_in, paste, paste_many, select_all, text_in, through_the_clipboard
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations

__all__ = ["site"]  # a fixture
pytestmark = pytest.mark.browser
PASTED = Path(__file__).parent / "pasted"  # what they put on the clipboard, and what it becomes
SHOTS = os.environ.get("FAYAN_SHOTS")
BROKEN = """() => {
  window.broken = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.broken.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
}"""


@pytest.fixture
def draft(desk: Desk, clock: FixedClock) -> UUID:
    return desk.draft(clock.now(), text="原有的话。", title="情况通报")


@pytest.fixture
def page(browser: Browser, site: str, draft: UUID) -> Iterator[Page]:
    """Nothing the policy forbids may happen."""
    context, page = opened(browser, site, username="spokesperson")
    page.add_init_script(f"({BROKEN})()")
    page.goto(f"/releases/{draft}/edit")
    yield page
    assert page.evaluate("window.broken") == []
    context.close()


def copied(name: str) -> str:
    return (PASTED / f"{name}.html").read_text(encoding="utf-8").removesuffix("\n")


def kept(database: Database, draft: UUID) -> str:
    with database.snapshot() as tx:
        return queries.draft(tx, draft)[1].body


@pytest.mark.parametrize("program", ["word", "wps", "web"])
def test_what_comes_in_is_paragraphs_lists_and_tables(
    page: Page, draft: UUID, database: Database, program: str
) -> None:
    body = copied(f"{program}.body")
    select_all(page)
    through_the_clipboard(page, copied(program))
    assert html_in(page) == body
    expect(page.locator("#save-state")).to_contain_text("已保存")
    assert kept(database, draft) == body == canonical(body)
    page.keyboard.press("Control+z")
    assert text_in(page) == "原有的话。"


def test_pictures_are_left_out_and_that_is_said(page: Page) -> None:
    select_all(page)
    through_the_clipboard(page, copied("web"))
    expect(page.locator("#paste-told")).to_contain_text("图片没有放进正文")
    assert "<img" not in html_in(page)


def test_plain_lines_are_paragraphs_without_their_indents(page: Page) -> None:
    select_all(page)
    through_the_clipboard(page, "", "　　第一段。\r\n\r\n    第二段\u200b。\n1. 不是列表")
    assert html_in(page) == "<p>第一段。</p>\n<p>第二段。</p>\n<p>1. 不是列表</p>"


def test_ten_megabytes_are_refused_with_a_sentence_and_nothing_is_lost(page: Page) -> None:
    page.locator("#body").press("End")
    page.keyboard.type("又写了一句。")
    select_all(page)
    paste_many(page, "十兆文字", 900_000, html="<p>{}</p>")
    expect(page.locator("#paste-told")).to_contain_text("3,600,000 字，正文最多 100,000 字")
    assert text_in(page) == "原有的话。又写了一句。"
    paste_many(page, "字", 3_500_000, text="{}")
    expect(page.locator("#paste-told")).to_contain_text("3,500,000 字")
    assert text_in(page) == "原有的话。又写了一句。"


def test_ten_megabytes_of_pictures_around_a_few_words_are_only_the_words(page: Page) -> None:
    select_all(page)
    html = '<p class=MsoNormal>图<img src="data:image/png;base64,{}">下的话。<o:p></o:p></p>'
    paste_many(page, "iVBORw0K", 1_300_000, html=html)
    assert html_in(page) == "<p>图下的话。</p>"


def test_what_is_copied_here_is_pasted_here_with_its_ties(page: Page) -> None:
    tie = '<data value="fact:0197a7f2-6c1e-7d2a-8a5b-3f5b6c7d8e9f">死亡2人</data>'
    select_all(page)
    paste(page, f'<div data-pm-slice="1 1 []"><p>造成{tie}。</p></div>')
    assert html_in(page) == f"<p>造成{tie}。</p>"
    select_all(page)
    page.keyboard.press("Control+c")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    assert html_in(page) == f"<p>造成{tie}。</p>\n<p>造成{tie}。</p>"
    expect(page.locator("#body .tied").first).to_have_css("border-block-end-style", "dotted")


def test_a_list_a_heading_and_a_table_are_made_with_the_buttons(page: Page) -> None:
    page.locator("#body").press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("小结")
    page.get_by_role("button", name="小标题").click()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="列表", exact=True).click()
    page.keyboard.type("一条")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="插入表格").click()
    page.keyboard.type("表头")
    page.keyboard.press("Tab")
    page.keyboard.type("次列")
    page.get_by_role("button", name="删除这一列").click()
    assert html_in(page).startswith(
        "<p>原有的话。</p>\n<h2>小结</h2>\n<ul><li>一条</li></ul>\n<table><thead><tr><th>表头</th>"
    )
    page.get_by_role("button", name="删除表格").click()
    assert "<table>" not in html_in(page)


def test_nothing_is_saved_while_an_input_method_is_at_work(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if "/autosave" in each.url else None)
    page.locator("#body").press("End")
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "xian chang", "selectionStart": 10, "selectionEnd": 10}
    )
    page.wait_for_timeout(2200)
    assert sent == []
    assert (
        page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('fayan.draft'))") == []
    )
    session.send("Input.insertText", {"text": "现场"})
    expect(page.locator("#save-state")).to_contain_text("已保存")
    assert sent
    assert text_in(page) == "原有的话。现场"


def test_the_next_update_is_promised_with_one_press(page: Page) -> None:
    page.get_by_role("button", name="1 小时后").click()
    assert page.locator("#next_update").input_value()
    expect(page.locator("#save-state")).to_contain_text("已保存")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_everybody_can_use_it(browser: Browser, site: str, draft: UUID, width: int) -> None:
    context, page = opened(browser, site, username="spokesperson", width=width)
    page.goto(f"/releases/{draft}/edit")
    select_all(page)
    paste(page, copied("word"))
    page.locator("#body td").first.click()
    expect(page.locator("[data-in-table]")).to_be_visible()
    page.wait_for_timeout(1200)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/rich-{width}.png")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
