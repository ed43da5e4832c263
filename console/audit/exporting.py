"""The audit as lines that can be checked without us (deploy/verify_audit.py)."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.audit.narrowing import Filter, conditions
from console.audit.queries import Entry, entry_of, head
from console.audit.records import AuditEvent
from console.kernel.clock import whole_seconds

EVERYTHING: Final = Filter()


def events(tx: Session, wanted: Filter) -> Iterator[AuditEvent]:
    """The oldest first, a thousand at a time."""
    query = select(AuditEvent).where(*conditions(wanted)).order_by(AuditEvent.seq)
    yield from tx.scalars(query.execution_options(yield_per=1000))


def entries(tx: Session, wanted: Filter) -> Iterator[Entry]:
    return map(entry_of, events(tx, wanted))


def lines(
    tx: Session, wanted: Filter = EVERYTHING, said: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Events as lines of JSON, the oldest first. A selection says in its first line that it is one:
    ``said``, what was asked for, and the head of the whole chain of which it is a part."""
    if not wanted.everything:
        whole = head(tx)
        told = {**(said or {}), "head": f"{whole.count}:{whole.hash}"}
        yield json.dumps({"selection": told}, ensure_ascii=False)
    for event in events(tx, wanted):
        yield line_of(event)


def line_of(event: AuditEvent) -> str:
    """``details`` stays the text that was hashed."""
    return json.dumps(
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
    for count, line in enumerate(lines(tx), start=1):  # noqa: B007 - counted, and told after the loop
        target.write(line + "\n")
    return count
