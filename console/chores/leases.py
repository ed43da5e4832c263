"""Named leases: one holder at a time, and a number that grows when the holder changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from console.chores.records import Lease
from console.database import insert_missing


@dataclass(frozen=True, slots=True)
class Tenure:
    """``taken_over``: the holder before did not give it back; it may have died at its work."""

    name: str
    holder: str
    fence: int
    until: datetime
    taken_over: bool


def acquire(
    tx: Session, at: datetime, name: str, holder: str, duration: timedelta
) -> Tenure | None:
    """None: somebody else has it. Who has it already keeps it, under the same fence.

    One that ends later than any taken now could is from a clock that was ahead: it binds nobody.
    """
    insert_missing(tx, Lease, [{"name": name, "holder": "", "fence": 0, "until": at}])
    row = _locked(tx, name)
    mine = row.holder == holder
    if not mine and row.holder and at < row.until <= at + 2 * duration:
        return None
    taken_over = not mine and row.holder != ""
    if not mine:
        row.holder, row.fence = holder, row.fence + 1
    row.until = at + duration
    tx.flush()
    return Tenure(name, holder, row.fence, row.until, taken_over)


def renew(tx: Session, at: datetime, tenure: Tenure, duration: timedelta) -> bool:
    """False: it is lost, and whatever it guarded must stop."""
    row = _locked(tx, tenure.name)
    if not _is(row, tenure):
        return False
    row.until = at + duration
    return True


def set_right(tx: Session, at: datetime, duration: timedelta, *beginnings: str) -> None:
    """After the clock was set back: leases whose names begin so last no longer than one taken now
    would. Who is alive renews them; who died has nobody wait."""
    tx.execute(
        update(Lease)
        .where(
            or_(*(Lease.name.startswith(each, autoescape=True) for each in beginnings)),
            Lease.holder != "",
            Lease.until > at + duration,
        )
        .values(until=at + duration)
        .execution_options(synchronize_session=False)
    )


def release(tx: Session, at: datetime, tenure: Tenure) -> bool:
    """Give it back; False when it was lost before."""
    row = _locked(tx, tenure.name)
    if not _is(row, tenure):
        return False
    row.holder, row.until = "", at
    return True


def _is(row: Lease, tenure: Tenure) -> bool:
    return row.holder == tenure.holder and row.fence == tenure.fence


def _locked(tx: Session, name: str) -> Lease:
    return tx.scalars(
        select(Lease)
        .where(Lease.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
