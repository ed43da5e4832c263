"""研判: every grading is kept, with the counts it stood on and what they proposed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.incidents.policy import IncidentPolicy
from console.incidents.records import Assessment, Incident
from console.incidents.rules.grading import Counts, propose
from console.people.rules.actor import Actor


def keep(
    tx: Session,
    at: datetime,
    actor: Actor,
    incident: Incident,
    counts: Counts,
    policy: IncidentPolicy,
) -> None:
    """Nothing, when neither level, basis nor a count has changed."""
    last = tx.scalars(
        select(Assessment)
        .where(Assessment.incident_id == incident.id)
        .order_by(Assessment.at.desc(), Assessment.id.desc())
        .limit(1)
    ).first()
    now = (
        incident.level, incident.level_basis, counts.deaths, counts.serious_injuries, counts.loss
    )  # fmt: skip
    if last and now == (
        last.level, last.basis, last.deaths, last.serious_injuries, last.loss
    ):  # fmt: skip
        return
    proposed = propose(counts, incident.category, policy.thresholds).level
    tx.add(
        Assessment(
            incident_id=incident.id, at=at, person_id=actor.id, level=incident.level,
            proposed=proposed, basis=incident.level_basis, deaths=counts.deaths,
            serious_injuries=counts.serious_injuries, loss=counts.loss,
        )
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.INCIDENT_ASSESSED, actor=actor.username,
        subject=f"incident:{incident.id}", number=incident.number, level=incident.level.value,
        proposed=proposed.value, basis=incident.level_basis,
    )  # fmt: skip
    tx.flush()
