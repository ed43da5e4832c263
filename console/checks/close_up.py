"""Text without the spaces that editors put around figures: 造成 3 人死亡 reads 造成3人死亡."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from console.checks.reading import INVISIBLE, fold

_SPACES = re.compile(rf"(?<!\d)[ \t]+|[ \t]+(?!\d)|{INVISIBLE}+")
"""Spaces between two digits stay: they may part two numbers."""


@dataclass(frozen=True, slots=True)
class ClosedUp:
    """``text``: folded, closed up. ``gaps``: (place in it, characters left out before it)."""

    text: str
    gaps: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same passage in the text as given."""
        if not self.gaps:
            return start, end
        first = self._before(start + 1)
        return start + first, end + (self._before(end) if end > start else first)

    def _before(self, place: int) -> int:
        at = bisect_left(self.gaps, (place,))
        return self.gaps[at - 1][1] if at else 0


@lru_cache(maxsize=256)
def closed_up(text: str) -> ClosedUp:
    folded = fold(text)
    pieces, gaps, start, left_out = [], [], 0, 0
    for spaces in _SPACES.finditer(folded):
        pieces.append(folded[start : spaces.start()])
        gaps.append((spaces.start() - left_out, left_out + len(spaces[0])))
        left_out += len(spaces[0])
        start = spaces.end()
    pieces.append(folded[start:])
    return ClosedUp("".join(pieces), tuple(gaps))
