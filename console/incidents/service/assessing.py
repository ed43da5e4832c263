"""研判: every grading is kept, with what it stood on and what was proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.incidents.policy import IncidentPolicy
from console.incidents.records import Assessment, Incident
from console.incidents.rules.categories import Category
from console.incidents.rules.grading import NOTHING_KNOWN, Counts, Proposal, propose
from console.incidents.rules.opinion import propose_by_signs
from console.kernel.errors import Invalid
from console.people.rules.actor import Actor


@dataclass(frozen=True, slots=True)
class Grounds:
    """``signs``: names of the opinion matrix. ``late_reason``: why it moves after counts closed."""

    counts: Counts = NOTHING_KNOWN
    signs: tuple[str, ...] = ()
    late_reason: str = ""


NO_GROUNDS = Grounds()


def proposal(category: Category, grounds: Grounds, policy: IncidentPolicy) -> Proposal:
    """By counts, or for a 舆情事件 by the matrix."""
    if category is Category.OPINION:
        return propose_by_signs(grounds.signs, policy.matrix)
    return propose(grounds.counts, category, policy.thresholds)


def keep(
    tx: Session,
    at: datetime,
    actor: Actor,
    incident: Incident,
    grounds: Grounds,
    policy: IncidentPolicy,
) -> None:
    """Nothing, when nothing that was graded has changed."""
    counts, last = grounds.counts, _last(tx, incident)
    now = _graded(
        incident.level, incident.level_basis, incident.warning_level, incident.response_level,
        counts, grounds.signs,
    )  # fmt: skip
    if last and now == _graded(
        last.level, last.basis, last.warning_level, last.response_level,
        Counts(last.deaths, last.serious_injuries, last.loss), last.signs,
    ):  # fmt: skip
        return
    proposed = proposal(incident.category, grounds, policy).level
    tx.add(
        Assessment(
            incident_id=incident.id, at=at, person_id=actor.id, level=incident.level,
            proposed=proposed, basis=incident.level_basis, deaths=counts.deaths,
            serious_injuries=counts.serious_injuries, loss=counts.loss,
            warning_level=incident.warning_level, response_level=incident.response_level,
            signs=list(grounds.signs), late_reason=grounds.late_reason,
        )
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.INCIDENT_ASSESSED, actor=actor.username,
        subject=f"incident:{incident.id}", number=incident.number, level=incident.level.value,
        proposed=proposed.value, basis=incident.level_basis,
        warning_level=incident.warning_level.value, response_level=incident.response_level.value,
        late_reason=grounds.late_reason,
    )  # fmt: skip
    tx.flush()


def check_window(
    tx: Session, at: datetime, incident: Incident, grounds: Grounds, policy: IncidentPolicy
) -> None:
    """Counts move freely while they are open; afterwards with a reason. Raises Invalid."""
    began = incident.occurred_at or incident.detected_at
    closes = policy.counting.closes_at(began, short=incident.short_count)
    last = _last(tx, incident)
    if at <= closes or grounds.late_reason or last is None:
        return
    if grounds.counts != Counts(last.deaths, last.serious_injuries, last.loss):
        raise Invalid("incident.counts_closed", field="late_reason")


def _last(tx: Session, incident: Incident) -> Assessment | None:
    return tx.scalars(
        select(Assessment)
        .where(Assessment.incident_id == incident.id)
        .order_by(Assessment.at.desc(), Assessment.id.desc())
        .limit(1)
    ).first()


def _graded(*parts: object) -> tuple[object, ...]:
    return tuple(sorted(each) if isinstance(each, Sequence) and not isinstance(each, str) else each
                 for each in parts)  # fmt: skip
