"""How a text becomes words to search by, and a question an FTS5 expression.

厂房爆炸 → 厂房 房爆 爆炸 炸: each pair of neighbours, and the last character alone, so that a
number may follow it (致2人 finds 造成致2人死亡). Letters and digits stay whole. All of it pure.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MOST_TERMS: Final = 8
LONGEST_QUERY: Final = 100  # characters

_HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN: Final = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_BETWEEN: Final = re.compile(r"[\s、,;:。!?]+")  # folded: full-width ones are half-width by then
_DATE: Final = re.compile(r"(?<![\d-])(?:(\d{4})[-/.])?(\d{1,2})[-/](\d{1,2})(?![\d-])")
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` as it is compared, and for each of its characters the place it came from."""

    text: str
    places: tuple[int, ...]


def folded(text: str) -> Folded:
    """Full-width as half-width, capitals as small letters."""
    made, places = [], []
    for place, character in enumerate(text):
        for each in unicodedata.normalize("NFKC", character).casefold():
            made.append(each)
            places.append(place)
    return Folded("".join(made), tuple(places))


def fold(text: str) -> str:
    """Alike what is alike: widths, capitals, and 1,200 as 1200."""
    return _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> str:
    """What is kept of a text: its words, a space between them."""
    return " ".join(word for run in _RUN.findall(fold(text)) for word in _words(run))


def terms(query: str) -> tuple[str, ...]:
    """What is asked for: all of them, at most ``MOST_TERMS``. A date in figures is asked for as
    texts write it: 2026-11-23 is 2026年11月23日."""
    asked = _BETWEEN.split(_DATE.sub(_written, fold(query[:LONGEST_QUERY])))
    return tuple(dict.fromkeys(each for each in asked if _RUN.search(each)))[:MOST_TERMS]


def _written(date: re.Match[str]) -> str:
    year, month, day = date[1], int(date[2]), int(date[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return date[0]
    return f"{f'{year}年' if year else ''}{month}月{day}日"


def expression(asked: tuple[str, ...]) -> str:
    """For MATCH; every term is a phrase, and all must be there. ``asked`` is not empty."""
    return " AND ".join(_phrase(term) for term in asked)


def _words(run: str) -> Iterator[str]:
    if _is_han(run):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
        yield run[-1]
    else:
        yield run


def _phrase(term: str) -> str:
    runs = _RUN.findall(term)
    asked = [word for run in runs[:-1] for word in _words(run)]
    last = runs[-1]
    if _is_han(last) and len(last) > 1:
        # In the text more may follow its last character: its pairs are all that is certain.
        asked += list(_words(last))[:-1]
        return _quoted(asked)
    asked.append(last)
    open_ended = "" if _DIGITS.fullmatch(last) else " *"
    return _quoted(asked) + open_ended


def _quoted(asked: list[str]) -> str:
    """Nothing of FTS5's own language is left: words hold letters, digits and characters only."""
    return '"' + " ".join(asked) + '"'


def _is_han(run: str) -> bool:
    return re.match(rf"[{_HAN}]", run) is not None
