"""What the stand-ins accepted: one small SQLite file of their own, under ``var/rehearsal``.

It is no part of the house's database: the stand-ins play somebody else's machines.
"""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from console.kernel.clock import whole_seconds
from console.rehearsal.platforms import (
    ACCOUNTS,
    WEIBO,
    Written,
    bid_of,
    mid_of,
    path_of,
    refusal,
)

BUSY_SECONDS: Final = 5.0
TABLE: Final = """
CREATE TABLE IF NOT EXISTS posts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL,
    account TEXT NOT NULL,
    client_ref TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    mid TEXT NOT NULL,
    address TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    digest TEXT NOT NULL,
    text TEXT NOT NULL,
    deleted_at TEXT
)
"""
NOTES: Final = "CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
NAME: Final = 32  # characters of a picture's name
KINDS: Final = {WEIBO: "status", "wechat": "article"}


@dataclass(frozen=True, slots=True)
class Post:
    """``address``: the last part of its page's path. ``at``: RFC 3339 in UTC."""

    seq: int
    platform: str
    account: str
    client_ref: str
    kind: str
    at: str
    mid: str
    address: str
    title: str
    digest: str
    text: str
    deleted_at: str | None

    @property
    def path(self) -> str:
        return path_of(self.platform, self.address) if self.platform in ACCOUNTS else ""


class Refused(Exception):
    """By the stand-in, with the platform's own code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Ledger:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "ledger.sqlite3"
        with closing(self._connect()) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(TABLE)
            db.execute(NOTES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Committed at the end, rolled back on any exception."""
        with closing(self._connect()) as db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._file, timeout=BUSY_SECONDS, isolation_level=None)
        db.execute("PRAGMA synchronous = OFF")  # it outlives a crash of ours; more it need not
        return db

    def post(self, platform: str, written: Written, at: datetime) -> Post:
        """Raises Refused."""
        with self._open() as db:
            last = db.execute(
                "SELECT text FROM posts WHERE platform = ? AND deleted_at IS NULL"
                " ORDER BY seq DESC LIMIT 1",
                (platform,),
            ).fetchone()
            if (code := refusal(platform, written, last[0] if last else None)) is not None:
                raise Refused(code)
            place = db.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM posts").fetchone()[0]
            mid = mid_of(at.timestamp(), place)
            address = bid_of(mid) if platform == WEIBO else secrets.token_urlsafe(16)
            db.execute(
                "INSERT INTO posts (platform, account, client_ref, kind, at, mid, address, title,"
                " digest, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    platform, ACCOUNTS[platform], written.client_ref, KINDS[platform],
                    whole_seconds(at), mid, address, written.title, written.digest, written.text,
                ),
            )  # fmt: skip
            return _posts(db, "WHERE address = ?", (address,))[0]

    def take(self, platform: str, account: str, written: Written, at: datetime) -> None:
        """What a robot or a gateway was given: nothing is judged here, and it has no page."""
        with self._open() as db:
            db.execute(
                "INSERT INTO posts (platform, account, client_ref, kind, at, mid, address, title,"
                " digest, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    platform, account, written.client_ref, "notice", whole_seconds(at), "",
                    secrets.token_urlsafe(16), written.title, written.digest, written.text,
                ),
            )  # fmt: skip

    def delete(self, platform: str, address: str, at: datetime) -> None:
        with self._open() as db:
            db.execute(
                "UPDATE posts SET deleted_at = ?"
                " WHERE platform = ? AND address = ? AND deleted_at IS NULL",
                (whole_seconds(at), platform, address),
            )

    def find(self, platform: str, address: str) -> Post | None:
        with self._open() as db:
            found = _posts(db, "WHERE platform = ? AND address = ?", (platform, address))
        return found[0] if found else None

    def newest(self, platform: str, *, limit: int = 10) -> list[Post]:
        with self._open() as db:
            return _posts(
                db,
                "WHERE platform = ? AND deleted_at IS NULL ORDER BY seq DESC LIMIT ?",
                (platform, limit),
            )

    def count(self, platform: str) -> int:
        """Of those that were not deleted."""
        with self._open() as db:
            return int(
                db.execute(
                    "SELECT count(*) FROM posts WHERE platform = ? AND deleted_at IS NULL",
                    (platform,),
                ).fetchone()[0]
            )

    def everything(self) -> list[Post]:
        """All that was ever accepted, the oldest first; what was deleted later too."""
        with self._open() as db:
            return _posts(db, "ORDER BY seq", ())

    def keep(self, name: str, value: Mapping[str, str]) -> None:
        """What a platform remembers besides its posts: tokens, drafts, jobs."""
        with self._open() as db:
            db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, json.dumps(value)))

    def kept_of(self, kind: str) -> dict[str, dict[str, str]]:
        """All whose name begins with ``kind:``, by what follows it; the oldest first."""
        with self._open() as db:
            rows = db.execute("SELECT name, value FROM notes ORDER BY rowid").fetchall()
        return {
            name.removeprefix(f"{kind}:"): dict(json.loads(value))
            for name, value in rows
            if name.startswith(f"{kind}:")
        }

    def keep_picture(self, picture: bytes) -> str:
        """The name by which ``picture`` gives it back."""
        name = hashlib.sha256(picture).hexdigest()[:NAME]
        folder = self._file.parent / "pictures"
        folder.mkdir(exist_ok=True)
        scratch = folder / f".{secrets.token_hex(8)}"
        scratch.write_bytes(picture)
        scratch.rename(folder / name)
        return name

    def picture(self, name: str) -> bytes | None:
        """``name``: letters and digits only."""
        file = self._file.parent / "pictures" / name
        return file.read_bytes() if file.is_file() else None

    def forget(self, name: str) -> None:
        with self._open() as db:
            db.execute("DELETE FROM notes WHERE name = ?", (name,))

    def kept(self, name: str) -> dict[str, str] | None:
        with self._open() as db:
            row = db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return dict(json.loads(row[0])) if row else None


def _posts(db: sqlite3.Connection, clause: str, values: tuple[object, ...]) -> list[Post]:
    names = ", ".join(Post.__dataclass_fields__)
    rows = db.execute(f"SELECT {names} FROM posts {clause}", values)  # noqa: S608 - our own words
    return [Post(*row) for row in rows]
