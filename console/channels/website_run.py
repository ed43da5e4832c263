"""One website batch under way: who is in it, who has failed, and what all of them touch."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from console.publishing.rules.channel import Action, Bulletin, Receipt
from console.publishing.rules.shelf import Page, ShelfEntry, ShelfItem

Outcome = Receipt | Exception
Unit = tuple[tuple[int, ...], Callable[[], Iterable[Page]]]
"""Whose it is, by place in the batch, and the pages to write for them."""


@dataclass(slots=True)
class Touched:
    """What a batch has to write anew, once each, however many releases share it."""

    neighbours: dict[str, list[int]] = field(default_factory=dict)
    incidents: dict[str, list[int]] = field(default_factory=dict)
    columns: dict[str, list[int]] = field(default_factory=dict)
    months: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    maps: dict[tuple[int, int], list[int]] = field(default_factory=dict)


class Run:
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

    def failed(self, error: Exception, *places: int) -> None:
        """The first trouble of each is what it is told."""
        for place in places:
            self._failed.setdefault(place, error)

    def alone(self, *places: int) -> "Alone":
        return Alone(self, places)

    def outcomes(self) -> list[Outcome]:
        return [
            self._failed.get(place, Receipt(url=each.public_url))
            for place, each in enumerate(self.bulletins)
        ]


class Alone:
    """What breaks inside is the outcome of these places, and of no other."""

    def __init__(self, run: Run, places: Sequence[int]) -> None:
        self._run = run
        self._places = places

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        self._run.failed(error, *self._places)
        return True


def present(entries: tuple[ShelfEntry, ...], missing: frozenset[str]) -> tuple[ShelfEntry, ...]:
    return tuple(entry for entry in entries if entry.number not in missing)


def without(item: ShelfItem, missing: frozenset[str]) -> ShelfItem:
    """Without links to pages that did not get there."""
    return replace(
        item,
        previous=None if item.previous and item.previous.number in missing else item.previous,
        next=None if item.next and item.next.number in missing else item.next,
    )
