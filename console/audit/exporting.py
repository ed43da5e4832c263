"""The audit as lines that can be checked without us (deploy/verify_audit.py)."""

import json
from collections.abc import Iterator
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.audit.records import AuditEvent
from console.kernel.clock import whole_seconds


def lines(tx: Session) -> Iterator[str]:
    """Every event as one line of JSON, oldest first."""
    for event in tx.scalars(
        select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)
    ):
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
