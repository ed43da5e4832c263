"""Run the newsroom under Granian."""

import os
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from console import logs
from console.newsroom.framing import Framed
from console.newsroom.search.service import Search
from console.newsroom.server import Newsroom
from console.newsroom.verify.service import Verify

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

_STOP_WITHIN: Final = 5
"""Seconds a worker has to finish its answers before it is killed."""


def build(
    root: Path, index: Path, zone: tzinfo, cache_bytes: int, streams: int, framed_by: str
) -> Newsroom | Framed:
    """Make the callable inside a worker, and empty that worker's environment.

    The newsroom needs none of it, and Granian would put all of it, whatever secrets it
    holds, into every request (and spend time doing so).
    """
    logs.configure()
    os.environ.clear()
    search = Search(root, index, zone)
    routes: dict[str, WSGIApplication] = {"/search": search, "/verify": Verify(root, index)}
    newsroom = Newsroom(root, cache_bytes=cache_bytes, streams=streams, routes=routes)
    return Framed(newsroom, framed_by) if framed_by else newsroom


def serve(
    root: Path,
    host: str,
    port: int,
    *,
    search_index: Path | None = None,
    zone: tzinfo = UTC,
    workers: int = 1,
    threads: int = 4,
    cache_bytes: int = 64 * 1024 * 1024,
    framed_by: str = "",
) -> None:
    """Serve until SIGTERM or SIGINT; ``cache_bytes`` is for each worker.

    Answers from memory need one thread; more only take turns at the interpreter lock. The
    others are for slow readers of big files, each of whom holds one: with four, three may
    be that slow and the pages still go out.
    ``zone``: whose clock search shows. For more speed add ``workers``. ``framed_by``: origins
    whose pages may frame ours.
    """
    threads = max(2, threads)
    index = search_index or root.parent / "search" / "index.sqlite3"
    server = Granian(
        "newsroom",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.auto,
        workers=workers,
        blocking_threads=threads,
        runtime_threads=1,
        backlog=2048,
        backpressure=1024,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_enabled=False,
        workers_kill_timeout=_STOP_WITHIN,
        respawn_failed_workers=True,
    )
    # The loader takes the place of an import string: nothing is read from the environment.
    loader = partial(build, root, index, zone, cache_bytes, threads - 1, framed_by)
    server.serve(target_loader=loader, wrap_loader=False)
