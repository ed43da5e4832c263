"""Who speaks about an incident, and who was named before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.records import IssuerDecision
from console.incidents.rules.issuers import OURS, Speaking
from console.incidents.rules.levels import Level


@dataclass(frozen=True, slots=True)
class IssuerView:
    """One decision."""

    at: datetime
    person_id: UUID
    speaking: Speaking
    level: Level
    reason: str


def issuers(tx: Session, incident_id: UUID) -> tuple[IssuerView, ...]:
    """The newest first. None was made: the bureau itself speaks."""
    rows = tx.scalars(
        select(IssuerDecision)
        .where(IssuerDecision.incident_id == incident_id)
        .order_by(IssuerDecision.at.desc(), IssuerDecision.id.desc())
    )
    return tuple(
        IssuerView(
            row.at, row.person_id, Speaking(row.issuer, row.name, row.link), row.level, row.reason
        )
        for row in rows
    )


def speaking(tx: Session, incident_id: UUID) -> Speaking:
    """Who speaks now."""
    return next((each.speaking for each in issuers(tx, incident_id)), OURS)
