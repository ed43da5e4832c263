"""修改痕迹: what changed between two texts, by paragraph, and by character within one."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Mark = Literal["same", "added", "removed"]
CHARACTERS_COMPARED = 4000  # longer paragraphs are shown as replaced whole
ALIKE = 0.3  # below this, a paragraph is another one rather than an edited one


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


def redline(old: str, new: str) -> tuple[RedlinedParagraph, ...]:
    """Paragraphs of both texts in reading order; deleted ones stand where they stood."""
    before, after = old.split("\n") if old else [], new.split("\n") if new else []
    return tuple(_paragraphs(before, after))


def _paragraphs(before: list[str], after: list[str]) -> Iterator[RedlinedParagraph]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            for line in after[j1:j2]:
                yield RedlinedParagraph((Run("same", line),))
            continue
        gone, come = before[i1:i2], after[j1:j2]
        for index in range(max(len(gone), len(come))):
            left = gone[index] if index < len(gone) else None
            right = come[index] if index < len(come) else None
            yield RedlinedParagraph(tuple(_runs(left, right)))


def _runs(left: str | None, right: str | None) -> Iterator[Run]:
    if left is None or right is None or max(len(left), len(right)) > CHARACTERS_COMPARED:
        yield from _whole(left, right)
        return
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < ALIKE:
        yield from _whole(left, right)
        return
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Run("same", right[j1:j2])
            continue
        if i2 > i1:
            yield Run("removed", left[i1:i2])
        if j2 > j1:
            yield Run("added", right[j1:j2])


def _whole(left: str | None, right: str | None) -> Iterator[Run]:
    if left:
        yield Run("removed", left)
    if right:
        yield Run("added", right)
