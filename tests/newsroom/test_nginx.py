"""nginx with deploy/nginx.conf answers as the newsroom does: over HTTP, from one tree."""

import http.client
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from console.newsroom.search.index import SearchIndex
from console.newsroom.turns import READ_AT_ONCE, WAITING
from tests.newsroom import built
from tests.newsroom.running import newsroom
from tests.newsroom.test_server import HOSTILE
from tests.nginx import nginx

#: What a reader, a cache or a browser acts upon. ETags are each server's own.
HEADERS = frozenset({
    "content-type", "content-length", "content-encoding", "cache-control", "vary", "last-modified",
    "content-disposition", "accept-ranges", "location", "retry-after", "x-robots-tag",
    "content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy",
    "cross-origin-opener-policy",
})  # fmt: skip
SMALL = 100  # bytes
FORM = "application/x-www-form-urlencoded"
GONE = "/releases/2026-0003/"
SPECIAL = (
    "/mistyped", "/mistyped/", "/mistyped/index.html", "/mistyped/gone.html",
    "/404.html", "/releases/", GONE, GONE + "index.html", GONE + "gone.html", GONE + "?utm=1",
    "/?utm=1", "/feed.xml?x", "/.well-known/security.txt", "/.well-known/", "/files/", "/assets/",
)  # fmt: skip
ALLOWED = ("/./index.html",)  # nginx walks the dots first; it stays within the tree
CODINGS = ("", "gzip", "br", "gzip, deflate, br", "identity;q=1, gzip;q=0")


@dataclass(frozen=True)
class Told:
    status: int
    headers: dict[str, str]
    body: bytes


class Pair:
    """Both servers, each on a connection kept alive."""

    def __init__(self, root: Path, *ports: int) -> None:
        self.root, self.ports = root, ports
        self._connections = [
            http.client.HTTPConnection("127.0.0.1", port, timeout=10) for port in ports
        ]

    def both(
        self, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> list[Told]:
        return [self.ask(place, path, method, body, **headers) for place in (0, 1)]

    def ask(
        self, place: int, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> Told:
        connection = self._connections[place]
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=named)
        answer = connection.getresponse()
        return Told(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    work = tmp_path_factory.mktemp("nginx")
    index = SearchIndex(work / "search" / "index.sqlite3")
    root = built.lay(work / "public", search=index).root
    # A tree laid in one second is dated ahead of the clock, and only the newsroom minds that.
    for path in root.rglob("*.*"):
        before = path.stat().st_mtime_ns - 3600 * 10**9
        os.utime(path, ns=(before, before))
    with newsroom(root) as ours, nginx(work, root, newsroom=ours.port, brotli=True) as theirs:
        made = Pair(root, ours.port, theirs)
        yield made
        made.close()


def addresses(root: Path) -> list[str]:
    """Of every file of the tree, by name and as a folder."""
    files = [path for path in root.rglob("*") if path.is_file()]
    names = ["/" + quote(path.relative_to(root).as_posix()) for path in sorted(files)]
    folders = [name.removesuffix("index.html") for name in names if name.endswith("index.html")]
    return [*names, *folders]


def told(answer: Told) -> tuple[int, dict[str, str], bytes]:
    """A file too small to compress does not vary; the newsroom says so of it all the same."""
    small = int(answer.headers.get("content-length", 0)) < SMALL
    kept = HEADERS - {"vary"} if small else HEADERS
    return answer.status, {k: v for k, v in answer.headers.items() if k in kept}, answer.body


def test_every_address_has_the_same_answer_in_every_coding(pair: Pair) -> None:
    asked = [*addresses(pair.root), *SPECIAL]
    assert len(asked) > 250
    seen: set[int] = set()
    for path in asked:
        for coding in CODINGS:
            for method in ("GET", "HEAD"):
                ours, theirs = pair.both(path, method, Accept_Encoding=coding)
                assert told(ours) == told(theirs), (method, path, coding)
                seen.add(ours.status)
    assert seen == {200, 404, 410}


def test_both_know_what_a_reader_holds(pair: Pair) -> None:
    for path in addresses(pair.root):
        for coding in ("", "gzip", "br"):
            for place, whole in enumerate(pair.both(path, Accept_Encoding=coding)):
                if whole.status != 200:
                    again = pair.ask(place, path, If_None_Match=whole.headers.get("etag", "*"))
                    assert again.status == whole.status, path
                    continue
                etag, date = whole.headers["etag"], whole.headers["last-modified"]
                for held in (
                    {"If_None_Match": etag},
                    {"If_None_Match": f'"other", W/{etag}'},
                    {"If_None_Match": "*"},
                    {"If_Modified_Since": date},
                ):
                    kept = pair.ask(place, path, Accept_Encoding=coding, **held)
                    assert (kept.status, kept.body) == (304, b""), (path, place, held)
                    assert kept.headers["etag"] == etag
                    assert kept.headers["cache-control"] == whole.headers["cache-control"]
                for changed in (
                    {"If_None_Match": '"other"'},
                    {"If_None_Match": '"other"', "If_Modified_Since": date},
                    {"If_Modified_Since": "Thu, 01 Jan 2015 00:00:00 GMT"},
                ):
                    again = pair.ask(place, path, Accept_Encoding=coding, **changed)
                    assert (again.status, again.body) == (200, whole.body), (path, place, changed)


def test_what_is_withdrawn_is_gone_for_whoever_holds_it(pair: Pair) -> None:
    for held in ({"If_None_Match": "*"}, {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"}):
        ours, theirs = pair.both(GONE, **held)
        assert ours.status == 410
        assert told(ours) == told(theirs)
        assert "误发" in ours.body.decode()


def test_both_say_that_they_are_well(pair: Pair) -> None:
    for answer in pair.both("/healthz"):
        assert (answer.status, answer.body) == (200, b"ok\n")
        assert answer.headers["cache-control"] == "no-store"


def test_a_folder_without_its_slash_leads_to_one_place(pair: Pair) -> None:
    for path in ("/columns/advice", "/releases/2026-0001?a=b", "/incidents/2026-E0001", GONE[:-1]):
        ours, theirs = pair.both(path)
        assert (ours.status, ours.headers["location"]) == (301, theirs.headers["location"])
        assert theirs.status == 301
        assert ours.headers["cache-control"] == theirs.headers["cache-control"]


def test_a_reader_only_reads(pair: Pair) -> None:
    for path in ("/", GONE, "/mistyped", "/feed.xml", "/healthz", "/search"):
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            for answer in pair.both(path, method):
                assert answer.status == 405, (path, method)
                assert answer.headers["allow"] == "GET, HEAD"
                assert answer.headers["x-content-type-options"] == "nosniff"


def test_search_and_comparing_are_passed_on_as_they_are(pair: Pair) -> None:
    found = quote("爆炸")
    for path in (f"/search?q={found}", f"/search?q={found}&page=2", "/search?q=%00", "/search",
                 "/verify?number=2026-0001", "/verify?number=2026-9999", "/verify"):  # fmt: skip
        for method in ("GET", "HEAD"):
            ours, theirs = pair.both(path, method)
            assert told(ours) == told(theirs), path
            assert ours.status in (200, 303)
    form = "number=2026-0001&text=" + quote("截至20时，已造成3人受伤。")
    ours, theirs = pair.both("/verify", "POST", form, Content_Type=FORM)
    assert told(ours) == told(theirs)
    assert "<ins>" in ours.body.decode()


def test_a_text_too_long_to_compare_is_refused_before_it_is_sent(pair: Pair) -> None:
    for port in pair.ports:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as sender:
            sender.sendall(b"POST /verify HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n")
            answer = http.client.HTTPResponse(sender)
            answer.begin()
            said = answer.read().decode()
        assert answer.status == 413, port
        assert "20000 字" in said, port
        assert "The text is too long" in said, port


def test_forms_that_never_end_do_not_pass_nginx(pair: Pair) -> None:
    """Were they passed on, each would hold one of the newsroom's places for forms."""
    unfinished = b"POST /verify HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\ntext=a"
    with ExitStack() as opened:
        for _ in range(READ_AT_ONCE + WAITING):
            slow = socket.create_connection(  # elsewhere: asking often is limited by address
                ("127.0.0.1", pair.ports[1]), source_address=("127.0.0.2", 0)
            )
            opened.enter_context(slow).sendall(unfinished)
        for answer in pair.both("/verify", "POST", "number=2026-9999", Content_Type=FORM):
            assert answer.status == 200
            assert "本局未发布过此编号" in answer.body.decode()


def test_without_a_newsroom_nginx_goes_on_but_for_the_questions(pair: Pair, tmp_path: Path) -> None:
    with nginx(tmp_path, pair.root) as port:
        alone = Pair(pair.root, port)
        for path in ("/search?q=x", "/verify?number=1"):
            answer = alone.ask(0, path)
            assert (answer.status, answer.headers["cache-control"]) == (503, "no-store")
            assert answer.headers["retry-after"] == "2"
            assert "暂时不可用" in answer.body.decode()
            assert "not available just now" in answer.body.decode()
        assert alone.ask(0, "/").status == 200
        alone.close()


@pytest.mark.parametrize("target", [path for path in HOSTILE if path != "*"])
def test_an_attack_reaches_nothing_through_either(pair: Pair, target: str) -> None:
    (pair.root.parent / "secret.html").write_bytes(b"SECRET")
    for place in (0, 1):
        answer = pair.ask(place, target)
        assert b"SECRET" not in answer.body
        assert answer.status in (301, 400, 404, 414) or target in ALLOWED, target
