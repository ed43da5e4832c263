"""The public site: pages first, then what links to them, so nothing links to what is not there.

A withdrawal goes the other way: lists forget the release, then its notice stands in its place.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial

import structlog

from console.channels.website_run import Outcome, Run, Touched, Unit, present, without
from console.kernel.clock import local
from console.kernel.errors import ChannelUnavailable, ChannelUncertain, NotNow
from console.publishing.rules.archive import Archive
from console.publishing.rules.channel import Action, Bulletin, Receipt, Turn
from console.publishing.rules.series import advised, lifted, promised
from console.publishing.rules.shelf import (
    IncidentCard,
    MonthMap,
    Page,
    Pages,
    Part,
    PublicTree,
    SearchIndex,
    Shelf,
    ShelfEntry,
    ShelfItem,
)

log = structlog.get_logger()

AT_ONCE = 200  # releases read together when everything is written
TOLD = 10
"""Withdrawals of which open pages are told."""


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
        run = Run(bulletins)
        self._write_each(
            run,
            (((place,), self._page(run, place, turn)) for place in run.places(withdrawing=False)),
            turn,
            own=True,
        )
        touched = self._touched(run)
        incidents = list(self._incidents(run, touched))
        self._write_lists(run, lambda: self._lists(run, touched, incidents), turn)
        if withdrawn := run.places(withdrawing=True):  # no list may name what goes
            self._write_lists(run, lambda: self._last(run, touched), turn)
            self._put_into_search(run)
        for place in withdrawn:
            with run.alone(place):
                self._withdraw(bulletins[place].release, place, turn)
                self._into_search([bulletins[place].release])
        return self._outcomes(run)

    def finish(self, bulletins: Sequence[Bulletin], turn: Turn) -> Sequence[Outcome]:
        """Lists of months, site maps, the English home, screens in lobbies, search: nobody waits
        for them, so feeds come before. Where something was withdrawn they are written already."""
        run = Run(bulletins)
        if not run.places(withdrawing=True):
            touched = self._touched(run)
            for number, places in touched.incidents.items():
                with run.alone(*places):
                    self._map_of_first(self._shelf.incident_items(number), places, touched)
            self._write_lists(run, lambda: self._last(run, touched), turn)
            self._put_into_search(run)
        return self._outcomes(run)

    def _outcomes(self, run: Run) -> list[Outcome]:
        told = zip(run.bulletins, run.outcomes(), strict=True)
        return [self._honest(each, outcome) for each, outcome in told]

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
        self._write([*self._front_pages(frozenset()), *self._beside_pages(frozenset())], turn)

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
            self._write([self._incident_page(number, items, frozenset())], turn)
        for column in self._columns:
            for place in range(1, self._shelf.column_page(column, None).last):
                shown = self._shelf.column_page(column, place)
                self._write(self._pages.column(column, shown), turn)
        for month in self._shelf.months():
            self._write([self._pages.month(*month, self._shelf.month_page(*month))], turn)
            self._write([self._map(month, frozenset())], turn)
        self.refresh(turn)

    def _write_lists(self, run: Run, units: Callable[[], Iterable[Unit]], turn: Turn) -> None:
        """They are made before any of them is written: if one then fails, once more, so that no
        list names what is not out."""
        missing = run.missing
        self._write_each(run, units(), turn)
        if run.missing != missing:
            self._write_each(run, units(), turn)

    def _write_each(
        self, run: Run, units: Iterable[Unit], turn: Turn, *, own: bool = False
    ) -> None:
        """``own``: each is one bulletin's own, and goes only while no HOLD stops it."""
        going: list[tuple[int, ...]] = []

        def parts() -> Iterator[Part]:
            for places, render in units:
                with run.alone(*places):
                    leave = partial(turn.ready, *places) if own else turn.still
                    part = Part(tuple(render()), leave)
                    going.append(places)
                    yield part

        outcomes = self._tree.write_all(parts(), turn.still)
        for places, error in zip(going, outcomes, strict=True):
            if error is not None:
                run.failed(error, *places)

    def _page(self, run: Run, place: int, turn: Turn) -> Callable[[], Iterable[Page]]:
        item = run.bulletins[place].release

        def render() -> Iterable[Page]:
            pages = self._pages.release(item)
            missing = [file for file in item.every_file if self._tree.read(file.path) is None]
            for file in missing:
                turn.ready(place)
                self._tree.write(file.path, self._attachment(file.sha256))
            return pages

        return render

    def _incidents(self, run: Run, touched: Touched) -> Iterator[Unit]:
        for number, places in touched.incidents.items():
            with run.alone(*places):
                items = self._shelf.incident_items(number)
                self._map_of_first(items, places, touched)
                yield tuple(places), partial(self._incident, number, items, run)

    def _map_of_first(
        self, items: Sequence[ShelfItem], places: Sequence[int], touched: Touched
    ) -> None:
        """An incident stands in the site map of the month of its first release."""
        first = self._month(items[-1].published_at)
        touched.maps.setdefault(first, []).extend(places)

    def _lists(self, run: Run, touched: Touched, incidents: Sequence[Unit]) -> Iterator[Unit]:
        for number, places in touched.neighbours.items():
            yield tuple(places), partial(self._neighbour, number, run)
        for place in run.standing() if run.missing else ():
            yield (place,), partial(self._trimmed, place, run)
        yield from incidents
        for column, places in touched.columns.items():
            yield tuple(places), partial(self._column, column, run)
        yield tuple(run.standing()), partial(self._front_of, run)

    def _last(self, run: Run, touched: Touched) -> Iterator[Unit]:
        for month, places in touched.months.items():
            yield tuple(places), partial(self._month_page, month, run)
        for month, places in touched.maps.items():
            yield tuple(places), partial(self._map_page, month, run)
        yield tuple(run.standing()), partial(self._beside_of, run)

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

    def _put_into_search(self, run: Run) -> None:
        """A release that cannot be found yet is out all the same; ``catch_up`` mends it."""
        standing = (run.bulletins[place].release for place in run.standing())
        self._into_search([item for item in standing if not item.withdrawal])

    def _into_search(self, items: Sequence[ShelfItem]) -> None:
        try:
            self._search.put(items)
        except Exception:
            log.exception("search not written", numbers=[item.number for item in items])

    def _touched(self, run: Run) -> Touched:
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
        entries = present(self._shelf.month_page(*month), missing)
        return self._pages.sitemap(MonthMap(*month, entries, self._shelf.month_incidents(*month)))

    def _neighbour(self, number: str, run: Run) -> Sequence[Page]:
        """A page before or after in a series, or one that names what is withdrawn."""
        item = self._shelf.item(number)
        return () if item.withdrawal else self._pages.release(without(item, run.missing))

    def _trimmed(self, place: int, run: Run) -> Sequence[Page]:
        """A page of this batch, where it names one that failed."""
        item = run.bulletins[place].release
        trimmed = without(item, run.missing)
        return () if item.withdrawal or item == trimmed else self._pages.release(trimmed)

    def _map_page(self, month: tuple[int, int], run: Run) -> list[Page]:
        return [self._map(month, run.missing)]

    def _front_of(self, run: Run) -> list[Page]:
        return self._front_pages(run.missing)

    def _beside_of(self, run: Run) -> list[Page]:
        return self._beside_pages(run.missing)

    def _month_page(self, month: tuple[int, int], run: Run) -> list[Page]:
        entries = present(self._shelf.month_page(*month), run.missing)
        return [self._pages.month(*month, entries)]

    def _incident(self, number: str, items: Sequence[ShelfItem], run: Run) -> list[Page]:
        return [self._incident_page(number, items, run.missing)]

    def _incident_page(
        self, number: str, items: Sequence[ShelfItem], missing: frozenset[str]
    ) -> Page:
        shown = [without(item, missing) for item in items if item.number not in missing]
        return self._pages.incident(self._shelf.incident(number), shown)

    def _column(self, column: str, run: Run) -> list[Page]:
        """The list pages on which this batch's releases stand. Where one began a new list page,
        also the page before it: it has a link to newer entries now."""
        page_at = self._shelf.column_page
        newest = page_at(column, None)
        releases = (run.bulletins[place].release for place in run.standing())
        numbers = [each.number for each in releases if each.column == column]
        wanted = set(self._shelf.pages_of(numbers).values())
        for number in tuple(wanted):
            own = page_at(column, number)
            if all(entry.number in run.numbers for entry in own.entries):
                wanted.add(number - 1)
        pages: list[Page] = []
        for number in sorted({each for each in wanted if each >= 1} | {newest.number}):
            shown = newest if number == newest.number else page_at(column, number)
            entries = present(shown.entries, run.missing)
            pages += self._pages.column(column, replace(shown, entries=entries))
        return pages

    def _front_pages(self, missing: frozenset[str]) -> list[Page]:
        """Home, and what open pages poll."""
        current, entries = self._current(missing), self._newest(missing)
        return [
            self._pages.home(current, entries, self._shelf.months()),
            self._pages.latest(entries, self._shelf.taken_back(TOLD)),
        ]

    def _beside_pages(self, missing: frozenset[str]) -> list[Page]:
        """The others that tell of the newest, and the index of site maps."""
        current, entries = self._current(missing), self._newest(missing)
        return [
            self._pages.home_in_english(current, entries),
            *self._pages.signage(current, entries),
            *self._pages.press([card for card, _ in current]),
            self._pages.sitemap_index(self._shelf.months()),
        ]

    def _newest(self, missing: frozenset[str]) -> tuple[ShelfEntry, ...]:
        return present(self._shelf.front(self._front), missing)

    def _current(self, missing: frozenset[str]) -> list[tuple[IncidentCard, ShelfItem]]:
        """Open incidents, each with what was said last."""
        current = []
        for card in self._shelf.current_incidents():
            items = [
                item
                for item in self._shelf.incident_items(card.number)
                if item.number not in missing
            ]
            if items:
                current.append((card, _now(items)))
        return current

    def _write(self, pages: Iterable[Page], turn: Turn) -> None:
        (error,) = self._tree.write_all([Part(tuple(pages), turn.still)], turn.still)
        if error is not None:
            raise error


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
