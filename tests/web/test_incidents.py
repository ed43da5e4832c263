"""The incident screens: opened in a minute, one next step, closed with a reason."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from console.incidents import queries
from console.incidents.queries import IncidentView
from console.releases.rules.kinds import Kind
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]
FORM = {
    "title": "原州区一厂房爆炸",
    "place": "工业大道18号",
    "level": "serious",
    "level_basis": "初判 11 人死亡",
    "detected_at": "2026-11-23T19:55",
    "occurred_at": "2026-11-23T19:40",
}


def everything(night: Night) -> tuple[IncidentView, ...]:
    with night.desk.database.snapshot() as tx:
        return queries.everything(tx)


def opened(visitor: Visitor, **fields: str) -> UUID:
    answer = visitor.post("/incidents/", {**FORM, **fields})
    assert answer.status_code == 303, answer.text
    return UUID(answer.headers["Location"].rpartition("/")[2])


def test_an_empty_list_says_how_to_begin(signed_in: SignedIn) -> None:
    page = signed_in("spokesperson").get("/incidents/").text
    assert "没有进行中的事件" in page
    assert "/incidents/new" in page
    assert "/incidents/new" not in signed_in("auditor").get("/incidents/").text


def test_the_form_begins_with_now_as_the_time_of_the_report(signed_in: SignedIn) -> None:
    assert 'value="2026-11-23T20:00"' in signed_in("spokesperson").get("/incidents/new").text


def test_an_incident_opens_and_its_first_report_is_the_next_step(
    night: Night, signed_in: SignedIn
) -> None:
    visitor = signed_in("spokesperson")
    made = opened(visitor)
    page = visitor.get(f"/incidents/{made}").text
    assert "起草首报" in page
    assert f"/releases/next/{made}" in page
    assert "11月23日 19:55" in page
    (incident,) = everything(night)
    assert (incident.detected_at.hour, incident.detected_at.minute) == (11, 55)  # UTC


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "请填写事件名称"),
        ({"place": " "}, "请填写地点"),
        ({"level": ""}, "请选择事件级别"),
        ({"level": "worst"}, "请选择事件级别"),
        ({"level_basis": ""}, "请写明定级依据"),
        ({"detected_at": "昨晚"}, "看不懂这个时间"),
        ({"detected_at": ""}, "看不懂这个时间"),
        ({"detected_at": "2026-11-24T20:00"}, "接报时间还没有到"),
        ({"occurred_at": "2026-11-23T19:58"}, "发生时间晚于接报时间"),
        ({"title": "长" * 121}, "最多 120 字"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(
    night: Night, signed_in: SignedIn, fields: dict[str, str], said: str
) -> None:
    answer = signed_in("spokesperson").post("/incidents/", {**FORM, **fields})
    assert answer.status_code == 422
    assert said in answer.text
    kept = {**FORM, **fields}
    for name in ("title", "place", "level_basis", "detected_at"):
        assert f'value="{kept[name]}"' in answer.text
    assert everything(night) == ()


def test_a_drill_wears_its_band_and_its_number(signed_in: SignedIn) -> None:
    visitor = signed_in("spokesperson")
    page = visitor.get(f"/incidents/{opened(visitor, drill='1')}").text
    assert "演练 · 此事件不是真实事件" in page
    assert "<title>【演练】" in page
    assert "Y-2026-E0001" in page


def test_the_next_step_follows_the_series(night: Night, signed_in: SignedIn) -> None:
    visitor, incident = signed_in("spokesperson"), night.incident()
    begun = night.desk.draft(night.clock.now(), kind=Kind.INITIAL, incident_id=incident)
    page = visitor.get(f"/incidents/{incident}").text
    assert "继续起草首报" in page
    assert f"/releases/{begun}/edit" in page
    night.desk.sign_all(night.clock.now(), begun, night.desk.submit(night.clock.now(), begun))
    page = visitor.get(f"/incidents/{incident}").text
    assert "起草续报（二）" in page
    assert "起草终报" in page
    night.signed(kind=Kind.FINAL, incident_id=incident, title="情况通报（二）")
    page = visitor.get(f"/incidents/{incident}").text
    assert "next-act" not in page


def test_the_timeline_shows_the_newest_first_with_its_stage(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    incident = night.incident()
    night.signed(kind=Kind.INITIAL, incident_id=incident)
    night.run()
    clock.move(minutes=30)
    night.desk.draft(clock.now(), kind=Kind.UPDATE, title="情况通报（二）", incident_id=incident)
    page = signed_in("leader").get(f"/incidents/{incident}").text
    assert page.index("情况通报（二）") < page.index("已发布")
    assert page.index("草稿") < page.index("已发布")


def test_the_public_page_is_linked_once_there_is_one(night: Night, signed_in: SignedIn) -> None:
    visitor, incident = signed_in("spokesperson"), night.incident()
    assert "公众看到的" not in visitor.get(f"/incidents/{incident}").text
    night.signed(kind=Kind.INITIAL, incident_id=incident)
    night.run()
    page = visitor.get(f"/incidents/{incident}").text
    assert "http://localhost:8000/incidents/2026-E0001/feed.xml" in page


def test_a_change_from_a_stale_tab_is_refused(signed_in: SignedIn) -> None:
    visitor = signed_in("spokesperson")
    made = opened(visitor)
    path = f"/incidents/{made}/edit"
    assert visitor.post(path, {**FORM, "version": "1", "place": "甲地"}).status_code == 303
    late = visitor.post(path, {**FORM, "version": "1", "place": "乙地"})
    assert late.status_code == 409
    assert "别人修改了此事件" in late.text
    assert "甲地" in visitor.get(f"/incidents/{made}").text


def test_closing_asks_why_and_reopening_undoes_it(signed_in: SignedIn) -> None:
    visitor = signed_in("spokesperson")
    made = opened(visitor)
    refused = visitor.post(f"/incidents/{made}/close", {"version": "1", "reason": ""})
    assert refused.status_code == 422
    assert "请写明结束的原因" in refused.text
    visitor.post(f"/incidents/{made}/close", {"version": "1", "reason": "处置完毕，终报已发"})
    page = visitor.get(f"/incidents/{made}").text
    assert "处置完毕，终报已发" in page
    assert "起草首报" not in page
    assert visitor.get(f"/incidents/{made}/edit").status_code == 409
    visitor.post(f"/incidents/{made}/reopen", {"version": "2"})
    assert "起草首报" in visitor.get(f"/incidents/{made}").text


@pytest.mark.parametrize("who", ["secrecy", "media-reception", "auditor"])
def test_readers_read_and_change_nothing(night: Night, signed_in: SignedIn, who: str) -> None:
    incident, visitor = night.incident(), signed_in(who)
    page = visitor.get(f"/incidents/{incident}")
    assert page.status_code == 200
    assert "结束此事件" not in page.text
    for path in ("/incidents/", f"/incidents/{incident}/edit", f"/incidents/{incident}/close"):
        assert visitor.post(path, FORM).status_code == 403


def test_an_incident_that_is_not_there_says_where_to_look(signed_in: SignedIn) -> None:
    answer = signed_in("leader").get(f"/incidents/{uuid4()}")
    assert answer.status_code == 404
    assert "没有这个事件" in answer.text


def test_it_speaks_english(night: Night, signed_in: SignedIn) -> None:
    page = signed_in("spokesperson").get(f"/incidents/{night.incident()}?lang=en").text
    assert "Draft: First report" in page
    assert "Hold this incident" in page


def test_a_form_sent_again_without_an_answer_leads_to_the_incident_it_opened(
    night: Night, signed_in: SignedIn
) -> None:
    visitor = signed_in("spokesperson")
    found = re.search(r'name="mark" value="([0-9a-f-]{36})"', visitor.get("/incidents/new").text)
    assert found
    first = opened(visitor, mark=found[1])
    assert opened(visitor, mark=found[1]) == first
    assert opened(visitor, mark="no-uuid") != first
    assert len(everything(night)) == 2
    again = visitor.post("/incidents/", {**FORM, "title": "", "mark": found[1]})
    assert f'name="mark" value="{found[1]}"' in again.text
