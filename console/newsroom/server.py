"""The public web server: files of one tree, kept in memory, over bare WSGI.

It knows no database, no secret and no setting; what it needs is passed in.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from console.newsroom import layout, notices
from console.newsroom.entries import Cache, Entry, Form, file_chunks, load
from console.newsroom.lookup import find, is_same, readable
from console.newsroom.negotiation import codings, is_held
from console.newsroom.wsgi import OK, notify, refuse, say

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_MEBI: Final = 1024 * 1024
_BIG: Final = 16 * 1024
"""Bytes of an answer that has to wait while the process ``is_full``."""


class Newsroom:
    """The WSGI callable.

    A file is looked at again at most every ``recheck_ms``; between looks it is memory only.
    ``cache_bytes`` bounds what is kept; a file above ``body_limit`` is read as it is sent,
    which holds a thread for as long as the reader is slow: at most ``streams`` at once, and
    one more is asked to come back. Let the server have more threads than that.
    ``is_full`` says that answers on their way hold too much memory; asked before a big one.
    ``routes`` are exact paths answered by another callable, unless the tree has the path.
    """

    def __init__(
        self,
        root: Path,
        *,
        recheck_ms: int = 20,
        cache_bytes: int = 64 * _MEBI,
        body_limit: int = 4 * _MEBI,
        streams: int = 3,
        routes: Mapping[str, "WSGIApplication"] | None = None,
        is_full: Callable[[], bool] = lambda: False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root = os.fspath(root)
        self._recheck = recheck_ms / 1000
        self._body_limit = body_limit
        self._streams = BoundedSemaphore(streams)
        self._routes = dict(routes or {})
        self._is_full = is_full
        self._monotonic = monotonic
        self._cache = Cache(cache_bytes)
        self._cached = self._cache.get
        self._codings: dict[str, tuple[str, ...]] = {}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        entry = self._cached(path)
        if entry is None or self._monotonic() - entry.checked >= self._recheck:
            try:
                entry = self._look(path, entry)
                if entry is None:
                    return self._elsewhere(path, environ, start_response)
            except OSError:
                return notify(environ, start_response, notices.UNAVAILABLE)
        return self._answer(entry, environ, start_response)

    def _answer(
        self, entry: Entry, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return refuse(environ, start_response)
        form = entry.plain
        if entry.packed:
            for coding in self._wanted(environ.get("HTTP_ACCEPT_ENCODING", "")):
                if coding in entry.packed:
                    form = entry.packed[coding]
                    break
        if (
            ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ)
            and entry.found.status == 200
            and is_held(environ, form.etag, entry.modified)
        ):
            start_response("304 Not Modified", form.brief[:])
            return []
        if form.body is None:
            return self._stream(entry, form, environ, start_response)
        if method == "HEAD":
            start_response(entry.status, form.headers[:])
            return []
        if len(form.body) > _BIG and self._is_full():
            return notify(environ, start_response, notices.FULL)
        start_response(entry.status, form.headers[:])
        return [form.body]

    def _wanted(self, accept: str) -> tuple[str, ...]:
        wanted = self._codings.get(accept)
        if wanted is None:
            wanted = codings(accept)
            if len(self._codings) >= 256:
                self._codings.clear()
            if len(accept) <= 256:
                self._codings[accept] = wanted
        return wanted

    def _look(self, path: str, entry: Entry | None) -> Entry | None:
        now = self._monotonic()
        if entry is not None and entry.settled and is_same(self._root, entry.found):
            entry.checked = now
            self._cache.touch(path)
            return entry
        name = readable(path)
        for _ in range(3):
            found = None if name is None else find(self._root, name)
            if found is None:
                break
            try:
                fresh = load(found, body_limit=self._body_limit)
            except FileNotFoundError:
                continue
            if fresh is not None:
                fresh.checked = now
                self._cache.put(path, fresh)
                return fresh
        self._cache.drop(path)
        return None

    def _elsewhere(
        self, path: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if path in self._routes:
            return self._routes[path](environ, start_response)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return refuse(environ, start_response)
        if path == "/healthz":
            if os.path.isdir(self._root):  # noqa: PTH112 - a Path costs more than the call
                return say(environ, start_response, OK, b"ok\n")
            return say(environ, start_response, notices.UNAVAILABLE.status, b"no tree\n")
        name = readable(path + "/")
        if name is not None and find(self._root, name) is not None:
            query = environ.get("QUERY_STRING")
            target = "/" + quote(name, safe="/~!$&'()*+,;=:@") + (f"?{query}" if query else "")
            return say(
                environ, start_response, "301 Moved Permanently", b"", [("Location", target)],
                kept=layout.BRIEF,
            )  # fmt: skip
        page = self._look("/404.html", self._cached("/404.html"))
        if page is not None:
            return self._answer(page, environ, start_response)
        return notify(environ, start_response, notices.NOT_FOUND)

    def _stream(
        self,
        entry: Entry,
        form: Form,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "HEAD":
            start_response(entry.status, form.headers[:])
            return []
        if not self._streams.acquire(blocking=False):
            return notify(environ, start_response, notices.FULL)
        try:
            stream = _Stream(entry, self._streams.release)
        except OSError:
            self._streams.release()
            return notify(environ, start_response, notices.UNAVAILABLE)
        start_response(entry.status, form.headers[:])
        return stream


class _Stream:
    """A file too big to keep, in pieces; the very file that the headers speak of."""

    def __init__(self, entry: Entry, release: Callable[[], None]) -> None:
        self._file = entry.found.file.open("rb", buffering=0)
        if os.fstat(self._file.fileno()).st_ino != entry.found.inode:
            self._file.close()
            raise FileNotFoundError(entry.found.path)
        self._release = release

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from file_chunks(self._file.fileno())
        finally:
            self.close()

    def close(self) -> None:
        if not self._file.closed:
            self._file.close()
            self._release()
