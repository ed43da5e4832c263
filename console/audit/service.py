"""``record()`` now, chained as the last statements before the commit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from console.audit.chain import GENESIS, details_of, link
from console.audit.names import Event
from console.audit.records import AuditEvent, AuditHead
from console.kernel.clock import whole_seconds
from console.kernel.errors import Parameter

BUFFER = "audit"
LOCK = 7_105_2026  # pg_advisory_xact_lock: one appender at a time
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Pending:
    at: datetime
    name: Event
    actor: str
    subject: str
    details: str


def record(
    tx: Session,
    at: datetime,
    name: Event,
    *,
    actor: str,
    subject: str,
    **details: Parameter | bool | list[str],
) -> None:
    """Remember an event; ``append`` writes it when this transaction commits."""
    tx.info.setdefault(BUFFER, []).append(
        Pending(at.replace(microsecond=0), name, actor, subject, details_of(details))
    )


def append(tx: Session) -> None:
    """Database hook: chain what this transaction recorded."""
    pending: list[Pending] = tx.info.pop(BUFFER, [])
    if not pending:
        return
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    last = tx.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).first()
    seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
    for event in pending:
        seq += 1
        digest = link(
            seq=seq,
            at=event.at,
            name=event.name,
            actor=event.actor,
            subject=event.subject,
            details=event.details,
            previous=previous,
        )
        tx.add(
            AuditEvent(
                seq=seq,
                at=event.at,
                name=event.name.value,
                actor=event.actor,
                subject=event.subject,
                details=event.details,
                previous=previous,
                hash=digest,
            )
        )
        previous = digest
    tx.flush()


@dataclass(frozen=True, slots=True)
class Verdict:
    """``broken``: the sequence number of the first event that does not fit; None: all do."""

    count: int
    head: str
    broken: int | None = None
    reason: str = ""


def verify(tx: Session) -> Verdict:
    """Walk the chain from the first event; needs no secret."""
    count, previous = 0, GENESIS
    for event in tx.scalars(
        select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)
    ):
        if event.seq != count + 1:
            return Verdict(count, previous, count + 1, "missing")
        if event.previous != previous:
            return Verdict(count, previous, event.seq, "unlinked")
        expected = link(
            seq=event.seq,
            at=event.at,
            name=event.name,
            actor=event.actor,
            subject=event.subject,
            details=event.details,
            previous=event.previous,
        )
        if expected != event.hash:
            return Verdict(count, previous, event.seq, "altered")
        count, previous = event.seq, event.hash
    for head in tx.scalars(select(AuditHead).order_by(AuditHead.day)):
        kept = tx.get(AuditEvent, head.seq)
        if kept is None or kept.hash != head.hash:
            return Verdict(count, previous, head.seq, "head")
    return Verdict(count, previous)


def note_heads(tx: Session, now: datetime) -> int:
    """Keep the head of every finished UTC day that has none yet; how many were added."""
    today = now.astimezone(UTC).date()
    known = set(tx.scalars(select(AuditHead.day)))
    first = tx.scalars(select(AuditEvent.at).order_by(AuditEvent.seq).limit(1)).first()
    if first is None:
        return 0
    latest = max(known, default=None)
    day = datetime.fromisoformat(latest).date() + timedelta(days=1) if latest else first.date()
    added = 0
    while day < today:
        end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
        last = tx.scalars(
            select(AuditEvent).where(AuditEvent.at < end).order_by(AuditEvent.seq.desc()).limit(1)
        ).first()
        if last is not None:
            tx.add(AuditHead(day=day.isoformat(), seq=last.seq, hash=last.hash))
            added += 1
        day += timedelta(days=1)
    return added


def lines(tx: Session) -> Iterator[str]:
    """Every event as one line of JSON, oldest first."""
    for event in tx.scalars(
        select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)
    ):
        yield json.dumps(
            {
                "seq": event.seq,
                "at": whole_seconds(event.at),
                "name": event.name,
                "actor": event.actor,
                "subject": event.subject,
                "details": event.details,
                "previous": event.previous,
                "hash": event.hash,
            },
            ensure_ascii=False,
        )


def export(tx: Session, target: IO[str]) -> int:
    """JSON lines; how many were written."""
    count = 0
    for count, line in enumerate(lines(tx), start=1):  # noqa: B007
        target.write(line + "\n")
    return count
