"""Reading the chain: pages of it by filter, newest first."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.audit.chain import GENESIS
from console.audit.narrowing import Filter, chosen
from console.audit.records import AuditEvent, AuditHead


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    at: datetime
    name: str
    actor: str
    subject: str
    details: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    count: int
    hash: str
    at: datetime | None


def entry_of(event: AuditEvent) -> Entry:
    return Entry(
        event.seq,
        event.at,
        event.name,
        event.actor,
        event.subject,
        json.loads(event.details),
        event.hash,
    )


def events(
    tx: Session, wanted: Filter, *, before: int | None = None, limit: int = 50
) -> tuple[Entry, ...]:
    """``before``: only events of a smaller sequence number (the next page)."""
    places = chosen(wanted, before=before, limit=limit)
    query = select(AuditEvent).where(AuditEvent.seq.in_(places)).order_by(AuditEvent.seq.desc())
    return tuple(map(entry_of, tx.scalars(query.limit(limit))))


def about(
    tx: Session, subjects: Iterable[str], names: Iterable[str], *, limit: int | None = 1000
) -> tuple[Entry, ...]:
    """Events of these names about any of these subjects, the newest first."""
    query = (
        select(AuditEvent)
        .where(AuditEvent.subject.in_(list(subjects)), AuditEvent.name.in_(list(names)))
        .order_by(AuditEvent.seq.desc())
        .limit(limit)
    )
    return tuple(map(entry_of, tx.scalars(query)))


def day_heads(tx: Session) -> tuple[tuple[str, int, str], ...]:
    """Day (UTC), number and hash of its last event; of every finished day, the oldest first."""
    found = tx.scalars(select(AuditHead).order_by(AuditHead.day))
    return tuple((each.day, each.seq, each.hash) for each in found)


def head(tx: Session) -> Head:
    last = tx.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).first()
    return Head(last.seq, last.hash, last.at) if last else Head(0, GENESIS, None)
