"""Answers a question from the index. Opens the file for each: it may be replaced at any time."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from console.newsroom.search.bigrams import expression, terms
from console.newsroom.search.excerpts import Part, excerpt, marked

PER_PAGE: Final = 20
IN_TITLES: Final = 200  # titles that fit come first, the newest first; then the rest likewise
AT_MOST: Final = 1000  # nobody turns fifty pages; common words would cost too much

_BY_WORDS: Final = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Hit:
    """``title`` and ``excerpt`` in parts: what was asked for is marked. Times in UTC, as text."""

    number: str
    kind: str
    column: str
    title: tuple[Part, ...]
    excerpt: tuple[Part, ...]
    published_at: str


@dataclass(frozen=True, slots=True)
class Known:
    """A release that stands, with its whole text; ``frame``: the lines around it on its page."""

    number: str
    title: str
    text: str
    frame: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """``more``: there are more than are counted."""

    asked: tuple[str, ...]
    count: int
    more: bool
    page: int
    pages: int
    hits: tuple[Hit, ...]


NOTHING: Final = Results(asked=(), count=0, more=False, page=1, pages=1, hits=())


def find(path: Path, query: str, page: int = 1) -> Results:
    """Nothing asked: nothing found. Raises sqlite3.Error where the index cannot be read."""
    asked = terms(query)
    if not asked:
        return NOTHING
    with closing(_opened(path)) as index:
        places = _places(index, asked)
        pages = max(1, -(-len(places) // PER_PAGE))
        page = min(max(page, 1), pages)
        shown = places[(page - 1) * PER_PAGE : page * PER_PAGE]
        hits = tuple(_hits(index, shown, asked))
    return Results(asked, len(places), len(places) >= AT_MOST, page, pages, hits)


def known(path: Path, number: str) -> Known | None:
    with closing(_opened(path)) as index:
        row = index.execute(
            "SELECT number, title, text, frame FROM releases WHERE number = ?", (number,)
        ).fetchone()
        if row is None:
            return None
        number, title, text, frame = row
        return Known(number, title, text, tuple(frame.split("\n")))


def nearest(path: Path, pieces: Sequence[str]) -> str | None:
    """The release that most of these pieces of a text stand in; the newest of equals."""
    counted: Counter[int] = Counter()
    with closing(_opened(path)) as index:
        for piece in pieces:
            if asked := terms(piece):
                found = index.execute(_BY_WORDS, (expression(asked), PER_PAGE))
                counted.update(place for (place,) in found)
        if not counted:
            return None
        best = max(counted, key=lambda place: (counted[place], place))
        row = index.execute("SELECT number FROM releases WHERE place = ?", (best,)).fetchone()
        return str(row[0]) if row else None


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _places(index: sqlite3.Connection, asked: tuple[str, ...]) -> list[int]:
    wanted = expression(asked)
    in_titles = index.execute(_BY_WORDS, (f"title : ({wanted})", IN_TITLES)).fetchall()
    anywhere = index.execute(_BY_WORDS, (wanted, AT_MOST)).fetchall()
    return list(dict.fromkeys(place for (place,) in (*in_titles, *anywhere)))[:AT_MOST]


def _hits(index: sqlite3.Connection, places: list[int], asked: tuple[str, ...]) -> Iterator[Hit]:
    for place in places:
        row = index.execute(
            "SELECT number, kind, column_slug, title, text, published_at FROM releases"
            " WHERE place = ?",
            (place,),
        ).fetchone()
        if row is not None:
            number, kind, column, title, text, published_at = row
            yield Hit(
                number, kind, column, marked(title, asked), excerpt(text, asked), published_at
            )
