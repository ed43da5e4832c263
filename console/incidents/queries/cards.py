"""An incident as lists and pages see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.records import Incident
from console.incidents.rules.categories import Category
from console.incidents.rules.levels import Degree, IncidentStatus, Level
from console.incidents.rules.opinion import OpinionType
from console.kernel.errors import NotThere
from console.publishing.rules.shelf import IncidentCard


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident for the console, and its ``public`` face."""

    id: UUID
    number: str
    title: str
    place: str
    category: Category
    level: Level
    level_basis: str
    warning_level: Degree
    response_level: Degree
    opinion_type: OpinionType
    short_count: bool
    final_number: str
    status: IncidentStatus
    occurred_at: datetime | None
    detected_at: datetime
    media_unit: str
    media_telephone: str
    spokesperson: str
    opened_at: datetime
    opened_by: UUID
    closed_at: datetime | None
    closing_reason: str
    drill: bool
    version: int

    @property
    def public(self) -> IncidentCard:
        return IncidentCard(
            number=self.number,
            title=self.title,
            place=self.place,
            closed=self.status is IncidentStatus.CLOSED,
            occurred_at=self.occurred_at,
            media_unit=self.media_unit,
            media_telephone=self.media_telephone,
            spokesperson=self.spokesperson,
        )


def view(incident: Incident) -> IncidentView:
    return IncidentView(
        **{name: getattr(incident, name) for name in IncidentView.__dataclass_fields__}
    )


def card(tx: Session, number: str) -> IncidentView:
    incident = tx.scalars(select(Incident).where(Incident.number == number)).one_or_none()
    if incident is None:
        raise NotThere("incident.not_there")
    return view(incident)


def cards(tx: Session, numbers: Iterable[str]) -> dict[str, IncidentCard]:
    """The public faces of many, by number."""
    wanted = list(numbers)
    if not wanted:
        return {}
    found = tx.scalars(select(Incident).where(Incident.number.in_(wanted)))
    return {each.number: view(each).public for each in found}


def of_id(tx: Session, incident_id: UUID) -> IncidentView:
    incident = tx.get(Incident, incident_id)
    if incident is None:
        raise NotThere("incident.not_there")
    return view(incident)


def number_of(tx: Session, incident_id: UUID) -> str | None:
    return tx.scalar(select(Incident.number).where(Incident.id == incident_id))


def numbers_of(tx: Session, incidents: Iterable[UUID]) -> dict[UUID, str]:
    wanted = list(incidents)
    if not wanted:
        return {}
    rows = tx.execute(select(Incident.id, Incident.number).where(Incident.id.in_(wanted)))
    return {row.id: row.number for row in rows}


def current(tx: Session) -> tuple[IncidentView, ...]:
    """Open ones, the newest first, and what is real before drills."""
    return _views(
        tx.scalars(
            select(Incident)
            .where(Incident.status == IncidentStatus.OPEN)
            .order_by(Incident.drill, Incident.detected_at.desc())
        ).all()
    )


def everything(tx: Session, *, limit: int = 100) -> tuple[IncidentView, ...]:
    """Open ones first, then the newest."""
    return _views(
        tx.scalars(
            select(Incident)
            .order_by(Incident.status.desc(), Incident.detected_at.desc())
            .limit(limit)
        ).all()
    )


def _views(incidents: Sequence[Incident]) -> tuple[IncidentView, ...]:
    return tuple(view(each) for each in incidents)
