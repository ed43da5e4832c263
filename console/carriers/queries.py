"""How carriers fare, and how a person wants to be reached."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.carriers.records import Reach, Sending
from console.carriers.rules.reaching import Reaching, reaching
from console.carriers.rules.states import BAD, TO_GO, SendingState

PATIENCE: Final = 2  # tries in a row that came to nothing, before people are bothered


@dataclass(frozen=True, slots=True)
class Health:
    """``failing``: the last thing that was tried did not arrive. ``trouble``: the code of why."""

    carrier: str
    failing: bool
    state: SendingState
    at: datetime
    trouble: str
    said: str
    number: str
    sent_at: datetime | None
    sending_id: UUID


def health(tx: Session, names: Iterable[str]) -> dict[str, Health]:
    """By carrier; nothing for one that never tried."""
    found = {}
    for name in names:
        tried = select(Sending).where(Sending.carrier == name)
        last = tx.scalars(
            tried.where(Sending.state.in_((SendingState.SENT, *BAD)))
            .order_by(Sending.changed_at.desc(), Sending.id.desc())
            .limit(1)
        ).first()
        if last is None:
            continue
        sent_at = tx.scalar(
            select(func.max(Sending.changed_at)).where(
                Sending.carrier == name, Sending.state == SendingState.SENT
            )
        )
        waits = last.state is SendingState.RETRYING and last.tries < PATIENCE
        number, _, said = last.said.partition(" ")
        found[name] = Health(
            name, last.state in BAD and not waits, last.state, last.changed_at, last.trouble,
            said, number, sent_at, last.id,
        )  # fmt: skip
    return found


def reach_of(tx: Session, people_ids: Collection[UUID]) -> dict[UUID, Reaching]:
    """Of those who chose anything."""
    rows = tx.scalars(select(Reach).where(Reach.person_id.in_(list(people_ids))))
    return {row.person_id: reaching(row.carriers, row.quiet_from, row.quiet_to, row.version)
            for row in rows}  # fmt: skip


def sent_since(tx: Session, carrier: str, since: datetime) -> int:
    counted = select(func.count()).where(Sending.carrier == carrier, Sending.tried_at > since)
    return tx.scalar(counted) or 0


def next_due(tx: Session, names: Collection[str]) -> datetime | None:
    """When something wants to go, or a dead holder's lease ends."""
    waiting = select(func.min(Sending.due_at)).where(
        Sending.carrier.in_(names), Sending.state.in_(TO_GO)
    )
    held = select(func.min(Sending.lease_until)).where(
        Sending.carrier.in_(names), Sending.state == SendingState.SENDING
    )
    times = [each for each in (tx.scalar(waiting), tx.scalar(held)) if each is not None]
    return min(times, default=None)


def stuck(tx: Session, at: datetime, names: Collection[str], after: timedelta) -> int:
    """How many should have gone long ago: nobody is sending."""
    counted = select(func.count()).where(
        Sending.carrier.in_(names), Sending.state == SendingState.WAITING,
        Sending.due_at < at - after,
    )  # fmt: skip
    return tx.scalar(counted) or 0
