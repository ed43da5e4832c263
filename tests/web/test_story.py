"""The story of an incident: releases large, facts and decisions small, to filter and to print."""

import os
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from console.incidents.rules.facts import FactKey
from console.incidents.service import facts as known
from console.incidents.service.facts import FactForm
from console.releases.rules.kinds import Kind
from tests.web.running import Night
from tests.web.test_clocks import registered
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]
SHOTS = os.environ.get("FAYAN_SHOTS")


@pytest.fixture
def incident(night: Night, signed_in: SignedIn) -> UUID:
    """Opened, a fact entered and confirmed, a first report out, who speaks decided."""
    made = registered(signed_in("spokesperson"), night.desk, night.clock)
    at = night.clock.now()
    with night.desk.database.transaction() as tx:
        (fact,) = known.enter(
            tx, at, night.desk.people["spokesperson"], made, [FactForm(FactKey.DEATHS, 2)],
            as_of=at - timedelta(minutes=1), source="现场指挥部",
        )  # fmt: skip
    night.clock.move(minutes=1)
    with night.desk.database.transaction() as tx:
        known.confirm(tx, night.clock.now(), night.desk.people["unit-head"], fact, releasable=True)
    night.signed(kind=Kind.INITIAL, incident_id=made)
    night.run()
    signed_in("spokesperson").post(
        f"/incidents/{made}/issuer", {"issuer": "bureau", "reason": "宣传部门同意由本局发布"}
    )
    return made


def test_one_page_tells_it_all_the_newest_first(signed_in: SignedIn, incident: UUID) -> None:
    page = signed_in("leader").get(f"/incidents/{incident}").text
    story = page[page.index('id="timeline-title"') :]
    for told in (
        "宣传部门同意由本局发布", "首报 签字", "局领导", "现场指挥部", "核实", "2026-0001", "定级",
        "时限内完成或补齐", "首次发布（内部目标）",
    ):  # fmt: skip
        assert told in story, told
    assert story.index("宣传部门同意由本局发布") < story.index("现场指挥部")


def test_on_paper_it_runs_from_the_beginning_with_ledger_clocks_and_list(
    signed_in: SignedIn, incident: UUID
) -> None:
    page = signed_in("auditor").get(f"/incidents/{incident}/story").text
    assert page.index("现场指挥部") < page.rindex("宣传部门同意由本局发布")
    for part in ("情况台账", "时限", "应急清单", "经过", "未确定"):
        assert part in page


def test_news_of_it_wait_until_they_are_asked_for(
    signed_in: SignedIn, night: Night, incident: UUID
) -> None:
    visitor = signed_in("spokesperson")
    page = visitor.get(f"/incidents/{incident}").text
    marks = page.split("news?seen=")[1].split('"')[0]
    quiet = visitor.get(f"/incidents/{incident}/news?seen={marks}").text
    assert "条新动态" not in quiet
    night.clock.move(minutes=1)
    visitor.post(f"/incidents/{incident}/reception", {"unit": "宣传科", "spokesperson": ""})
    told = visitor.get(f"/incidents/{incident}/news?seen={marks}").text
    assert "2 条新动态" in told  # who receives the media, and the task that it finished


def test_why_it_was_closed_is_told_from_the_incident(signed_in: SignedIn, incident: UUID) -> None:
    visitor = signed_in("spokesperson")
    page = visitor.get(f"/incidents/{incident}").text
    version = page.split('name="version" value="')[1].split('"')[0]
    closed = visitor.post(
        f"/incidents/{incident}/close", {"version": version, "reason": "并入另一事件处置"}
    )
    assert closed.status_code == 303, closed.text
    story = visitor.get(f"/incidents/{incident}/story").text
    assert story.count("并入另一事件处置") == 2  # beside its state, and in the story


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_reader_looks_at_one_thread_alone(
    browser: Browser, site: str, incident: UUID, width: int
) -> None:
    context, page = opened(browser, site, width=width, username="spokesperson")
    page.goto(f"/incidents/{incident}")
    decided = page.locator(".story-decision").first
    expect(decided).to_be_visible()
    page.locator(".story-filter label", has_text="情况").click()
    expect(decided).to_be_hidden()
    expect(page.locator(".story-fact").first).to_be_visible()
    page.locator(".story-filter label", has_text="全部").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/story-{width}.png", full_page=True)
    page.goto(f"/incidents/{incident}/story")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SHOTS:
        page.emulate_media(media="print")
        page.screenshot(path=f"{SHOTS}/story-print-{width}.png", full_page=True)
    context.close()
