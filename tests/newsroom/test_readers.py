"""A reader's browser over the real newsroom: new words are offered, and nothing moves."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from console.publishing.rules.shelf import ShelfItem
from tests.newsroom.items import ADVICE, WARNING, card, item, withdrawn
from tests.newsroom.public import Public, public_site

pytestmark = pytest.mark.browser
PLACES = """[...document.querySelectorAll('main *:not(.news, .news *)')]
  .map(each => each.getBoundingClientRect().top)"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Public]:
    with public_site(tmp_path / "public") as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, site: Public) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site.home, viewport={"width": 390, "height": 844}, locale="zh-CN"
    )
    opened = context.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    yield opened
    context.close()


def told(place: int, **fields: object) -> ShelfItem:
    return item(place, incident=card(), **fields)


@pytest.mark.parametrize("path", ["/", "/incidents/2026-E0001/"])
def test_an_open_page_offers_what_is_new_within_half_a_minute_and_does_not_move(
    site: Public, page: Page, path: str
) -> None:
    site.publish(told(1))
    page.clock.install()
    page.goto(path)
    page.mouse.wheel(0, 120)
    expect(page.locator(".news")).to_be_empty()
    places = page.evaluate(PLACES)
    site.publish(told(2))
    with page.expect_response("**/latest.json") as polled:
        page.clock.run_for(30_000)
    assert polled.value.status == 200
    offer = page.locator(".news a")
    expect(offer).to_have_text("1 条新动态，查看")
    assert page.evaluate(PLACES) == places
    offer.click()
    expect(page.locator("main")).to_contain_text(told(2).list_title)
    expect(page.locator(".news")).to_be_empty()


@pytest.mark.parametrize("path", ["/", "/incidents/2026-E0001/", "/releases/2026-0001/"])
def test_an_open_page_tells_of_a_withdrawal_once(site: Public, page: Page, path: str) -> None:
    site.publish(told(1), told(2))
    page.clock.install()
    page.goto(path)
    site.withdraw(withdrawn(told(1)))
    page.clock.run_for(30_000)
    offer = page.locator(".news a")
    expect(offer).to_be_visible()
    offer.click()
    expect(page.locator(".news a")).to_have_count(0)
    with page.expect_response("**/latest.json") if "releases" not in path else nullcontext():
        page.clock.run_for(30_000)
    expect(page.locator(".news a")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/incidents/2026-E0001/"])
def test_a_warning_is_there_on_both_pages_and_its_page_says_when_its_time_is_over(
    site: Public, page: Page, path: str
) -> None:
    site.publish(told(1, advice=ADVICE, warning=WARNING))
    page.clock.install(time=WARNING.expires_at - timedelta(minutes=1))
    page.goto(path)
    warning = page.locator(".advice-warning")
    expect(warning).to_contain_text("请工业大道以东居民立即向西疏散。")
    expect(warning).not_to_contain_text("已过有效期")
    page.clock.run_for(3 * 60_000)
    if path != "/":  # home names it in a line and leads there
        expect(warning).to_have_class("advice advice-warning lapsed")
        expect(warning).to_contain_text("已过有效期")
