"""The real newsboat, without its screen: it polls, and we look into what it kept."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.programs import needed


class Kept(NamedTuple):
    guid: str
    title: str
    url: str
    content: str
    unread: bool
    published: int  # Unix time


class Newsboat:
    def __init__(self, home: Path, *feeds: str) -> None:
        self._cache = home / "cache.db"
        home.mkdir()
        (home / "urls").write_text("".join(f"{feed}\n" for feed in feeds))
        # 2.21 keeps at most five minutes of patience; a test needs less.
        (home / "config").write_text("download-retries 1\ndownload-timeout 10\n")
        self._command = [
            needed("newsboat"), "--quiet", "--url-file", str(home / "urls"),
            "--cache-file", str(self._cache), "--config-file", str(home / "config"),
        ]  # fmt: skip
        self._environment = {"HOME": str(home), "LANG": "C.UTF-8", "TERM": "dumb"}

    def poll(self) -> None:
        subprocess.run(
            [*self._command, "--execute", "reload"],
            env=self._environment, check=True, timeout=60, capture_output=True,
        )  # fmt: skip

    def read_all(self) -> None:
        with closing(sqlite3.connect(self._cache)) as cache, cache:
            cache.execute("UPDATE rss_item SET unread = 0")

    def kept(self) -> list[Kept]:
        """The newest first."""
        asked = "SELECT guid, title, url, content, unread, pubDate FROM rss_item"
        with closing(sqlite3.connect(self._cache)) as cache:
            rows = cache.execute(f"{asked} ORDER BY pubDate DESC, id DESC").fetchall()
        return [Kept(*row[:4], bool(row[4]), row[5]) for row in rows]
