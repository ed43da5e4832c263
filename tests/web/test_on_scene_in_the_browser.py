"""现场签发 on two phones: typed and ticked on one, signed on the other, the review owed."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import Desk
from tests.cleared import opened_incident
from tests.fakes import FixedClock
from tests.scened import ALL, WORDS
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations
from tests.web.visitor import PASSWORD

pytestmark = pytest.mark.browser
__all__ = ["site"]


def looked_at(page: Page, name: str) -> None:
    """Nobody is shut out, nothing sticks out. FAYAN_SHOTS: a folder for pictures."""
    if folder := os.environ.get("FAYAN_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_a_first_report_goes_out_from_the_scene(
    browser: Browser, site: str, desk: Desk, clock: FixedClock
) -> None:
    incident = opened_incident(desk, clock)
    mine, page = opened(browser, site, width=WIDTHS["phone"], username="editor")
    page.goto(f"/incidents/{incident}")
    page.get_by_role("link", name="现场签发首报").click()
    page.locator("#text").fill(WORDS)
    looked_at(page, "typed")
    for name in ALL:
        page.locator(f"#check-{name}").check()
    page.get_by_role("button", name="送现场指挥员签发").click()
    expect(page.locator("#on-scene")).to_contain_text("保密审查以自查清单代替")
    looked_at(page, "sent")
    release = page.url.rsplit("/", 1)[-1]
    theirs, commander = opened(browser, site, width=WIDTHS["phone"], username="commander")
    commander.locator(f"a[href$='/releases/{release}/review']").first.click()
    expect(commander.locator("#on-scene")).to_be_visible()
    looked_at(commander, "review")
    commander.locator("[data-sheet=sign]").click()
    sheet = commander.locator("#sign")
    for name in ALL:
        sheet.locator(f"#check-{name}").check()
    sheet.locator("[name=password]").fill(PASSWORD)
    looked_at(commander, "signing")
    sheet.locator("button.btn-primary").click()
    expect(commander.locator("#on-scene")).to_contain_text("待补审")
    looked_at(commander, "signed")
    mine.close()
    theirs.close()
