"""What changed since a page was drawn: polls tell of it, and move nothing that is being read.

A page carries ``marks`` of everything it shows; the poll sends them back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

LONGEST = 400  # marks; beyond that the rest of the page is not watched
WIDTH = 8


@dataclass(frozen=True, slots=True)
class News:
    """``count`` things are new or have changed; ``gone``: others are no longer there."""

    marks: str
    count: int = 0
    gone: bool = False

    @property
    def any(self) -> bool:
        return self.count > 0 or self.gone


def marks(shown: Iterable[object]) -> str:
    """``shown``: for each thing, whatever makes it look as it does."""
    found = {sha256(repr(each).encode()).hexdigest()[:WIDTH] for each in shown}
    return "".join(sorted(found)[:LONGEST])


def news(now: str, seen: str | None) -> News:
    """``seen`` None: the page is being drawn; the poll that follows carries the same marks."""
    if seen is None or seen == now:
        return News(now)
    before, after = _split(seen), _split(now)
    return News(seen, len(after - before), bool(before - after))


def _split(text: str) -> set[str]:
    return {text[place : place + WIDTH] for place in range(0, len(text), WIDTH)}
