"""From the last signature to the files a reader is served: the whole way, with nothing faked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import feedparser
import pytest

from console.channels.feeds import Feeds
from console.channels.website import Website
from console.channels.wechat import WeChat
from console.channels.weibo import Weibo
from console.newsroom.facts import SiteFacts
from console.newsroom.feeds import SiteFeeds
from console.newsroom.pages import SitePages
from console.newsroom.search.index import SearchIndex
from console.newsroom.tree import FileTree
from console.publishing.dispatcher import Dispatcher
from console.publishing.rules.shelf import Page, ShelfItem
from console.publishing.rules.states import DeliveryState as S
from console.releases.service import ReleaseLedger, ReleaseWarrant
from console.releases.shelf import DatabaseManuscripts, DatabaseShelf
from console.settings import Settings
from tests.builders import Desk
from tests.dispatching import Pace, Press
from tests.fakes import FixedClock


class Pages:
    """The real pages, but for releases in ``torn``, which cannot be rendered."""

    def __init__(self, pages: SitePages) -> None:
        self._pages = pages
        self.torn: set[str] = set()

    def release(self, item: ShelfItem) -> tuple[Page, ...]:
        if item.number in self.torn:
            raise ValueError("cannot be rendered")
        return self._pages.release(item)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pages, name)


@dataclass
class Site:
    root: Path
    pages: Pages
    dispatcher: Dispatcher

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def naming(self, number: str) -> set[str]:
        """Files in which this number stands."""
        return {
            str(path.relative_to(self.root))
            for path in self.root.rglob("*")
            if path.suffix in {".html", ".xml", ".json"} and number.encode() in path.read_bytes()
        }


@pytest.fixture
def site(desk: Desk, settings: Settings, clock: FixedClock) -> Site:
    facts = SiteFacts.from_settings(settings)
    shelf = DatabaseShelf(desk.database, desk.policy, page_entries=facts.page_entries)
    tree = FileTree(settings.public_tree)
    pages = Pages(SitePages(facts))
    columns = [column.slug for column in facts.columns]
    channels = {
        "website": Website(
            shelf, pages, tree, SearchIndex(settings.search_index), attachment=lambda _sha: b"",
            columns=columns, front_entries=20, zone=settings.zone,
        ),
        "feeds": Feeds(shelf, SiteFeeds(facts), tree, columns=columns, entries=50),
        "weibo": Weibo(),
        "wechat": WeChat(),
    }  # fmt: skip
    dispatcher = Dispatcher(
        desk.database, clock, ReleaseWarrant(desk.policy), ReleaseLedger(desk.policy),
        DatabaseManuscripts(desk.database, desk.policy), channels, Pace(), "one",
    )  # fmt: skip
    dispatcher.start()
    return Site(settings.public_tree, pages, dispatcher)


def test_a_signed_release_stands_on_the_site_and_in_the_feed(
    site: Site, desk: Desk, press: Press, clock: FixedClock
) -> None:
    desk.signed(clock.now(), title="关于示例区厂房爆炸的情况通报")
    site.dispatcher.tick()
    assert press.states() == {
        "website": S.SENT, "feeds": S.SENT, "weibo": S.HANDED_OVER, "wechat": S.WAITING,
    }  # fmt: skip
    assert "关于示例区厂房爆炸的情况通报" in site.text("releases/2026-0001/index.html")
    for path in ("index.html", "columns/bulletins/index.html", "archive/2026/11/index.html"):
        assert "/releases/2026-0001/" in site.text(path)
    for path in ("feed.xml", "atom.xml", "columns/bulletins/feed.xml"):
        parsed = feedparser.parse(site.text(path))
        assert [entry.link for entry in parsed.entries] == [
            "http://localhost:8000/releases/2026-0001/"
        ]


def test_a_withdrawn_release_is_gone_and_its_feed_says_so(
    site: Site, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    site.dispatcher.tick()
    clock.move(minutes=5)
    desk.withdraw(clock.now(), release_id, "误发")
    site.dispatcher.tick()
    assert not (site.root / "releases/2026-0001/index.html").exists()
    assert "误发" in site.text("releases/2026-0001/gone.html")
    assert "2026-0001" not in site.text("index.html")
    assert "【撤回】" in feedparser.parse(site.text("feed.xml")).entries[0].title


def test_a_release_whose_page_failed_is_named_nowhere_until_it_is_out(
    site: Site, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    site.pages.torn.add("2026-0001")
    site.dispatcher.tick()
    desk.signed(clock.now())
    site.dispatcher.tick()
    assert (site.root / "releases/2026-0002/index.html").exists()
    assert site.naming("2026-0001") == set()
    site.pages.torn.clear()
    clock.move(seconds=30)
    site.dispatcher.tick()
    assert {"index.html", "feed.xml", "releases/2026-0001/index.html"} <= site.naming("2026-0001")
