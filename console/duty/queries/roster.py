"""Who is on duty, when, and when nobody is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.duty.policy import DutyPolicy
from console.duty.records import Shift
from console.duty.rules.roster import Pair, Span, gaps
from console.kernel.errors import NotThere
from console.people.queries import holders, holders_of_role
from console.people.rules.roles import P


@dataclass(frozen=True, slots=True)
class ShiftView:
    id: UUID
    starts_at: datetime
    ends_at: datetime
    a_id: UUID
    b_id: UUID
    version: int

    @property
    def pair(self) -> Pair:
        return Pair(self.a_id, self.b_id)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who answers. ``b`` None: one of the two has left the house, or may do nothing any more."""

    a: UUID
    b: UUID | None

    @property
    def both(self) -> tuple[UUID, ...]:
        return (self.a,) if self.b is None else (self.a, self.b)


def shift(tx: Session, shift_id: UUID) -> ShiftView:
    """Raises NotThere."""
    row = tx.get(Shift, shift_id)
    if row is None:
        raise NotThere("duty.not_there")
    return _view(row)


def shifts(tx: Session, starts_at: datetime, ends_at: datetime) -> tuple[ShiftView, ...]:
    """Those that touch the time between, the earliest first."""
    rows = tx.scalars(
        select(Shift)
        .where(Shift.starts_at < ends_at, Shift.ends_at > starts_at)
        .order_by(Shift.starts_at)
    )
    return tuple(_view(row) for row in rows)


def shift_at(tx: Session, at: datetime) -> ShiftView | None:
    row = tx.scalars(select(Shift).where(Shift.starts_at <= at, Shift.ends_at > at)).first()
    return _view(row) if row else None


def shift_after(tx: Session, at: datetime) -> ShiftView | None:
    """The next that begins."""
    row = tx.scalars(
        select(Shift).where(Shift.starts_at > at).order_by(Shift.starts_at).limit(1)
    ).first()
    return _view(row) if row else None


def shift_before(tx: Session, at: datetime) -> ShiftView | None:
    """The last that has ended."""
    row = tx.scalars(
        select(Shift).where(Shift.ends_at <= at).order_by(Shift.ends_at.desc()).limit(1)
    ).first()
    return _view(row) if row else None


def on_duty(tx: Session, at: datetime) -> OnDuty | None:
    """Who answers now: B in A's place when A has left the house. None: nobody does."""
    shift = shift_at(tx, at)
    if shift is None:
        return None
    able = set(holders(tx, P.DUTY_HAND_OVER))
    there = [each for each in (shift.a_id, shift.b_id) if each in able]
    return OnDuty(there[0], there[1] if len(there) > 1 else None) if there else None


def absence(tx: Session, at: datetime) -> str:
    """One name for the whole time in which nobody answers."""
    last = shift_at(tx, at) or shift_before(tx, at)
    return f"nobody-after:{last.id}" if last else "nobody"


def able(tx: Session, policy: DutyPolicy) -> frozenset[UUID]:
    """Who may be A or B 角."""
    return frozenset(each for role in policy.roles for each in holders_of_role(tx, role))


def uncovered(tx: Session, starts_at: datetime, ends_at: datetime) -> tuple[Span, ...]:
    return gaps(shifts(tx, starts_at, ends_at), starts_at, ends_at)


def in_use(tx: Session) -> bool:
    """A house that never planned a shift is not told every day that nobody is on duty."""
    return tx.scalar(select(Shift.id).limit(1)) is not None


def _view(row: Shift) -> ShiftView:
    return ShiftView(**{name: getattr(row, name) for name in ShiftView.__dataclass_fields__})
