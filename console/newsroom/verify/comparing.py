"""A pasted text held against a published one. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.kernel.redline import RedlinedParagraph, redline

LONGEST: Final = 20_000  # characters of a pasted text that are looked at
CLAUSES: Final = 6  # of it, by which the release is looked for
CLAUSE: Final = (6, 24)  # characters of one

_SPACE: Final = re.compile(r"\s+")
_UNSEEN: Final = re.compile("[\u00ad\u200b\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
"""What a copy gains or loses and nobody sees. Not what turns the order of words round."""
_NO_WORDS: Final = re.compile(r"(?<![!-~]) | (?![!-~])")
_END: Final = re.compile(r"[，。；：！？、,;:!?\n]+")


class Verdict(StrEnum):
    SAME = "same"  # every word, whole
    PART = "part"  # what is quoted is as published; the rest is left out
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Comparison:
    verdict: Verdict
    paragraphs: tuple[RedlinedParagraph, ...]  # removed: published, not pasted


def compare(published: str, pasted: str, besides: Sequence[str] = ()) -> Comparison:
    """``besides``: lines that belong to the page and not to the text (title, issuer, date)."""
    apart = {_flat(line) for line in besides}
    ours = "\n".join(_lines(published))
    theirs = "\n".join(line for line in _lines(pasted[:LONGEST]) if line not in apart)
    told = redline(ours, theirs)
    return Comparison(_verdict(told), told)


def clauses(pasted: str) -> tuple[str, ...]:
    """Pieces by which a text can be found: the longest, since they are the rarest."""
    pieces = (_spoken(piece) for piece in _END.split(pasted[:LONGEST]))
    least, most = CLAUSE
    whole = dict.fromkeys(piece[:most] for piece in pieces if len(piece) >= least)
    return tuple(sorted(whole, key=len, reverse=True)[:CLAUSES])


def _verdict(told: Sequence[RedlinedParagraph]) -> Verdict:
    if not any(each.changed for each in told):
        return Verdict.SAME
    marks = [{run.mark for run in each.runs if run.text} for each in told]
    if any("added" in mark or mark == {"same", "removed"} for mark in marks):
        return Verdict.DIFFERENT
    return Verdict.PART if any(mark == {"same"} for mark in marks) else Verdict.DIFFERENT


def _lines(text: str) -> Iterator[str]:
    return (flat for line in text.split("\n") if (flat := _flat(line)))


def _flat(text: str) -> str:
    """White space tells nothing in Chinese: a copy loses it, and indents. A letter with its accent
    is one, however it is coded."""
    return _SPACE.sub("", unicodedata.normalize("NFC", _UNSEEN.sub("", text)))


def _spoken(text: str) -> str:
    """The same for search, where words in Latin letters stay apart."""
    return _NO_WORDS.sub("", _SPACE.sub(" ", _UNSEEN.sub("", text)))
