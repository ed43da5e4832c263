"""What the public gets, asked of the WSGI callable over real files."""

import gzip
import os
import subprocess
import sys
import time
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import brotli  # type: ignore[import-untyped] # it ships no types
import pytest

from console.newsroom.negotiation import codings
from console.newsroom.server import Newsroom
from console.newsroom.tree import FileTree
from tests.newsroom.browsing import ask
from tests.newsroom.conftest import NOTICE, PAGE, SHA

BROWSER = "gzip, deflate, br, zstd"


@pytest.mark.parametrize("path", ["/", "/releases/2026-0001/", "/feed.xml", "/?from=weibo"])
def test_a_page_comes_with_its_bytes_validators_and_guards(newsroom: Newsroom, path: str) -> None:
    answer = ask(newsroom, path)
    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.headers["Content-Length"] == str(len(PAGE))
    assert answer.headers["Cache-Control"] == "public, max-age=30"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["ETag"].startswith('"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Accept-Ranges"] == "none"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (BROWSER, "br"),
        ("gzip", "gzip"),
        ("GZIP;Q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("br;q=0.2, gzip;q=0.9", "gzip"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0.5, identity", None),
        ("gzip;q=0, br;q=0", None),
        ("identity;q=0", None),
        ("gzip;q=nan", None),
        ("gzip;q=abc", None),
        ("gzip;q=7", None),
        ("deflate", None),
        (";;,,=", None),
        ("", None),
    ],
)
def test_the_coding_is_the_one_the_reader_likes_best(
    newsroom: Newsroom, accept: str, coding: str | None
) -> None:
    answer = ask(newsroom, "/feed.xml", accept_encoding=accept)
    assert answer.headers.get("Content-Encoding") == coding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert unpack(answer.body) == PAGE
    assert answer.headers["Content-Length"] == str(len(answer.body))


def test_a_flood_of_strange_codings_is_not_remembered(newsroom: Newsroom) -> None:
    for n in range(1000):
        ask(newsroom, "/", accept_encoding=f"x{n}")
    assert len(newsroom._codings) <= 256
    assert codings("gzip, br;q=0.8") == ("gzip", "br")


def test_each_coding_has_its_own_strong_etag(newsroom: Newsroom) -> None:
    tags = {ask(newsroom, "/", accept_encoding=a).headers["ETag"] for a in ("", "gzip", "br")}
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ("{}", 304),
        ("W/{}", 304),
        ('"other", {}', 304),
        ('"a,b",W/"x" , {} ,"z"', 304),
        ("*", 304),
        ('"other"', 200),
        ("unquoted", 200),
        ("", 200),
        ('"open', 200),
    ],
)
def test_if_none_match_is_answered_304(newsroom: Newsroom, form: str, status: int) -> None:
    tag = ask(newsroom, "/", accept_encoding="br").headers["ETag"]
    answer = ask(newsroom, "/", accept_encoding="br", if_none_match=form.format(tag))
    assert answer.status == status
    if status == 304:
        assert answer.body == b""
        assert answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == "public, max-age=30"
        assert "Content-Length" not in answer.headers


@pytest.mark.parametrize(("seconds", "status"), [(0, 304), (3600, 304), (-1, 200), (None, 200)])
def test_if_modified_since_is_answered_304_when_it_was_not(
    newsroom: Newsroom, root: Path, seconds: int | None, status: int
) -> None:
    modified = int((root / "index.html").stat().st_mtime)
    assert ask(newsroom, "/").headers["Last-Modified"] == formatdate(modified, usegmt=True)
    since = "yesterday" if seconds is None else formatdate(modified + seconds, usegmt=True)
    assert ask(newsroom, "/", if_modified_since=since).status == status


def test_if_none_match_outranks_if_modified_since(newsroom: Newsroom) -> None:
    later = formatdate(4_000_000_000, usegmt=True)
    assert ask(newsroom, "/", if_none_match='"old"', if_modified_since=later).status == 200


def test_last_modified_is_never_in_the_future_and_never_hides_a_change(
    newsroom: Newsroom, tree: FileTree
) -> None:
    """curl throws a body away whose date is no newer than the one it asked with: two versions never
    have the same, and one dated ahead of the clock has none yet."""
    held = ask(newsroom, "/feed.xml").headers["Last-Modified"]
    said = [held]
    for n in range(5):
        tree.write("feed.xml", PAGE + bytes([n]))
        answer = ask(newsroom, "/feed.xml", if_modified_since=held)
        assert (answer.status, answer.body) == (200, PAGE + bytes([n]))
        if "Last-Modified" in answer.headers:
            said.append(answer.headers["Last-Modified"])
            assert parsedate_to_datetime(said[-1]).timestamp() <= time.time()
        tag = {"if_none_match": answer.headers["ETag"]}
        assert ask(newsroom, "/feed.xml", **tag, if_modified_since=held).status == 304
    assert len(said) == len(set(said)) < 6
    file = tree._root / "feed.xml"
    for each in (file, file.with_name("feed.xml.br"), file.with_name("feed.xml.gz")):
        os.utime(each, ns=(0, file.stat().st_mtime_ns - 60 * 10**9))
    assert "Last-Modified" in ask(newsroom, "/feed.xml").headers


@pytest.mark.parametrize(
    "path", ["/", "/nothing/", "/releases/2026-0002/", "/healthz", "/feed.xml"]
)
def test_head_says_what_get_would_and_sends_no_body(newsroom: Newsroom, path: str) -> None:
    got, headed = (ask(newsroom, path, method, accept_encoding="br") for method in ("GET", "HEAD"))
    assert headed.body == b""
    assert (headed.status, headed.headers) == (got.status, got.headers)


@pytest.mark.parametrize("path", ["/", "/nothing", "/healthz", "/releases/2026-0002/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_not_allowed(newsroom: Newsroom, path: str, method: str) -> None:
    answer = ask(newsroom, path, method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_withdrawn_page_answers_410_with_the_notice(newsroom: Newsroom, tree: FileTree) -> None:
    page = "/releases/2026-0001/"
    tag = ask(newsroom, page).headers["ETag"]
    tree.write(page[1:] + "gone.html", NOTICE)
    assert ask(newsroom, page).status == 200
    tree.remove(page[1:] + "index.html")
    for url in (page, page + "index.html", page + "gone.html", page + "?x=1"):
        answer = ask(newsroom, url, if_none_match=tag)
        assert (answer.status, answer.body) == (410, NOTICE)
        assert answer.headers["Cache-Control"] == "public, max-age=30"
        assert "ETag" not in answer.headers
    assert ask(newsroom, page, accept_encoding="br").headers["Content-Encoding"] == "br"
    assert ask(newsroom, page, if_none_match="*").status == 410
    tree.write(page[1:] + "index.html", PAGE)
    assert ask(newsroom, page).status == 200


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/releases/2026-0001", "/releases/2026-0001/"),
        ("/releases/2026-0002?a=b", "/releases/2026-0002/?a=b"),
        ("/columns/" + quote("警情"), "/columns/" + quote("警情") + "/"),
    ],
)
def test_a_folder_without_its_slash_is_redirected(
    newsroom: Newsroom, tree: FileTree, target: str, location: str
) -> None:
    tree.write("columns/警情/index.html", PAGE)
    answer = ask(newsroom, target)
    assert (answer.status, answer.headers["Location"]) == (301, location)


HOSTILE = (
    "/../etc/passwd", "/%2e%2e/secret.html", "/..%2fsecret.html", "/%2e%2e%2fsecret.html",
    "/%252e%252e/secret.html", "/releases/../../secret.html", "//secret.html", "///etc/passwd",
    "/..%5csecret.html", "/%5c%5chost/share", "/index.html%00", "/index.html%00.png", "/%ff%fe",
    "/%c0%ae%c0%ae/secret.html", "/%c0%af", "/.tmp/x", "/.git/config", "/.env", "/releases/.x",
    "/index.html.gz", "/index.html.br", "/feed.xml.gz", "/" + "a" * 5000, "/" + "a/" * 3000,
    "/link.html", "/linked/secret.html", "/linked/", "/loop", "/%0d%0aSet-Cookie:x", "/releases",
    "/releases/", "/files/", f"/files/{SHA}/", "/feed.xml/", "/index.html/", "*", "/pipe",
    "//evil.example/releases/2026-0001", "/%2f%2fevil.example/", "/./index.html", "/private.html",
)  # fmt: skip


@pytest.mark.parametrize("accept", ["", "br"])
@pytest.mark.parametrize("target", HOSTILE)
def test_an_attack_gets_the_same_404_as_a_mistyped_address(
    newsroom: Newsroom, root: Path, target: str, accept: str
) -> None:
    outside = root.parent / "secret.html"
    outside.write_bytes(b"SECRET")
    (root / "link.html").symlink_to(outside)
    (root / "private.html").symlink_to("../secret.html")
    (root / "linked").symlink_to(root.parent)
    (root / "loop").symlink_to("loop")
    (root / ".env").write_bytes(b"SECRET")
    (root / ".tmp" / "x").write_bytes(b"SECRET")
    os.mkfifo(root / "pipe")
    answer = ask(newsroom, target, accept_encoding=accept)
    assert answer.status == 404
    assert b"SECRET" not in answer.body
    assert answer == ask(newsroom, "/mistyped", accept_encoding=accept)


def test_a_link_within_the_tree_is_followed(newsroom: Newsroom, root: Path) -> None:
    (root / "now.html").symlink_to("index.html")
    assert ask(newsroom, "/now.html").body == PAGE


def test_a_tree_without_a_404_page_still_answers_in_two_languages(tmp_path: Path) -> None:
    answer = ask(Newsroom(tmp_path), "/x")
    assert answer.status == 404
    assert "没有这一页".encode() in answer.body
    assert b"no such page" in answer.body


@pytest.mark.parametrize(
    ("path", "kind", "cache", "saved"),
    [
        ("columns/news/feed.xml", "application/rss+xml; charset=utf-8", "brief", False),
        ("atom.xml", "application/atom+xml; charset=utf-8", "brief", False),
        ("feed.json", "application/feed+json; charset=utf-8", "brief", False),
        ("sitemap.xml", "application/xml; charset=utf-8", "brief", False),
        ("latest.json", "application/json; charset=utf-8", "brief", False),
        ("robots.txt", "text/plain; charset=utf-8", "brief", False),
        ("assets/site.0123abcd.css", "text/css; charset=utf-8", "forever", False),
        ("assets/0123456789abcdef/poll.js", "text/javascript; charset=utf-8", "forever", False),
        ("assets/site.css", "text/css; charset=utf-8", "brief", False),
        (f"files/{SHA}/poster.png", "image/png", "forever", False),
        (f"files/{SHA}/通报.pdf", "application/pdf", "forever", False),
        (f"files/{SHA}/a.html", "text/html; charset=utf-8", "forever", True),
        (f"files/{SHA}/a.svg", "image/svg+xml; charset=utf-8", "forever", True),
        (f"files/{SHA}/a.docx", "application/octet-stream", "forever", True),
        (f"files/{SHA}/noname", "application/octet-stream", "forever", True),
        ("files/short/a.png", "image/png", "brief", False),
    ],
)
def test_types_and_times_follow_the_path(
    newsroom: Newsroom, tree: FileTree, path: str, kind: str, cache: str, *, saved: bool
) -> None:
    tree.write(path, PAGE)
    headers = ask(newsroom, "/" + quote(path)).headers
    assert headers["Content-Type"] == kind
    assert ("immutable" in headers["Cache-Control"]) == (cache == "forever")
    assert headers.get("Content-Disposition") == ("attachment" if saved else None)


def test_well_known_files_are_served(newsroom: Newsroom) -> None:
    assert ask(newsroom, "/.well-known/security.txt").status == 200


def test_healthz_follows_the_tree(newsroom: Newsroom, root: Path) -> None:
    assert (ask(newsroom, "/healthz").status, ask(newsroom, "/healthz").body) == (200, b"ok\n")
    root.rename(root.with_name("elsewhere"))
    assert ask(newsroom, "/healthz").status == 503


def test_a_change_is_seen_after_the_interval_and_not_looked_for_before(
    root: Path, tree: FileTree
) -> None:
    now = [100.0]
    newsroom = Newsroom(root, recheck_ms=100, monotonic=lambda: now[0])
    assert ask(newsroom, "/").body == PAGE
    tree.write("index.html", b"new")
    now[0] += 0.099
    assert ask(newsroom, "/").body == PAGE
    now[0] += 0.002
    assert ask(newsroom, "/").body == b"new"


def test_a_variant_of_other_words_is_never_served(newsroom: Newsroom, root: Path) -> None:
    (root / "index.html.br").write_bytes(brotli.compress(b"yesterday"))
    (root / "index.html.gz").unlink()
    answer = ask(newsroom, "/", accept_encoding=BROWSER)
    assert answer.body == PAGE
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_rebuilt_tree_is_served_once_swapped_in(tmp_path: Path, root: Path) -> None:
    public = tmp_path / "link"
    public.symlink_to(root)
    newsroom = Newsroom(public, recheck_ms=0)
    assert ask(newsroom, "/").body == PAGE
    FileTree(tmp_path / "rebuilt").write("index.html", b"rebuilt")
    (tmp_path / "next").symlink_to(tmp_path / "rebuilt")
    (tmp_path / "next").rename(public)
    assert ask(newsroom, "/").body == b"rebuilt"
    assert ask(newsroom, "/feed.xml").status == 404


def test_a_broken_disk_is_503_and_not_404(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("console.newsroom.server.find", broken)
    assert ask(newsroom, "/").status == 503


def test_other_callables_answer_their_own_paths(root: Path) -> None:
    def search(environ: object, start_response: object) -> list[bytes]:
        start_response("200 OK", [])  # type: ignore[operator] # it is there, or this fails
        return [b"found"]

    newsroom = Newsroom(root, routes={"/search": search})
    assert ask(newsroom, "/search?q=x").body == b"found"
    assert ask(newsroom, "/").body == PAGE


def test_the_server_loads_nothing_of_the_private_side() -> None:
    code = (
        "import sys; import console.newsroom.server; "
        "print([m for m in sys.modules if m.startswith('console.')])"
        "; print([m for m in sys.modules if m.split('.')[0] in ('flask','sqlalchemy','brotli')])"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    ours, foreign = said.stdout.splitlines()
    assert set(eval(ours)) <= {  # noqa: S307
        "console.newsroom",
        *(
            f"console.newsroom.{m}"
            for m in ("server", "layout", "lookup", "entries", "negotiation", "notices", "wsgi")
        ),
    }
    assert foreign == "[]"
