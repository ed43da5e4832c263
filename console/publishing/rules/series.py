"""What a series of releases says now, for the incident's page and the front page alike.

A correction speaks in the place of what it corrects, an erratum for nobody: neither makes an old
word the newest one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from console.publishing.rules.shelf import Dated, ShelfItem

CORRECTION, ERRATUM = "correction", "erratum"


def promised(items: Sequence[ShelfItem]) -> datetime | None:
    """When the next update was promised for. ``items`` in any order, withdrawn ones included."""
    for told in _told(items):
        return next((item.next_update_at for item in told if item.next_update_at), None)
    return None


def advised(items: Sequence[ShelfItem]) -> ShelfItem | None:
    """The release that tells people what to do now 公众须知: the newest that does, in its newest
    correction. None where that correction took the advice back, once a later final report tells
    them nothing more, and when it was a warning that has been lifted 解除."""
    for told in _told(items):
        if told[0].advice:
            return None if told[0].warning and told[0].ended else told[0]
        if any(item.advice for item in told) or any(item.kind == "final" for item in told):
            return None
    return None


def in_force(items: Sequence[ShelfItem]) -> ShelfItem | None:
    """The warning that holds, whatever its end: the newest speaks for all before it. ``items`` of
    one incident, or a release of none with its corrections."""
    newest = _warning(items)
    return newest if newest and not newest.ended else None


def lifted(items: Sequence[ShelfItem]) -> Dated | None:
    """What ended the warning; None while one holds, and where there was none."""
    newest = _warning(items)
    return newest.ended if newest else None


def _warning(items: Sequence[ShelfItem]) -> ShelfItem | None:
    """The newest, as its newest correction says it; one that a correction took back is none, but
    once it has been lifted, lifted it remains."""
    for told in _told(items):
        if told[0].warning:
            return told[0]
        if any(item.warning for item in told):
            return next((item for item in told if item.warning and item.ended), None)
    return None


def _told(items: Sequence[ShelfItem]) -> Iterator[tuple[ShelfItem, ...]]:
    """For each release that is no correction, what stands of it: its newest correction first,
    itself last. The newest release first; of one that was withdrawn its corrections stand."""
    known = {item.number: item for item in items}
    groups: dict[str, list[ShelfItem]] = {}
    for item in items:
        if item.kind != ERRATUM:
            groups.setdefault(_root(item, known), []).append(item)
    newest = sorted(groups.values(), key=lambda group: min(map(_place, group)), reverse=True)
    for group in newest:
        standing = [item for item in sorted(group, key=_place, reverse=True) if not item.withdrawal]
        if standing:
            yield tuple(standing)


def _root(item: ShelfItem, known: dict[str, ShelfItem]) -> str:
    """The number of the release that this one corrects, through corrections of corrections."""
    seen = {item.number}
    while item.kind == CORRECTION and item.corrects:
        number = item.corrects.number
        if number in seen or number not in known:
            return number
        seen.add(number)
        item = known[number]
    return item.number


def _place(item: ShelfItem) -> tuple[datetime, str]:
    return item.published_at, item.number
