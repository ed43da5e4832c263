"""How the clocks of incidents stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.records import Clock, Conference, Incident
from console.incidents.rules.clocks import Kept, MetBy, Standing, share, standing
from console.incidents.rules.levels import IncidentStatus


@dataclass(frozen=True, slots=True)
class ClockView:
    """``share``: per cent of its time that has gone."""

    id: UUID
    incident_id: UUID
    name: str
    title: str
    statutory: bool
    met_by: MetBy
    legal_basis: str
    started_at: datetime
    due_at: datetime
    applies_from: datetime
    promised_by: str
    met_at: datetime | None
    met_with: str
    waived_by: str
    reason: str
    off_at: datetime | None
    standing: Standing
    share: int

    @property
    def open(self) -> bool:
        """Somebody still has to do something about it."""
        settled = self.off_at is not None or self.waived_by != ""
        return not settled and self.standing in {Standing.RUNNING, Standing.MISSED}


@dataclass(frozen=True, slots=True)
class ConferenceView:
    at: datetime
    place: str
    speaker: str
    link: str
    recorded_at: datetime
    recorded_by: UUID


def kept(clock: Clock) -> Kept:
    return Kept(
        started_at=clock.started_at, due_at=clock.due_at, applies_from=clock.applies_from,
        met_at=clock.met_at, waived_at=clock.waived_at, off_at=clock.off_at,
    )  # fmt: skip


def clocks_of(
    tx: Session, incidents: Iterable[UUID], now: datetime
) -> dict[UUID, tuple[ClockView, ...]]:
    """Of each incident: the internal ones above the statutory, the earliest due first."""
    found: dict[UUID, list[ClockView]] = {each: [] for each in incidents}
    rows = tx.scalars(
        select(Clock)
        .where(Clock.incident_id.in_(found))
        .order_by(Clock.statutory, Clock.due_at, Clock.id)
    )
    for row in rows:
        found[row.incident_id].append(view_of_clock(row, now))
    return {incident: tuple(views) for incident, views in found.items()}


def running(tx: Session) -> list[Clock]:
    """Of open incidents: neither met, waived nor off."""
    return list(
        tx.scalars(
            select(Clock)
            .join(Incident, Incident.id == Clock.incident_id)
            .where(Incident.status == IncidentStatus.OPEN)
            .where(Clock.met_at.is_(None), Clock.waived_at.is_(None), Clock.off_at.is_(None))
        )
    )


def conferences_of(tx: Session, incident_id: UUID) -> tuple[ConferenceView, ...]:
    rows = tx.scalars(
        select(Conference).where(Conference.incident_id == incident_id).order_by(Conference.at)
    )
    return tuple(
        ConferenceView(each.at, each.place, each.speaker, each.link, each.recorded_at,
                       each.recorded_by)
        for each in rows
    )  # fmt: skip


def view_of_clock(row: Clock, now: datetime) -> ClockView:
    facts = kept(row)
    stored = ClockView.__dataclass_fields__.keys() - {"standing", "share"}
    return ClockView(
        **{name: getattr(row, name) for name in stored},
        standing=standing(facts, now),
        share=share(facts, now),
    )
