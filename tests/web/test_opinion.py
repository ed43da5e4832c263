"""A 舆情事件 on the form: its type and the signs that propose its level; warning and response."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from console.incidents.queries import everything
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.test_grading import post
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]
SHOTS = os.environ.get("FAYAN_SHOTS")
OPINION = {"category": "opinion", "opinion_type": "rumour", "signs": "mainstream", "deaths": "40"}


def test_signs_propose_and_numbers_of_another_category_count_for_nothing(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    assert post(visitor, desk, clock, **OPINION, seen="serious").status_code == 303
    with desk.database.snapshot() as tx:
        (incident,) = everything(tx)
    assert incident.level_basis == "省级以上主流媒体报道或登上热搜（为重大）"
    page = visitor.get(f"/incidents/{incident.id}").text
    assert "舆情事件 · 谣言" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"opinion_type": "gossip"}, "请选择舆情类型。"),
        ({"warning_level": "purple"}, "请从列表里选择级别。"),
        ({"signs": "none-such", "seen": "serious"}, "提议的级别是“未定级”"),
    ],
)
def test_what_the_form_does_not_know_is_refused(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, changed: dict[str, str], said: str
) -> None:
    answer = post(
        signed_in("spokesperson"), desk, clock, **{**OPINION, "seen": "serious", **changed}
    )
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_form_shows_what_its_category_needs(browser: Browser, site: str, width: int) -> None:
    context, page = opened(browser, site, width=width, username="spokesperson")
    page.goto("/incidents/new")
    expect(page.locator("#deaths")).to_be_visible()
    expect(page.get_by_label("舆情类型")).to_be_hidden()
    page.select_option("#category", "opinion")
    expect(page.locator("#deaths")).to_be_hidden()
    page.get_by_label("多个平台出现，负面声音上升").check()
    expect(page.locator("#proposal")).to_contain_text("较大")
    page.get_by_label("由突发事件引发，扰乱秩序，造成全国性影响").check()
    expect(page.locator("#proposal")).to_contain_text("特别重大")
    page.get_by_text("预警、响应级别和计数期限").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/opinion-{width}.png", full_page=True)
    context.close()
