"""时限 on the screens: counted down where people look, recorded, waived, printed."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from console.incidents.queries.clocks import clocks_of
from console.web.times import field_value
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.test_in_the_browser import LOOKS, opened, site, violations
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]
SHOTS = os.environ.get("FAYAN_SHOTS")
FORM = {
    "title": "原州区一厂房爆炸",
    "place": "工业大道18号",
    "level": "serious",
    "level_basis": "初判 11 人死亡",
}


def registered(visitor: Visitor, desk: Desk, clock: FixedClock, minutes: int = 5) -> UUID:
    detected = field_value(clock.now() - timedelta(minutes=minutes), desk.policy.zone)
    answer = visitor.post("/incidents/", {**FORM, "detected_at": detected, "occurred_at": ""})
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rsplit("/", 1)[-1])


def test_opening_an_incident_shows_its_clocks_at_once_there_and_at_home(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = registered(visitor, desk, clock)
    page = visitor.get(f"/incidents/{made}").text
    assert (
        page.index("首次发布（内部目标）")
        < page.index("首次发布权威信息")
        < page.index("新闻发布会")
    )
    assert "剩余 4 小时 5" in page
    assert "剩余 4 小时 5" in visitor.get("/").text


def test_the_record_names_the_legal_basis_and_what_met_it(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = registered(visitor, desk, clock)
    held = field_value(clock.now(), desk.policy.zone)
    answer = visitor.post(
        f"/incidents/{made}/conference",
        {"at": held, "place": "市局发布厅", "speaker": "新闻发言人 陈静", "link": ""},
    )
    assert answer.status_code == 303
    page = visitor.get(f"/incidents/{made}/clocks").text
    assert "国办发〔2016〕80号" in page
    assert "按时完成" in page
    assert "市局发布厅" in page


def test_what_cannot_be_recorded_is_shown_again_with_its_sentence(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = registered(visitor, desk, clock)
    later = field_value(clock.now() + timedelta(hours=2), desk.policy.zone)
    answer = visitor.post(
        f"/incidents/{made}/conference", {"at": later, "place": "<b>厅</b>", "speaker": "陈静"}
    )
    assert answer.status_code == 422
    assert "这个时间还没有到" in answer.text
    assert "&lt;b&gt;厅&lt;/b&gt;" in answer.text
    assert visitor.post(f"/incidents/{made}/promise", {"until": ""}).status_code == 422


def test_only_who_answers_for_the_unit_waives(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    speaker = signed_in("spokesperson")
    made = registered(speaker, desk, clock)
    with desk.database.snapshot() as tx:
        first = clocks_of(tx, [made], clock.now())[made][0]
    path = f"/incidents/{made}/clocks/{first.id}/waive"
    assert "豁免这个时限" not in speaker.get(f"/incidents/{made}/clocks").text
    assert speaker.post(path, {"reason": "省厅统一发布"}).status_code == 403
    leader = signed_in("leader")
    assert leader.post(path, {"reason": " "}).status_code == 422
    assert leader.post(path, {"reason": "省厅统一发布"}).status_code == 303
    page = leader.get(f"/incidents/{made}/clocks").text
    assert "已豁免" in page
    assert "省厅统一发布" in page


def test_a_promise_made_at_a_microphone_is_counted_down(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = registered(visitor, desk, clock)
    until = field_value(clock.now() + timedelta(minutes=40), desk.policy.zone)
    assert visitor.post(f"/incidents/{made}/promise", {"until": until}).status_code == 303
    assert "下次更新" in visitor.get("/").text


def test_nobody_without_the_right_to_read_sees_it(visitor: Visitor, night: Night) -> None:
    made = night.incident()
    assert visitor.get(f"/incidents/{made}/clocks").status_code == 303  # to sign in


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), LOOKS.values(), ids=LOOKS)
def test_everybody_can_use_the_clocks(
    browser: Browser, site: str, signed_in: SignedIn, desk: Desk, clock: FixedClock, width: int,
    scheme: str,
) -> None:  # fmt: skip
    made = registered(signed_in("spokesperson"), desk, clock, minutes=290)
    context, page = opened(browser, site, username="leader", width=width, scheme=scheme)
    for name, path in (
        ("incident", f"/incidents/{made}"),
        ("record", f"/incidents/{made}/clocks"),
        ("home", "/"),
    ):
        page.goto(path)
        expect(page.get_by_text(re.compile("已超时|剩余")).first).to_be_visible()
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/clocks-{name}-{width}-{scheme}.png", full_page=True)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
