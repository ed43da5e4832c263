"""Reading a text as a careful eye does: full-width as half-width, split numbers as one number.

Everything here keeps offsets of the text as given. ``folded`` is as long as its text, so a match
in one is a match in the other; a number that spaces, dashes, line ends or invisible marks cut into
pieces is read as ``Group``s with their places.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from console.checks.findings import Draft

INVISIBLE = "\u200b"  # what every mark that shows nothing is folded to
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
CUTS = " \\-.·_\t\r\n"  # what people put between the pieces of one number
PIECES = re.compile(rf"\d(?:[{CUTS}{INVISIBLE}]{{0,4}}\d)*")
PIECE = re.compile(rf"\d[\d{INVISIBLE}]*")
STOPS = re.compile(r"[。！？!?\n]+[”’」』）)]*")
QUOTES = re.compile(r"“[^“”\n]*”|‘[^‘’\n]*’|「[^「」\n]*」|『[^『』\n]*』|\"[^\"\n]*\"")
PARTS = (
    "title", "list_title", "advice", "text", "weibo", "wechat_title", "wechat_digest",
    "wechat_text",
)  # fmt: skip


def any_of(words: str) -> re.Pattern[str]:
    """Finds any of these words (patterns, apart by spaces)."""
    return re.compile("|".join(words.split()))


class _Folding(dict[int, str]):
    def __missing__(self, point: int) -> str:
        self[point] = folded = _fold(chr(point))
        return folded


def _fold(char: str) -> str:
    if "\uff01" <= char <= "\uff5e":
        folded = chr(ord(char) - 0xFEE0)
    elif UNSEEN.match(char):
        folded = INVISIBLE
    elif DASHES.match(char):
        folded = "-"
    elif char in "\n\r\t":
        folded = char
    elif char.isspace():
        folded = " "
    else:
        folded = str(unicodedata.decimal(char, char))
    return folded


_FOLDING = _Folding()


@lru_cache(maxsize=64)
def fold(text: str) -> str:
    """The same length: any digit as 0-9, full-width forms as ASCII, odd spaces and dashes plain."""
    return text.translate(_FOLDING)


def parts(draft: Draft) -> Iterator[tuple[str, str]]:
    """Each part that says something, by name. What a channel takes from the body word for word is
    read there, where it can be mended."""
    for part in PARTS:
        said = getattr(draft, part)
        if said and (part == "text" or said not in draft.text):
            yield part, said


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that stand together; invisible marks between them do not part them."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """Neighbouring groups read as one. ``sizes``: how many digits each had."""

    digits: str
    start: int
    end: int
    sizes: tuple[int, ...]


@lru_cache(maxsize=64)
def digit_runs(text: str) -> tuple[tuple[Group, ...], ...]:
    """Of the folded text: what could be one number, in its pieces."""
    folded = fold(text)
    return tuple(
        tuple(
            Group(digits.replace(INVISIBLE, ""), start, start + len(digits))
            for digits, start in (
                (piece.group().rstrip(INVISIBLE), piece.start())
                for piece in PIECE.finditer(folded, run.start(), run.end())
            )
        )
        for run in PIECES.finditer(folded)
    )


def numbers(text: str, least: int, most: int) -> Iterator[Number]:
    """Every way to read neighbouring whole groups as one number of ``least`` to ``most`` digits."""
    for run in digit_runs(text):
        for first in range(len(run)):
            yield from _from(run, first, least, most)


def _from(run: Sequence[Group], first: int, least: int, most: int) -> Iterator[Number]:
    sizes: list[int] = []
    total = 0
    for group in run[first : first + most]:
        sizes.append(len(group.digits))
        total += sizes[-1]
        if total > most:
            return
        if total >= least:
            digits = "".join(g.digits for g in run[first : first + len(sizes)])
            yield Number(digits, run[first].start, group.end, tuple(sizes))


def before(text: str, start: int, length: int) -> str:
    """Up to ``length`` characters of the same line that stand before ``start``."""
    return text[max(0, start - length) : start].rsplit("\n", 1)[-1]


def after(text: str, end: int, length: int) -> str:
    return text[end : end + length].split("\n", 1)[0]


@lru_cache(maxsize=64)
def _stops(text: str) -> tuple[int, ...]:
    return (0, *(stop.end() for stop in STOPS.finditer(text)), len(text))


def sentence_around(text: str, place: int) -> tuple[int, int]:
    """Start and end of the sentence that holds ``place``."""
    stops = _stops(text)
    later = min(bisect_right(stops, place), len(stops) - 1)
    return stops[later - 1], stops[later]


def sentence_at(text: str, place: int) -> str:
    start, end = sentence_around(text, place)
    return text[start:end]


@lru_cache(maxsize=64)
def _quotes(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(quote.span() for quote in QUOTES.finditer(text))


def quoted(text: str, place: int) -> bool:
    """Does it stand between quotation marks?"""
    spans = _quotes(text)
    at = bisect_right(spans, (place, len(text))) - 1
    return at >= 0 and spans[at][0] <= place < spans[at][1]
