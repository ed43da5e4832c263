"""Background work that survives a crash: asked for in a transaction, done under a lease."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from console.chores.records import Chore
from console.database import insert_missing
from console.kernel.ids import new_id

MOST_TRIES = 8
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    id: UUID
    kind: str
    key: str
    payload: Mapping[str, Any]
    fence: int
    tries: int


def ask(tx: Session, kind: str, key: str, payload: Mapping[str, Any], run_at: datetime) -> None:
    """Asking twice before it is done makes one chore, which runs at the earlier time.

    ``key``: at most 120 characters.
    """
    row = {"id": new_id(), "kind": kind, "key": key, "payload": dict(payload), "run_at": run_at}
    insert_missing(tx, Chore, [row])
    chore = tx.scalars(select(Chore).where(Chore.key == key).with_for_update()).one()
    if chore.holder is None and run_at < chore.run_at:
        chore.run_at = run_at


def claim(
    tx: Session, at: datetime, holder: str, kinds: Iterable[str], lease: timedelta
) -> Claimed | None:
    """The chore that has waited longest; one whose holder died is taken over."""
    chore = tx.scalars(
        select(Chore)
        .where(Chore.done_at.is_(None), Chore.run_at <= at, Chore.kind.in_(list(kinds)))
        .where(or_(Chore.lease_until.is_(None), Chore.lease_until <= at))
        .order_by(Chore.run_at, Chore.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if chore is None:
        return None
    chore.fence += 1
    chore.tries += 1
    chore.holder, chore.lease_until = holder, at + lease
    tx.flush()
    return Claimed(chore.id, chore.kind, chore.key, chore.payload, chore.fence, chore.tries)


def forget_ahead(tx: Session, at: datetime, lease: timedelta) -> None:
    """Leases that end later than any taken now could, from before the clock was set back."""
    tx.execute(
        update(Chore)
        .where(Chore.done_at.is_(None), Chore.lease_until > at + 2 * lease)
        .values(holder=None, lease_until=None)
    )


def finish(tx: Session, at: datetime, claimed: Claimed) -> bool:
    """False: the lease had moved on, and this result does not count."""
    chore = _mine(tx, claimed)
    if chore is None:
        return False
    _close(chore, at)
    return True


def come_again(tx: Session, claimed: Claimed, run_at: datetime) -> bool:
    """It went well and is periodic: the same row waits anew, or a year would leave millions. False:
    the lease had moved on."""
    chore = _mine(tx, claimed)
    if chore is None:
        return False
    chore.run_at, chore.tries, chore.trouble = run_at, 0, ""
    chore.holder = chore.lease_until = None
    chore.fence += 1
    return True


def fail(tx: Session, at: datetime, claimed: Claimed, trouble: str) -> datetime | None:
    """When it will be tried again; None: given up (or not ours any more)."""
    chore = _mine(tx, claimed)
    if chore is None:
        return None
    chore.trouble = trouble[:2000]
    if chore.tries >= MOST_TRIES:
        _close(chore, at)
        chore.gave_up = True
        return None
    chore.run_at = at + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (chore.tries - 1))
    chore.holder = chore.lease_until = None
    return chore.run_at


def _close(chore: Chore, at: datetime) -> None:
    chore.done_at = at
    chore.holder = chore.lease_until = None
    chore.key = f"{chore.key}@{chore.id.hex}"  # free for the next one who asks


def _mine(tx: Session, claimed: Claimed) -> Chore | None:
    chore = tx.get(Chore, claimed.id, with_for_update=True)
    if chore is None or chore.fence != claimed.fence or chore.done_at is not None:
        return None
    return chore
