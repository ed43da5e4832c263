"""应急清单 on the screens: due first on the incident's page, ticked there; the list beside it."""

import os
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from console.incidents.queries.response import TaskView, checklist
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.test_clocks import registered
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]
SHOTS = os.environ.get("FAYAN_SHOTS")


def tasks(desk: Desk, clock: FixedClock, incident: UUID) -> dict[str, TaskView]:
    with desk.database.snapshot() as tx:
        return {each.name: each for each in checklist(tx, incident, clock.now())}


def test_opening_an_incident_shows_what_is_due_and_one_press_ticks_it(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = registered(visitor, desk, clock)
    page = visitor.get(f"/incidents/{made}").text
    assert "应急清单" in page
    assert "0/9" in page
    facts = tasks(desk, clock, made)["confirm-facts"]
    done = visitor.post(f"/incidents/{made}/response/{facts.id}/finish", {"here": "incident"})
    assert done.location.endswith(f"/incidents/{made}")
    assert "1/9" in visitor.get(done.location).text


def test_reporting_upwards_is_ticked_recipient_by_recipient(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("unit-head")
    made = registered(signed_in("spokesperson"), desk, clock)
    report = tasks(desk, clock, made)["report-superior"]
    path = f"/incidents/{made}/response/{report.id}/finish"
    nobody = visitor.post(path, {})
    assert nobody.status_code == 422
    assert "请勾选已经告知的单位。" in nobody.text
    assert visitor.post(path, {"told": "市委总值班室"}).status_code == 303
    assert tasks(desk, clock, made)["report-superior"].left == (
        "市政府总值班室",
        "上级公安机关指挥中心",
    )


def test_what_cannot_be_kept_is_shown_again_and_strangers_change_nothing(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = registered(visitor, desk, clock)
    bad = visitor.post(f"/incidents/{made}/reception", {"unit": "<b>", "spokesperson": "长" * 121})
    assert bad.status_code == 422
    assert "&lt;b&gt;" in bad.text
    facts = tasks(desk, clock, made)["confirm-facts"]
    for verb in ("finish", "skip", "assign", "undo"):
        path = f"/incidents/{made}/response/{facts.id}/{verb}"
        assert signed_in("auditor").post(path, {}).status_code == 403
    bad_owner = visitor.post(f"/incidents/{made}/response/{facts.id}/assign", {"owner": "x"})
    assert bad_owner.status_code == 422


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_list_is_worked_in_the_browser(
    browser: Browser,
    site: str,
    signed_in: SignedIn,
    desk: Desk,
    clock: FixedClock,
    width: int,
) -> None:
    incident = registered(signed_in("spokesperson"), desk, clock)
    context, page = opened(browser, site, width=width, username="spokesperson")
    page.goto(f"/incidents/{incident}/response")
    page.get_by_label("新闻发言人（姓名和职务）").fill("陈静 新闻发言人")
    page.get_by_label("媒体接待部门").fill("宣传科")
    page.get_by_label("接待电话").fill("0954-2030000")
    page.locator(".reception-form").get_by_role("button", name="登记").click()
    expect(page.get_by_text("已登记，媒体页随之更新。")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/response-{width}.png", full_page=True)
    page.goto(f"/incidents/{incident}")
    expect(page.locator(".task-part")).to_contain_text("2/9")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/incident-{width}.png", full_page=True)
    context.close()
