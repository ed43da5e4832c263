"""Clocks of an incident through its life: started, met, raised, waived, promised, escalated."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.audit.records import AuditEvent
from console.database import Database
from console.incidents.escalation import escalate
from console.incidents.policy import from_settings
from console.incidents.queries.clocks import ClockView, clocks_of, conferences_of
from console.incidents.rules.categories import Category
from console.incidents.rules.clocks import Standing
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm, change, close, open_incident, reopen
from console.incidents.service import clocks as service
from console.incidents.service.clocks import ConferenceForm
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.notices.records import Notice
from console.releases.policy import from_settings as release_policy
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import START, FixedClock
from tests.staffed import Staffed

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Room:
    """An incident under the default clocks, and short verbs."""

    def __init__(self, desk: Desk, settings: Settings, level: Level = Level.SERIOUS) -> None:
        self.desk, self.policy = desk, from_settings(settings)
        self.form = IncidentForm("厂房爆炸", "平安路", level, "初判", detected_at=START)
        with desk.database.transaction() as tx:
            self.id = open_incident(
                tx, START, desk.people["spokesperson"], desk.policy.zone, self.form, self.policy
            )

    def clocks(self, at: datetime) -> dict[str, ClockView]:
        with self.desk.database.snapshot() as tx:
            return {each.name: each for each in clocks_of(tx, [self.id], at)[self.id]}

    def standings(self, at: datetime) -> dict[str, Standing]:
        return {name: each.standing for name, each in self.clocks(at).items()}

    def regrade(self, at: datetime, level: Level, category: Category = Category.UNKNOWN) -> None:
        form = IncidentForm(
            "厂房爆炸", "平安路", level, "复判", detected_at=START, category=category
        )
        with self.desk.database.transaction() as tx:
            version = self._version(tx)
            change(tx, at, self.desk.people["spokesperson"], self.id, version, form, self.policy)

    def _version(self, tx: Session) -> int:
        from console.incidents.queries import of_id

        return of_id(tx, self.id).version

    def published(
        self, at: datetime, number: str = "2026-0001", until: datetime | None = None
    ) -> None:
        with self.desk.database.transaction() as tx:
            service.published(tx, at, self.id, number, next_update_at=until)

    def escalated(self, at: datetime) -> dict[str, int]:
        """Kinds of the notices there are now, after looking at ``at``."""
        with self.desk.database.transaction() as tx:
            escalate(tx, at, 5 * MINUTE)
        with self.desk.database.snapshot() as tx:
            rows = tx.execute(
                select(Notice.kind, func.count()).where(Notice.kind.like("clock.%"))
                .group_by(Notice.kind)
            )  # fmt: skip
            return dict(rows.all())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, settings: Settings, office: Staffed) -> Desk:
    if request.param == "postgresql":
        database: Database = request.getfixturevalue("cluster")
    else:
        database = request.getfixturevalue("database")
    return Desk(database, release_policy(settings), office.lay(database))


@pytest.fixture
def room(desk: Desk, settings: Settings) -> Room:
    return Room(desk, settings)


def test_opening_starts_the_clocks_of_its_level_from_the_detection(room: Room) -> None:
    found = room.clocks(START)
    assert {name: each.due_at - START for name, each in found.items()} == {
        "first-target": 30 * MINUTE, "first-statement": 5 * HOUR, "press-conference": 24 * HOUR,
    }  # fmt: skip
    assert [each.statutory for each in found.values()] == [False, True, True]
    assert "80号" in found["first-statement"].legal_basis


def test_a_public_release_meets_what_waits_for_one(room: Room) -> None:
    room.published(START + HOUR)
    assert room.standings(START + 30 * HOUR) == {
        "first-target": Standing.LATE, "first-statement": Standing.MET,
        "press-conference": Standing.MISSED,
    }  # fmt: skip
    assert room.clocks(START)["first-statement"].met_with == "2026-0001"


def test_a_second_release_moves_nothing(room: Room) -> None:
    room.published(START + HOUR)
    room.published(START + 2 * HOUR, "2026-0002")
    assert room.clocks(START)["first-statement"].met_with == "2026-0001"


def test_a_level_raised_late_finds_a_limit_that_was_past(desk: Desk, settings: Settings) -> None:
    room = Room(desk, settings, Level.GENERAL)
    assert set(room.clocks(START)) == {"first-target", "response"}
    room.regrade(START + 6 * HOUR, Level.SERIOUS)
    late = START + 40 * HOUR
    assert room.standings(late) == {
        "first-target": Standing.MISSED, "first-statement": Standing.PAST,
        "press-conference": Standing.MISSED, "response": Standing.OFF,
    }  # fmt: skip


def test_what_was_released_before_the_level_rose_counts(desk: Desk, settings: Settings) -> None:
    room = Room(desk, settings, Level.GENERAL)
    room.published(START + 20 * MINUTE)
    room.regrade(START + 6 * HOUR, Level.SERIOUS)
    assert room.standings(START + 7 * HOUR)["first-statement"] is Standing.MET


def test_a_level_that_falls_and_rises_again_goes_on_with_the_same_clock(room: Room) -> None:
    room.regrade(START + HOUR, Level.GENERAL)
    assert room.standings(START + 2 * HOUR)["press-conference"] is Standing.OFF
    room.regrade(START + 3 * HOUR, Level.SERIOUS)
    found = room.clocks(START + 4 * HOUR)
    assert found["press-conference"].standing is Standing.RUNNING
    assert found["press-conference"].applies_from == START
    assert len(found) == 4


def test_another_category_has_other_clocks_and_says_which_of_the_two_changed(room: Room) -> None:
    health = frozenset({Category.PUBLIC_HEALTH})
    room.policy = replace(
        room.policy,
        clocks=tuple(
            replace(each, categories=health) if each.name == "press-conference" else each
            for each in room.policy.clocks
        ),
    )
    room.regrade(START + HOUR, Level.SERIOUS, Category.ACCIDENT_DISASTER)
    ended = room.clocks(START + HOUR)["press-conference"]
    assert (ended.standing, ended.reason) == (Standing.OFF, "类别改为事故灾难")
    room.regrade(START + 2 * HOUR, Level.SERIOUS, Category.PUBLIC_HEALTH)
    assert room.standings(START + 2 * HOUR)["press-conference"] is Standing.RUNNING
    room.regrade(START + 3 * HOUR, Level.GENERAL, Category.PUBLIC_HEALTH)
    assert room.clocks(START + 3 * HOUR)["press-conference"].reason == "级别改为一般"


def test_a_conference_that_was_held_meets_its_clock(room: Room, desk: Desk) -> None:
    held = ConferenceForm(
        START + 20 * HOUR, " 市局  新闻发布厅 ", "新闻发言人 陈静", "https://a.example/1"
    )
    with desk.database.transaction() as tx:
        service.record_conference(tx, START + 21 * HOUR, desk.people["spokesperson"], room.id, held)
    assert room.standings(START + 30 * HOUR)["press-conference"] is Standing.MET
    with desk.database.snapshot() as tx:
        (kept,) = conferences_of(tx, room.id)
    assert (kept.place, kept.speaker) == ("市局 新闻发布厅", "新闻发言人 陈静")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"at": START + 9 * HOUR}, "conference.not_yet"),
        ({"at": START - HOUR}, "conference.before"),
        ({"place": " "}, "conference.no_place"),
        ({"speaker": ""}, "conference.no_speaker"),
        ({"link": "javascript:alert(1)"}, "conference.bad_link"),
        ({"place": "长" * 121}, "incident.too_long"),
    ],
)
def test_a_conference_that_cannot_have_been_is_refused(
    room: Room, desk: Desk, wrong: dict[str, object], code: str
) -> None:
    form = ConferenceForm(**{"at": START + HOUR, "place": "厅", "speaker": "甲", **wrong})
    with pytest.raises(Invalid) as refused, desk.database.transaction() as tx:
        service.record_conference(tx, START + 2 * HOUR, desk.people["spokesperson"], room.id, form)
    assert refused.value.code == code


def waive(room: Room, at: datetime, clock: UUID, who: str, reason: str = "省厅统一发布") -> None:
    with room.desk.database.transaction() as tx:
        service.waive(tx, at, room.desk.people[who], room.id, clock, reason)


def test_a_clock_is_waived_with_a_reason_by_who_answers_for_the_unit(
    room: Room, desk: Desk
) -> None:
    clock = room.clocks(START)["press-conference"].id
    with pytest.raises(NotYou):
        waive(room, START + HOUR, clock, "spokesperson")
    with pytest.raises(Invalid, match="no_reason"):
        waive(room, START + HOUR, clock, "unit-head", "  ")
    waive(room, START + HOUR, clock, "unit-head")
    found = room.clocks(START + 40 * HOUR)["press-conference"]
    assert found.standing is Standing.WAIVED
    assert found.waived_by == "某unit-head 民警"
    with pytest.raises(NotNow, match="settled"):
        waive(room, START + HOUR, clock, "leader")


def test_a_waiver_after_the_miss_does_not_undo_it(room: Room) -> None:
    waive(room, START + 6 * HOUR, room.clocks(START)["first-statement"].id, "leader", "补记")
    found = room.clocks(START + 7 * HOUR)["first-statement"]
    assert (found.standing, found.reason, found.open) == (Standing.MISSED, "补记", False)


def test_another_incidents_clock_is_not_waived_from_here(room: Room, settings: Settings) -> None:
    other = Room(room.desk, settings)
    with pytest.raises(NotThere):
        waive(room, START, other.clocks(START)["first-statement"].id, "leader")


def test_a_waiver_stands_through_falling_and_rising(room: Room) -> None:
    waive(room, START + MINUTE, room.clocks(START)["first-statement"].id, "leader")
    room.regrade(START + HOUR, Level.GENERAL)
    room.regrade(START + 2 * HOUR, Level.SERIOUS)
    found = room.clocks(START + 3 * HOUR)["first-statement"]
    assert (found.standing, found.reason) == (Standing.WAIVED, "省厅统一发布")


def test_what_was_released_while_the_level_was_lower_counts_when_it_rises(room: Room) -> None:
    room.regrade(START + HOUR, Level.GENERAL)
    assert room.clocks(START + HOUR)["first-statement"].reason == "级别改为一般"
    room.published(START + 2 * HOUR)
    room.regrade(START + 3 * HOUR, Level.SERIOUS)
    assert room.standings(START + 6 * HOUR)["first-statement"] is Standing.MET


def test_a_limit_that_ran_out_while_nobody_asked_for_it_is_past(room: Room) -> None:
    room.regrade(START + HOUR, Level.GENERAL)
    room.regrade(START + 6 * HOUR, Level.SERIOUS)
    assert room.standings(START + 7 * HOUR)["first-statement"] is Standing.PAST
    assert room.standings(START + 30 * HOUR)["press-conference"] is Standing.MISSED


def test_a_limit_that_ran_out_while_the_incident_was_closed_is_past(room: Room) -> None:
    who = room.desk.people["spokesperson"]
    with room.desk.database.transaction() as tx:
        close(tx, START + HOUR, who, room.id, 1, "误报")
    with room.desk.database.transaction() as tx:
        reopen(tx, START + 10 * HOUR, who, room.id, 2, room.policy)
    assert room.standings(START + 10 * HOUR)["first-statement"] is Standing.PAST


def conference(room: Room, recorded: timedelta, held: timedelta) -> None:
    form = ConferenceForm(START + held, "市局", "陈静")
    with room.desk.database.transaction() as tx:
        who = room.desk.people["spokesperson"]
        service.record_conference(tx, START + recorded, who, room.id, form)


def test_the_earliest_conference_counts_in_whatever_order_they_are_recorded(room: Room) -> None:
    conference(room, 30 * HOUR, 25 * HOUR)
    conference(room, 30 * HOUR, 20 * HOUR)
    assert room.standings(START + 30 * HOUR)["press-conference"] is Standing.MET


def test_a_conference_held_while_none_was_asked_for_counts_when_one_is(room: Room) -> None:
    room.regrade(START + HOUR, Level.GENERAL)
    conference(room, 3 * HOUR, 2 * HOUR)
    room.regrade(START + 4 * HOUR, Level.SERIOUS)
    assert room.standings(START + 30 * HOUR)["press-conference"] is Standing.MET


def test_a_promise_is_met_by_the_next_release_and_replaced_by_a_later_one(room: Room) -> None:
    room.published(START + 20 * MINUTE, until=START + HOUR)
    assert room.clocks(START + HOUR)["next_update"].standing is Standing.RUNNING
    room.published(START + 50 * MINUTE, "2026-0002", until=START + 2 * HOUR)
    late = START + 3 * HOUR
    with room.desk.database.snapshot() as tx:
        promises = [
            (each.promised_by, each.standing)
            for each in clocks_of(tx, [room.id], late)[room.id]
            if each.name == "next_update"
        ]
    assert promises == [("2026-0001", Standing.MET), ("2026-0002", Standing.MISSED)]


def test_people_are_told_once_at_each_step_however_often_it_is_looked(room: Room) -> None:
    assert room.escalated(START + 10 * MINUTE) == {}
    half = room.escalated(START + 15 * MINUTE)
    assert half == {"clock.told_running": 2}  # spokesperson and editor
    assert room.escalated(START + 16 * MINUTE) == half
    out = room.escalated(START + 31 * MINUTE)
    assert out["clock.told_out"] == 6  # also unit head, deputy, and two leaders
    assert room.escalated(START + 32 * MINUTE) == out


def test_a_dispatcher_that_slept_tells_of_where_the_clock_is_now(room: Room) -> None:
    assert set(room.escalated(START + 26 * HOUR)) == {"clock.told_out"}
    again = room.escalated(START + 25 * HOUR)  # and the clock was set back
    assert again == room.escalated(START + 26 * HOUR)


def test_a_closed_incident_asks_nobody_and_goes_on_when_it_is_opened_again(
    room: Room, desk: Desk
) -> None:
    who = desk.people["spokesperson"]
    with desk.database.transaction() as tx:
        close(tx, START + MINUTE, who, room.id, 1, "误报")
    assert set(room.standings(START + 9 * HOUR).values()) == {Standing.OFF}
    assert room.escalated(START + 9 * HOUR) == {}
    with desk.database.transaction() as tx:
        reopen(tx, START + 10 * MINUTE, who, room.id, 2, room.policy)
    assert room.standings(START + 11 * MINUTE)["first-statement"] is Standing.RUNNING


def test_every_turn_of_a_clock_is_in_the_audit(room: Room, desk: Desk) -> None:
    room.published(START + MINUTE)
    room.regrade(START + HOUR, Level.GENERAL)
    with desk.database.snapshot() as tx:
        found = tx.scalars(select(AuditEvent.name).where(AuditEvent.name.like("%clock%"))).all()
    assert found.count("incidents:clock:started") == 4
    assert found.count("incidents:clock:met") == 2
    assert found.count("incidents:clock:ended") == 2


def test_a_release_that_goes_out_through_the_dispatcher_meets_the_clock(
    database: Database, settings: Settings, clock: FixedClock, office: Staffed
) -> None:
    from tests.dispatching import Press

    people = office.lay(database)
    desk = Desk(database, release_policy(settings), people)
    room = Room(desk, settings)
    press = Press(database, desk.policy, clock)
    release_id = desk.draft(clock.now(), incident_id=room.id)
    until = clock.now() + HOUR
    desk.write(clock.now(), release_id, next_update_at=until.replace(microsecond=0))
    desk.sign_all(clock.now(), release_id, desk.submit(clock.now(), release_id, midnight=True))
    rollout = press.dispatcher()
    rollout.start()
    rollout.tick()
    found = room.clocks(clock.now())
    assert found["first-statement"].met_with == desk.see(release_id).row.number
    assert found["next_update"].promised_by == desk.see(release_id).row.number
