"""Readers who say nothing, or take nothing, do not keep the others from their page."""

import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from console.newsroom.endurance import Ceiling
from console.newsroom.server import Newsroom
from console.newsroom.tree import FileTree
from tests.newsroom.browsing import ask
from tests.newsroom.conftest import PAGE, SHA
from tests.newsroom.running import Running, newsroom

POSTER = f"/files/{SHA}/poster.png"
MEBI = 1024 * 1024


@contextmanager
def connections(port: int, count: int, said: bytes) -> Iterator[list[socket.socket]]:
    """That many, each with a small window, which said this and then read nothing."""
    with ExitStack() as opened:
        made = []
        for _ in range(count):
            each = opened.enter_context(socket.socket())
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            each.settimeout(10)
            each.connect(("127.0.0.1", port))
            each.sendall(said)
            made.append(each)
        yield made


def page(served: Running, path: str = "/", *, within: float = 5) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=within)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET / HTT",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["silent", "half a line", "half a head", "kept alive"],
)
def test_those_who_say_nothing_make_room(root: Path, said: bytes) -> None:
    with newsroom(root, connections=8, head_ms=500) as served, connections(served.port, 20, said):
        assert page(served) == 200


UNFINISHED = (
    b"POST /verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 200000\r\n\r\ntext=a"
)


def test_forms_that_never_end_hold_no_page(root: Path) -> None:
    with newsroom(root) as served, connections(served.port, 12, UNFINISHED):
        time.sleep(0.5)
        assert [page(served) for _ in range(5)] == [200] * 5
        assert page(served, "/search?a=1") in {200, 503}


def test_a_question_of_too_many_parts_is_refused_with_a_sentence(root: Path) -> None:
    asked = "&".join(f"a{each}=1" for each in range(30))
    with newsroom(root) as served:
        assert page(served, f"/search?{asked}") == 400


@pytest.fixture
def poster(tree: FileTree) -> bytes:
    body = os.urandom(3 * MEBI)
    tree.write(POSTER[1:], body)
    return body


@pytest.mark.slow
def test_memory_stays_bounded_while_nobody_takes_what_they_asked_for(
    root: Path, poster: bytes
) -> None:
    asked = f"GET {POSTER} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with newsroom(root, answer_bytes=32 * MEBI, silent_ms=60_000) as served:
        assert page(served, POSTER) == 200
        with connections(served.port, 80, asked):
            time.sleep(1)
            # What it may hold: cache, answers, and what was on its way between two looks.
            assert served.resident() < (64 + 32 + 64) * MEBI
            assert page(served, POSTER) == 503
            assert page(served) == 200
        deadline = time.monotonic() + 40
        while page(served, POSTER) == 503:
            assert time.monotonic() < deadline, "what was held is never given back"
            time.sleep(0.1)


@pytest.mark.slow
def test_a_reader_who_takes_nothing_is_given_up(root: Path, poster: bytes) -> None:
    asked = f"GET {POSTER} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with newsroom(root, connections=4, silent_ms=1000) as served:
        assert page(served) == 200
        with connections(served.port, 4, asked):
            assert page(served, within=20) == 200


@pytest.mark.slow
def test_a_slow_reader_who_takes_some_gets_everything(root: Path, poster: bytes) -> None:
    asked = f"GET {POSTER} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    with newsroom(root, silent_ms=1000) as served, connections(served.port, 1, asked) as [reader]:
        got = b""
        until = time.monotonic() + 2.5
        while time.monotonic() < until:
            got += reader.recv(8192)
            time.sleep(0.05)
        while some := reader.recv(MEBI):
            got += some
        assert got.endswith(poster)


def test_only_big_answers_wait_while_too_much_is_held(root: Path, poster: bytes) -> None:
    full = True
    made = Newsroom(root, recheck_ms=0, is_full=lambda: full)
    busy = ask(made, POSTER)
    assert (busy.status, busy.headers["Retry-After"]) == (503, "5")
    assert busy.headers["Cache-Control"] == "no-store"
    assert ask(made, POSTER, "HEAD").status == 200
    assert ask(made, "/").body == PAGE
    full = False
    tag = ask(made, POSTER).headers["ETag"]
    full = True
    assert ask(made, POSTER, if_none_match=tag).status == 304


def test_memory_is_looked_at_now_and_then() -> None:
    now, held, looks = [0.0], [10], []

    def look() -> int:
        looks.append(now[0])
        return held[0]

    ceiling = Ceiling(10, held=look, monotonic=lambda: now[0])
    assert not ceiling.is_reached()
    held[0] = 11
    assert not ceiling.is_reached()
    now[0] = 0.06
    assert ceiling.is_reached()
    assert looks == [0.0, 0.06]
