"""Feeds of everything, of each column and of each incident; written after the pages."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import structlog

from console.publishing.rules.archive import Archive
from console.publishing.rules.channel import Bulletin, Receipt, Turn
from console.publishing.rules.shelf import Feeds as Renderer
from console.publishing.rules.shelf import Latest, Page, Part, PublicTree, Shelf

log = structlog.get_logger()


class Feeds:
    """``entries``: how many releases one feed holds."""

    name = "feeds"

    def __init__(
        self,
        shelf: Shelf,
        feeds: Renderer,
        tree: PublicTree,
        *,
        columns: Sequence[str],
        entries: int,
    ) -> None:
        self._shelf = shelf
        self._feeds = feeds
        self._tree = tree
        self._columns = tuple(columns)
        self._entries = entries

    def deliver_batch(
        self, bulletins: Sequence[Bulletin], turn: Turn
    ) -> Sequence[Receipt | Exception]:
        outcomes: list[Receipt | Exception] = [Receipt(url=each.public_url) for each in bulletins]
        going = _going(outcomes, turn)
        warning = [place for place in going if bulletins[place].release.warns]
        incidents: dict[str, list[int]] = {}
        columns: dict[str, list[int]] = {}
        for place in going:
            item = bulletins[place].release
            if item.incident is not None:
                incidents.setdefault(item.incident.number, []).append(place)
            columns.setdefault(item.column, []).append(place)
        told = self._told(tuple(columns))
        # What most readers follow comes first.
        parts: list[tuple[list[int], Callable[[], tuple[Page, ...]]]] = [
            *([(going, partial(self._everything, told))] if going else ()),
            *((places, self._incident(number)) for number, places in incidents.items()),
            *((places, partial(self._column, column, told)) for column, places in columns.items()),
            *([(going, self._directory)] if incidents else ()),
            *([(warning, self._warnings)] if warning else ()),
        ]
        self._write_each(parts, outcomes, turn)
        return outcomes

    def _write_each(
        self,
        feeds: Sequence[tuple[list[int], Callable[[], tuple[Page, ...]]]],
        outcomes: list[Receipt | Exception],
        turn: Turn,
    ) -> None:
        """What breaks belongs to those who share the feed."""
        written: list[list[int]] = []

        def parts() -> Iterator[Part]:
            for places, render in feeds:
                try:
                    part = Part(render(), turn.still)
                except Exception as error:  # noqa: BLE001 - it belongs to those who share the feed
                    _fail(outcomes, places, error)
                    continue
                written.append(places)
                yield part

        for places, error in zip(written, self._tree.write_all(parts(), turn.still), strict=True):
            if error is not None:
                _fail(outcomes, places, error)

    def refresh(self, turn: Turn) -> None:
        """Feeds of columns and of everything; an incident's follows with its next release."""
        told = self._told(self._columns)
        for column in self._columns:
            self._write(self._column(column, told), turn)
        self._write(self._everything(told), turn)
        self._write(self._directory(), turn)
        self._write(self._warnings(), turn)

    def everything(self, archive: Archive, turn: Turn) -> None:
        """Every feed there is."""
        for number in archive.incident_numbers():
            self._write(self._incident(number)(), turn)
        self.refresh(turn)

    def _incident(self, number: str) -> Callable[[], tuple[Page, ...]]:
        return lambda: self._feeds.incident(
            self._shelf.incident(number), self._shelf.incident_items(number)
        )

    def _told(self, columns: Sequence[str]) -> Latest:
        """Read together; where that breaks, each feed reads its own, so that one fails alone."""
        try:
            return self._shelf.latest_of(columns, self._entries)
        except Exception:
            log.exception("feeds not read together", columns=columns)
            return {}

    def _column(self, column: str, told: Latest) -> tuple[Page, ...]:
        items = told.get(column)
        if items is None:
            items = self._shelf.latest_of((column,), self._entries)[column]
        return self._feeds.column(column, items)

    def _everything(self, told: Latest) -> tuple[Page, ...]:
        items = told.get(None)
        if items is None:
            items = self._shelf.latest_of((), self._entries)[None]
        return self._feeds.everything(items)

    def _directory(self) -> tuple[Page, ...]:
        return (self._feeds.directory(self._shelf.current_incidents()),)

    def _warnings(self) -> tuple[Page, ...]:
        return (self._feeds.warnings(self._shelf.warnings(self._entries)),)

    def _write(self, pages: tuple[Page, ...], turn: Turn) -> None:
        (error,) = self._tree.write_all([Part(pages, turn.still)], turn.still)
        if error is not None:
            raise error


def _going(outcomes: list[Receipt | Exception], turn: Turn) -> list[int]:
    """Places that may go, asked at one moment; each by itself only where one may not."""
    every = list(range(len(outcomes)))
    try:
        turn.ready(*every)
    except Exception:  # noqa: BLE001 - whose it is, is asked now
        return [place for place in every if _goes(place, outcomes, turn)]
    return every


def _goes(place: int, outcomes: list[Receipt | Exception], turn: Turn) -> bool:
    try:
        turn.ready(place)
    except Exception as error:  # noqa: BLE001 - it belongs to this bulletin
        outcomes[place] = error
        return False
    return True


def _fail(outcomes: list[Receipt | Exception], places: Sequence[int], error: Exception) -> None:
    for place in places:
        outcomes[place] = error
