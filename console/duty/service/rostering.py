"""Plan, change and remove shifts. What is over stays as it was."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from console import audit
from console.duty import queries
from console.duty.policy import DutyPolicy
from console.duty.records import Shift
from console.duty.rules.roster import (
    A_WEEK,
    Pair,
    Planned,
    Turn,
    a_week_later,
    check,
    overlap,
    pattern,
    week_span,
)
from console.kernel.clock import local, whole_seconds
from console.kernel.errors import Invalid, NotNow, NotThere, Stale
from console.people.queries import names
from console.people.rules.actor import Actor
from console.people.rules.roles import P


def plan(tx: Session, at: datetime, actor: Actor, policy: DutyPolicy, shift: Planned) -> UUID:
    """One shift. Raises Invalid for one that is over, overlaps, or has people who may not."""
    actor.require(P.DUTY_MANAGE)
    _lock(tx)
    if shift.ends_at <= at:
        raise Invalid("duty.over", field="ends_at")
    _check(tx, policy, shift)
    return _add(tx, at, actor, shift)


def plan_days(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: DutyPolicy,
    days: Sequence[date],
    turns: Mapping[Turn, Pair],
) -> int:
    """By day and night on each of ``days``, but for what is over; how many shifts. All or none."""
    actor.require(P.DUTY_MANAGE)
    _lock(tx)
    wanted = [each for each in pattern(days, turns, policy.hours, policy.zone) if each.ends_at > at]
    if not wanted:
        raise Invalid("duty.nothing_to_plan", field="days")
    for each in wanted:
        _check(tx, policy, each)
        _add(tx, at, actor, each)
    return len(wanted)


def repeat_week(
    tx: Session, at: datetime, actor: Actor, policy: DutyPolicy, day: date
) -> tuple[int, int]:
    """The week before ``day``'s again, into what is still free; how many were planned, and how
    many were left out: over, taken, or with somebody who may no longer."""
    actor.require(P.DUTY_MANAGE)
    _lock(tx)
    week = week_span(day, policy.hours, policy.zone)
    before = [
        each
        for each in queries.shifts(tx, week.starts_at - 2 * A_WEEK, week.starts_at)
        if week.starts_at <= a_week_later(_planned(each), policy.zone).starts_at < week.ends_at
    ]
    if not before:
        raise Invalid("duty.no_week_before", field="week")
    people, planned = queries.able(tx, policy), 0
    for each in before:
        wanted = a_week_later(_planned(each), policy.zone)
        taken = queries.shifts(tx, wanted.starts_at, wanted.ends_at)
        if wanted.ends_at > at and not taken and {each.a_id, each.b_id} <= people:
            _add(tx, at, actor, wanted)
            planned += 1
    return planned, len(before) - planned


def change(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: DutyPolicy,
    shift_id: UUID,
    version: int,
    wanted: Planned,
) -> None:
    """Other people or other hours. When one has begun its beginning stands."""
    actor.require(P.DUTY_MANAGE)
    _lock(tx)
    row = _locked(tx, shift_id, version)
    if row.ends_at <= at:
        raise NotNow("duty.is_over")
    if row.starts_at <= at and wanted.starts_at != row.starts_at:
        raise Invalid("duty.has_begun", field="starts_at")
    if wanted.ends_at <= at:
        raise Invalid("duty.over", field="ends_at")
    was = _planned(row)
    if was == wanted:
        return
    _check(tx, policy, wanted, besides=row.id)
    row.starts_at, row.ends_at = wanted.starts_at, wanted.ends_at
    row.a_id, row.b_id = wanted.pair.a, wanted.pair.b
    row.version += 1
    tx.flush()
    before = {f"{name}_before": value for name, value in _told(tx, was).items()}
    _record(tx, at, audit.Event.SHIFT_CHANGED, actor, row.id, {**_told(tx, wanted), **before})


def remove(tx: Session, at: datetime, actor: Actor, shift_id: UUID, version: int) -> None:
    """Only one that has not begun: who was on duty is not undone."""
    actor.require(P.DUTY_MANAGE)
    _lock(tx)
    row = _locked(tx, shift_id, version)
    if row.starts_at <= at:
        raise NotNow("duty.begun_stays")
    told = _told(tx, _planned(row))
    tx.delete(row)
    tx.flush()
    _record(tx, at, audit.Event.SHIFT_REMOVED, actor, shift_id, told)


def _check(tx: Session, policy: DutyPolicy, shift: Planned, besides: UUID | None = None) -> None:
    check(shift)
    people = queries.able(tx, policy)
    for person, field in ((shift.pair.a, "a"), (shift.pair.b, "b")):
        if person not in people:
            raise Invalid("duty.may_not_be_on_duty", field=field)
    for other in queries.shifts(tx, shift.starts_at, shift.ends_at):
        if other.id != besides and overlap(shift, other):
            here = local(other.starts_at, policy.zone)
            raise Invalid("duty.overlap", field="starts_at", other=f"{here:%Y-%m-%d %H:%M}")


def _add(tx: Session, at: datetime, actor: Actor, shift: Planned) -> UUID:
    row = Shift(
        starts_at=shift.starts_at, ends_at=shift.ends_at, a_id=shift.pair.a, b_id=shift.pair.b,
        planned_at=at, planned_by=actor.id,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    _record(tx, at, audit.Event.SHIFT_PLANNED, actor, row.id, _told(tx, shift))
    return row.id


def _planned(shift: Shift | queries.ShiftView) -> Planned:
    return Planned(shift.starts_at, shift.ends_at, Pair(shift.a_id, shift.b_id))


def _locked(tx: Session, shift_id: UUID, version: int) -> Shift:
    row = tx.scalars(select(Shift).where(Shift.id == shift_id)).one_or_none()
    if row is None:
        raise NotThere("duty.not_there")
    if row.version != version:
        raise Stale("duty.changed_meanwhile")
    return row


def _lock(tx: Session) -> None:
    """One planner at a time; SQLite has one writer anyway."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text("LOCK TABLE duty_shifts IN SHARE ROW EXCLUSIVE MODE"))


def _told(tx: Session, shift: Planned) -> dict[str, str]:
    """For the audit."""
    who = names(tx, (shift.pair.a, shift.pair.b))
    return {
        "starts_at": whole_seconds(shift.starts_at),
        "ends_at": whole_seconds(shift.ends_at),
        "a": who[shift.pair.a].username,
        "b": who[shift.pair.b].username,
    }


def _record(
    tx: Session,
    at: datetime,
    event: audit.Event,
    actor: Actor,
    shift_id: UUID,
    details: Mapping[str, str],
) -> None:
    audit.record(tx, at, event, actor=actor.username, subject=f"shift:{shift_id}", **dict(details))
