"""JSON Feed and OPML: the same stories in other clothes."""

import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

from console.newsroom.feeds import SiteFeeds
from console.publishing.rules.shelf import ShelfItem
from tests.newsroom.items import SITE, attachment, card, correction_of, item, withdrawn
from tests.newsroom.reading import entries

NASTY = "<script>\"'&]]>\x00\x0b\x1f\ud800\ufffe"


def feed(*items: ShelfItem, site: Any = SITE) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(SiteFeeds(site).everything(items)[2].body)
    return read


def test_a_json_feed_says_where_it_stands_and_what_it_is() -> None:
    read = feed(item(1))
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["feed_url"] == "https://xinwen.shili.example/feed.json"
    assert read["home_page_url"] == "https://xinwen.shili.example/"
    assert read["language"] == "zh-CN"
    assert "hubs" not in read


def test_every_format_tells_the_same_stories_in_the_same_order() -> None:
    old, told = correction_of(item(1))
    items = [told, old, withdrawn(item(2))]
    rss, atom, _ = SiteFeeds(SITE).everything(items)
    told_json = [(each["id"], each["title"], each["url"]) for each in feed(*items)["items"]]
    for page in (rss, atom):
        assert [(e.id, e.title, e.link) for e in entries(page)] == told_json


def test_an_item_has_its_text_times_and_files() -> None:
    release = item(1, incident=card(), files=(attachment(),))
    (told,) = feed(release)["items"]
    assert release.body_html in told["content_html"]
    assert told["date_published"] == "2026-11-23T20:11:00+08:00"
    assert told["tags"] == ["警情通报", "示例区一厂房爆炸"]
    (file,) = told["attachments"]
    assert file["mime_type"] == "image/png"
    assert file["size_in_bytes"] == 204800


def test_an_item_without_files_says_nothing_of_them() -> None:
    assert "attachments" not in feed(item(1))["items"][0]


def test_nasty_words_never_break_it() -> None:
    (told,) = feed(item(1, title=NASTY, list_title=NASTY, paragraphs=(NASTY,)))["items"]
    assert "<script" not in told["content_html"]
    assert "\x00" not in told["title"]


def test_a_hub_is_named_in_every_format() -> None:
    site = replace(SITE, hub="https://hub.shili.example/")
    rss, atom, _ = SiteFeeds(site).everything([item(1)])
    assert b'href="https://hub.shili.example/" rel="hub"' in rss.body
    assert b'href="https://hub.shili.example/" rel="hub"' in atom.body
    assert feed(item(1), site=site)["hubs"] == [
        {"type": "WebSub", "url": "https://hub.shili.example/"}
    ]
    assert b"hub" not in SiteFeeds(SITE).everything([item(1)])[0].body


def outlines(*current: Any) -> list[str]:
    page = SiteFeeds(SITE).directory(current)
    assert page.path == "feeds.opml"
    root = ET.fromstring(page.body)  # noqa: S314 - our own words
    assert root.get("version") == "2.0"
    return [each.get("xmlUrl", "") for each in root.iter("outline") if each.get("type") == "rss"]


def test_the_directory_names_every_feed() -> None:
    named = outlines(card())
    assert named[0] == "https://xinwen.shili.example/feed.xml"
    assert {f"https://xinwen.shili.example/columns/{c.slug}/feed.xml" for c in SITE.columns} <= set(
        named
    )
    assert named[-1] == "https://xinwen.shili.example/incidents/2026-E0001/feed.xml"


def test_a_drill_is_not_in_the_directory() -> None:
    assert outlines(card(number="Y-2026-E0001")) == outlines()
