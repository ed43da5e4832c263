"""What the newsroom keeps in memory, and what it never does."""

import os
from pathlib import Path

from console.newsroom.server import Newsroom
from console.newsroom.tree import FileTree
from tests.newsroom.browsing import ask
from tests.newsroom.conftest import SHA


def test_memory_is_bounded_and_the_longest_unasked_goes_first(root: Path, tree: FileTree) -> None:
    for n in range(50):
        tree.write(f"many/{n}/index.html", os.urandom(2000))
    newsroom = Newsroom(root, recheck_ms=0, cache_bytes=64_000)
    for n in range(50):
        assert ask(newsroom, f"/many/{n}/").status == 200
        assert ask(newsroom, "/").status == 200
        assert newsroom._cache.weight <= 64_000
    assert newsroom._cached("/") is not None
    assert newsroom._cached("/many/0/") is None


def test_unknown_addresses_leave_nothing_in_memory(newsroom: Newsroom) -> None:
    ask(newsroom, "/mistyped")
    before = newsroom._cache.weight
    for n in range(100):
        ask(newsroom, f"/mistyped/{n}")
    assert newsroom._cache.weight == before


def test_big_files_are_sent_in_pieces_and_only_so_many_at_once(root: Path, tree: FileTree) -> None:
    big = os.urandom(300_000)
    tree.write(f"files/{SHA}/film.mp4", big)
    newsroom = Newsroom(root, body_limit=100_000, streams=1)
    url = f"/files/{SHA}/film.mp4"
    for _ in range(3):
        assert ask(newsroom, url).body == big
    assert ask(newsroom, url).headers["Content-Length"] == "300000"
    assert ask(newsroom, url, "HEAD").body == b""
    tag = ask(newsroom, url).headers["ETag"]
    assert ask(newsroom, url, if_none_match=tag).status == 304
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": url}
    slow = newsroom(environ, lambda *_: lambda _: None)
    busy = ask(newsroom, url)
    assert (busy.status, busy.headers["Retry-After"]) == (503, "5")
    assert ask(newsroom, "/").status == 200
    slow.close()  # type: ignore[attr-defined] # a generator, as servers close it
    assert ask(newsroom, url).status == 200
