"""Opening an incident: numbers propose the level, a person confirms it."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.test import TestResponse

from console.incidents.queries import everything
from console.incidents.queries.assessments import assessments
from console.incidents.rules.grading import Counts
from console.incidents.rules.levels import Level
from console.web.times import field_value
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]
SHOTS = os.environ.get("FAYAN_SHOTS")


def post(visitor: Visitor, desk: Desk, clock: FixedClock, **changed: str) -> TestResponse:
    now = field_value(clock.now(), desk.policy.zone)
    form = {
        "title": "厂房爆炸", "place": "平安路", "category": "accident_disaster", "deaths": "11",
        "serious_injuries": "", "loss_wan": "", "level": "proposed", "seen": "serious",
        "level_basis": "", "detected_at": now, "occurred_at": "",
    }  # fmt: skip
    return visitor.post("/incidents/", {**form, **changed})


def test_the_proposal_is_taken_with_its_basis_and_kept_in_the_history(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    assert post(signed_in("spokesperson"), desk, clock).status_code == 303
    with desk.database.snapshot() as tx:
        (incident,) = everything(tx)
        (graded,) = assessments(tx, incident.id)
    assert incident.level is Level.SERIOUS
    assert incident.level_basis == "死亡 11 人（10 人以上为重大）"
    assert (graded.proposed, graded.counts) == (Level.SERIOUS, Counts(deaths=11))


def test_what_was_known_at_the_opening_stands_in_the_ledger(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = post(visitor, desk, clock, serious_injuries="", loss_wan="1200").location
    page = visitor.get(f"{made}/facts").text
    assert "登记事件时所填" in page
    assert "12,000,000" in page
    assert "重伤</strong>" not in page  # nothing was said of it


def test_one_number_that_cannot_be_read_leaves_the_proposal_of_the_others(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    typed = "category=accident_disaster&deaths=11&serious_injuries=五&loss_wan=约300"
    told = visitor.get(f"/incidents/propose?{typed}").text
    assert 'name="seen" value="serious"' in told
    assert "提议没有计入：重伤、直接经济损失" in re.sub(r"<[^>]+>", "", told)
    assert "提议没有计入" not in visitor.get("/incidents/propose?deaths=11").text
    answer = post(visitor, desk, clock, serious_injuries="五")
    assert answer.status_code == 422  # nothing that cannot be read is dropped in silence
    assert 'value="五"' in answer.text


def test_the_slightly_injured_and_the_missing_go_from_the_opening_into_the_ledger(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    assert post(visitor, desk, clock, missing="两").status_code == 422
    made = post(visitor, desk, clock, minor_injuries="0", missing="3").location
    line = re.search(r'<p class="fact-line">(.*?)</p>', visitor.get(made).text, re.DOTALL)
    assert line
    assert re.sub(r"<[^>]+>", "", line[1]).startswith("死亡 11 · 轻伤 0 · 失联 3")
    assert "minor_injuries" not in visitor.get(f"{made}/edit").text  # the ledger has it now


def test_a_proposal_that_was_not_on_the_screen_is_shown_before_it_is_taken(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    """Without scripts the form still shows what it proposed for empty fields."""
    answer = post(signed_in("spokesperson"), desk, clock, seen="ungraded")
    assert answer.status_code == 422
    assert "提议的级别是“重大”。请核对后再提交" in answer.text
    assert 'name="seen" value="serious"' in answer.text
    assert 'value="11"' in answer.text


def test_another_level_needs_a_basis_and_both_are_kept(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    assert post(visitor, desk, clock, level="extremely_serious").status_code == 422
    taken = post(visitor, desk, clock, level="extremely_serious", level_basis="上级定级")
    assert taken.status_code == 303
    with desk.database.snapshot() as tx:
        (graded,) = assessments(tx, everything(tx)[0].id)
    assert (graded.level, graded.proposed) == (Level.EXTREMELY_SERIOUS, Level.SERIOUS)
    assert "上级定级" in visitor.get(taken.location).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"deaths": "几个"}, "请填整数"), ({"deaths": "-1"}, "请填整数"),
        ({"deaths": "1.5"}, "请填整数"),
        ({"loss_wan": "99999999"}, "请填整数"), ({"category": "x"}, "请选择事件类别"),
        ({"level": "x"}, "请"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_shown_again(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, wrong: dict[str, str], sentence: str
) -> None:
    answer = post(signed_in("spokesperson"), desk, clock, **wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "厂房爆炸" in answer.text


def test_a_level_changed_later_is_added_to_the_history(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = post(visitor, desk, clock).location
    page = visitor.get(f"{made}/edit").text
    assert 'value="11"' in page
    clock.move(minutes=10)
    answer = visitor.post(
        f"{made}/edit",
        {
            "version": "1", "title": "厂房爆炸", "place": "平安路", "category": "accident_disaster",
            "deaths": "31", "level": "proposed", "seen": "extremely_serious", "level_basis": "",
            "detected_at": field_value(clock.now(), desk.policy.zone),
        },
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    shown = visitor.get(made).text
    assert "死亡 31 人（30 人以上为特别重大）" in shown
    assert "死亡 11 人（10 人以上为重大）" in shown


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_an_incident_is_open_in_under_a_minute_and_its_level_follows_the_numbers(
    browser: Browser, site: str, people: object, width: int
) -> None:
    context, page = opened(browser, site, username="editor", width=width)
    page.goto("/incidents/new")
    page.fill("#title", "原州区一厂房爆炸")
    page.fill("#place", "工业大道18号")
    page.fill("#deaths", "4")
    expect(page.locator("#proposal")).to_contain_text("较大 死亡 4 人（3 人以上为较大）")
    page.fill("#serious_injuries", "60")
    expect(page.locator("#proposal")).to_contain_text("重大 重伤 60 人（50 人以上为重大）")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/open-{width}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="登记新事件").click()
    page.wait_for_url(re.compile(r"/incidents/[0-9a-f-]{36}$"))
    expect(page.get_by_text("首次发布权威信息")).to_be_visible()
    context.close()
