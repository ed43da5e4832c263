"""The roster through its services: planned, repeated, changed, removed; all of it in the audit."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.audit.records import AuditEvent
from console.database import Database
from console.duty import queries
from console.duty.policy import from_settings
from console.duty.rules.roster import Pair, Planned, Turn, week_of
from console.duty.service import rostering
from console.kernel.errors import (
    FayanError,
    Invalid,
    Misconfigured,
    NotNow,
    NotThere,
    NotYou,
    Stale,
)
from console.kernel.ids import new_id
from console.people.rules.roles import Role
from console.people.service import revoke_role
from console.releases.policy import from_settings as release_policy
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import START
from tests.staffed import Staffed

HOUR = timedelta(hours=1)
MONDAY = date(2026, 11, 23)  # START is its 20:00: the night begins


class Room:
    """The roster of a bureau, and short verbs; planned by the spokesperson."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk, self.policy = desk, from_settings(settings)
        self.day, self.night = self.pair("spokesperson", "deputy"), self.pair("editor", "unit-head")

    def pair(self, a: str, b: str) -> Pair:
        return Pair(self.desk.people[a].id, self.desk.people[b].id)

    def plan_week(
        self, at: datetime = START, day: date = MONDAY, by: str = "spokesperson", **turns: Pair
    ) -> int:
        wanted = {Turn(name): pair for name, pair in turns.items()} or {
            Turn.DAY: self.day, Turn.NIGHT: self.night,
        }  # fmt: skip
        with self.desk.database.transaction() as tx:
            return rostering.plan_days(
                tx, at, self.desk.people[by], self.policy, week_of(day), wanted
            )

    def one(self, start: datetime, end: datetime, pair: Pair | None = None) -> None:
        with self.desk.database.transaction() as tx:
            shift = Planned(start, end, pair or self.day)
            rostering.plan(tx, START, self.desk.people["spokesperson"], self.policy, shift)

    def change(self, at: datetime, shift: queries.ShiftView, **wanted: object) -> None:
        planned = replace(Planned(shift.starts_at, shift.ends_at, shift.pair), **wanted)
        with self.desk.database.transaction() as tx:
            rostering.change(
                tx, at, self.desk.people["spokesperson"], self.policy, shift.id, shift.version,
                planned,
            )  # fmt: skip

    def at(self, moment: datetime) -> queries.ShiftView | None:
        with self.desk.database.snapshot() as tx:
            return queries.shift_at(tx, moment)

    def events(self) -> list[tuple[str, str]]:
        with self.desk.database.snapshot() as tx:
            rows = tx.execute(
                select(AuditEvent.name, AuditEvent.details)
                .where(AuditEvent.name.like("duty:%"))
                .order_by(AuditEvent.seq)
            )
            return [tuple(row) for row in rows]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def room(request: pytest.FixtureRequest, settings: Settings, office: Staffed) -> Room:
    if request.param == "postgresql":
        database: Database = request.getfixturevalue("cluster")
    else:
        database = request.getfixturevalue("database")
    return Room(Desk(database, release_policy(settings), office.lay(database)), settings)


def test_a_week_is_planned_at_once_but_for_what_is_over(room: Room) -> None:
    assert room.plan_week() == 13  # Monday's day is over at 20:00
    now, tomorrow = room.at(START), room.at(START + 13 * HOUR)
    assert now
    assert tomorrow
    assert (now.pair, tomorrow.pair) == (room.night, room.day)
    assert room.at(START - HOUR) is None
    assert len(room.events()) == 13
    with room.desk.database.snapshot() as tx:
        assert queries.uncovered(tx, START, START + 6 * 24 * HOUR) == ()


def test_the_shift_changes_at_the_very_moment(room: Room) -> None:
    room.plan_week()
    morning = START + 12 * HOUR
    before, after = room.at(morning - timedelta(seconds=1)), room.at(morning)
    assert before
    assert after
    assert (before.pair, after.pair) == (room.night, room.day)


def test_a_week_that_overlaps_anything_is_not_planned_at_all(room: Room) -> None:
    room.one(START + 30 * HOUR, START + 31 * HOUR)
    with pytest.raises(Invalid, match="overlap"):
        room.plan_week()
    assert room.at(START) is None
    assert len(room.events()) == 1


def test_two_who_plan_the_same_week_at_once_plan_it_once(room: Room) -> None:
    refused: list[FayanError] = []

    def press() -> None:
        try:
            room.plan_week()
        except FayanError as error:
            refused.append(error)

    both = [Thread(target=press) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert [error.code for error in refused] == ["duty.overlap"]
    with room.desk.database.snapshot() as tx:
        assert len(queries.shifts(tx, START, START + 14 * 24 * HOUR)) == 13


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (("spokesperson", "spokesperson"), "duty.same_person"),
        (("auditor", "deputy"), "duty.may_not_be_on_duty"),
        (("spokesperson", "admin"), "duty.may_not_be_on_duty"),
    ],
)
def test_who_may_not_be_on_duty_is_not(room: Room, people: tuple[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        room.plan_week(night=room.pair(*people))
    assert refused.value.code == code


def test_nobody_is_not_on_duty(room: Room) -> None:
    with pytest.raises(Invalid, match="may_not"):
        room.one(START, START + HOUR, Pair(new_id(), room.day.b))


@pytest.mark.parametrize("who", ["editor", "leader", "auditor", "media-reception"])
def test_only_who_plans_duty_changes_the_roster(room: Room, who: str) -> None:
    with pytest.raises(NotYou):
        room.plan_week(by=who)


def test_a_week_is_repeated_into_what_is_free(room: Room) -> None:
    room.plan_week()
    next_week = MONDAY + timedelta(days=7)
    taken = START + 7 * 24 * HOUR + HOUR  # inside next Monday's night
    room.one(taken, taken + HOUR)
    with room.desk.database.transaction() as tx:
        who = room.desk.people["unit-head"]
        assert rostering.repeat_week(tx, START, who, room.policy, next_week) == (12, 1)
    with room.desk.database.transaction() as tx:
        assert rostering.repeat_week(tx, START, who, room.policy, next_week) == (0, 13)
    again = room.at(START + (7 * 24 + 13) * HOUR)
    assert again
    assert again.pair == room.day


def test_who_has_left_is_not_planned_again(room: Room) -> None:
    room.plan_week()
    with room.desk.database.transaction() as tx:
        revoke_role(tx, START, room.desk.people["admin"], room.night.a, Role.EDITOR)
        who = room.desk.people["spokesperson"]
        week = MONDAY + timedelta(days=7)
        assert rostering.repeat_week(tx, START, who, room.policy, week) == (6, 7)


def test_there_must_be_a_week_to_repeat(room: Room) -> None:
    with pytest.raises(Invalid, match="no_week_before"), room.desk.database.transaction() as tx:
        rostering.repeat_week(tx, START, room.desk.people["spokesperson"], room.policy, MONDAY)


def test_a_shift_under_way_gets_other_people_and_the_audit_keeps_both(room: Room) -> None:
    room.plan_week()
    now = room.at(START)
    assert now
    room.change(START + HOUR, now, pair=room.day)
    changed = room.at(START + HOUR)
    assert changed
    assert changed.pair == room.day
    name, details = room.events()[-1]
    assert name == "duty:shift:changed"
    assert '"a":"spokesperson"' in details
    assert '"a_before":"editor"' in details
    with pytest.raises(Invalid, match="has_begun"):
        room.change(START + HOUR, changed, starts_at=START + HOUR)
    with pytest.raises(Stale):
        room.change(START + HOUR, now, pair=room.night)


def test_hours_change_only_into_free_time(room: Room) -> None:
    room.plan_week()
    tomorrow = room.at(START + 13 * HOUR)
    assert tomorrow
    with pytest.raises(Invalid, match="overlap"):
        room.change(START, tomorrow, ends_at=tomorrow.ends_at + HOUR)
    room.change(START, tomorrow, ends_at=tomorrow.ends_at - HOUR)
    with room.desk.database.snapshot() as tx:
        (gap,) = queries.uncovered(tx, START, START + 48 * HOUR)
    assert gap.ends_at - gap.starts_at == HOUR


def test_what_is_over_stays_and_what_has_begun_is_not_removed(room: Room) -> None:
    room.plan_week()
    now, tomorrow = room.at(START), room.at(START + 13 * HOUR)
    assert now
    assert tomorrow
    with pytest.raises(NotNow, match="is_over"):
        room.change(START + 13 * HOUR, now, pair=room.day)
    who = room.desk.people["spokesperson"]
    with pytest.raises(NotNow, match="begun_stays"), room.desk.database.transaction() as tx:
        rostering.remove(tx, START, who, now.id, now.version)
    with room.desk.database.transaction() as tx:
        rostering.remove(tx, START, who, tomorrow.id, tomorrow.version)
    assert room.at(START + 13 * HOUR) is None
    assert room.events()[-1][0] == "duty:shift:removed"
    with pytest.raises(NotThere), room.desk.database.transaction() as tx:
        rostering.remove(tx, START, who, tomorrow.id, tomorrow.version)


def test_b_answers_when_a_has_left_the_house(room: Room) -> None:
    room.plan_week()

    def answering(tx: Session) -> queries.OnDuty | None:
        return queries.on_duty(tx, START)

    with room.desk.database.transaction() as tx:
        assert answering(tx) == queries.OnDuty(room.night.a, room.night.b)
        revoke_role(tx, START, room.desk.people["admin"], room.night.a, Role.EDITOR)
        tx.flush()
        assert answering(tx) == queries.OnDuty(room.night.b, None)
        revoke_role(tx, START, room.desk.people["admin"], room.night.b, Role.UNIT_HEAD)
        tx.flush()
        assert answering(tx) is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"roles": ("auditor",)}, "duty.role_cannot_hand_over"),
        ({"roles": ("king",)}, "chain.unknown_word"),
        ({"night_starts": "07:00"}, "duty.night_before_day"),
    ],
)
def test_a_roster_that_cannot_work_stops_the_start(
    settings: Settings, changed: dict[str, object], code: str
) -> None:
    import msgspec

    duty = msgspec.structs.replace(settings.config.duty, **changed)
    config = msgspec.structs.replace(settings.config, duty=duty)
    with pytest.raises(Misconfigured) as refused:
        from_settings(msgspec.structs.replace(settings, config=config))
    assert refused.value.code == code
