"""Feeds by the rules of the W3C's validator; read by the real newsboat; one 304 a poll."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from console.newsroom.server import Newsroom
from console.publishing.rules.channel import Action
from tests.loopback import serving
from tests.newsroom import built
from tests.newsroom.built import Built
from tests.newsroom.feed_rules import faults
from tests.newsroom.items import EVENING, SITE, card, correction_of, item, withdrawn
from tests.newsroom.newsboat import Newsboat

FEEDS = ("feed.xml", "atom.xml", "feed.json")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built.lay(tmp_path_factory.mktemp("feeds") / "public").root


def feeds(root: Path) -> dict[str, bytes]:
    """By path, of everything, each column and each incident."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for name in FEEDS[:2]
        for path in sorted(root.rglob(name))
    }


def test_every_feed_is_valid_by_the_w3cs_rules(site: Path) -> None:
    found = feeds(site)
    assert len(found) == 2 * (1 + len(SITE.columns) + 2)
    for path, body in found.items():
        assert faults(body, f"{SITE.public_url}/{path}") == [], path


SPOILT = {
    "MissingEncoding": ("<?xml version='1.0' encoding='UTF-8'?>", ""),
    "MissingTitle": ("<title>示例公安新闻发布</title>", ""),
    "MissingAtomSelfLink": ('rel="self"', 'rel="via"'),
    "SelfDoesntMatchLocation": ("/feed.xml", "/rss.xml"),
    "InvalidRFC2822Date": ("<pubDate>Mon,", "<pubDate>Tue,"),
    "InvalidRFC3339Date": ("<atom:updated>2026-", "<atom:updated>2026-1"),
    "InvalidTAG": ('isPermaLink="false">tag:', 'isPermaLink="false">'),
    "InvalidHttpGUID": ('isPermaLink="false"', 'isPermaLink="true"'),
    "InvalidFullLink": ("<link>https://xinwen.shili.example/releases/", "<link>/releases/"),
    "ContainsHTML": ("<title>情况", "<title>&lt;b&gt;情况"),
    "SecurityRisk": ("<content:encoded>", "<content:encoded>&lt;script&gt;1&lt;/script&gt;"),
    "ContainsRelRef": ('a href="https://xinwen.shili.example', 'a href="'),
    "InvalidIntegerAttribute": ('length="', 'length="x'),
    "InvalidMIMEAttribute": ('type="image/png"', 'type="png"'),
    "UndefinedElement": ("<ttl>", "<textinput/><ttl>"),
    "DuplicateElement": ("<ttl>", "<ttl>1</ttl><ttl>"),
    "DuplicateValue": ("release/2026-0001<", "release/2026-0002<"),
}


@pytest.mark.parametrize(("rule", "change"), SPOILT.items())
def test_the_rules_find_what_is_spoilt_in_rss(
    site: Path, rule: str, change: tuple[str, str]
) -> None:
    body = (site / "feed.xml").read_text(encoding="utf-8")
    assert change[0] in body
    spoilt = body.replace(*change).encode()
    said = faults(spoilt, f"{SITE.public_url}/feed.xml")
    assert any(each.startswith(rule) for each in said), said


SPOILT_ATOM = {
    "MissingElement: updated": ("<updated>", "<dc:date>", "</updated>", "</dc:date>"),
    "MissingElement: name": ("<name>示例市公安局</name>", ""),
    "MissingAlternateLink": ('rel="alternate"', 'rel="related"'),
    "MisplacedMetadata": ("</feed>", '<subtitle xmlns="http://www.w3.org/2005/Atom"/></feed>'),
    "DuplicateEntries": ("release/2026-0001<", "release/2026-0002<"),
    "MissingTextualContent": ('type="html"', 'type="text"'),
    "MissingAttribute": ('term="警情通报"', 'term=""'),
    "InvalidTAG": ('ref="tag:', 'ref="'),
    "InvalidRFC3339Date": ('when="2026', 'when="26'),
}


@pytest.mark.parametrize(("rule", "change"), SPOILT_ATOM.items())
def test_the_rules_find_what_is_spoilt_in_atom(
    site: Path, rule: str, change: tuple[str, ...]
) -> None:
    body = (site / "atom.xml").read_text(encoding="utf-8")
    for old, new in zip(change[::2], change[1::2], strict=True):
        assert old in body
        body = body.replace(old, new)
    said = faults(body.encode(), f"{SITE.public_url}/atom.xml")
    assert any(each.startswith(rule) for each in said), said


def test_a_rebuilt_site_has_the_same_feeds_byte_for_byte(site: Path, tmp_path: Path) -> None:
    again = built.lay(tmp_path / "public").root
    assert feeds(again) == feeds(site)
    for name in ("feed.json", "feeds.opml", "latest.json", "sitemap.xml"):
        assert (again / name).read_bytes() == (site / name).read_bytes()


class Counting:
    """The newsroom, noting what each reader was answered."""

    def __init__(self, root: Path) -> None:
        self._newsroom = Newsroom(root, recheck_ms=0)
        self.answers: list[tuple[str, str, int]] = []  # path, status, bytes of the body

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        said: list[str] = []

        def start(status: str, headers: Any, *_: Any) -> None:
            said.append(status[:3])
            start_response(status, headers)

        body = list(self._newsroom(environ, start))
        self.answers.append((environ["PATH_INFO"], said[0], sum(map(len, body))))
        return body


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[tuple[Built, Counting, str]]:
    """An incident at its first release, served."""
    made = Built(tmp_path / "public")
    made.refresh()
    made.send(item(1, incident=card(), series_place=1))
    counting = Counting(made.root)
    with serving(counting) as address:
        yield made, counting, f"{address}/incidents/2026-E0001"


@pytest.mark.parametrize("name", FEEDS)
def test_a_reader_who_polls_pays_once_and_then_a_304(
    followed: tuple[Built, Counting, str], name: str
) -> None:
    made, counting, folder = followed
    first = feedparser.parse(f"{folder}/{name}")
    for _ in range(3):
        again = feedparser.parse(f"{folder}/{name}", etag=first.etag, modified=first.modified)
        assert again.status == 304
        by_date = feedparser.parse(f"{folder}/{name}", modified=first.modified)
        assert by_date.status == 304
    # Another incident's release moves what it is in, and leaves this incident's validators alone.
    made.send(item(50, column="advice"))
    made.refresh()
    assert feedparser.parse(f"{folder}/{name}", etag=first.etag).status == 304
    made.send(item(2, incident=card(), series_place=2))
    moved = feedparser.parse(f"{folder}/{name}", etag=first.etag, modified=first.modified)
    assert (moved.status, moved.etag == first.etag) == (200, False)
    assert {size for _, status, size in counting.answers if status == "304"} == {0}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["feed.xml", "atom.xml"])
def test_newsboat_follows_an_incident_to_its_withdrawal(
    followed: tuple[Built, Counting, str], tmp_path: Path, name: str
) -> None:
    made, counting, folder = followed
    reader = Newsboat(tmp_path / "newsboat", f"{folder}/{name}")
    for _ in range(4):
        reader.poll()
    # It keeps what it was told of a feed's version from its second poll on.
    told = [status for path, status, _ in counting.answers if path.endswith(name)]
    assert told == ["200", "200", "304", "304"]
    for place in range(2, 6):
        made.send(item(place, incident=card(), series_place=place))
        reader.poll()
    kept = reader.kept()
    assert [each.url.split("/")[-2] for each in kept] == [f"2026-000{n}" for n in (5, 4, 3, 2, 1)]
    assert all(each.unread and "发生爆炸" in each.content for each in kept)
    first = EVENING + timedelta(minutes=1)
    assert kept[-1].published == int(first.timestamp())

    reader.read_all()
    old, correction = correction_of(made.shelf.item("2026-0002"), 9, incident=card())
    made.send(correction)
    made.send(old, action=Action.UPDATE)
    reader.poll()
    by_number = {each.guid.rpartition("release/")[2]: each for each in reader.kept()}
    assert by_number["2026-0009"].unread
    assert by_number["2026-0009"].title.startswith("【更正】")
    assert "更正" in by_number["2026-0002"].content
    assert not by_number["2026-0001"].unread

    reader.read_all()
    gone = withdrawn(made.shelf.item("2026-0004"))
    made.send(gone, action=Action.WITHDRAW)
    reader.poll()
    newest = reader.kept()[0]
    assert newest.unread
    assert newest.title.startswith("【撤回】")
    assert "误发" in newest.content


def test_json_feeds_say_what_the_standard_asks(site: Path) -> None:
    """jsonfeed.org/version/1.1: what must be there, and unique ids."""
    for path in site.rglob("feed.json"):
        feed = json.loads(path.read_bytes())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == f"{SITE.public_url}/{path.relative_to(site).as_posix()}"
        ids = [each["id"] for each in feed["items"]]
        assert len(ids) == len(set(ids))
        assert all(each.get("content_html") or each.get("content_text") for each in feed["items"])
