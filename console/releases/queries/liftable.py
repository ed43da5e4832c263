"""解除预警: which warnings a draft may lift, and all that goes with the one it names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.publishing.rules.series import in_force
from console.publishing.rules.shelf import ShelfItem
from console.releases.items import LISTED, items_of
from console.releases.places import WARNINGS
from console.releases.records import Release, ShelfPlace
from console.releases.rules.kinds import LIFTING, Kind
from console.releases.rules.package import opened
from console.releases.warned import named

LOOKED_AT = 50
"""The newest warnings of no incident, and what lifted some: further back nobody looks."""


@dataclass(frozen=True, slots=True)
class Liftable:
    """A warning as the form names it. ``over``: it has expired, or was lifted meanwhile.
    ``kept``: lifted by the release that this draft corrects."""

    number: str
    title: str
    area: str
    expires_at: datetime | None
    over: bool = False
    kept: bool = False


def liftable(
    tx: Session, at: datetime, release_id: UUID, kind: Kind, chosen: Collection[str]
) -> tuple[Liftable, ...]:
    """What holds now, and what was chosen before, so that it can be unticked."""
    release = tx.get(Release, release_id)
    holding = in_force_for(tx, release) if release and kind in LIFTING else ()
    live = [
        Liftable(item.number, item.title, item.warning.area, item.warning.expires_at)
        for item in holding
        if item.warning and (item.warning.expires_at > at or item.number in chosen)
    ]
    old = tx.get(Release, release.corrects_id) if release and release.corrects_id else None
    for number, said in named(tx, lifts_of(old) if old else ()).items():
        if number in chosen:
            live.append(Liftable(number, said.list_title, "", None, kept=True))
    known = {each.number for each in live}
    gone = [Liftable(each, "", "", None, over=True) for each in chosen if each not in known]
    return (*live, *gone)


def in_force_for(tx: Session, release: Release) -> tuple[ShelfItem, ...]:
    """The warnings that it may lift: the one of its incident; of no incident, each that stands.
    The expired are among them."""
    return tuple(
        found for items in _series(tx, release) if (found := in_force(items)) and found.number
    )


def holding_in(tx: Session, at: datetime, incident_id: UUID) -> Liftable | None:
    """The warning of an incident that holds at ``at``."""
    item = in_force(items_of(tx, _public(tx, incident_id)))
    if item is None or item.warning is None or item.warning.expires_at <= at:
        return None
    return Liftable(item.number, item.title, item.warning.area, item.warning.expires_at)


def with_what_went_before(tx: Session, numbers: Sequence[str]) -> tuple[str, ...]:
    """Every message that these continue or correct, the oldest first; none that was withdrawn, or
    never sent."""
    found: dict[str, tuple[datetime, str]] = {}
    asked = list(numbers)
    while asked:
        for item in items_of(tx, tx.scalars(select(Release).where(Release.number.in_(asked)))):
            sent = item.alerts and not item.withdrawal
            found[item.number] = (item.published_at, item.number if sent else "")
            asked += [each.number for each in item.warned_before]
        asked = [each for each in asked if each not in found]
    return tuple(number for _, number in sorted(found.values()) if number)


def _series(tx: Session, release: Release) -> tuple[Sequence[ShelfItem], ...]:
    """The releases of its incident; of no incident, each warning there is with its corrections."""
    if release.incident_id:
        return (items_of(tx, _public(tx, release.incident_id)),)
    newest = tx.scalars(
        select(Release)
        .join(ShelfPlace, ShelfPlace.release_id == Release.id)
        .where(ShelfPlace.shelf == WARNINGS)
        .where(Release.incident_id.is_(None), Release.drill == release.drill, LISTED)
        .order_by(ShelfPlace.place.desc())
        .limit(LOOKED_AT)
    ).all()
    groups: dict[object, list[Release]] = {}
    roots: dict[object, object] = {}
    for row in reversed(newest):
        roots[row.id] = roots.get(row.corrects_id, row.corrects_id or row.id)
        groups.setdefault(roots[row.id], []).append(row)
    return tuple(items_of(tx, group) for group in groups.values())


def _public(tx: Session, incident_id: UUID) -> Sequence[Release]:
    return tx.scalars(
        select(Release)
        .where(Release.incident_id == incident_id, Release.published_at.is_not(None), LISTED)
        .order_by(Release.published_at, Release.number)
    ).all()


def lifts_of(release: Release) -> tuple[str, ...]:
    """What a submitted release lifts, as it was sealed."""
    return tuple(opened(release.package).get("lifts", ())) if release.package else ()
