"""Reading the chain: pages of it by filter, newest first."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.audit.chain import GENESIS
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
class Filter:
    """``name`` is an event's whole name, or its beginning up to a colon (``people:``)."""

    name: str = ""
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Head:
    count: int
    hash: str
    at: datetime | None


def events(
    tx: Session, wanted: Filter, *, before: int | None = None, limit: int = 50
) -> tuple[Entry, ...]:
    """``before``: only events of a smaller sequence number (the next page)."""
    query = select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(limit)
    if wanted.name.endswith(":"):
        query = query.where(AuditEvent.name.startswith(wanted.name, autoescape=True))
    elif wanted.name:
        query = query.where(AuditEvent.name == wanted.name)
    if wanted.actor:
        query = query.where(AuditEvent.actor == wanted.actor)
    if wanted.subject:
        query = query.where(AuditEvent.subject == wanted.subject)
    if wanted.since:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until:
        query = query.where(AuditEvent.at < wanted.until)
    if before is not None:
        query = query.where(AuditEvent.seq < before)
    return tuple(
        Entry(e.seq, e.at, e.name, e.actor, e.subject, json.loads(e.details), e.hash)
        for e in tx.scalars(query)
    )


def about(
    tx: Session, subjects: Iterable[str], names: Iterable[str], *, limit: int = 1000
) -> tuple[Entry, ...]:
    """Events of these names about any of these subjects, the newest first."""
    query = (
        select(AuditEvent)
        .where(AuditEvent.subject.in_(list(subjects)), AuditEvent.name.in_(list(names)))
        .order_by(AuditEvent.seq.desc())
        .limit(limit)
    )
    return tuple(
        Entry(e.seq, e.at, e.name, e.actor, e.subject, json.loads(e.details), e.hash)
        for e in tx.scalars(query)
    )


def day_heads(tx: Session) -> tuple[tuple[str, int, str], ...]:
    """Day (UTC), number and hash of its last event; of every finished day, the oldest first."""
    found = tx.scalars(select(AuditHead).order_by(AuditHead.day))
    return tuple((each.day, each.seq, each.hash) for each in found)


def head(tx: Session) -> Head:
    last = tx.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).first()
    return Head(last.seq, last.hash, last.at) if last else Head(0, GENESIS, None)
