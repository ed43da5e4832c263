"""The newsroom with thousands of connections open: how fast is a page, how much memory is held.

Three crowds, one after the other, each as large as ``--open``: connections that say nothing,
readers kept alive after a page, and readers who ask for a 3 MB poster and take none of it.
Meanwhile pages are asked for one after the other on a connection of their own.
"""

import argparse
import http.client
import os
import resource
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.archive import lay
from bench.publish import percentile
from console.newsroom.tree import FileTree
from tests.newsroom.running import Running, newsroom

POSTER = f"/files/{'ab' * 32}/poster.png"
CROWDS = {
    "silent": b"",
    "kept_alive": b"GET /latest.json HTTP/1.1\r\nHost: x\r\n\r\n",
    "taking_nothing": f"GET {POSTER} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--open", type=int, default=2000, help="connections of a crowd (2000)")
    parser.add_argument("--n", type=int, default=500, help="pages asked for meanwhile (500)")


def run(arguments: argparse.Namespace) -> dict[str, object]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory(prefix="fayan-connections-") as folder:
        root = Path(folder) / "public"
        pages = lay(root, 100)
        FileTree(root, durable=False).write("latest.json", b'{"items": []}' * 100)
        FileTree(root, durable=False).write(POSTER[1:], os.urandom(3 << 20))
        figures: dict[str, object] = {"open": arguments.open, "n": arguments.n}
        # Each crowd meets a newsroom of its own: what one left behind is not the next one's.
        for name, said in {"nobody": None, **CROWDS}.items():
            with newsroom(root) as served:
                _ask(served, pages, 50)
                with _crowd(served, arguments.open if said is not None else 0, said or b""):
                    figures[name] = _ask(served, pages, arguments.n)
    return figures


@contextmanager
def _crowd(served: Running, count: int, said: bytes) -> Iterator[None]:
    opened = []
    try:
        for _ in range(count):
            each = socket.socket()
            opened.append(each)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            each.settimeout(10)
            each.connect(("127.0.0.1", served.port))
            each.sendall(said)
        yield
    finally:
        for each in opened:
            each.close()


def _ask(served: Running, pages: list[str], count: int) -> dict[str, float]:
    """Milliseconds for a page, and MB held; the slowest tells whether somebody had to wait."""
    times, held = [], 0
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    with closing(connection):
        for turn in range(count):
            began = time.perf_counter()
            connection.request("GET", pages[turn % len(pages)], headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == http.client.OK, answer.status
            times.append((time.perf_counter() - began) * 1000)
            held = max(held, served.resident())
            time.sleep(0.002)
    return {
        "p50_ms": round(statistics.median(times), 2),
        "p99_ms": round(percentile(times, 99), 2),
        "max_ms": round(max(times), 1),
        "held_mb": round(held / 1e6),
    }
