"""修改痕迹: what changed between two texts, by paragraph, and by character within one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate, zip_longest
from typing import Literal, TypeAlias

Mark = Literal["same", "added", "removed"]
ALIKE = 0.3  # below this, a paragraph is another one rather than an edited one
# Looks at one element of one text, beside one of the other; some millions a second. A repetitive
# text costs up to the cube of its length, so what is dearer is shown as replaced whole.
FOR_A_TEXT = 1_500_000
FOR_A_PARAGRAPH = 300_000


@dataclass(frozen=True, slots=True)
class Run:
    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class RedlinedParagraph:
    runs: tuple[Run, ...]

    @property
    def changed(self) -> bool:
        return any(run.mark != "same" for run in self.runs)


class TooDear(Exception):
    pass


@dataclass
class Budget:
    """``left``: looks that may still be spent. ``within``: part of it, for one comparison."""

    left: int = FOR_A_TEXT
    whole: "Budget | None" = None

    def within(self, most: int) -> "Budget":
        return Budget(min(self.left, most), self)

    def spend(self, looks: int) -> None:
        """Raises TooDear, having spent nothing."""
        if looks > self.left:
            raise TooDear
        self.left -= looks
        if self.whole is not None:
            self.whole.left -= looks


class _Matcher(SequenceMatcher[str]):
    """The library's, which pays before each of its looks."""

    def __init__(self, a: Sequence[str], b: Sequence[str], budget: Budget) -> None:
        super().__init__(None, a, b, autojunk=False)
        places = self.b2j  # type: ignore[attr-defined] # where each element stands in b
        self._looks = list(accumulate((1 + len(places.get(each, ())) for each in a), initial=1))
        self._budget = budget

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        ahi = len(self._looks) - 1 if ahi is None else ahi
        self._budget.spend(self._looks[ahi] - self._looks[alo] + 1)
        return super().find_longest_match(alo, ahi, blo, bhi)


def redline(old: str, new: str, budget: Budget | None = None) -> tuple[RedlinedParagraph, ...]:
    """Paragraphs of both texts in reading order; deleted ones stand where they stood."""
    before, after = old.split("\n") if old else [], new.split("\n") if new else []
    return tuple(_paragraphs(before, after, budget or Budget()))


def _paragraphs(before: list[str], after: list[str], budget: Budget) -> Iterator[RedlinedParagraph]:
    for same, left, right in _steps(before, after, budget.within(FOR_A_PARAGRAPH)):
        if same:
            for line in right:
                yield RedlinedParagraph((Run("same", line),))
            continue
        for gone, come in zip_longest(left, right):
            yield RedlinedParagraph(tuple(_runs(gone, come, budget)))


def _runs(left: str | None, right: str | None, budget: Budget) -> Iterator[Run]:
    if left is None or right is None or not _alike(left, right):
        yield from _whole(left, right)
        return
    steps = _steps(left, right, budget.within(FOR_A_PARAGRAPH))
    kept = sum(len(come) for same, _gone, come in steps if same)
    if 2 * kept < ALIKE * (len(left) + len(right)):
        yield from _whole(left, right)
        return
    for same, gone, come in steps:
        if same:
            yield Run("same", "".join(come))
            continue
        yield from _whole("".join(gone), "".join(come))


def _alike(left: str, right: str) -> bool:
    """False: too few letters in common, in whatever order."""
    common = (Counter(left) & Counter(right)).total()
    return 2 * common >= ALIKE * (len(left) + len(right))


Step: TypeAlias = tuple[bool, Sequence[str], Sequence[str]]  # the same?, what was, what is


def _steps(before: Sequence[str], after: Sequence[str], budget: Budget) -> list[Step]:
    """Common beginning and end, and between them what the budget allows to be told apart."""
    start = _common(before, after)
    end = min(_common(before[::-1], after[::-1]), min(len(before), len(after)) - start)
    left, right = before[start : len(before) - end], after[start : len(after) - end]
    try:
        codes = _Matcher(left, right, budget).get_opcodes()
        between = [(tag == "equal", left[i:k], right[j:m]) for tag, i, k, j, m in codes]
    except TooDear:
        between = [(False, left, right)]
    whole: list[Step] = [
        (True, before[:start], after[:start]),
        *between,
        (True, before[len(before) - end :], after[len(after) - end :]),
    ]
    return [step for step in whole if step[1] or step[2]]


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """How many elements at the beginning are the same."""
    pairs = zip(before, after, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))


def _whole(left: str | None, right: str | None) -> Iterator[Run]:
    if left:
        yield Run("removed", left)
    if right:
        yield Run("added", right)
