"""What a notice is about, as far as its carriers must know: an incident, a drill."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.carriers.service import Concern
from console.incidents.records import Incident
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
    of_release = {
        row.id: Concern(row.incident_id is not None, row.drill)
        for row in tx.execute(
            select(Release.id, Release.incident_id, Release.drill).where(Release.id.in_(wanted))
        )
    }
    incidents = {
        row.id: Concern(incident=True, drill=row.drill)
        for row in tx.execute(
            select(Incident.id, Incident.drill).where(Incident.id.in_(_ids(subjects, "incident")))
        )
    }
    return {
        **{f"release:{key}": each for key, each in of_release.items()},
        **{f"delivery:{key}": of_release[release] for key, release in deliveries.items()
           if release in of_release},
        **{f"incident:{key}": each for key, each in incidents.items()},
    }  # fmt: skip


def _ids(subjects: Iterable[str], kind: str) -> list[UUID]:
    found = []
    for each in subjects:
        named, _, identity = each.partition(":")
        if named == kind:
            with suppress(ValueError):
                found.append(UUID(identity))
    return found
