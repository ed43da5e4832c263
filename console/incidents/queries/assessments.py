"""How an incident was graded, and on what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.records import Assessment
from console.incidents.rules.grading import Counts
from console.incidents.rules.levels import Degree, Level


@dataclass(frozen=True, slots=True)
class AssessmentView:
    at: datetime
    person_id: UUID
    level: Level
    proposed: Level
    basis: str
    counts: Counts
    warning_level: Degree
    response_level: Degree
    signs: tuple[str, ...]
    late_reason: str


def assessments(tx: Session, incident_id: UUID) -> tuple[AssessmentView, ...]:
    """The newest first."""
    rows = tx.scalars(
        select(Assessment)
        .where(Assessment.incident_id == incident_id)
        .order_by(Assessment.at.desc(), Assessment.id.desc())
    )
    return tuple(
        AssessmentView(
            row.at, row.person_id, row.level, row.proposed, row.basis,
            Counts(row.deaths, row.serious_injuries, row.loss), row.warning_level,
            row.response_level, tuple(row.signs), row.late_reason,
        )
        for row in rows
    )  # fmt: skip
