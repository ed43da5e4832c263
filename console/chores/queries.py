"""What background work waits, and what was given up."""

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


def given_up(tx: Session) -> tuple[tuple[str, str, str], ...]:
    """(kind, key, trouble), the newest first."""
    rows = tx.execute(
        select(Chore.kind, Chore.key, Chore.trouble)
        .where(Chore.gave_up.is_(True))
        .order_by(Chore.done_at.desc())
        .limit(100)
    )
    return tuple((kind, key.partition("@")[0], trouble) for kind, key, trouble in rows)
