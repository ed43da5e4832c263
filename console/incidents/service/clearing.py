"""Personal facts of closed incidents are cleared by rule: 突发事件应对法 Art 85.

Value, source, label, salt and reason go; the row stays with its digest, key, times and people, and
the audit keeps what it was told. A trigger allows this one step and no other.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.incidents.records import FactEntry, Incident
from console.incidents.rules.levels import IncidentStatus

_WAITS = (FactEntry.personal.is_(True), FactEntry.cleared_at.is_(None))


def due(tx: Session, at: datetime, after: timedelta) -> tuple[UUID, ...]:
    """Incidents that were closed at least ``after`` ago and still have something to clear."""
    return tuple(
        tx.scalars(
            select(Incident.id)
            .where(Incident.status == IncidentStatus.CLOSED, Incident.closed_at <= at - after)
            .where(Incident.id.in_(select(FactEntry.incident_id).where(*_WAITS)))
            .order_by(Incident.closed_at, Incident.id)
        )
    )


def clear(tx: Session, at: datetime, incident_id: UUID, after: timedelta) -> int:
    """How many facts were cleared: all of the incident or, if it was reopened meanwhile, none."""
    incident = tx.get(Incident, incident_id, with_for_update=True, populate_existing=True)
    if incident is None or incident.status is not IncidentStatus.CLOSED:
        return 0
    if incident.closed_at is None or incident.closed_at > at - after:
        return 0
    facts = tx.scalars(
        select(FactEntry)
        .where(FactEntry.incident_id == incident_id, *_WAITS)
        .order_by(FactEntry.entered_at, FactEntry.id)
        .with_for_update()
    ).all()
    for fact in facts:
        fact.number = fact.words = fact.salt = None
        fact.label = fact.source = fact.reason = ""
        fact.cleared_at = at
    tx.flush()
    for fact in facts:
        audit.record(
            tx, at, audit.Event.FACT_CLEARED, actor=audit.SYSTEM, subject=f"incident:{incident_id}",
            number=incident.number, fact=fact.key.value, sha256=fact.digest,
        )  # fmt: skip
    return len(facts)
