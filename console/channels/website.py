"""The public site: pages first, then what links to them, so nothing links to what is not there.

A withdrawal goes the other way: lists forget the release, then its notice stands in its place.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

import structlog

from console.kernel.clock import local
from console.kernel.errors import ChannelUnavailable, ChannelUncertain, NotNow
from console.publishing.rules.archive import Archive
from console.publishing.rules.channel import Action, Bulletin, Receipt, Turn
from console.publishing.rules.series import advised, lifted, promised
from console.publishing.rules.shelf import (
    MonthMap,
    Page,
    Pages,
    PublicTree,
    SearchIndex,
    Shelf,
    ShelfEntry,
    ShelfItem,
)

log = structlog.get_logger()

Outcome = Receipt | Exception
AT_ONCE = 200  # releases read together when everything is written
TOLD = 10
"""Withdrawals of which open pages are told."""


@dataclass(slots=True)
class Touched:
    """What a batch has to write anew, once each, however many releases share it."""

    neighbours: dict[str, list[int]] = field(default_factory=dict)
    incidents: dict[str, list[int]] = field(default_factory=dict)
    columns: dict[str, list[int]] = field(default_factory=dict)
    months: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    maps: dict[tuple[int, int], list[int]] = field(default_factory=dict)


class Website:
    """``attachment``: the bytes of a file by its SHA-256. ``columns``: slugs, for ``refresh``."""

    name = "website"

    def __init__(
        self,
        shelf: Shelf,
        pages: Pages,
        tree: PublicTree,
        search: SearchIndex,
        *,
        attachment: Callable[[str], bytes],
        columns: Sequence[str],
        front_entries: int,
        zone: tzinfo,
    ) -> None:
        self._shelf = shelf
        self._pages = pages
        self._tree = tree
        self._search = search
        self._attachment = attachment
        self._columns = tuple(columns)
        self._front = front_entries
        self._zone = zone

    def deliver_batch(self, bulletins: Sequence[Bulletin], turn: Turn) -> Sequence[Outcome]:
        run = _Run(bulletins)
        for place in run.places(withdrawing=False):
            with run.alone(place):
                self._publish(bulletins[place].release, place, turn)
        touched = self._touched(run)
        self._write_neighbours(run, touched, turn)
        for number, places in touched.incidents.items():
            with run.alone(*places):
                items = self._shelf.incident_items(number)
                first = self._month(items[-1].published_at)
                touched.maps.setdefault(first, []).extend(places)
                self._write([self._incident(number, items, run.missing)], turn)
        for column, places in touched.columns.items():
            with run.alone(*places):
                self._write(self._column(column, run), turn)
        for month, places in touched.months.items():
            with run.alone(*places):
                entries = _present(self._shelf.month_page(*month), run.missing)
                self._write([self._pages.month(*month, entries)], turn)
        for month, places in touched.maps.items():
            with run.alone(*places):
                self._write([self._map(month, run.missing)], turn)
        with run.alone(*run.standing()):
            self._write(self._front_pages(run.missing), turn)
        self._put_into_search(run)
        for place in run.places(withdrawing=True):
            with run.alone(place):
                self._withdraw(bulletins[place].release, place, turn)
                self._into_search([bulletins[place].release])
        return [
            self._honest(each, outcome)
            for each, outcome in zip(bulletins, run.outcomes(), strict=True)
        ]

    def _honest(self, bulletin: Bulletin, outcome: Outcome) -> Outcome:
        """A page that stands although its lists failed is no failure of which nothing came."""
        if bulletin.action is not Action.PUBLISH or isinstance(outcome, Receipt | NotNow):
            return outcome
        try:
            stands = self._tree.read(f"releases/{bulletin.release.number}/index.html") is not None
        except ChannelUnavailable as error:  # the bucket is away; it may have taken the page before
            return ChannelUncertain(error.code, **error.parameters)
        except OSError:
            stands = True
        if not stands:
            return outcome
        log.error("page without lists", number=bulletin.release.number, exc_info=outcome)
        return ChannelUncertain("channel.page_without_lists")

    def refresh(self, turn: Turn) -> None:
        """Everything that is not one release's own: also what a template change touches."""
        self._write(self._pages.fixed(), turn)
        self._write(self._pages.day_heads(self._shelf.day_heads()), turn)
        for column in self._columns:
            self._write(self._pages.column(column, self._shelf.column_page(column, None)), turn)
        for month in self._shelf.months()[:1]:
            self._write([self._pages.month(*month, self._shelf.month_page(*month))], turn)
            self._write([self._map(month, frozenset())], turn)
        self._write(self._front_pages(frozenset()), turn)

    def everything(self, archive: Archive, turn: Turn) -> Iterator[int]:
        """The whole site, pages before what links to them; after each part, how many releases it
        had. The same state gives the bytes that a publication after the other gave."""
        numbers = archive.numbers()
        for start in range(0, len(numbers), AT_ONCE):
            part = archive.any_of(numbers[start : start + AT_ONCE])
            for item in part:
                for file in () if item.withdrawal else item.every_file:
                    self._tree.write(file.path, self._attachment(file.sha256))
                self._write(self._pages.release(item), turn)
            yield len(part)
        for number in archive.incident_numbers():
            items = self._shelf.incident_items(number)
            self._write([self._incident(number, items, frozenset())], turn)
        for column in self._columns:
            for place in range(1, self._shelf.column_page(column, None).last):
                shown = self._shelf.column_page(column, place)
                self._write(self._pages.column(column, shown), turn)
        for month in self._shelf.months():
            self._write([self._pages.month(*month, self._shelf.month_page(*month))], turn)
            self._write([self._map(month, frozenset())], turn)
        self.refresh(turn)

    def _publish(self, item: ShelfItem, place: int, turn: Turn) -> None:
        rendered = self._pages.release(item)
        turn.ready(place)
        for file in item.every_file:
            if self._tree.read(file.path) is None:
                self._tree.write(file.path, self._attachment(file.sha256))
        self._write(rendered, turn)

    def _withdraw(self, item: ShelfItem, place: int, turn: Turn) -> None:
        """The notice first: at no moment does the address lead nowhere."""
        rendered = self._pages.release(item)
        turn.ready(place)
        self._write(rendered, turn)
        self._tree.remove(f"releases/{item.number}/index.html")
        files = item.every_file
        kept = self._shelf.used_elsewhere(files, item.number) if files else ()
        for file in files:
            if file.path not in kept:
                self._tree.remove(file.path)

    def _put_into_search(self, run: "_Run") -> None:
        """A release that cannot be found yet is out all the same; ``catch_up`` mends it."""
        standing = (run.bulletins[place].release for place in run.standing())
        self._into_search([item for item in standing if not item.withdrawal])

    def _into_search(self, items: Sequence[ShelfItem]) -> None:
        try:
            self._search.put(items)
        except Exception:
            log.exception("search not written", numbers=[item.number for item in items])

    def _touched(self, run: "_Run") -> Touched:
        touched = Touched()
        for place in run.standing():
            item = run.bulletins[place].release
            kin = (item.corrects, *item.marks) if item.withdrawal else ()
            for reference in (item.previous, item.next, *kin):
                if reference is not None and reference.number not in run.numbers:
                    touched.neighbours.setdefault(reference.number, []).append(place)
            if item.incident is not None:
                touched.incidents.setdefault(item.incident.number, []).append(place)
            touched.columns.setdefault(item.column, []).append(place)
            for months in (touched.months, touched.maps):
                months.setdefault(self._month(item.published_at), []).append(place)
        return touched

    def _month(self, at: datetime) -> tuple[int, int]:
        day: datetime = local(at, self._zone)
        return day.year, day.month

    def _map(self, month: tuple[int, int], missing: frozenset[str]) -> Page:
        entries = _present(self._shelf.month_page(*month), missing)
        return self._pages.sitemap(MonthMap(*month, entries, self._shelf.month_incidents(*month)))

    def _write_neighbours(self, run: "_Run", touched: Touched, turn: Turn) -> None:
        """Pages before and after in a series, pages that name what is withdrawn, and pages of
        this batch that name a failed one."""
        for number, places in touched.neighbours.items():
            with run.alone(*places):
                item = self._shelf.item(number)
                if not item.withdrawal:
                    self._write(self._pages.release(_without(item, run.missing)), turn)
        for place in run.standing() if run.missing else ():
            with run.alone(place):
                item = run.bulletins[place].release
                if not item.withdrawal and item != (trimmed := _without(item, run.missing)):
                    self._write(self._pages.release(trimmed), turn)

    def _incident(self, number: str, items: Sequence[ShelfItem], missing: frozenset[str]) -> Page:
        shown = [_without(item, missing) for item in items if item.number not in missing]
        return self._pages.incident(self._shelf.incident(number), shown)

    def _column(self, column: str, run: "_Run") -> list[Page]:
        """The list pages on which this batch's releases stand. Where one began a new list page,
        also the page before it: it has a link to newer entries now."""
        page_at = self._shelf.column_page
        newest = page_at(column, None)
        wanted = {
            self._shelf.page_of(run.bulletins[place].release.number)
            for place in run.standing()
            if run.bulletins[place].release.column == column
        }
        for number in tuple(wanted):
            own = page_at(column, number)
            if all(entry.number in run.numbers for entry in own.entries):
                wanted.add(number - 1)
        pages: list[Page] = []
        for number in sorted({each for each in wanted if each >= 1} | {newest.number}):
            shown = newest if number == newest.number else page_at(column, number)
            entries = _present(shown.entries, run.missing)
            pages += self._pages.column(column, replace(shown, entries=entries))
        return pages

    def _front_pages(self, missing: frozenset[str]) -> list[Page]:
        """Home, the index of site maps, and what open pages poll."""
        current = []
        for card in self._shelf.current_incidents():
            items = [
                item
                for item in self._shelf.incident_items(card.number)
                if item.number not in missing
            ]
            if items:
                current.append((card, _now(items)))
        entries = _present(self._shelf.front(self._front), missing)
        months = self._shelf.months()
        return [
            self._pages.home(current, entries, months),
            self._pages.home_in_english(current, entries),
            *self._pages.signage(current, entries),
            *self._pages.press([card for card, _ in current]),
            self._pages.sitemap_index(months),
            self._pages.latest(entries, self._shelf.taken_back(TOLD)),
        ]

    def _write(self, pages: Iterable[Page], turn: Turn) -> None:
        for page in pages:
            turn.still()
            self._tree.write(page.path, page.body)


def _now(items: Sequence[ShelfItem]) -> ShelfItem:
    """The last thing that the public was told of an incident, a withdrawal among them, with the
    promise and the advice that hold now, and what lifted the last warning."""
    last = max(items, key=lambda item: item.withdrawal.at if item.withdrawal else item.published_at)
    advising = advised(items)
    return replace(
        last,
        next_update_at=promised(items),
        advice=advising.advice if advising else "",
        warning=advising.warning if advising else None,
        ended=lifted(items),
    )


class _Run:
    """One batch under way: who is in it, and who has failed."""

    def __init__(self, bulletins: Sequence[Bulletin]) -> None:
        self.bulletins = bulletins
        self.numbers = {each.release.number for each in bulletins}
        self._failed: dict[int, Exception] = {}

    def places(self, *, withdrawing: bool) -> list[int]:
        return [
            place
            for place, each in enumerate(self.bulletins)
            if (each.release.withdrawal is not None) is withdrawing
        ]

    def standing(self) -> list[int]:
        return [place for place in range(len(self.bulletins)) if place not in self._failed]

    @property
    def missing(self) -> frozenset[str]:
        """Numbers whose page did not get there: no list may name them."""
        return frozenset(
            self.bulletins[place].release.number
            for place in self._failed
            if self.bulletins[place].action is Action.PUBLISH
        )

    def alone(self, *places: int) -> "_Alone":
        return _Alone(self._failed, places)

    def outcomes(self) -> list[Outcome]:
        return [
            self._failed.get(place, Receipt(url=each.public_url))
            for place, each in enumerate(self.bulletins)
        ]


class _Alone:
    """What breaks inside is the outcome of these places, and of no other."""

    def __init__(self, failed: dict[int, Exception], places: Sequence[int]) -> None:
        self._failed = failed
        self._places = places

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        for place in self._places:
            self._failed.setdefault(place, error)
        return True


def _present(entries: tuple[ShelfEntry, ...], missing: frozenset[str]) -> tuple[ShelfEntry, ...]:
    return tuple(entry for entry in entries if entry.number not in missing)


def _without(item: ShelfItem, missing: frozenset[str]) -> ShelfItem:
    """Without links to pages that did not get there."""
    return replace(
        item,
        previous=None if item.previous and item.previous.number in missing else item.previous,
        next=None if item.next and item.next.number in missing else item.next,
    )
