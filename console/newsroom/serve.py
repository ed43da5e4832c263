"""Run the newsroom under Granian."""

import os
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console import logs
from console.newsroom.endurance import (
    Ceiling,
    allow_many_files,
    end_unfinished,
    give_up_on_the_silent,
)
from console.newsroom.framing import Framed
from console.newsroom.search.service import Search
from console.newsroom.server import Newsroom
from console.newsroom.turns import AT_ONCE, READ_AT_ONCE, WAITING, Forms, Turns
from console.newsroom.verify.service import Verify

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

_STOP_WITHIN: Final = 5
"""Seconds a worker has to finish its answers before it is killed."""
_OWN_FILES: Final = 256
"""Open files that are no connections."""
_GIVE_BACK: Final = ("_RJEM_MALLOC_CONF", "narenas:1,dirty_decay_ms:500,muzzy_decay_ms:0")
"""Has Granian's allocator (jemalloc) give memory back half a second after its last use. By itself
it keeps what a thread freed until that thread frees again; ``Ceiling`` counts that, and big answers
could be refused for as long as nobody happens on that thread."""


@dataclass(frozen=True)
class Patience:
    """How much of a worker its readers may take.

    ``connections``: open at once, if so many files may be; more wait to be accepted. An idle one
    holds 13 KB. A browser keeps two for as long as we let it, so this decides how many new readers
    a second there may be: connections ÷ 2 ÷ seconds of ``head_ms``.
    ``head_ms``: for a request to arrive, also on a connection kept alive.
    ``silent_ms``: until a reader who takes nothing of an answer is given up.
    ``answer_bytes``: held besides the cache before big answers have to wait.
    """

    connections: int = 16_384
    head_ms: int = 5_000
    silent_ms: int = 20_000
    answer_bytes: int = 256 * 1024 * 1024


def build(
    root: Path,
    index: Path,
    port: int,
    zone: tzinfo,
    cache_bytes: int,
    streams: int,
    framed_by: str,
    patience: Patience,
) -> Newsroom | Framed:
    """Make the callable inside a worker, and empty that worker's environment.

    The newsroom needs none of it, and Granian would put all of it, whatever secrets it
    holds, into every request (and spend time doing so).
    """
    logs.configure()
    os.environ.clear()
    give_up_on_the_silent(port, patience.silent_ms)
    forms = Forms(partial(end_unfinished, port))
    forms.watch()
    turns = Turns(forms)
    search = Search(root, index, zone, turns)
    routes: dict[str, WSGIApplication] = {"/search": search, "/verify": Verify(root, index, turns)}
    newsroom = Newsroom(
        root, cache_bytes=cache_bytes, streams=streams, routes=routes,
        is_full=Ceiling(cache_bytes + patience.answer_bytes).is_reached,
    )  # fmt: skip
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
    patience: Patience = Patience(),
) -> None:
    """Serve until SIGTERM or SIGINT; ``cache_bytes`` is for each worker.

    Answers from memory need one thread; more only take turns at the interpreter lock. The
    others are for slow readers of big files, each of whom holds one: with four, three may
    be that slow and the pages still go out.
    ``zone``: whose clock search shows. For more speed add ``workers``. ``framed_by``: origins
    whose pages may frame ours.
    """
    connections = min(patience.connections, allow_many_files() - _OWN_FILES)
    threads = max(AT_ONCE + 1, threads)
    index = search_index or root.parent / "search" / "index.sqlite3"
    os.environ.setdefault(*_GIVE_BACK)  # read once, as Granian is loaded
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings

    server = Granian(
        "newsroom",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # the other modes wait without end for the first byte
        workers=workers,
        blocking_threads=threads + READ_AT_ONCE + WAITING,
        runtime_threads=1,
        backlog=2048,
        backpressure=connections,  # Granian's word for connections
        http1_settings=HTTP1Settings(header_read_timeout=patience.head_ms),
        log_enabled=False,
        workers_kill_timeout=_STOP_WITHIN,
        respawn_failed_workers=True,
    )
    # The loader takes the place of an import string: nothing is read from the environment.
    loader = partial(
        build, root, index, port, zone, cache_bytes, threads - 1, framed_by, patience
    )  # fmt: skip
    server.serve(target_loader=loader, wrap_loader=False)
