"""Who may be told of a drill: those who take part in it, and nobody else, whoever would be asked.

Releases, deliveries and incidents are rows of rooms above; what a notice is about is read from
their tables, so that no caller has to think of it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from console.database import Base, insert_missing
from console.notices.records import DrillMember


def members(tx: Session, incident_id: UUID) -> frozenset[UUID]:
    return frozenset(
        tx.scalars(select(DrillMember.person_id).where(DrillMember.incident_id == incident_id))
    )


def admit(tx: Session, at: datetime, incident_id: UUID, people: Collection[UUID]) -> None:
    """Who takes part already stays as they are."""
    rows = [
        {"incident_id": incident_id, "person_id": each, "since": at} for each in sorted(set(people))
    ]
    insert_missing(tx, DrillMember, rows)


def let_go(tx: Session, incident_id: UUID, people: Collection[UUID]) -> None:
    tx.execute(
        delete(DrillMember).where(
            DrillMember.incident_id == incident_id, DrillMember.person_id.in_(list(people))
        )
    )


def among(tx: Session, subject: str, people: Iterable[UUID]) -> tuple[UUID, ...]:
    """Those of ``people`` who may be told of ``subject``, in their order: all, if it is real."""
    wanted, circle = tuple(people), _circle(tx, subject)
    return wanted if circle is None else tuple(each for each in wanted if each in circle)


def _circle(tx: Session, subject: str) -> frozenset[UUID] | None:
    """None: it belongs to no drill. Of a drill without an incident only its author hears."""
    kind, _, identity = subject.partition(":")
    try:
        named = UUID(identity)
    except ValueError:
        return None
    if kind == "delivery":
        deliveries = _table("deliveries")
        found = tx.scalar(select(deliveries.c.release_id).where(deliveries.c.id == named))
        if found is None:
            return None
        kind, named = "release", found
    if kind == "release":
        releases = _table("releases")
        row = tx.execute(
            select(releases.c.drill, releases.c.incident_id, releases.c.created_by).where(
                releases.c.id == named
            )
        ).first()
        if row is None or not row.drill:
            return None
        return members(tx, row.incident_id) if row.incident_id else frozenset({row.created_by})
    if kind == "incident":
        incidents = _table("incidents")
        drill = tx.scalar(select(incidents.c.drill).where(incidents.c.id == named))
        return members(tx, named) if drill else None
    return None


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
