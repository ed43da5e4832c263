"""A step that nobody opens: today's roster, B 角, then the telephone and its log."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from console.audit.records import AuditEvent
from console.duty.policy import from_settings as duty_policy
from console.duty.rules.roster import Pair, Planned
from console.duty.service import rostering
from console.kernel.errors import Invalid, NotNow, NotYou
from console.notices.records import Notice
from console.people.rules.roles import Role
from console.people.service import assign_role
from console.releases import service
from console.releases.escalation import escalate_signatures
from console.releases.queries.waiting import Waiting, waiting
from console.releases.service.presence import be_here
from console.releases.service.reading import note_reading
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import START, FixedClock

FIVE = timedelta(minutes=5)


class Night:
    """A release in review whose first step is the unit head's; deputy is one too, and on duty."""

    def __init__(self, desk: Desk, clock: FixedClock) -> None:
        self.desk, self.clock = desk, clock
        with desk.database.transaction() as tx:
            assign_role(tx, START, None, desk.people["deputy"].id, Role.UNIT_HEAD)
        self.id: UUID

    def submit(self) -> None:
        self.id = self.desk.draft(self.clock.now())
        self.desk.submit(self.clock.now(), self.id)

    def plan(self, settings: Settings, a: str, b: str) -> None:
        span = (START - timedelta(hours=1), START + timedelta(hours=11))
        pair = Pair(self.desk.people[a].id, self.desk.people[b].id)
        with self.desk.database.transaction() as tx:
            rostering.plan(
                tx, START, self.desk.people["spokesperson"], duty_policy(settings),
                Planned(*span, pair),
            )  # fmt: skip

    def told(self, kind: str) -> set[str]:
        names = {actor.id: name for name, actor in self.desk.people.items()}
        with self.desk.database.snapshot() as tx:
            rows = tx.scalars(select(Notice.person_id).where(Notice.kind == kind))
            return {names[each] for each in rows}

    def after(self, minutes: int) -> None:
        self.clock.at = START + timedelta(minutes=minutes)
        with self.desk.database.transaction() as tx:
            escalate_signatures(tx, self.clock.now(), FIVE)
            escalate_signatures(tx, self.clock.now(), FIVE)

    def step(self) -> Waiting:
        with self.desk.database.snapshot() as tx:
            return waiting(tx, self.clock.now(), self.id)[0]

    def rings(self, by: str, whom: str, *, answered: bool = False, step: int = 0) -> None:
        with self.desk.database.transaction() as tx:
            service.log_call(
                tx, self.clock.now(), self.desk.people[by], release_id=self.id, step=step,
                person_id=self.desk.people[whom].id, answered=answered,
            )  # fmt: skip


@pytest.fixture
def night(desk: Desk, clock: FixedClock) -> Night:
    clock.at = START
    return Night(desk, clock)


def test_who_is_on_duty_is_asked_alone_then_b_then_the_drafter_rings(
    night: Night, settings: Settings
) -> None:
    night.plan(settings, "unit-head", "deputy")
    night.submit()
    assert night.told("release.told_to_sign") == {"unit-head"}
    night.after(4)
    assert night.told("release.told_unopened") == set()
    night.after(5)
    assert night.told("release.told_unopened") == {"deputy"}
    assert night.told("release.told_to_ring") == set()
    night.after(10)
    assert night.told("release.told_to_ring") == {"spokesperson"}
    assert [each.side for each in night.step().signers] == ["A", "B"]


def test_without_a_roster_everyone_who_could_sign_is_asked(night: Night) -> None:
    night.submit()
    assert night.told("release.told_to_sign") == {"unit-head", "deputy"}


def test_a_b_who_may_not_sign_is_not_asked(night: Night, settings: Settings) -> None:
    night.plan(settings, "unit-head", "editor")
    night.submit()
    night.after(6)
    assert "editor" not in night.told("release.told_unopened")


def test_whoever_has_opened_it_is_left_in_peace(night: Night) -> None:
    night.submit()
    with night.desk.database.transaction() as tx:
        be_here(tx, START + FIVE / 5, night.desk.people["unit-head"], night.id, looking=True)
    night.after(4)
    assert night.step().opened
    night.after(30)
    assert night.told("release.told_unopened") == night.told("release.told_to_ring") == set()


def test_a_reading_on_record_is_an_opening(night: Night) -> None:
    night.submit()
    with night.desk.database.transaction() as tx:
        note_reading(
            tx, START, night.desk.people["unit-head"], release_id=night.id, day="2026-11-23",
            screen="review.show",
        )  # fmt: skip
    night.after(30)
    assert night.told("release.told_unopened") == set()


def test_a_step_past_its_due_time_is_told_once_even_when_it_was_opened(
    night: Night, settings: Settings
) -> None:
    night.plan(settings, "unit-head", "deputy")
    night.submit()
    with night.desk.database.transaction() as tx:
        be_here(tx, START + FIVE, night.desk.people["unit-head"], night.id, looking=True)
    night.after(14)
    assert night.told("release.told_overdue") == set()
    night.after(15)
    assert night.told("release.told_overdue") == {"unit-head", "spokesperson"}


def test_the_log_says_who_rang_whom_and_once(night: Night) -> None:
    night.submit()
    night.rings("spokesperson", "unit-head")
    night.rings("spokesperson", "unit-head")  # pressed twice
    night.clock.at += timedelta(minutes=1)
    night.rings("leader", "unit-head", answered=True)
    assert [(each.caller_name, each.answered) for each in night.step().calls] == [
        ("某leader", True), ("某spokesperson", False),
    ]  # fmt: skip
    with night.desk.database.snapshot() as tx:
        name = "releases:signer:called"
        assert len(tx.scalars(select(AuditEvent).where(AuditEvent.name == name)).all()) == 2


def test_only_a_call_to_a_signer_of_the_step_is_logged(night: Night) -> None:
    night.submit()
    with pytest.raises(NotYou):
        night.rings("auditor", "unit-head")
    with pytest.raises(Invalid):
        night.rings("spokesperson", "editor")
    with pytest.raises(NotNow):
        night.rings("spokesperson", "secrecy", step=1)
