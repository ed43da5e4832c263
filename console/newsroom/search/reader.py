"""Answers a question from the index. Opens the file for each: it may be replaced at any time."""

import sqlite3
from collections.abc import Iterator
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
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as index:
        places = _places(index, asked)
        pages = max(1, -(-len(places) // PER_PAGE))
        page = min(max(page, 1), pages)
        shown = places[(page - 1) * PER_PAGE : page * PER_PAGE]
        hits = tuple(_hits(index, shown, asked))
    return Results(asked, len(places), len(places) >= AT_MOST, page, pages, hits)


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
