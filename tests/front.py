"""A cache before the newsroom, as a CDN is: what it has it serves, stale or not, until told."""

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SECRET = "Bearer let-me-in"


def _set() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@dataclass
class Front:
    """``broken``: it answers 502 to readers; ``answers`` not set: it answers none of them.
    ``deaf``: it answers 503 to purges."""

    app: "WSGIApplication"
    caching: bool = False
    broken: bool = False
    deaf: bool = False
    answers: threading.Event = field(default_factory=_set)
    asked: list[str] = field(default_factory=list)
    purged: list[str] = field(default_factory=list)
    kept: dict[str, tuple[str, list[tuple[str, str]], bytes]] = field(default_factory=dict)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/purge":
            return self._purge(environ, start_response)
        self.asked.append(path)
        self.answers.wait(30)
        if self.broken:
            return _say(start_response, HTTPStatus.BAD_GATEWAY)
        if not self.caching or path not in self.kept:
            self.kept[path] = self._fetch(environ)
        status, headers, body = self.kept[path]
        start_response(status, headers)
        return [body]

    def _fetch(self, environ: "WSGIEnvironment") -> tuple[str, list[tuple[str, str]], bytes]:
        told: list[Any] = []
        body = b"".join(self.app(environ, lambda *given: told.append(given)))  # type: ignore[arg-type] # all of WSGI that it asks for
        return told[0][0], told[0][1], body

    def _purge(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ.get("HTTP_AUTHORIZATION") != SECRET:
            return _say(start_response, HTTPStatus.FORBIDDEN)
        if self.deaf:
            return _say(start_response, HTTPStatus.SERVICE_UNAVAILABLE)
        told = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        for url in told["files"]:
            path = urlsplit(url).path
            self.purged.append(path)
            self.kept.pop(path, None)
        return _say(start_response, HTTPStatus.OK)


def _say(start_response: "StartResponse", status: HTTPStatus) -> Iterable[bytes]:
    start_response(f"{status.value} {status.phrase}", [("Content-Type", "text/plain")])
    return [b""]
