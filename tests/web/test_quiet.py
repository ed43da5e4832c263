"""常规静默: offered when a grave incident is opened; each held by itself, resumed by itself."""

import html
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from console.incidents.rules.levels import Level
from console.publishing import queries
from console.publishing.rules.states import DeliveryState as S
from console.releases.rules.kinds import Kind
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]


def form(level: Level) -> dict[str, str]:
    return {
        "title": "原州区一厂房爆炸", "place": "工业大道18号", "category": "accident_disaster",
        "level": level.value, "level_basis": "初判", "detected_at": "2026-11-23T19:55",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("level", "asked"), [(Level.LARGER, True), (Level.SERIOUS, True), (Level.GENERAL, False)]
)
def test_opening_a_grave_incident_offers_it(
    night: Night, signed_in: SignedIn, clock: FixedClock, level: Level, *, asked: bool
) -> None:
    night.signed(title="平安建设宣传", go_at=clock.now() + timedelta(hours=1))
    opened = signed_in("spokesperson").post("/incidents/", form(level))
    assert opened.status_code == 303
    assert opened.headers["Location"].endswith("/quiet") is asked


def test_without_anything_scheduled_nothing_is_asked(night: Night, signed_in: SignedIn) -> None:
    opened = signed_in("spokesperson").post("/incidents/", form(Level.SERIOUS))
    assert not opened.headers["Location"].endswith("/quiet")


def test_one_press_holds_the_routine_and_each_is_resumed_by_itself(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    soon = clock.now() + timedelta(minutes=20)
    routine = [night.signed(title=f"宣传{each}", go_at=soon) for each in "甲乙"]
    notice = night.signed(title="防汛提示", go_at=soon, kind=Kind.NOTICE)
    incident = night.incident()
    own = night.signed(title="本事件的", go_at=soon, incident_id=incident)
    visitor, url = signed_in("spokesperson"), f"/incidents/{incident}/quiet"
    page = visitor.get(url).text
    for each in routine:
        assert f'value="{each}" checked' in page
    assert f'value="{notice}"' in page
    assert f'value="{notice}" checked' not in page
    assert str(own) not in page.partition("<form")[2].partition("quiet-list")[2]
    form = {"release": [str(each) for each in (*routine, own, uuid4())] + ["nonsense"]}
    for _ in range(2):  # the second press finds nothing more to hold
        assert visitor.post(url, form).status_code == 303
    with night.desk.database.snapshot() as tx:
        holds = {each.release_id: each for each in queries.holds(tx)}
    assert set(holds) == set(routine)
    home = html.unescape(visitor.get("/").text)
    assert home.count("hold-band-line") == 1
    assert "2 篇通稿在等待" in home
    clock.move(minutes=20)
    night.run()
    lift = f"/holds/{holds[routine[0]].id}/lift"
    assert url in visitor.get(f"{lift}?next={url}").text
    assert visitor.post(lift, {"next": url, "password": PASSWORD}).headers["Location"] == url
    night.run()
    see = night.desk.see
    assert see(routine[0]).row.published_at
    assert see(routine[1]).row.published_at is None
    assert see(notice).row.published_at
    assert see(own).row.published_at
    assert night.press.row("website").state is S.SENT


def test_who_may_not_hold_is_not_asked_and_a_stranger_incident_is_not_there(
    night: Night, signed_in: SignedIn
) -> None:
    incident = night.incident()
    assert signed_in("auditor").post(f"/incidents/{incident}/quiet", {}).status_code == 403
    visitor = signed_in("leader")
    assert visitor.get(f"/incidents/{uuid4()}/quiet").status_code == 404
    assert visitor.post(f"/incidents/{uuid4()}/quiet", {}).status_code == 404
    assert "常规静默" not in visitor.get(f"/incidents/{incident}").text  # nothing to be quiet about
