"""A level that rises holds what is signed and asks; counts close; a final release closes."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from console.incidents import service as incidents
from console.incidents.policy import IncidentPolicy
from console.incidents.queries import of_id
from console.incidents.queries.assessments import assessments
from console.incidents.rules.categories import Category
from console.incidents.rules.grading import Counts
from console.incidents.rules.levels import Degree, Level
from console.incidents.rules.opinion import OpinionType, Sign
from console.incidents.service import IncidentForm
from console.incidents.service.assessing import Grounds
from console.kernel.errors import Invalid
from console.notices.records import Notice
from console.publishing.queries import HoldRow, holds
from console.publishing.service import lift_hold
from console.releases import service
from console.releases.rules.kinds import Kind
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_incidents import changed
from tests.web.running import Night

ZONE = ZoneInfo("Asia/Shanghai")
MATRIX = IncidentPolicy(matrix=(Sign("several", Level.LARGER, "多个平台出现"),))


def form(clock: FixedClock, level: Level = Level.GENERAL, **more: object) -> IncidentForm:
    return changed(level=level, detected_at=clock.now() - timedelta(minutes=5), **more)


@pytest.fixture
def first(clock: FixedClock) -> IncidentForm:
    return form(clock)


@pytest.fixture
def incident(desk: Desk, clock: FixedClock, first: IncidentForm) -> UUID:
    with desk.database.transaction() as tx:
        return incidents.open_incident(tx, clock.now(), desk.people["spokesperson"], ZONE, first)


def regrade(
    desk: Desk, clock: FixedClock, incident: UUID, to: IncidentForm, by: str = "unit-head"
) -> None:
    with desk.database.transaction() as tx:
        version = of_id(tx, incident).version
        incidents.change(tx, clock.now(), desk.people[by], incident, version, to)


def in_force(desk: Desk) -> tuple[HoldRow, ...]:
    with desk.database.snapshot() as tx:
        return holds(tx)


def test_a_level_raised_after_signing_holds_what_waits_and_asks(
    desk: Desk, clock: FixedClock, incident: UUID, press: Press, first: IncidentForm
) -> None:
    later = clock.now() + timedelta(hours=1)
    waits = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=incident, go_at=later)
    regrade(desk, clock, incident, replace(first, level=Level.SERIOUS))
    (hold,) = in_force(desk)
    assert (hold.release_id, hold.reason) == (waits, "hold.level_raised")
    with desk.database.snapshot() as tx:
        told = list(tx.scalars(select(Notice).where(Notice.kind == "delivery.told_level_raised")))
    assert {desk.people["leader"].id, desk.people["unit-head"].id} <= {e.person_id for e in told}
    clock.at = later
    Night(desk, press, clock).run()
    assert desk.see(waits).row.published_at is None
    with desk.database.transaction() as tx:
        lift_hold(tx, clock.now(), desk.people["leader"], hold.id)
    Night(desk, press, clock).run()
    assert desk.see(waits).row.published_at is not None


def test_a_level_that_falls_or_stays_holds_nothing(
    desk: Desk, clock: FixedClock, incident: UUID, first: IncidentForm
) -> None:
    later = clock.now() + timedelta(hours=1)
    desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=incident, go_at=later)
    regrade(desk, clock, incident, replace(first, level=Level.UNGRADED, level_basis="复核"))
    assert in_force(desk) == ()


def test_what_is_out_is_not_held(
    desk: Desk, clock: FixedClock, incident: UUID, press: Press, first: IncidentForm
) -> None:
    desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    Night(desk, press, clock).run()
    regrade(desk, clock, incident, replace(first, level=Level.SERIOUS))
    assert in_force(desk) == ()


def test_a_level_raised_while_others_sign_holds_at_the_last_signature(
    desk: Desk, clock: FixedClock, incident: UUID, first: IncidentForm
) -> None:
    begun = desk.draft(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    digest = desk.submit(clock.now(), begun)
    desk.sign(clock.now(), begun, digest, "unit-head")
    regrade(desk, clock, incident, replace(first, level=Level.SERIOUS))
    assert in_force(desk) == ()
    desk.sign(clock.now(), begun, digest, "secrecy")
    desk.sign(clock.now(), begun, digest, "leader")
    assert [each.release_id for each in in_force(desk)] == [begun]


def test_counts_move_freely_until_they_close_and_then_with_a_reason(
    desk: Desk, clock: FixedClock, incident: UUID, first: IncidentForm
) -> None:
    clock.move(hours=24 * 29)
    regrade(desk, clock, incident, replace(first, grounds=Grounds(Counts(deaths=1))))
    clock.move(hours=48)
    late = replace(first, grounds=Grounds(Counts(deaths=2)))
    with pytest.raises(Invalid) as refused:
        regrade(desk, clock, incident, late)
    assert (refused.value.code, refused.value.field) == ("incident.counts_closed", "late_reason")
    reason = Grounds(Counts(deaths=2), late_reason="医院补报")
    regrade(desk, clock, incident, replace(first, grounds=reason))
    with desk.database.snapshot() as tx:
        newest = assessments(tx, incident)[0]
    assert (newest.counts.deaths, newest.late_reason) == (2, "医院补报")


def test_traffic_and_fire_close_after_seven_days(
    desk: Desk, clock: FixedClock, incident: UUID, first: IncidentForm
) -> None:
    regrade(desk, clock, incident, replace(first, short_count=True))
    clock.move(hours=24 * 8)
    with pytest.raises(Invalid):
        regrade(
            desk, clock, incident,
            replace(first, short_count=True, grounds=Grounds(Counts(deaths=2))),
        )  # fmt: skip


def test_an_opinion_event_keeps_its_type_and_signs(desk: Desk, clock: FixedClock) -> None:
    with desk.database.transaction() as tx:
        made = incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], ZONE,
            form(
                clock, Level.LARGER, category=Category.OPINION, opinion_type=OpinionType.RUMOUR,
                grounds=Grounds(signs=("several",)), warning_level=Degree.THIRD,
            ),
            MATRIX,
        )  # fmt: skip
    with desk.database.snapshot() as tx:
        (graded,) = assessments(tx, made)
        view = of_id(tx, made)
    assert (graded.proposed, graded.signs) == (Level.LARGER, ("several",))
    assert (view.opinion_type, view.warning_level) == (OpinionType.RUMOUR, Degree.THIRD)


def test_a_published_final_release_closes_without_a_reason_and_a_withdrawn_one_does_not(
    desk: Desk, clock: FixedClock, incident: UUID, press: Press
) -> None:
    desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    Night(desk, press, clock).run()
    clock.move(minutes=5)
    final = desk.signed(
        clock.now(), kind=Kind.FINAL, incident_id=incident, title="情况通报（二）",
        text="11月23日20时10分许，我市示例区发生的情况已处置完毕，现场恢复秩序。",
    )  # fmt: skip
    Night(desk, press, clock).run()
    with desk.database.snapshot() as tx:
        view = of_id(tx, incident)
    assert view.final_number == desk.see(final).row.number
    with desk.database.transaction() as tx:
        seen = desk.see(final)
        service.withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=final,
            seen=seen.digest, proof=desk.proof("leader", clock.now()), reason="地点有误",
        )  # fmt: skip
    with desk.database.snapshot() as tx:
        gone = of_id(tx, incident)
    assert gone.final_number == ""
    with desk.database.transaction() as tx, pytest.raises(Invalid):
        incidents.close(tx, clock.now(), desk.people["spokesperson"], incident, gone.version, " ")


def test_with_its_final_release_out_nobody_asks_why(
    desk: Desk, clock: FixedClock, incident: UUID, press: Press
) -> None:
    desk.signed(clock.now(), kind=Kind.FINAL, incident_id=incident)
    Night(desk, press, clock).run()
    with desk.database.transaction() as tx:
        version = of_id(tx, incident).version
        incidents.close(tx, clock.now(), desk.people["spokesperson"], incident, version, "")
