"""Reading what one shift handed to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from console.duty.queries.roster import ShiftView, shift_after, shift_at, shift_before
from console.duty.records import OPEN, Relief, ReliefTick
from console.duty.rules.relief import Item, may_give, may_take, read
from console.kernel.errors import NotThere


@dataclass(frozen=True, slots=True)
class Tick:
    person_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class ReliefView:
    """``ticks``: by the item's place."""

    id: UUID
    given_by: UUID
    given_at: datetime
    to_id: UUID
    items: tuple[Item, ...]
    note: str
    digest: str
    taken_by: UUID | None
    taken_at: datetime | None
    withdrawn_at: datetime | None
    ticks: Mapping[int, Tick]

    @property
    def left(self) -> int:
        """How many items nobody has taken yet."""
        return len(self.items) - len(self.ticks)

    @property
    def open(self) -> bool:
        return self.taken_at is None and self.withdrawn_at is None

    @property
    def state(self) -> str:
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "taken" if self.taken_at is not None else "open"


def relief(tx: Session, relief_id: UUID) -> ReliefView:
    """Raises NotThere."""
    found = _views(tx, select(Relief).where(Relief.id == relief_id))
    if not found:
        raise NotThere("relief.not_there")
    return found[0]


def recent(tx: Session, limit: int = 30) -> tuple[ReliefView, ...]:
    """The newest first."""
    return _views(
        tx, select(Relief).order_by(Relief.given_at.desc(), Relief.id.desc()).limit(limit)
    )


def open_ones(tx: Session) -> tuple[ReliefView, ...]:
    """Neither taken nor withdrawn, the longest waiting first."""
    return _views(tx, select(Relief).where(OPEN).order_by(Relief.given_at, Relief.id))


def waiting_for(tx: Session, person_id: UUID, now: datetime) -> tuple[ReliefView, ...]:
    """Those that this person may take."""
    there = coming(tx, now)
    return tuple(
        each for each in open_ones(tx) if may_take(person_id, each.given_by, each.to_id, there)
    )


def coming(tx: Session, now: datetime) -> tuple[UUID, ...]:
    """A and B of this shift and of the next, the next first."""
    found = (shift_after(tx, now), shift_at(tx, now))
    return tuple(each for row in found if row for each in (row.a_id, row.b_id))


def may_hand_over(tx: Session, person_id: UUID, now: datetime) -> bool:
    """Whether it is this person's to give now."""
    return may_give(person_id, _pair(shift_at(tx, now)), _pair(shift_before(tx, now)))


def handed_over(tx: Session, people: Iterable[UUID], since: datetime) -> bool:
    """Whether one of them has handed over since then, and it stands."""
    given = select(Relief.id).where(
        Relief.given_by.in_(list(people)), Relief.given_at >= since, Relief.withdrawn_at.is_(None)
    )
    return tx.scalar(given.limit(1)) is not None


def _pair(shift: ShiftView | None) -> tuple[UUID, ...]:
    return (shift.a_id, shift.b_id) if shift else ()


def _views(tx: Session, wanted: Select[Relief]) -> tuple[ReliefView, ...]:
    rows = tx.scalars(wanted).all()
    ticks = _ticks(tx, (row.id for row in rows))
    return tuple(_view(row, ticks.get(row.id, {})) for row in rows)


def _ticks(tx: Session, reliefs: Iterable[UUID]) -> dict[UUID, dict[int, Tick]]:
    found: dict[UUID, dict[int, Tick]] = {}
    for each in tx.scalars(select(ReliefTick).where(ReliefTick.relief_id.in_(list(reliefs)))):
        found.setdefault(each.relief_id, {})[each.place] = Tick(each.person_id, each.at)
    return found


def _view(row: Relief, ticks: Mapping[int, Tick]) -> ReliefView:
    stored = ReliefView.__dataclass_fields__.keys() - {"items", "ticks"}
    return ReliefView(
        **{name: getattr(row, name) for name in stored}, items=read(row.items), ticks=ticks
    )
