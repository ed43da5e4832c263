"""The ports ``Shelf`` and ``Manuscripts``: what is public, read in snapshots of its own."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from console.database import Database
from console.incidents.queries import card, current, number_of
from console.kernel.errors import NotThere
from console.publishing.queries import page_is_out, receipt_of_publish
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action, Bulletin, Variant
from console.publishing.rules.shelf import (
    IncidentCard,
    ListPage,
    Mark,
    PublicFile,
    Reference,
    ShelfEntry,
    ShelfItem,
    Withdrawal,
)
from console.releases.policy import ReleasePolicy
from console.releases.records import Release, ShelfPlace
from console.releases.rules.kinds import CHANGES
from console.releases.rules.package import content_of, opened
from console.releases.rules.workflow import Stage

LISTED = or_(
    Release.stage.in_((Stage.PUBLISHED, Stage.SUPERSEDED)),
    and_(Release.stage == Stage.PUBLISHING, page_is_out(Release.id)),
)
"""A release that was claimed and then held back, or whose page failed, is named nowhere."""
KNOWN = or_(LISTED, Release.stage == Stage.WITHDRAWN)


class DatabaseShelf:
    """Port ``Shelf``. A release is here once its public page has been claimed."""

    def __init__(self, database: Database, policy: ReleasePolicy, *, page_entries: int) -> None:
        self._database = database
        self._policy = policy
        self._page = page_entries

    def item(self, number: str) -> ShelfItem:
        with self._database.snapshot() as tx:
            release = tx.scalars(
                select(Release).where(Release.number == number, Release.published_at.is_not(None))
            ).one_or_none()
            if release is None:
                raise NotThere("release.not_there")
            return item_of(tx, release)

    def latest(self, limit: int) -> tuple[ShelfItem, ...]:
        return self._items("all", limit)

    def column_latest(self, column: str, limit: int) -> tuple[ShelfItem, ...]:
        return self._items(f"column:{column}", limit)

    def incident_items(self, number: str) -> tuple[ShelfItem, ...]:
        with self._database.snapshot() as tx:
            found = card(tx, number)
            releases = tx.scalars(
                select(Release)
                .where(Release.incident_id == found.id, Release.published_at.is_not(None), KNOWN)
                .order_by(Release.published_at.desc(), Release.number.desc())
            )
            return tuple(item_of(tx, release) for release in releases)

    def incident(self, number: str) -> IncidentCard:
        with self._database.snapshot() as tx:
            return card(tx, number).public

    def current_incidents(self) -> tuple[IncidentCard, ...]:
        with self._database.snapshot() as tx:
            latest = dict(
                tx.execute(
                    select(Release.incident_id, func.max(Release.published_at))
                    .where(Release.published_at.is_not(None), LISTED)
                    .where(Release.incident_id.in_([found.id for found in current(tx)]))
                    .group_by(Release.incident_id)
                ).all()
            )
            shown = [found for found in current(tx) if found.id in latest]
            shown.sort(key=lambda found: (latest[found.id], found.public.number), reverse=True)
            return tuple(found.public for found in shown)

    def front(self, limit: int) -> tuple[ShelfEntry, ...]:
        with self._database.snapshot() as tx:
            return _entries(tx, _newest(tx, "all", limit, withdrawn=False))

    def column_page(self, column: str, number: int | None) -> ListPage:
        shelf = f"column:{column}"
        with self._database.snapshot() as tx:
            total = _last_place(tx, shelf)
            last = max(1, -(-total // self._page))
            if number is not None and not 1 <= number <= last:
                raise NotThere("page.not_there")
            if number is None:
                shown = _newest(tx, shelf, self._page, withdrawn=False)
                return ListPage(last, last, _entries(tx, shown))
            first = (number - 1) * self._page + 1
            releases = tx.scalars(
                select(Release)
                .join(ShelfPlace, ShelfPlace.release_id == Release.id)
                .where(ShelfPlace.shelf == shelf, LISTED)
                .where(ShelfPlace.place.between(first, first + self._page - 1))
                .order_by(ShelfPlace.place.desc())
            ).all()
            return ListPage(number, last, _entries(tx, releases))

    def month_page(self, year: int, month: int) -> tuple[ShelfEntry, ...]:
        with self._database.snapshot() as tx:
            releases = tx.scalars(
                select(Release)
                .join(ShelfPlace, ShelfPlace.release_id == Release.id)
                .where(ShelfPlace.shelf == f"month:{year}-{month:02d}", LISTED)
                .order_by(ShelfPlace.place.desc())
            ).all()
            return _entries(tx, releases)

    def months(self) -> tuple[tuple[int, int], ...]:
        with self._database.snapshot() as tx:
            shelves = tx.scalars(
                select(ShelfPlace.shelf)
                .where(ShelfPlace.shelf.startswith("month:"), ShelfPlace.place == 1)
                .order_by(ShelfPlace.shelf.desc())
            )
            return tuple((int(shelf[6:10]), int(shelf[11:13])) for shelf in shelves)

    def page_of(self, number: str) -> int:
        with self._database.snapshot() as tx:
            place = tx.scalar(
                select(ShelfPlace.place)
                .join(Release, ShelfPlace.release_id == Release.id)
                .where(Release.number == number, ShelfPlace.shelf.startswith("column:"))
            )
            if place is None:
                raise NotThere("release.not_there")
            return -(-place // self._page)

    def _items(self, shelf: str, limit: int) -> tuple[ShelfItem, ...]:
        with self._database.snapshot() as tx:
            return tuple(item_of(tx, each) for each in _newest(tx, shelf, limit, withdrawn=True))


class DatabaseManuscripts:
    """Port ``Manuscripts``: the signed words of each delivery."""

    def __init__(self, database: Database, policy: ReleasePolicy) -> None:
        self._database = database
        self._policy = policy

    def bulletins(self, deliveries: Sequence[UUID]) -> tuple[Bulletin, ...]:
        with self._database.snapshot() as tx:
            return tuple(self._bulletin(tx, delivery_id) for delivery_id in deliveries)

    def _bulletin(self, tx: Session, delivery_id: UUID) -> Bulletin:
        delivery = tx.get_one(Delivery, delivery_id)
        release = tx.get_one(Release, delivery.release_id)
        variants = content_of(release.package).variants
        previous = (
            None
            if delivery.action is Action.PUBLISH
            else receipt_of_publish(tx, release.id, delivery.channel, delivery.account)
        )
        return Bulletin(
            action=delivery.action,
            account=self._policy.accounts[delivery.channel],
            release=item_of(tx, release),
            variant=variants.get(delivery.channel, Variant(title=release.title)),
            digest=delivery.digest,
            public_url=self._policy.page_url(release.number or ""),
            previous=previous,
        )


def item_of(tx: Session, release: Release) -> ShelfItem:
    """A public release, whole, from the package that was signed."""
    words = content_of(release.package)
    sealed = opened(release.package)
    published = release.published_at or release.signed_at or release.updated_at
    before, after = _neighbours(tx, release)
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
        files=tuple(
            PublicFile(each.sha256, each.name, each.media_type, each.size, each.alt)
            for each in words.attachments
        ),
        incident=card(tx, sealed["incident"]).public if sealed["incident"] else None,
        series_place=sealed["series_place"],
        previous=before,
        next=after,
        corrects=_reference(tx.get(Release, release.corrects_id)) if release.corrects_id else None,
        marks=_marks(tx, release),
        withdrawal=_withdrawal(release),
        drill=release.drill,
    )


def _withdrawal(release: Release) -> Withdrawal | None:
    if release.withdrawn_at is None:
        return None
    return Withdrawal(release.withdrawn_at.replace(microsecond=0), release.withdrawal_reason)


def _marks(tx: Session, release: Release) -> tuple[Mark, ...]:
    changes = tx.scalars(
        select(Release)
        .where(Release.corrects_id == release.id, Release.published_at.is_not(None))
        .where(LISTED, Release.kind.in_(CHANGES))
        .order_by(Release.published_at)
    )
    return tuple(
        Mark(each.kind.value, each.number or "", each.list_title, each.published_at)
        for each in changes
        if each.published_at is not None
    )


def _neighbours(tx: Session, release: Release) -> tuple[Reference | None, Reference | None]:
    """Before and after it in the series of its incident."""
    if release.incident_id is None or release.series_place is None:
        return None, None
    series = (
        select(Release)
        .where(Release.incident_id == release.incident_id, LISTED)
        .where(Release.published_at.is_not(None), Release.series_place.is_not(None))
    )
    before = tx.scalars(
        series.where(Release.series_place < release.series_place)
        .order_by(Release.series_place.desc())
        .limit(1)
    ).first()
    after = tx.scalars(
        series.where(Release.series_place > release.series_place)
        .order_by(Release.series_place)
        .limit(1)
    ).first()
    return _reference(before), _reference(after)


def _reference(release: Release | None) -> Reference | None:
    return Reference(release.number or "", release.list_title) if release else None


def _last_place(tx: Session, shelf: str) -> int:
    return tx.scalar(select(func.max(ShelfPlace.place)).where(ShelfPlace.shelf == shelf)) or 0


def _newest(tx: Session, shelf: str, limit: int, *, withdrawn: bool) -> Sequence[Release]:
    wanted = KNOWN if withdrawn else LISTED
    return tx.scalars(
        select(Release)
        .join(ShelfPlace, ShelfPlace.release_id == Release.id)
        .where(ShelfPlace.shelf == shelf, wanted)
        .order_by(ShelfPlace.place.desc())
        .limit(limit)
    ).all()


def _entries(tx: Session, releases: Iterable[Release]) -> tuple[ShelfEntry, ...]:
    shown = list(releases)
    corrected = set(
        tx.scalars(
            select(Release.corrects_id)
            .where(Release.corrects_id.in_([each.id for each in shown]))
            .where(Release.published_at.is_not(None), LISTED)
        )
    )
    return tuple(_entry(tx, each, corrected=each.id in corrected) for each in shown)


def _entry(tx: Session, release: Release, *, corrected: bool) -> ShelfEntry:
    published = release.published_at or release.updated_at
    return ShelfEntry(
        number=release.number or "",
        kind=release.kind.value,
        column=release.column,
        title=release.title,
        list_title=release.list_title,
        published_at=published,
        updated_at=release.changed_at or published,
        incident_number=_incident_number(tx, release),
        corrected=corrected,
    )


def _incident_number(tx: Session, release: Release) -> str | None:
    return number_of(tx, release.incident_id) if release.incident_id else None
