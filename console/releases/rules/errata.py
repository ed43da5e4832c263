"""文字勘误: did anything but the wording change? Figures, names, times and places are told by the
readers that the guard reads drafts with.

It errs towards 更正: what a reader cannot tell apart counts as changed, and so does every change of
characters that ``slips`` does not know for a slip. A wrong character that is put right inside a
name or a number changes the name or the number.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from difflib import SequenceMatcher
from enum import StrEnum

from console.releases.rules.slips import changes
from console.releases.rules.stating import (
    Said,
    counts,
    names,
    names_in,
    numbers,
    places,
    standing,
    times,
)

MOST = 40  # characters taken out and put in; more is another text, not a slip
NOT = re.compile(r"[不未无没非否勿]|尚未|并未")


class Touched(StrEnum):
    FIGURE = "figure"
    NAME = "name"
    TIME = "time"
    PLACE = "place"
    MEANING = "meaning"  # 未造成 → 造成; whatever is no known slip
    LENGTH = "length"  # too much was changed for a slip
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Touch:
    """``old``, ``new``: as they are written; "" where there was none, or is none now."""

    what: Touched
    old: str
    new: str


def touched(old: str, new: str, base: datetime, zone: tzinfo) -> tuple[Touch, ...]:
    """Of two plain texts. ``base``: aware; the moment at which the old one was to be read."""
    if old == new:
        return ()
    known = names_in(old) | names_in(new)
    readers: tuple[tuple[Touched, Callable[[str], Said]], ...] = (
        (Touched.FIGURE, counts),
        (Touched.FIGURE, numbers),
        (Touched.TIME, lambda text: times(text, base, zone)),
        (Touched.NAME, lambda text: names(text, known)),
        (Touched.PLACE, places),
        (Touched.MEANING, lambda text: standing(NOT, text)),
    )
    found = [
        Touch(what, before, after)
        for what, read in readers
        for before, after in _apart(read(old), read(new))
    ]
    found += [
        Touch(Touched(each.what.value), each.old, each.new)
        for each in changes(old, new)
        if not any(each.old in told.old and each.new in told.new for told in found)
    ]
    if _changed(old, new) > MOST:
        found.append(Touch(Touched.LENGTH, "", ""))
    return tuple(dict.fromkeys(found))


def _apart(old: Said, new: Said) -> Sequence[tuple[str, str]]:
    """What stands in one and not, or not there, in the other; in the order of the text."""
    matcher = SequenceMatcher(None, [m for m, _ in old], [m for m, _ in new], autojunk=False)
    return [
        ("、".join(w for _, w in old[a:b]), "、".join(w for _, w in new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def _changed(old: str, new: str) -> int:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    codes = matcher.get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in codes if tag != "equal")
