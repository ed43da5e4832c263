"""From rows to what the public may know, many at a time: a list of fifty costs a few queries.

Every statement here asks by key; none walks the archive.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, select, true
from sqlalchemy.orm import Session

from console.incidents.queries import cards, numbers_of
from console.publishing.queries import page_is_out
from console.publishing.rules.shelf import (
    Dated,
    IncidentCard,
    KnownFact,
    Mark,
    Reference,
    ShelfEntry,
    ShelfItem,
    Withdrawal,
)
from console.publishing.rules.warning import Sent
from console.publishing.whereabouts import portal_links
from console.releases.records import Release
from console.releases.rules.kinds import CHANGES, Kind
from console.releases.rules.package import SealedIncident, content_of, incident_in, opened
from console.releases.rules.pictures import public_files
from console.releases.rules.resting import facts_in
from console.releases.rules.workflow import Stage
from console.releases.verified import NEVER, Verified, verifications
from console.releases.warned import before, first_lifted, lifted_by, named, signals

LISTED: ColumnElement[bool] = case(
    (Release.stage.in_((Stage.PUBLISHED, Stage.SUPERSEDED)), true()),
    (Release.stage == Stage.PUBLISHING, page_is_out(Release.id)),
    else_=false(),
)
"""A release that was claimed and then held back, or whose page failed, is named nowhere.

A CASE, because nobody may look by it: nearly every release is listed, yet a database without
statistics takes the index on ``stage`` for the narrowest, and walks the archive.
"""

REAL: ColumnElement[bool] = Release.drill.is_(False)
"""No list, page or feed of the public knows of a drill."""
PUBLIC: ColumnElement[bool] = and_(LISTED, REAL)

Series: TypeAlias = Sequence[tuple[int, Reference]]
"""(place, release) of one incident, in order."""


def items_of(tx: Session, releases: Iterable[Release]) -> tuple[ShelfItem, ...]:
    """Public releases, whole, from the packages that were signed; in the order given."""
    rows = list(releases)
    packages = {row.id: opened(row.package) for row in rows}
    sealed = {key: incident_in(package) for key, package in packages.items()}
    incidents = cards(tx, {each.number for each in sealed.values() if each})
    series = _series(tx, {row.incident_id for row in rows if row.incident_id and row.series_place})
    corrected = _references(tx, {row.corrects_id for row in rows if row.corrects_id})
    marks = _marks(tx, [row.id for row in rows])
    verified = verifications(tx, [row.id for row in rows])
    portals = portal_links(tx, [row.id for row in rows])
    warning = [row for row in rows if packages[row.id].get("warning")]
    warned, ended = signals(tx, warning), _ended(tx, warning, corrected)
    silent = _silenced(tx, warning, corrected)
    lifted = named(tx, {each for package in packages.values() for each in package.get("lifts", ())})
    return tuple(
        _item(
            row,
            packages[row.id],
            incident=said_of(sealed[row.id], incidents),
            series=series.get(row.incident_id, ()) if row.incident_id else (),
            corrects=corrected[row.corrects_id] if row.corrects_id else None,
            marks=tuple(marks.get(row.id, ())),
            verified=verified.get(row.id, NEVER),
            warned_before=before(row, warned) if packages[row.id].get("warning") else (),
            lifts=tuple(
                lifted[each] for each in packages[row.id].get("lifts", ()) if each in lifted
            ),
            ended=ended.get(row.id),
            silenced=row.id in silent,
            portal=portals.get(row.id, ""),
        )
        for row in rows
    )


def item_of(tx: Session, release: Release) -> ShelfItem:
    return items_of(tx, [release])[0]


def entries_of(tx: Session, releases: Iterable[Release]) -> tuple[ShelfEntry, ...]:
    """Lines of a list, in the order given."""
    rows = list(releases)
    corrected = set(
        tx.scalars(
            select(Release.corrects_id)
            .where(Release.corrects_id.in_([row.id for row in rows]))
            .where(Release.published_at.is_not(None), LISTED)
        )
    )
    incidents = numbers_of(tx, {row.incident_id for row in rows if row.incident_id})
    return tuple(
        _entry(
            row,
            incident=incidents[row.incident_id] if row.incident_id else None,
            corrected=row.id in corrected,
        )
        for row in rows
    )


def _item(
    release: Release,
    sealed: dict[str, Any],
    *,
    incident: IncidentCard | None,
    series: Series,
    corrects: Reference | None,
    marks: tuple[Mark, ...],
    warned_before: tuple[Sent, ...],
    verified: Verified,
    lifts: tuple[Dated, ...],
    ended: Dated | None,
    silenced: bool,
    portal: str,
) -> ShelfItem:
    words = content_of(release.package)
    published = release.published_at or release.signed_at or release.updated_at
    before, after = _neighbours(series, release.series_place)
    return ShelfItem(
        number=release.number or "",
        kind=release.kind.value,
        column=words.column,
        title=words.title,
        list_title=words.list_title,
        body_html=words.body,
        text=words.text,
        issuer=words.issuer,
        source=words.source,
        dateline=sealed["dateline"],
        published_at=published,
        updated_at=release.changed_at or published,
        digest=release.digest,
        files=public_files(sealed),
        incident=incident,
        series_place=sealed["series_place"],
        previous=before,
        next=after,
        corrects=corrects,
        marks=marks,
        withdrawal=_withdrawal(release, marks),
        next_update_at=words.next_update_at,
        advice=words.advice,
        warning=words.warning,
        warned_before=warned_before,
        lifts=lifts,
        ended=ended,
        silenced=silenced,
        portal=portal,
        facts=tuple(KnownFact(each.key, each.said, each.as_of) for each in facts_in(sealed)),
        verifying=verified.now if release.withdrawn_at is None else None,
        verified_at=verified.confirmed_at,
    )


def said_of(sealed: SealedIncident | None, live: Mapping[str, IncidentCard]) -> IncidentCard | None:
    """The incident in the words that were signed; only whether it is closed is of today."""
    if sealed is None:
        return None
    return replace(
        live[sealed.number],
        title=sealed.title,
        place=sealed.place,
        occurred_at=sealed.occurred_at,
    )


def _entry(release: Release, *, incident: str | None, corrected: bool) -> ShelfEntry:
    published = release.published_at or release.updated_at
    return ShelfEntry(
        number=release.number or "",
        kind=release.kind.value,
        column=release.column,
        title=release.title,
        list_title=release.list_title,
        published_at=published,
        updated_at=release.changed_at or published,
        incident_number=incident,
        corrected=corrected,
    )


def _withdrawal(release: Release, marks: Sequence[Mark]) -> Withdrawal | None:
    if release.withdrawn_at is None:
        return None
    replacing = [mark for mark in marks if mark.kind == Kind.CORRECTION]
    return Withdrawal(
        release.withdrawn_at.replace(microsecond=0),
        release.withdrawal_reason,
        Reference(replacing[-1].number, replacing[-1].list_title) if replacing else None,
    )


def _neighbours(series: Series, own: int | None) -> tuple[Reference | None, Reference | None]:
    """Before and after it in the series of its incident."""
    if own is None:
        return None, None
    before = next((release for place, release in reversed(series) if place < own), None)
    after = next((release for place, release in series if place > own), None)
    return before, after


def _ended(
    tx: Session, warnings: Sequence[Release], corrected: Mapping[UUID, Reference]
) -> dict[UUID, Dated]:
    """By what each was lifted; a correction also by what lifted the warning that it corrects."""
    own = {
        row.id: (row.number or "", corrected[row.corrects_id].number if row.corrects_id else "")
        for row in warnings
    }
    lifted = lifted_by(tx, {number for numbers in own.values() for number in numbers}, LISTED)
    return {
        key: min((lifted[each] for each in numbers if each in lifted), key=lambda by: by.at)
        for key, numbers in own.items()
        if not lifted.keys().isdisjoint(numbers)
    }


def _silenced(
    tx: Session, warnings: Sequence[Release], corrected: Mapping[UUID, Reference]
) -> frozenset[UUID]:
    """Corrections of a warning that had been lifted when they went out."""
    of = {row.id: corrected[row.corrects_id].number for row in warnings if row.corrects_id}
    lifted = first_lifted(tx, frozenset(of.values()))
    return frozenset(
        row.id
        for row in warnings
        if row.published_at and (at := lifted.get(of.get(row.id, ""))) and at <= row.published_at
    )


def _series(tx: Session, incidents: Iterable[UUID]) -> dict[UUID, list[tuple[int, Reference]]]:
    series: dict[UUID, list[tuple[int, Reference]]] = {}
    wanted = list(incidents)
    if not wanted:
        return series
    for incident, place, number, list_title in tx.execute(
        select(Release.incident_id, Release.series_place, Release.number, Release.list_title)
        .where(Release.incident_id.in_(wanted), Release.series_place.is_not(None))
        .where(Release.published_at.is_not(None), LISTED)
        .order_by(Release.incident_id, Release.series_place)
    ):
        if incident is not None and place is not None:
            series.setdefault(incident, []).append((place, Reference(number or "", list_title)))
    return series


def _references(tx: Session, releases: Iterable[UUID]) -> dict[UUID, Reference]:
    """A withdrawn one is named by its number alone: its title was taken back too."""
    wanted = list(releases)
    if not wanted:
        return {}
    return {
        release: Reference(number or "", list_title if withdrawn_at is None else number or "")
        for release, number, list_title, withdrawn_at in tx.execute(
            select(Release.id, Release.number, Release.list_title, Release.withdrawn_at).where(
                Release.id.in_(wanted)
            )
        )
    }


def _marks(tx: Session, releases: Sequence[UUID]) -> dict[UUID, list[Mark]]:
    """What was said later about each."""
    marks: dict[UUID, list[Mark]] = {}
    for corrected, kind, number, list_title, at in tx.execute(
        select(
            Release.corrects_id,
            Release.kind,
            Release.number,
            Release.list_title,
            Release.published_at,
        )
        .where(Release.corrects_id.in_(releases), Release.kind.in_(CHANGES))
        .where(Release.published_at.is_not(None), LISTED)
        .order_by(Release.published_at)
    ):
        if corrected is not None and at is not None:
            marks.setdefault(corrected, []).append(Mark(kind.value, number or "", list_title, at))
    return marks
