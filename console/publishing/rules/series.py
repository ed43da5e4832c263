"""What a series of releases says now, for the incident's page and the front page alike.

A correction speaks in the place of what it corrects, an erratum for nobody: neither makes an old
word the newest one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from console.publishing.rules.shelf import ShelfItem

_LATER: Final = frozenset({"correction", "erratum"})


def _own(items: Sequence[ShelfItem]) -> Iterator[ShelfItem]:
    """Those that stand and speak for themselves, newest first."""
    standing = [item for item in items if not item.withdrawal and item.kind not in _LATER]
    yield from sorted(standing, key=lambda item: (item.published_at, item.number), reverse=True)


def promised(items: Sequence[ShelfItem]) -> datetime | None:
    """When the next update was promised for. ``items`` in any order, withdrawn ones included."""
    return next((item.next_update_at for item in _own(items)), None)


def advised(items: Sequence[ShelfItem]) -> ShelfItem | None:
    """The release that tells people what to do now 公众须知: the newest that does, or the newest
    correction of it. None once a later final report tells them nothing more."""
    for item in _own(items):
        if item.advice:
            return next(_corrections(items, item), item)
        if item.kind == "final":
            return None
    return None


def _corrections(items: Sequence[ShelfItem], of: ShelfItem) -> Iterator[ShelfItem]:
    found = [
        item
        for item in items
        if item.kind == "correction"
        and not item.withdrawal
        and item.corrects
        and item.corrects.number == of.number
    ]
    yield from sorted(found, key=lambda item: (item.published_at, item.number), reverse=True)
