"""``record()`` now, chained as the last statements before the commit."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from console.audit.chain import GENESIS, details_of, link
from console.audit.names import Event
from console.audit.records import AuditEvent, AuditHead
from console.kernel.errors import Invalid, Parameter

BUFFER = "audit"
LOCK = 7_105_2026  # pg_advisory_xact_lock: one appender at a time
SYSTEM = "system"
DIGEST = re.compile("[0-9a-f]{64}")


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
    rows: list[dict[str, object]] = []
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
        rows.append(
            {
                "seq": seq,
                "at": event.at,
                "name": event.name.value,
                "actor": event.actor,
                "subject": event.subject,
                "details": event.details,
                "previous": previous,
                "hash": digest,
            }
        )
        previous = digest
    tx.execute(insert(AuditEvent), rows)


@dataclass(frozen=True, slots=True)
class Kept:
    """A head that somebody wrote down outside the database."""

    seq: int
    hash: str


def kept_head(text: str) -> Kept:
    """Of ``SEQ:HASH``, as ``verify`` prints it. Raises Invalid."""
    seq, _, digest = text.strip().lower().partition(":")
    if not (seq.isdecimal() and 0 < len(seq) < 16 and DIGEST.fullmatch(digest)):
        raise Invalid("audit.no_head", text=text[:100])
    return Kept(int(seq), digest)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``broken``: the sequence number of the first event that does not fit; None: all do."""

    count: int
    head: str
    broken: int | None = None
    reason: str = ""


def verify(tx: Session, kept: Kept | None = None) -> Verdict:
    """Walk the chain from the first event; needs no secret.

    Whoever can change the database can also cut the chain's end off and leave a shorter one that
    holds: only a head kept elsewhere, ``kept``, tells.
    """
    count, previous = 0, GENESIS
    noted = {head.day: Kept(head.seq, head.hash) for head in tx.scalars(select(AuditHead))}
    told: dict[str, Kept] = {}
    hashes = {each.seq: "" for each in (*noted.values(), *([kept] if kept else []))}
    for event in tx.scalars(
        select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)
    ):
        if reason := _misfit(event, count, previous):
            return Verdict(count, previous, min(event.seq, count + 1), reason)
        count, previous = event.seq, event.hash
        if event.seq in hashes:
            hashes[event.seq] = event.hash
        if event.name == Event.DAILY_HEAD:
            said = json.loads(event.details)
            told[said["day"]] = Kept(said["last"], said["hash"])
    for day, head in sorted({**told, **noted}.items()):
        if noted.get(day) != head or told.get(day, head) != head or hashes[head.seq] != head.hash:
            return Verdict(count, previous, head.seq, "head")
    if kept and kept.seq > count:
        return Verdict(count, previous, kept.seq, "cut")
    if kept and hashes[kept.seq] != kept.hash:
        return Verdict(count, previous, kept.seq, "other_head")
    return Verdict(count, previous)


def _misfit(event: AuditEvent, count: int, previous: str) -> str:
    """Why ``event`` does not follow the ``count`` before it; "" it does."""
    if event.seq != count + 1:
        return "missing"
    if event.previous != previous:
        return "unlinked"
    expected = link(
        seq=event.seq,
        at=event.at,
        name=event.name,
        actor=event.actor,
        subject=event.subject,
        details=event.details,
        previous=event.previous,
    )
    return "" if expected == event.hash else "altered"


def note_heads(tx: Session, now: datetime) -> int:
    """Keep the head of every finished UTC day that has none yet; how many were added.

    The chain tells of each, so that a head that was taken away is missed.
    """
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
            record(
                tx, now, Event.DAILY_HEAD, actor=SYSTEM, subject=f"head:{day.isoformat()}",
                day=day.isoformat(), last=last.seq, hash=last.hash,
            )  # fmt: skip
            added += 1
        day += timedelta(days=1)
    return added
