"""The file that answers: written by whoever writes the public tree, read by the newsroom.

One row a public release in ``releases`` (``frame``: the lines around its text on its page); its
words, without the texts, in ``words`` (FTS5 without content: to take a row out, its words are made
again from the text). A row keeps its place, so a greater ``rowid`` is a later release.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from console.newsroom.search.bigrams import words
from console.newsroom.words import clean, utc_second
from console.publishing.rules.shelf import ShelfItem

VERSION: Final = 2  # of the tables and of how words are made: another one begins anew
BUSY_SECONDS: Final = 5.0
_TABLES: Final = f"""
CREATE TABLE releases (
  place INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  column_slug TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
  frame TEXT NOT NULL, published_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE gone (number TEXT PRIMARY KEY);
CREATE VIRTUAL TABLE words USING fts5(
  title, text, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0"
);
PRAGMA user_version = {VERSION};
"""


class SearchIndex:
    """Implements ``SearchIndex`` of publishing.rules.shelf.

    ``shared``: other machines open the same file; then without a write-ahead log.
    """

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self._path = path
        self._journal = "DELETE" if shared else "WAL"
        self._synchronous = "FULL" if shared else "NORMAL"

    def put(self, items: Iterable[ShelfItem]) -> None:
        """Each is found by its present words from now on; a withdrawn one by none, for good, even
        when who read it before the withdrawal puts it in after."""
        with self._writing() as index:
            for item in items:
                place = _taken_out(index, item.number)
                if item.withdrawal is not None:
                    index.execute("INSERT OR IGNORE INTO gone VALUES (?)", (item.number,))
                elif not _is_gone(index, item.number):
                    _lay(index, item, place)

    def take_out(self, numbers: Iterable[str]) -> None:
        with self._writing() as index:
            for number in numbers:
                _taken_out(index, number)

    def known(self) -> Mapping[str, str]:
        """Number → when it last changed (UTC), of everything that can be found."""
        with self._writing() as index:
            return dict(index.execute("SELECT number, updated_at FROM releases"))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)) as at:
            at.execute(f"PRAGMA journal_mode = {self._journal}")
            # NORMAL: what a power cut takes is put in again.
            at.execute(f"PRAGMA synchronous = {self._synchronous}")
            at.execute("BEGIN IMMEDIATE")
            try:
                if at.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                    _begin_anew(at)
                yield at
                at.execute("COMMIT")
            except BaseException:
                at.execute("ROLLBACK")
                raise


def _begin_anew(index: sqlite3.Connection) -> None:
    for table in ("words", "releases", "gone"):
        index.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _TABLES.split(";"):
        index.execute(statement)


def _is_gone(index: sqlite3.Connection, number: str) -> bool:
    return index.execute("SELECT 1 FROM gone WHERE number = ?", (number,)).fetchone() is not None


def _taken_out(index: sqlite3.Connection, number: str) -> int | None:
    """The place it had."""
    row = index.execute(
        "SELECT place, title, text, frame FROM releases WHERE number = ?", (number,)
    ).fetchone()
    if row is None:
        return None
    place, title, text, frame = row
    index.execute(
        "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        (place, _title_words(title, number, frame), words(text)),
    )
    index.execute("DELETE FROM releases WHERE place = ?", (place,))
    return int(place)


def _lay(index: sqlite3.Connection, item: ShelfItem, place: int | None) -> None:
    title, text = clean(item.list_title), clean(item.text)
    frame = clean(f"{item.title}\n{item.list_title}\n{item.issuer}\n{item.dateline}")
    place = index.execute(
        "INSERT INTO releases (place, number, kind, column_slug, title, text, frame,"
        " published_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING place",
        (
            place, item.number, item.kind, item.column, title, text, frame,
            utc_second(item.published_at), utc_second(item.updated_at),
        ),
    ).fetchone()[0]  # fmt: skip
    index.execute(
        "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
        (place, _title_words(title, item.number, frame), words(text)),
    )


def _title_words(title: str, number: str, frame: str) -> str:
    """A number, and the date printed under the text, are looked for like a title: most of all."""
    dateline = frame.rpartition("\n")[2]
    return words(f"{title} {number} {dateline}")
