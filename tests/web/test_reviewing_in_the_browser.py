"""Sent back with comments on passages, proposed wording accepted, signed again by its redline."""

from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from console.releases import service
from console.releases.rules.body import canonical
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.test_in_the_browser import opened, site, violations
from tests.web.visitor import PASSWORD

__all__ = ["site"]
pytestmark = pytest.mark.browser
TEXT = "11月23日20时10分许，示例区一厂房发生爆炸。\n民警已到场处置。\n后续情况将及时通报。"


def test_a_comment_a_proposal_and_a_second_signature(
    browser: Browser, site: str, desk: Desk, clock: FixedClock
) -> None:
    release = desk.draft(clock.now(), text=TEXT)
    desk.submit(clock.now(), release)
    sent_back(browser, site, release)
    mended(browser, site, release)
    signed(browser, site, release, "unit-head")
    proposed(browser, site, release)
    accepted(browser, site, release)
    assert desk.see(release).chain[0].signed_by is None
    signed(browser, site, release, "unit-head", again=True)
    assert [bool(step.signed_by) for step in desk.see(release).chain] == [True, False, False]
    assert desk.see(release).content.text.endswith("后续情况将适时通报。")


def test_a_half_given_signature_outlives_a_switch_to_another_app(
    browser: Browser, site: str, desk: Desk, clock: FixedClock
) -> None:
    release = desk.draft(clock.now(), text=TEXT)
    desk.submit(clock.now(), release)
    context, page = opened(browser, site, width=390, username="unit-head")
    page.goto(f"/releases/{release}/review")
    sheet = page.locator("#sign")
    page.get_by_role("button", name="审核通过").first.click()
    sheet.get_by_label("附言").fill("数字已核对")
    sheet.get_by_label("您的口令").fill("half")
    page.reload()  # what a phone does to a page it had put away
    page.get_by_role("button", name="审核通过").first.click()
    expect(sheet.get_by_label("附言")).to_have_value("数字已核对")
    expect(sheet.get_by_label("您的口令")).to_have_value("")
    assert desk.see(release).chain[0].signed_by is None
    sheet.get_by_label("您的口令").fill(PASSWORD)
    sheet.get_by_role("button", name="审核通过").click()
    page.wait_for_url(f"**/releases/{release}")
    assert desk.see(release).chain[0].comment == "数字已核对"
    again = desk.see(release)
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release,
            version=again.row.version, reason="改一个字",
        )  # fmt: skip
    desk.write(clock.now(), release, title="情况通报（改）")
    desk.submit(clock.now(), release)
    page.goto(f"/releases/{release}/review")  # other words: the note was about those before
    page.get_by_role("button", name="审核通过").first.click()
    expect(sheet.get_by_label("附言")).to_have_value("")
    context.close()


def sent_back(browser: Browser, site: str, release: UUID) -> None:
    context, page = opened(browser, site, width=390, username="unit-head")
    passage = at_passage(page, release, 1)
    passage.get_by_text("提意见").click()
    passage.get_by_label("这段的意见").fill("写清几点到场")
    passage.get_by_text("民警已到场处置。").first.select_text()
    expect(passage.get_by_label("只对其中几个字")).to_have_value("民警已到场处置。")
    passage.get_by_label("只对其中几个字").fill("到场")
    passage.get_by_role("button", name="记下意见").click()
    expect(page.locator("#passage-1 .said-item q")).to_have_text("到场")
    page.reload()  # what has arrived does not stand in its field again
    expect(page.locator("#comment-1")).to_have_value("")
    keeps_a_note_until_it_has_arrived(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.get_by_role("button", name="退回").first.click()
    page.locator("#send-back").get_by_role("button", name="退回").click()
    page.wait_for_url(f"**/releases/{release}")
    context.close()


def keeps_a_note_until_it_has_arrived(page: Page) -> None:
    page.get_by_text("写附注").press("Enter")  # the bar may lie over it
    note = page.locator("#note")
    note.fill("等现场回电")
    page.reload()
    expect(note).to_have_value("等现场回电")
    page.get_by_text("写附注").press("Enter")
    page.get_by_role("button", name="记下附注").press("Enter")
    expect(page.locator("#notes .remarks")).to_contain_text("等现场回电")
    page.reload()
    expect(note).to_have_value("")


def mended(browser: Browser, site: str, release: UUID) -> None:
    context, page = opened(browser, site, username="spokesperson")
    page.goto(f"/releases/{release}/edit")
    expect(page.locator("#said")).to_contain_text("第 2 段")
    page.get_by_role("button", name="看这一段").click()
    assert page.evaluate("document.getSelection().toString()") == "到场"
    assert violations(page) == []
    page.keyboard.type("20时16分到场")
    page.get_by_role("button", name="已处理").click()
    expect(page.locator("#said")).to_contain_text("意见都已处理。")
    page.get_by_role("button", name="送审").click()
    page.wait_for_url(f"**/releases/{release}")
    context.close()


def proposed(browser: Browser, site: str, release: UUID) -> None:
    context, page = opened(browser, site, width=390, username="secrecy")
    passage = at_passage(page, release, 2)
    passage.get_by_text("改这一段").click()
    passage.get_by_label("改成").fill("后续情况将适时通报。")
    passage.get_by_role("button", name="送给拟稿人").click()
    expect(page.locator("#passage-2 .said-change ins")).to_have_text("适")
    context.close()


def accepted(browser: Browser, site: str, release: UUID) -> None:
    context, page = opened(browser, site, username="spokesperson")
    page.goto(f"/releases/{release}")
    assert violations(page) == []
    page.get_by_role("button", name="采纳并重新送审").click()
    expect(page.locator("body")).to_contain_text("已采纳并重新送审")
    context.close()


def signed(browser: Browser, site: str, release: UUID, who: str, *, again: bool = False) -> None:
    context, page = opened(browser, site, width=390, username=who)
    page.goto(f"/releases/{release}/review")
    if again:
        expect(page.locator(".changes ins")).to_have_text("适")
    page.locator(".review-bar").get_by_role("button", name="审核通过").click()
    page.fill("#sign [name=password]", PASSWORD)
    page.locator("#sign").get_by_role("button", name="审核通过").click()
    page.wait_for_url(f"**/releases/{release}")
    context.close()


def at_passage(page: Page, release: UUID, place: int) -> Locator:
    page.goto(f"/releases/{release}/review")
    if not page.locator("#passages").get_attribute("open"):
        page.locator("#passages > summary").click()
    return page.locator(f"#passage-{place}")


def test_a_wide_table_is_moved_within_the_page(
    browser: Browser, site: str, desk: Desk, clock: FixedClock
) -> None:
    row = "".join(f"<td>{each}00人</td>" for each in range(30))
    release = desk.draft(clock.now())
    desk.write(clock.now(), release, body=canonical(f"<table><tr>{row}</tr></table>"))
    desk.submit(clock.now(), release)
    context, page = opened(browser, site, width=390, username="unit-head")
    page.goto(f"/releases/{release}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("article td").last.is_visible()
    context.close()
