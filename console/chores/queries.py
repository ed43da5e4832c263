"""What background work waits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.chores.records import Chore


def next_time(tx: Session, kinds: Iterable[str]) -> datetime | None:
    """When the next one is due, or a dead holder's lease ends; None: nothing waits."""
    due = func.coalesce(Chore.lease_until, Chore.run_at)
    return tx.scalars(
        select(due)
        .where(Chore.done_at.is_(None), Chore.kind.in_(list(kinds)))
        .order_by(due)
        .limit(1)
    ).first()
