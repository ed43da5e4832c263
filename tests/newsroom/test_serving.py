"""The newsroom under real Granian, over loopback."""

import gzip
import http.client
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli  # type: ignore[import-untyped] # it ships no types
import pytest

from console.newsroom.tree import FileTree
from tests.loopback import answers
from tests.newsroom.running import newsroom

PAGE = "<!doctype html><p>情况通报</p>".encode() * 90
NOTICE = "<!doctype html><p>已撤回</p>".encode() * 9


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    tree: FileTree
    port: int

    def ask(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    tree = FileTree(tmp_path / "public")
    tree.write("index.html", PAGE)
    tree.write("releases/2026-0001/index.html", PAGE)
    with newsroom(tmp_path / "public") as running:
        yield Served(running.process, tree, running.port)


def test_readers_get_pages_codings_heads_and_304(served: Served) -> None:
    status, headers, body = served.ask("/")
    assert (status, body) == (200, PAGE)
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        status, headers, body = served.ask("/", Accept_Encoding=coding)
        assert (status, headers["Content-Encoding"], unpack(body)) == (200, coding, PAGE)
        assert headers["Content-Length"] == str(len(body))
    status, head, body = served.ask("/", "HEAD")
    assert (status, body, head["Content-Length"]) == (200, b"", str(len(PAGE)))
    status, kept, body = served.ask("/", Accept_Encoding="gzip", If_None_Match=headers["ETag"])
    assert (status, body, kept["ETag"]) == (304, b"", headers["ETag"])
    assert served.ask("/", "POST")[0] == 405
    assert served.ask("/%2e%2e/%2e%2e/etc/passwd")[0] == 404
    assert served.ask("/healthz")[2] == b"ok\n"


def test_a_release_withdrawn_while_served_answers_410(served: Served) -> None:
    assert served.ask("/releases/2026-0001/")[0] == 200
    served.tree.write("releases/2026-0001/gone.html", NOTICE)
    served.tree.remove("releases/2026-0001/index.html")
    time.sleep(0.15)
    status, _, body = served.ask("/releases/2026-0001/")
    assert (status, body) == (410, NOTICE)


def test_slow_readers_of_a_big_file_do_not_hold_up_the_pages(served: Served) -> None:
    url = f"/files/{'ab' * 32}/film.mp4"
    served.tree.write(url[1:], bytes(40 * 1024 * 1024))
    slow = []
    try:
        for _ in range(5):
            reader = socket.create_connection(("127.0.0.1", served.port), timeout=5)
            reader.sendall(f"GET {url} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            slow.append((reader, reader.recv(12)[9:]))
        assert [status for _, status in slow] == [b"200"] * 3 + [b"503"] * 2
        assert served.ask("/")[0] == 200
    finally:
        for reader, _ in slow:
            reader.close()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_lets_go_of_the_port(served: Served, sign: signal.Signals) -> None:
    assert served.ask("/")[0] == 200
    served.process.send_signal(sign)
    assert served.process.wait(10) == 0
    assert not answers(served.port)
