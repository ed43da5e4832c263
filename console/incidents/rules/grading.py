"""The level that counts propose; a person confirms it. 生产安全事故报告和调查处理条例第3条: the
highest of deaths, serious injuries and direct loss; 以上 includes the number, 以下 does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from console.incidents.rules.categories import GRADED, Category
from console.incidents.rules.levels import GRAVEST_FIRST, Level


@dataclass(frozen=True, slots=True)
class Counts:
    """As known so far. None: unknown, which is not zero. ``loss`` in 元."""

    deaths: int | None = None
    serious_injuries: int | None = None
    loss: int | None = None

    @property
    def known(self) -> bool:
        return any(each is not None for each in (self.deaths, self.serious_injuries, self.loss))


NOTHING_KNOWN = Counts()


@dataclass(frozen=True, slots=True)
class Threshold:
    """From these numbers on, inclusive, the level is at least this one."""

    level: Level
    deaths: int
    serious_injuries: int
    loss: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """``by``: what decided it: deaths, serious_injuries, loss, or a ``sign`` of the opinion matrix;
    "" where nothing is graded.

    ``number``: its value; ``least``: the number from which the level holds (0: the lowest).
    """

    level: Level
    by: str = ""
    number: int = 0
    least: int = 0
    sign: str = ""


def propose(counts: Counts, category: Category, thresholds: Sequence[Threshold]) -> Proposal:
    """Ungraded for what the Law does not grade, and while nothing is known."""
    if category not in GRADED or not counts.known:
        return Proposal(Level.UNGRADED)
    return min(_each(counts, thresholds), key=lambda found: GRAVEST_FIRST.index(found.level))


def _each(counts: Counts, thresholds: Sequence[Threshold]) -> Iterator[Proposal]:
    for name in ("deaths", "serious_injuries", "loss"):
        number = getattr(counts, name)
        if number is None:
            continue
        fitting = [each for each in thresholds if number >= getattr(each, name)]
        gravest = min(fitting, key=lambda each: GRAVEST_FIRST.index(each.level), default=None)
        if gravest is None:
            yield Proposal(Level.GENERAL, name, number)
        else:
            yield Proposal(gravest.level, name, number, getattr(gravest, name))
