"""The ledger on the screens: entered on a phone in one go, confirmed by another."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from console.incidents import service as life
from console.incidents.records import Incident
from console.incidents.service import clearing
from console.web.times import field_value
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.test_in_the_browser import LOOKS, opened, site, violations
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]
SHOTS = os.environ.get("FAYAN_SHOTS")


@pytest.fixture
def incident(night: Night) -> UUID:
    return night.incident()


def test_facts_are_entered_confirmed_by_another_and_folded_into_one_line(
    signed_in: SignedIn, incident: UUID, desk: Desk, clock: FixedClock
) -> None:
    speaker = signed_in("spokesperson")
    now = field_value(clock.now(), desk.policy.zone)
    form = {
        "deaths": "2", "serious_injuries": "", "missing-unknown": "1", "as_of": now,
        "source": "现场指挥部", "public_advice": "请绕行平安路",
    }  # fmt: skip
    assert speaker.post(f"/incidents/{incident}/facts", form).status_code == 303
    page = speaker.get(f"/incidents/{incident}/facts").text
    assert "核实，可公开" not in page  # not by who entered it
    assert "请绕行平安路" in page
    leader = signed_in("unit-head")
    path = re.search(rf"/incidents/{incident}/facts/[0-9a-f-]+/confirm",
                     leader.get(f"/incidents/{incident}/facts").text)  # fmt: skip
    assert path
    assert leader.post(path[0], {"releasable": "1"}).status_code == 303
    shown = leader.get(f"/incidents/{incident}").text
    line = re.search(r'<p class="fact-line">(.*?)</p>', shown, re.DOTALL)
    assert line
    words = re.sub(r"<[^>]+>", "", line[1])
    assert words.startswith("死亡 2 · 失联 不详")
    assert "2 项待核实" in shown


def test_a_second_confirmation_is_refused_in_words_and_opening_is_an_act_of_its_own(
    signed_in: SignedIn, incident: UUID, desk: Desk, clock: FixedClock
) -> None:
    now = field_value(clock.now(), desk.policy.zone)
    form = {"deaths": "2", "as_of": now, "source": "现场"}
    signed_in("spokesperson").post(f"/incidents/{incident}/facts", form)
    leader, page = signed_in("unit-head"), f"/incidents/{incident}/facts"
    path = re.search(rf"{page}/[0-9a-f-]+/confirm", leader.get(page).text)
    assert path
    assert leader.post(path[0], {"releasable": "0"}).status_code == 303
    assert leader.post(path[0], {"releasable": "1"}).status_code == 303  # a second tab
    shown = leader.get(page).text
    assert "核实只作一次" in shown
    assert "已核实，不公开" in shown
    leader.post(path[0].replace("/confirm", "/releasable"), {"releasable": "1"})
    assert "改为不公开" in leader.get(page).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"deaths": "两个"}, "请填整数"), ({"deaths": "1", "deaths-unknown": "1"}, "请只留一样"),
        ({"injuries": "3", "serious_injuries": "5"}, "受伤合计与重伤、轻伤对不上"),
        ({"source": " "}, "请写来源"), ({"deaths": ""}, "还没有填任何情况"),
        ({"free": "<b>x</b>"}, "其他情况要有名称"), ({"as_of": "昨天"}, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_shown_again_with_all_that_was_typed(
    signed_in: SignedIn, incident: UUID, desk: Desk, clock: FixedClock, wrong: dict[str, str],
    sentence: str,
) -> None:  # fmt: skip
    now = field_value(clock.now(), desk.policy.zone)
    form = {"deaths": "2", "as_of": now, "source": "现场", "measures": "已救治", **wrong}
    if "deaths" in wrong and wrong["deaths"] == "":
        form.pop("measures")
    answer = signed_in("spokesperson").post(f"/incidents/{incident}/facts", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "measures" in form:
        assert "已救治" in answer.text
    assert "<b>x</b>" not in answer.text


def test_a_personal_fact_is_marked_told_of_and_shown_as_cleared(
    signed_in: SignedIn, incident: UUID, desk: Desk, clock: FixedClock
) -> None:
    speaker, page = signed_in("spokesperson"), f"/incidents/{incident}/facts"
    form = {
        "as_of": field_value(clock.now(), desk.policy.zone), "source": "辖区派出所",
        "label": "家属情况", "free": "其兄已到场", "free-personal": "1", "measures": "已救治",
    }  # fmt: skip
    assert speaker.post(page, form).status_code == 303
    assert "1 项个人信息，事件结束后按规定清除" in speaker.get(f"/incidents/{incident}").text
    with desk.database.transaction() as tx:
        who, version = desk.people["spokesperson"], tx.get_one(Incident, incident).version
        life.close(tx, clock.now(), who, incident, version, "处置完毕")
    assert "1 项个人信息将在" in speaker.get(f"/incidents/{incident}").text
    marking = re.search(rf"{page}/[0-9a-f-]+/personal", speaker.get(page).text)
    assert marking  # of the measures, though it is closed
    assert speaker.post(marking[0]).status_code == 303
    clock.move(hours=31 * 24)
    with desk.database.transaction() as tx:
        assert clearing.clear(tx, clock.now(), incident, timedelta(days=30)) == 2
    speaker = signed_in("spokesperson")
    shown = speaker.get(page).text
    assert "已按规定清除" in shown
    assert "其兄" not in shown
    assert "辖区派出所" not in shown
    whole = speaker.get(f"/incidents/{incident}").text
    assert "2 项个人信息已按规定清除" in whole
    story = speaker.get(f"/incidents/{incident}/story").text
    assert "已按规定清除" in story
    assert "其兄" not in story


def test_the_guard_answers_what_is_typed_and_asks_for_a_mask_or_a_reason(
    signed_in: SignedIn, incident: UUID, desk: Desk, clock: FixedClock
) -> None:
    speaker, page = signed_in("spokesperson"), f"/incidents/{incident}/facts"
    form = {
        "as_of": field_value(clock.now(), desk.policy.zone), "source": "现场",
        "course": "犯罪嫌疑人李建国已到案", "measures": "<script>x</script>",
    }  # fmt: skip
    live = speaker.post(f"{page}/check", form)
    assert live.status_code == 200
    assert "“李建国”像是当事人的全名" in live.text
    assert 'data-mended="李某某"' in live.text
    assert "data-blocks" in live.text
    assert "<script>x" not in live.text
    refused = speaker.post(page, form)
    assert refused.status_code == 422
    assert "确需保留的，请写明理由" in refused.text
    assert "“李建国”像是当事人的全名" in refused.text  # with the remedy beside it, without scripts
    assert speaker.post(page, {**form, "reason": "嫌疑人在逃，指挥部要求"}).status_code == 303
    leader = signed_in("unit-head").get(page).text
    assert "保留理由：" in leader
    assert "指挥部要求" in leader
    assert signed_in("auditor").post(f"{page}/check", form).status_code == 403


def test_who_may_not_enter_is_refused(signed_in: SignedIn, incident: UUID) -> None:
    auditor = signed_in("auditor")
    assert auditor.post(f"/incidents/{incident}/facts", {"deaths": "1"}).status_code == 403
    assert "登记新情况" not in auditor.get(f"/incidents/{incident}/facts").text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), LOOKS.values(), ids=LOOKS)
def test_everybody_can_use_the_ledger(
    browser: Browser, site: str, incident: UUID, width: int, scheme: str
) -> None:
    context, page = opened(browser, site, username="spokesperson", width=width, scheme=scheme)
    page.goto(f"/incidents/{incident}/facts")
    for _press in range(2):
        page.get_by_role("button", name="死亡加一").click()
    page.fill("#serious_injuries", "4")
    page.get_by_role("button", name="重伤加一").click()
    page.fill("#minor_injuries", "0")
    page.get_by_role("button", name="被困减一").press("Enter")  # of nothing known: no zero
    expect(page.locator("#trapped")).to_have_value("")
    page.get_by_role("button", name="失联加一").click()
    page.locator("[name=missing-unknown]").check()
    expect(page.locator("#missing")).to_have_value("")
    for press in page.locator("[data-step]").all():
        box = press.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    expect(page.locator("#public_advice")).to_be_visible()
    page.fill("#public_advice", "伤者李建国，家属请联系13912345678")
    mend = page.get_by_role("button", name="改为 李某某")
    expect(page.locator(".fact-reason")).to_be_visible()
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/facts-guarded-{width}-{scheme}.png", full_page=True)
    mend.click()
    page.get_by_role("button", name="改为 139****5678").click()
    expect(page.locator("#public_advice")).to_have_value("伤者李某某，家属请联系139****5678")
    expect(page.locator(".fact-reason")).to_be_hidden()
    expect(page.locator("#enquiry_phone")).to_be_visible()
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/facts-typed-{width}-{scheme}.png", full_page=True)
    page.fill("#source", "现场指挥部")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".fact").first).to_contain_text("死亡 2 待核实")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/facts-{width}-{scheme}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"/incidents/{incident}")
    expect(page.locator(".fact-line")).to_contain_text("死亡 2 · 受伤 5 · 失联 不详（")
    assert violations(page) == []
    context.close()
