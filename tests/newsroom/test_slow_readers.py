"""Readers who say nothing, or take nothing, do not keep the others from their page."""

import http.client
import os
import select
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from console.newsroom.endurance import Ceiling
from console.newsroom.search.index import SearchIndex
from console.newsroom.server import Newsroom
from console.newsroom.tree import FileTree
from console.newsroom.turns import AT_ONCE, READ_AT_ONCE, WAITING, Forms
from tests.newsroom.browsing import ask
from tests.newsroom.conftest import PAGE, SHA
from tests.newsroom.items import item
from tests.newsroom.running import Running, newsroom

POSTER = f"/files/{SHA}/poster.png"
MEBI = 1024 * 1024
FORM = "application/x-www-form-urlencoded"


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


def ask_verify(served: Running, asked: str = "number=2026-9999") -> tuple[int, str, str | None]:
    """Status, page, Retry-After."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    try:
        connection.request("POST", "/verify", asked, {"Content-Type": FORM})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers["Retry-After"]
    finally:
        connection.close()


@pytest.fixture
def answering(root: Path, tree: FileTree) -> Path:
    """A tree with its page for answers, and what can be searched."""
    tree.write("verify/index.html", b"<!doctype html><!-- answers -->")
    tree.write("search/index.html", b"<!doctype html><!-- answers -->")
    SearchIndex(root.parent / "search" / "index.sqlite3").put([item(1)])
    return root


@contextmanager
def trickling(senders: list[socket.socket]) -> Iterator[None]:
    """Each says one more byte every now and then, and never its last."""
    ended = Event()

    def trickle() -> None:
        while not ended.wait(0.1):
            for each in senders:
                with suppress(OSError):  # closed by the newsroom
                    each.sendall(b"a")

    thread = Thread(target=trickle)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_forms_that_never_end_hold_neither_a_page_nor_another_form(answering: Path) -> None:
    with (
        newsroom(answering) as served,
        connections(served.port, READ_AT_ONCE, UNFINISHED) as slow,
        trickling(slow),
    ):
        assert [page(served) for _ in range(5)] == [200] * 5
        assert page(served, "/search?q=1") == 200
        status, told, _ = ask_verify(served)
        assert (status, "本局未发布过此编号" in told) == (200, True)


def test_a_crowd_of_forms_that_never_end_is_gone_when_one_asks_again(answering: Path) -> None:
    crowd = 3 * (READ_AT_ONCE + WAITING)
    with (
        newsroom(answering) as served,
        connections(served.port, crowd, UNFINISHED) as slow,
        trickling(slow),
    ):
        answers = [ask_verify(served)]
        while answers[-1][0] == 503:
            assert answers[-1][2] == "2"
            assert "请过 2 秒再试" in answers[-1][1]
            assert "again in 2 seconds" in answers[-1][1]
            assert len(answers) < 4
            time.sleep(2)
            answers.append(ask_verify(served))
        assert answers[-1][0] == 200


def test_a_form_has_ten_seconds_and_only_one_while_others_wait() -> None:
    now: list[float] = [0.0]
    ended: list[tuple[dict[str, int], float]] = []
    forms = Forms(lambda who, quiet: ended.append((dict(who), quiet)), monotonic=lambda: now[0])

    def wait() -> None:
        with forms.reading("192.0.2.3"):
            pass

    with ExitStack() as slow:
        for _ in range(READ_AT_ONCE - 1):
            slow.enter_context(forms.reading("192.0.2.1"))
        now[0] = 9.9
        slow.enter_context(forms.reading("192.0.2.2"))
        forms.look()
        assert ended == []
        now[0] = 10.0
        forms.look()
        assert ended == [({"192.0.2.1": READ_AT_ONCE - 1}, 10.0)]
        waits = Thread(target=wait)
        waits.start()
        while not forms.waiting:
            time.sleep(0.001)
        now[0] = 10.8
        forms.look()
        assert ended[1:] == [({"192.0.2.1": READ_AT_ONCE - 1}, 1.0)]
    waits.join()


def test_a_crowd_of_searches_keeps_no_page_waiting(answering: Path) -> None:
    index = sqlite3.connect(answering.parent / "search" / "index.sqlite3", isolation_level=None)
    asked = b"GET /search?q=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with newsroom(answering) as served, closing(index):
        index.execute("PRAGMA locking_mode = EXCLUSIVE")
        index.execute("BEGIN EXCLUSIVE")  # whoever searches now is kept waiting, by a real lock
        with connections(served.port, 40, asked) as searches:
            answers = [each.makefile("rb") for each in searches]
            assert [page(served) for _ in range(20)] == [200] * 20
            assert kept_waiting(searches, AT_ONCE) == AT_ONCE  # the others were told meanwhile
            index.close()
            told = Counter(each.readline()[9:12] for each in answers)
        assert told == {b"200": AT_ONCE, b"503": 40 - AT_ONCE}
        assert page(served, "/search?q=1") == 200


def kept_waiting(readers: Sequence[socket.socket], least: int) -> int:
    """Who has no answer, once no more than ``least`` have none."""
    end = time.monotonic() + 30
    while True:
        answered, _, _ = select.select(readers, [], [], 0)
        if len(readers) - len(answered) <= least or time.monotonic() > end:
            return len(readers) - len(answered)
        time.sleep(0.02)


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
        deadline = time.monotonic() + 20
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
