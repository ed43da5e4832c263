"""Who is told of a drill, what it may touch, and how it ends: with a report that is kept."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from console.audit.names import Event
from console.audit.queries import about
from console.drills import queries, service
from console.drills.rules.report import Part, late_by, sealed, unsealed
from console.incidents import service as incidents
from console.incidents.escalation import escalate
from console.incidents.policy import from_settings
from console.incidents.queries import of_id
from console.incidents.rules.levels import IncidentStatus, Level
from console.incidents.service import IncidentForm
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.notices.records import Notice
from console.publishing.quiet import outside
from console.publishing.rules.states import DeliveryState as S
from console.releases import service as releases
from console.releases.concerning import concerning
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.services.test_drills import Office, opened, run


@pytest.fixture
def press(desk: Desk, clock: FixedClock) -> Office:
    return Office(desk.database, desk.policy, clock)


def take_part(desk: Desk, clock: FixedClock, drill: UUID, *names: str) -> None:
    with desk.database.transaction() as tx:
        people = [desk.people[each].id for each in names]
        service.set_people(tx, clock.now(), desk.people["spokesperson"], drill, people)


def end(desk: Desk, clock: FixedClock, drill: UUID, summary: str = "", by: str = "") -> None:
    with desk.database.transaction() as tx:
        version = of_id(tx, drill).version
        service.end(tx, clock.now(), desk.people[by or "spokesperson"], drill, version, summary)


def told(desk: Desk, kind: str) -> set[str]:
    names = {actor.id: name for name, actor in desk.people.items()}
    with desk.database.snapshot() as tx:
        found = tx.scalars(select(Notice).where(Notice.kind == kind)).all()
    return {names[each.person_id] for each in found}


def test_only_who_takes_part_is_asked_to_sign_and_told_of_its_clocks(
    desk: Desk, clock: FixedClock, settings: Settings
) -> None:
    drill = opened(desk, clock, policy=from_settings(settings))
    take_part(desk, clock, drill, "leader", "secrecy")
    assert told(desk, "drill.told_admitted") == {"leader", "secrecy"}
    release = desk.draft(clock.now(), kind=Kind.INITIAL, incident_id=drill)
    digest = desk.submit(clock.now(), release)
    desk.sign_all(clock.now(), release, digest)
    assert told(desk, "release.told_to_sign") == {"leader", "secrecy"}
    clock.move(hours=30)
    with desk.database.transaction() as tx:
        escalate(tx, clock.now(), timedelta(minutes=5))
    rung = told(desk, "clock.told_out") | told(desk, "clock.told_running")
    assert rung == {"spokesperson", "leader", "secrecy"}
    assert told(desk, "duty.nobody") == set()


def test_a_real_incident_overtakes_the_drill(desk: Desk, clock: FixedClock) -> None:
    drill = opened(desk, clock)
    take_part(desk, clock, drill, "leader")
    with desk.database.snapshot() as tx:
        assert not concerning(tx, {f"incident:{drill}"})[f"incident:{drill}"].overtaken
    clock.move(minutes=5)
    opened(desk, clock, drill=False)
    assert told(desk, "drill.told_overtaken") == {"spokesperson", "leader"}
    with desk.database.snapshot() as tx:
        now = concerning(tx, {f"incident:{drill}"})[f"incident:{drill}"]
    assert (now.drill, now.overtaken) == (True, True)


def test_the_end_calls_off_what_is_not_out_and_keeps_a_report(
    press: Office, desk: Desk, clock: FixedClock
) -> None:
    drill = opened(desk, clock)
    out = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=drill)
    run(press, clock)
    waiting = desk.signed(
        clock.now(), kind=Kind.UPDATE, incident_id=drill, title="情况通报（二）",
        go_at=clock.now() + timedelta(hours=3),
    )  # fmt: skip
    begun = desk.draft(clock.now(), kind=Kind.UPDATE, incident_id=drill)
    end(desk, clock, drill, "首报快，审签慢。")
    assert [desk.see(each).row.stage for each in (out, waiting, begun)] == [
        Stage.PUBLISHED, Stage.DISCARDED, Stage.DISCARDED,
    ]  # fmt: skip
    run(press, clock)
    assert press.states()["weibo"] is S.CANCELLED
    with desk.database.snapshot() as tx:
        incident = of_id(tx, drill)
        kept = queries.report(tx, clock.now(), incident)
        (event,) = about(tx, [f"incident:{drill}"], [Event.DRILL_ENDED])
    assert event.details["report_sha256"] == kept.sha256
    assert incident.status is IncidentStatus.CLOSED
    report = kept.report
    assert (kept.kept, report.summary, report.ended_by) == (
        True, "首报快，审签慢。", desk.people["spokesperson"].name,
    )  # fmt: skip
    parts = {each.part for each in report.lines}
    assert {
        Part.OPENED,
        Part.DRAFTED,
        Part.SUBMITTED,
        Part.SIGNED,
        Part.OUTLET,
        Part.ENDED,
    } <= parts
    signed = [each for each in report.lines if each.part is Part.SIGNED]
    assert signed
    assert all(each.waited is not None and each.who for each in signed)
    outlets = {each.what: each for each in report.lines if each.part is Part.OUTLET and each.done}
    assert set(outlets) == {"website", "feeds", "weibo", "wechat"}
    assert all(late_by(each, report.at) < timedelta(minutes=31) for each in outlets.values())
    assert report.number == "Y-2026-E0001"


def test_the_report_does_not_change_after_the_end(
    press: Office, desk: Desk, clock: FixedClock
) -> None:
    drill = opened(desk, clock)
    release = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=drill)
    run(press, clock)
    end(desk, clock, drill)
    with desk.database.snapshot() as tx:
        before = queries.report(tx, clock.now(), of_id(tx, drill))
    digest = desk.see(release).digest
    with desk.database.transaction() as tx:
        releases.withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=release, seen=digest,
            reason="演练后撤回", proof=desk.proof("leader", clock.now()),
        )  # fmt: skip
    clock.move(hours=5)
    with desk.database.snapshot() as tx:
        after = queries.report(tx, clock.now(), of_id(tx, drill))
    assert before == after
    assert unsealed(sealed(after.report)) == after.report


def test_a_drill_that_ended_is_over_for_good(desk: Desk, clock: FixedClock) -> None:
    drill = opened(desk, clock)
    speaker = desk.people["spokesperson"]
    with desk.database.transaction() as tx, pytest.raises(NotNow) as refused:
        incidents.close(tx, clock.now(), speaker, drill, 1, "误报")
    assert refused.value.code == "drill.ends_with_report"
    end(desk, clock, drill)
    with desk.database.snapshot() as tx:
        version = of_id(tx, drill).version
    with desk.database.transaction() as tx, pytest.raises(NotNow, match=r"drill\.ended"):
        incidents.reopen(tx, clock.now(), speaker, drill, version)
    with desk.database.transaction() as tx, pytest.raises(NotNow, match=r"drill\.ended"):
        service.end(tx, clock.now(), speaker, drill, version)
    with desk.database.transaction() as tx, pytest.raises(NotNow, match=r"drill\.ended"):
        service.set_people(tx, clock.now(), speaker, drill, [])
    with pytest.raises(NotNow, match=r"drill\.ended"):
        desk.draft(clock.now(), kind=Kind.UPDATE, incident_id=drill)
    form = IncidentForm("真的", "示例区", Level.SERIOUS, "改为真实", clock.now(), drill=False)
    with desk.database.transaction() as tx, pytest.raises(NotNow):
        incidents.change(tx, clock.now(), speaker, drill, version, form)


def test_a_form_never_makes_a_drill_real(desk: Desk, clock: FixedClock) -> None:
    drill = opened(desk, clock)
    form = IncidentForm("真的", "示例区", Level.SERIOUS, "改为真实", clock.now(), drill=False)
    with desk.database.transaction() as tx:
        incidents.change(tx, clock.now(), desk.people["spokesperson"], drill, 1, form)
    with desk.database.snapshot() as tx:
        assert of_id(tx, drill).drill


def test_who_may_not_manage_incidents_ends_no_drill_and_a_real_one_is_none(
    desk: Desk, clock: FixedClock
) -> None:
    drill, real = opened(desk, clock), opened(desk, clock, drill=False)
    with pytest.raises(NotYou):
        end(desk, clock, drill, by="auditor")
    with pytest.raises(NotThere):
        end(desk, clock, real)
    speaker = desk.people["spokesperson"]
    with desk.database.transaction() as tx, pytest.raises(Invalid, match="no_such_person"):
        service.set_people(tx, clock.now(), speaker, drill, [UUID(int=7)])


def test_what_is_real_quotes_no_drill(press: Office, desk: Desk, clock: FixedClock) -> None:
    drill = opened(desk, clock)
    out = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=drill)
    run(press, clock)
    quoting = desk.draft(clock.now())
    desk.write(clock.now(), quoting, body="<p>详见编号Y-2026-0001的通报。</p>")
    with pytest.raises(Invalid) as refused:
        desk.submit(clock.now(), quoting)
    assert refused.value.code == "drill.quoted"
    speaker, real = desk.people["spokesperson"], opened(desk, clock, drill=False)
    with desk.database.transaction() as tx, pytest.raises(Invalid, match=r"drill\.not_of_one_kind"):
        releases.start(
            tx, clock.now(), speaker, desk.policy, kind=Kind.CORRECTION,
            column=desk.see(out).row.column, incident_id=real, corrects_id=out,
        )  # fmt: skip


def test_a_drill_quiets_nothing_that_is_real(desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    drill, real = opened(desk, clock), opened(desk, clock, drill=False)
    with desk.database.snapshot() as tx:
        assert outside(tx, drill) == ()
        assert len(outside(tx, real)) == 1
