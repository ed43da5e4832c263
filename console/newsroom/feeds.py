"""RSS 2.0 and Atom by feedgen, one generator a format, and JSON Feed; the same items give the same
bytes."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any, Final

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from console.kernel.clock import local
from console.kernel.ids import is_drill
from console.newsroom import addresses, cap, words
from console.newsroom.facts import SiteFacts
from console.newsroom.feed_directory import directory
from console.newsroom.feed_extensions import EntryParts, FeedParts, KeptEntry, Tombstone
from console.newsroom.json_feed import json_feed
from console.newsroom.stories import Story, entry_id, tell
from console.publishing.rules.shelf import IncidentCard, Page, PublicFile, ShelfItem

LIFETIME: Final = 1
"""Minutes that a reader may keep an RSS feed before asking again."""

KEPT: Final = 512
"""Stories of which the entries are kept: most of a feed is what stood in it before."""


class SiteFeeds:
    """Implements ``Feeds`` of publishing.rules.shelf."""

    def __init__(self, site: SiteFacts) -> None:
        self._site = site
        self._kept_rss = lru_cache(KEPT)(lambda story: KeptEntry(self._rss_entry(story)))
        self._kept_atom = lru_cache(KEPT)(lambda story: KeptEntry(self._atom_entry(story)))

    def everything(self, items: Sequence[ShelfItem]) -> tuple[Page, ...]:
        site = self._site
        return self._all("feed", addresses.HOME, site.title, site.description, items)

    def column(self, column: str, items: Sequence[ShelfItem]) -> tuple[Page, ...]:
        facts, folder = self._site.column(column), addresses.column(column)
        title = f"{facts.name} - {self._site.title}"
        return self._all(f"feed/column/{column}", folder, title, facts.description, items)

    def incident(self, card: IncidentCard, items: Sequence[ShelfItem]) -> tuple[Page, ...]:
        drill = f"【{words.DRILL}】" if is_drill(card.number) else ""
        title = words.clean(f"{drill}{card.title}")
        return self._all(
            f"feed/incident/{card.number}",
            addresses.incident(card.number),
            f"{title} - {self._site.title}",
            f"{title}：全部发布、更正和撤回",
            items,
        )

    def directory(self, current: Sequence[IncidentCard]) -> Page:
        return directory(self._site, current)

    def warnings(self, items: Sequence[ShelfItem]) -> Page:
        return cap.index(self._site, items)

    def _all(
        self, name: str, folder: str, title: str, description: str, items: Sequence[ShelfItem]
    ) -> tuple[Page, ...]:
        stories = tell(self._site, items, self._site.feed_entries)
        updated = max((story.updated for story in stories), default=self._site.since)

        rss = self._feed(name, title, description, updated)
        rss.link(href=self._site.url(addresses.href(folder)))
        rss.parts.self_href = self._site.url(addresses.href(f"{folder}feed.xml"))
        rss.parts.hub = self._site.hub
        rss.ttl(LIFETIME)

        atom = self._feed(name, title, description, updated)
        atom.link(
            href=self._site.url(addresses.href(f"{folder}atom.xml")),
            rel="self",
            type="application/atom+xml",
        )
        atom.link(href=self._site.url(addresses.href(folder)), rel="alternate", type="text/html")
        if self._site.hub:
            atom.link(href=self._site.hub, rel="hub")
        atom.author(name=self._site.press_office)
        atom.parts.tombstones = self._tombstones(items)

        for story in stories:
            rss.add_entry(self._kept_rss(story), order="append")
            atom.add_entry(self._kept_atom(story), order="append")
        return (
            Page(f"{folder}feed.xml", bytes(rss.rss_str())),
            Page(f"{folder}atom.xml", bytes(atom.atom_str())),
            json_feed(self._site, folder, title, description, stories),
        )

    def _feed(self, name: str, title: str, description: str, updated: datetime) -> Any:
        feed = FeedGenerator()
        feed.register_extension("parts", FeedParts)
        feed.id(self._site.tag(name))
        feed.title(title)
        feed.description(description)
        feed.language("zh-CN")
        feed.updated(self._here(updated))
        feed.generator("")  # a version in it would change bytes that nobody wrote
        feed.docs("")
        return feed

    def _entry(self, story: Story) -> Any:
        entry = FeedEntry()
        entry.register_extension("parts", EntryParts)
        entry.id(story.id)
        entry.title(story.title)
        entry.published(self._here(story.published))
        entry.updated(self._here(story.updated))
        entry.category([{"term": name, "label": name} for name in story.categories])
        entry.parts.creator = story.creator
        entry.parts.publisher = self._site.bureau
        entry.parts.updated = words.stamp(story.updated, self._site.zone)
        return entry

    def _rss_entry(self, story: Story) -> Any:
        entry = self._entry(story)
        entry.link(href=story.address)
        entry.description(escape(story.summary, quote=False))  # readers take it for HTML
        entry.content(story.html)
        for file in story.files[:1]:  # RSS has room for one
            entry.enclosure(*self._enclosure(file))
        return entry

    def _atom_entry(self, story: Story) -> Any:
        entry = self._entry(story)
        links = [{"href": story.address, "rel": "alternate", "type": "text/html"}]
        if story.related:
            links.append({"href": story.related, "rel": "related", "type": "text/html"})
        for file in story.files:
            href, length, kind = self._enclosure(file)
            links.append({"href": href, "rel": "enclosure", "length": length, "type": kind})
        entry.parts.links = links
        entry.author(name=story.creator)
        entry.summary(story.summary)
        entry.content(story.html, type="html")
        return entry

    def _enclosure(self, file: PublicFile) -> tuple[str, str, str]:
        return self._site.url(addresses.href(file.path)), str(file.size), file.media_type

    def _tombstones(self, items: Sequence[ShelfItem]) -> tuple[Tombstone, ...]:
        return tuple(
            Tombstone(
                ref=entry_id(self._site, item.number),
                when=words.stamp(item.withdrawal.at, self._site.zone),
                comment=words.clean(item.withdrawal.reason),
            )
            for item in items
            if item.withdrawal
        )

    def _here(self, at: datetime) -> datetime:
        """Whole seconds with the bureau's offset."""
        return local(at, self._site.zone).replace(microsecond=0)
