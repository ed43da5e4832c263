"""What a notice is about, as far as its carriers must know: an incident, a drill."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.carriers.service import Concern
from console.incidents.records import Incident
from console.incidents.rules.levels import IncidentStatus
from console.publishing.records import Delivery
from console.releases.records import Release


def concerning(tx: Session, subjects: Collection[str]) -> Mapping[str, Concern]:
    """By subject. The house's own concerns (a template, an account, a shift) are no incident's."""
    releases = _ids(subjects, "release")
    deliveries = {
        row.id: row.release_id
        for row in tx.execute(
            select(Delivery.id, Delivery.release_id).where(
                Delivery.id.in_(_ids(subjects, "delivery"))
            )
        )
    }
    wanted = {*releases, *deliveries.values()}
    found = tx.execute(
        select(Release.id, Release.incident_id, Release.drill).where(Release.id.in_(wanted))
    ).all()
    named = {*_ids(subjects, "incident"), *(row.incident_id for row in found if row.incident_id)}
    incidents = _of_incidents(tx, named)
    of_release = {
        row.id: incidents[row.incident_id] if row.incident_id else Concern(drill=row.drill)
        for row in found
    }
    return {
        **{f"release:{key}": each for key, each in of_release.items()},
        **{f"delivery:{key}": of_release[release] for key, release in deliveries.items()
           if release in of_release},
        **{f"incident:{key}": each for key, each in incidents.items()},
    }  # fmt: skip


def _of_incidents(tx: Session, ids: Collection[UUID]) -> dict[UUID, Concern]:
    real = select(func.max(Incident.opened_at)).where(
        Incident.drill.is_(False), Incident.status == IncidentStatus.OPEN
    )
    begun = tx.scalar(real)
    return {
        row.id: Concern(
            incident=True,
            drill=row.drill,
            overtaken=row.drill and begun is not None and begun >= row.opened_at,
        )
        for row in tx.execute(
            select(Incident.id, Incident.drill, Incident.opened_at).where(Incident.id.in_(ids))
        )
    }


def _ids(subjects: Iterable[str], kind: str) -> list[UUID]:
    found = []
    for each in subjects:
        named, _, identity = each.partition(":")
        if named == kind:
            with suppress(ValueError):
                found.append(UUID(identity))
    return found
