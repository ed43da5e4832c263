"""The ports ``Shelf`` and ``Manuscripts``: what is public, read in snapshots of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from console.audit.queries import day_heads
from console.database import Database
from console.incidents.queries import IncidentView, card, current, numbers_of
from console.incidents.records import Incident
from console.kernel.errors import ChannelRejected, ChannelUnavailable, ChannelWorking, NotThere
from console.publishing.queries import receipt_of_publish
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action, Bulletin, Variant
from console.publishing.rules.moves import PAGES
from console.publishing.rules.plan import PORTAL
from console.publishing.rules.shelf import (
    DayHead,
    IncidentCard,
    Latest,
    ListPage,
    PublicFile,
    ShelfEntry,
    ShelfItem,
    TakenBack,
)
from console.releases.items import PUBLIC, REAL, entries_of, item_of, items_of, said_of
from console.releases.places import WARNINGS
from console.releases.policy import ReleasePolicy
from console.releases.records import Release, ShelfPlace
from console.releases.rules.package import content_of, digest_of, incident_in, opened
from console.releases.rules.pictures import public_files
from console.releases.rules.variants import pointing
from console.releases.rules.workflow import Stage

PORTAL_PAUSE = timedelta(seconds=30)
KNOWN = and_(or_(PUBLIC, Release.stage == Stage.WITHDRAWN), REAL)


class DatabaseShelf:
    """Port ``Shelf``. A release is here once its public page has been claimed; a drill never is."""

    def __init__(self, database: Database, policy: ReleasePolicy, *, page_entries: int) -> None:
        self._database = database
        self._policy = policy
        self._page = page_entries

    def item(self, number: str) -> ShelfItem:
        with self._database.snapshot() as tx:
            release = tx.scalars(
                select(Release).where(
                    Release.number == number, Release.published_at.is_not(None), REAL
                )
            ).one_or_none()
            if release is None:
                raise NotThere("release.not_there")
            return item_of(tx, release)

    def latest_of(self, columns: Sequence[str], limit: int) -> Latest:
        with self._database.snapshot() as tx:
            found = {each: _latest(tx, each, limit) for each in (None, *columns)}
            every = {row: None for rows in found.values() for row in rows}
            items = dict(zip(every, items_of(tx, every), strict=True))
            return {name: tuple(items[row] for row in rows) for name, rows in found.items()}

    def warnings(self, limit: int) -> tuple[ShelfItem, ...]:
        with self._database.snapshot() as tx:
            return items_of(tx, _newest(tx, WARNINGS, limit, withdrawn=True))

    def incident_items(self, number: str) -> tuple[ShelfItem, ...]:
        with self._database.snapshot() as tx:
            found = card(tx, number)
            releases = tx.scalars(
                select(Release)
                .where(Release.incident_id == found.id, Release.published_at.is_not(None), KNOWN)
                .order_by(Release.published_at.desc(), Release.number.desc())
            )
            return items_of(tx, releases)

    def incident(self, number: str) -> IncidentCard:
        """In the words of its newest release: nobody's unsigned word becomes public."""
        with self._database.snapshot() as tx:
            return _in_signed_words(tx, card(tx, number))

    def current_incidents(self) -> tuple[IncidentCard, ...]:
        with self._database.snapshot() as tx:
            opened = current(tx)
            latest = dict(
                tx.execute(
                    select(Release.incident_id, func.max(Release.published_at))
                    .where(Release.published_at.is_not(None), PUBLIC)
                    .where(Release.incident_id.in_([found.id for found in opened]))
                    .group_by(Release.incident_id)
                ).all()
            )
            shown = [found for found in opened if found.id in latest]
            shown.sort(key=lambda found: (latest[found.id], found.public.number), reverse=True)
            return tuple(_in_signed_words(tx, found) for found in shown)

    def front(self, limit: int) -> tuple[ShelfEntry, ...]:
        with self._database.snapshot() as tx:
            return entries_of(tx, _newest(tx, "all", limit, withdrawn=False))

    def day_heads(self) -> tuple[DayHead, ...]:
        with self._database.snapshot() as tx:
            return tuple(DayHead(*each) for each in day_heads(tx))

    def taken_back(self, limit: int) -> tuple[TakenBack, ...]:
        with self._database.snapshot() as tx:
            rows = tx.execute(
                select(Release.number, Release.withdrawn_at, Release.incident_id)
                .where(Release.stage == Stage.WITHDRAWN, Release.withdrawn_at.is_not(None), REAL)
                .order_by(Release.withdrawn_at.desc(), Release.number.desc())
                .limit(limit)
            ).all()
            incidents = numbers_of(tx, {incident for _, _, incident in rows if incident})
            return tuple(
                TakenBack(number, at, incidents[incident] if incident else None)
                for number, at, incident in rows
                if number and at
            )

    def column_page(self, column: str, number: int | None) -> ListPage:
        shelf = f"column:{column}"
        with self._database.snapshot() as tx:
            total = _last_place(tx, shelf)
            last = max(1, -(-total // self._page))
            if number is not None and not 1 <= number <= last:
                raise NotThere("page.not_there")
            if number is None:
                shown = _newest(tx, shelf, self._page, withdrawn=False)
                return ListPage(last, last, entries_of(tx, shown))
            first = (number - 1) * self._page + 1
            releases = tx.scalars(
                select(Release)
                .join(ShelfPlace, ShelfPlace.release_id == Release.id)
                .where(ShelfPlace.shelf == shelf, PUBLIC)
                .where(ShelfPlace.place.between(first, first + self._page - 1))
                .order_by(ShelfPlace.place.desc())
            ).all()
            return ListPage(number, last, entries_of(tx, releases))

    def month_page(self, year: int, month: int) -> tuple[ShelfEntry, ...]:
        with self._database.snapshot() as tx:
            releases = tx.scalars(
                select(Release)
                .join(ShelfPlace, ShelfPlace.release_id == Release.id)
                .where(ShelfPlace.shelf == f"month:{year}-{month:02d}", PUBLIC)
                .order_by(ShelfPlace.place.desc())
            ).all()
            return entries_of(tx, releases)

    def month_incidents(self, year: int, month: int) -> Mapping[str, datetime]:
        zone = self._policy.zone
        start = datetime(year, month, 1, tzinfo=zone)
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
        with self._database.snapshot() as tx:
            there = (
                select(Release.incident_id)
                .join(ShelfPlace, ShelfPlace.release_id == Release.id)
                .where(ShelfPlace.shelf == f"month:{year}-{month:02d}")
                .where(Release.incident_id.is_not(None))
            )
            rows = tx.execute(
                select(
                    Incident.number,
                    Incident.closed_at,
                    func.min(Release.published_at),
                    func.max(func.coalesce(Release.changed_at, Release.published_at)),
                )
                .join(Incident, Release.incident_id == Incident.id)
                .where(Release.incident_id.in_(there), Release.published_at.is_not(None), KNOWN)
                .group_by(Incident.number, Incident.closed_at)
                .order_by(Incident.number)
            )
            return {
                number: max(last, closed) if closed else last
                for number, closed, first, last in rows
                if first and start <= first < end
            }

    def months(self) -> tuple[tuple[int, int], ...]:
        with self._database.snapshot() as tx:
            shelves = tx.scalars(
                select(ShelfPlace.shelf)
                .where(ShelfPlace.place == 1, ShelfPlace.shelf.between("month:", "month:~"))
                .order_by(ShelfPlace.shelf.desc())
            )
            return tuple((int(shelf[6:10]), int(shelf[11:13])) for shelf in shelves)

    def page_of(self, number: str) -> int:
        return self.pages_of([number])[number]

    def pages_of(self, numbers: Sequence[str]) -> Mapping[str, int]:
        with self._database.snapshot() as tx:
            rows = tx.execute(
                select(Release.number, ShelfPlace.place)
                .join(Release, ShelfPlace.release_id == Release.id)
                .where(Release.number.in_(numbers), ShelfPlace.shelf == "column:" + Release.column)
            )
            pages = {number: -(-place // self._page) for number, place in rows if number}
        if not pages.keys() >= set(numbers):
            raise NotThere("release.not_there")
        return pages

    def used_elsewhere(self, files: Sequence[PublicFile], number: str) -> frozenset[str]:
        with self._database.snapshot() as tx:
            return frozenset(
                file.path
                for file in files
                if any(
                    file.path in {each.path, each.narrow.path if each.narrow else ""}
                    for package in tx.scalars(_naming(file.sha256, number))
                    for each in public_files(opened(package))
                )
            )

    def stamps(self) -> Mapping[str, datetime]:
        with self._database.snapshot() as tx:
            rows = tx.execute(
                select(Release.number, func.coalesce(Release.changed_at, Release.published_at))
                .where(Release.published_at.is_not(None), PUBLIC)
                .order_by(Release.published_at, Release.number)
            )
            return {number: changed for number, changed in rows if number}

    def several(self, numbers: Sequence[str]) -> tuple[ShelfItem, ...]:
        with self._database.snapshot() as tx:
            rows = tx.scalars(select(Release).where(Release.number.in_(numbers), PUBLIC))
            found = {row.number: row for row in rows}
            return items_of(tx, [found[number] for number in numbers if number in found])


class DatabaseManuscripts:
    """Port ``Manuscripts``: the signed words of each delivery, or none: what was changed since the
    claim is left to the warrant, which refuses it at the next."""

    def __init__(self, database: Database, policy: ReleasePolicy) -> None:
        self._database = database
        self._policy = policy

    def bulletins(self, deliveries: Sequence[UUID]) -> tuple[Bulletin, ...]:
        with self._database.snapshot() as tx:
            rows = {
                row.id: row
                for row in tx.scalars(select(Delivery).where(Delivery.id.in_(deliveries)))
            }
            wanted = {row.release_id for row in rows.values()}
            releases = tx.scalars(select(Release).where(Release.id.in_(wanted))).all()
            items = items_of(tx, releases)
            sealed = {release.id: digest_of(release.package) for release in releases}
            if any(sealed[row.release_id] != row.digest for row in rows.values()):
                raise ChannelUnavailable("delivery.not_begun")
            words = {
                release.id: (item, content_of(release.package).variants)
                for release, item in zip(releases, items, strict=True)
            }
            drills = {release.id for release in releases if release.drill}
            return tuple(
                replace(
                    self._bulletin(tx, rows[each], *words[rows[each].release_id]),
                    drill=rows[each].release_id in drills,
                )
                for each in deliveries
            )

    def _bulletin(
        self, tx: Session, delivery: Delivery, item: ShelfItem, variants: Mapping[str, Variant]
    ) -> Bulletin:
        previous = (
            None
            if delivery.action is Action.PUBLISH
            else receipt_of_publish(tx, delivery.release_id, delivery.channel, delivery.account)
        )
        account = self._policy.accounts.get(delivery.channel)
        if account is None or account.name != delivery.account:
            raise ChannelRejected(
                "delivery.no_account", channel=delivery.channel, account=delivery.account
            )
        own, page = self._policy.page_url(item.number), delivery.channel in PAGES
        if self._waits_for_portal(delivery, item):
            raise ChannelWorking("portal.no_link", retry_after=PORTAL_PAUSE)
        words = variants.get(delivery.channel, Variant(title=item.title))
        return Bulletin(
            action=delivery.action,
            account=account,
            release=item,
            variant=pointing(words, own, item.portal, self._policy.limits),
            digest=delivery.digest,
            public_url=own if page else item.portal or own,
            previous=previous,
        )

    def _waits_for_portal(self, delivery: Delivery, item: ShelfItem) -> bool:
        """Where the portal alone is public, nothing leads to a page that nobody can open."""
        return (
            self._policy.portal_only
            and not delivery.drill  # nobody pastes a link of one
            and not item.portal
            and delivery.action is Action.PUBLISH
            and delivery.channel not in {*PAGES, PORTAL}
        )


def _in_signed_words(tx: Session, incident: IncidentView) -> IncidentCard:
    package = tx.scalars(
        select(Release.package)
        .where(Release.incident_id == incident.id, Release.published_at.is_not(None), PUBLIC)
        .order_by(Release.published_at.desc(), Release.number.desc())
        .limit(1)
    ).first()
    live = {incident.number: incident.public}
    said = said_of(incident_in(opened(package)), live) if package else None
    return said or replace(incident.public, title=incident.number, place="", occurred_at=None)


def _naming(sha256: str, besides: str) -> Select[str]:
    """Packages that hold these characters. It reads the archive: only for a withdrawn file."""
    return select(Release.package).where(
        PUBLIC, Release.number != besides, Release.package.contains(sha256)
    )


def _last_place(tx: Session, shelf: str) -> int:
    return tx.scalar(select(func.max(ShelfPlace.place)).where(ShelfPlace.shelf == shelf)) or 0


def _latest(tx: Session, column: str | None, limit: int) -> Sequence[Release]:
    """The newest, and those withdrawn last, however old: feeds must tell of a withdrawal."""
    newest = _newest(tx, f"column:{column}" if column else "all", limit, withdrawn=True)
    of_it = (Release.column == column,) if column else ()
    withdrawn = tx.scalars(
        select(Release)
        .where(Release.stage == Stage.WITHDRAWN, REAL, *of_it)
        .order_by(Release.withdrawn_at.desc(), Release.number.desc())
        .limit(limit)
    )
    return tuple(dict.fromkeys((*newest, *withdrawn)))


def _newest(tx: Session, shelf: str, limit: int, *, withdrawn: bool) -> Sequence[Release]:
    wanted = KNOWN if withdrawn else PUBLIC
    return tx.scalars(
        select(Release)
        .join(ShelfPlace, ShelfPlace.release_id == Release.id)
        .where(ShelfPlace.shelf == shelf, wanted)
        .order_by(ShelfPlace.place.desc())
        .limit(limit)
    ).all()
