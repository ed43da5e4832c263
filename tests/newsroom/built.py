"""A whole public tree, as publishing lays it: every kind of page, by the real channels.

For what looks at the site from outside: validators, other servers, feed readers.
"""

import struct
import zlib
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from console.channels.feeds import Feeds
from console.channels.website import Website
from console.newsroom.facts import SiteFacts
from console.newsroom.feeds import SiteFeeds
from console.newsroom.pages import SitePages
from console.newsroom.tree import FileTree
from console.publishing.rules.channel import Action, Finishing
from console.publishing.rules.shelf import PublicFile, Reference, SearchIndex, ShelfItem
from tests.channels.shelves import ZONE, Leave, MemorySearch, MemoryShelf, bulletin
from tests.newsroom.items import (
    ADVICE,
    EVENING,
    SITE,
    WARNING,
    card,
    correction_of,
    drill,
    item,
    withdrawn,
)

PER_PAGE = 20
LONG_AGO = EVENING - timedelta(days=60)

#: Everything that a body may have in it.
RICH = (
    "<h2>基本情况</h2><p>11月23日19时42分许，<strong>示例区平安路</strong>一厂房发生爆炸。<br>"
    "截至20时，已造成<em>2人受伤</em>。</p><h3>交通</h3><ul><li>平安路<ul><li>东段封闭</li></ul>"
    '</li></ul><ol><li>绕行见<a href="https://jiaojing.shili.example/">交警网站</a></li></ol>'
    "<h4>热线</h4><blockquote><p>请勿前往现场。</p></blockquote>"
    '<table><thead><tr><th>地点</th><th>时间</th></tr></thead><tbody><tr><td colspan="2">平安路'
    "</td></tr><tr><td>东段</td><td>20时起</td></tr></tbody></table>"
)


def png(width: int = 640, height: int = 360) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = (b"\0" + b"\x0b\x3a\x82" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


class Built:
    """A tree under ``root``, and what stands on its shelf."""

    def __init__(
        self, root: Path, site: SiteFacts = SITE, search: SearchIndex | None = None
    ) -> None:
        self.root, self.shelf, self.tree = root, MemoryShelf(per_page=PER_PAGE), FileTree(root)
        self.files: dict[str, bytes] = {}
        columns = [column.slug for column in site.columns]
        self._website = Website(
            self.shelf, SitePages(site), self.tree, search or MemorySearch(),
            attachment=self.files.__getitem__, columns=columns, front_entries=20, zone=ZONE,
        )  # fmt: skip
        self._feeds = Feeds(self.shelf, SiteFeeds(site), self.tree, columns=columns, entries=50)

    def refresh(self) -> None:
        self._website.refresh(Leave())
        self._feeds.refresh(Leave())

    def send(self, *items: ShelfItem, action: Action = Action.PUBLISH) -> None:
        self.shelf.put(*items)
        for channel in (self._website, self._feeds):
            told = [bulletin(each, action, channel=channel.name) for each in items]
            outcomes = list(channel.deliver_batch(told, Leave()))
            if isinstance(channel, Finishing):
                outcomes += channel.finish(told, Leave())
            for outcome in outcomes:
                if isinstance(outcome, Exception):
                    raise outcome

    def attach(self, name: str, media_type: str, body: bytes, alt: str = "") -> PublicFile:
        digest = sha256(body).hexdigest()
        self.files[digest] = body
        return PublicFile(digest, name, media_type, len(body), alt)


def lay(root: Path, site: SiteFacts = SITE, search: SearchIndex | None = None) -> Built:
    """An incident with four releases, two of them warnings, a correction and a withdrawal; files; a
    drill; 45 old releases, so that lists have pages and the archive has months."""
    built = Built(root, site, search)
    built.refresh()
    built.send(
        *(
            item(place, published_at=at, updated_at=at, column=("advice", "news")[place % 3 == 0],
                 list_title=f"警方提示｜第{place}号")
            for place in range(100, 145)
            for at in (LONG_AGO + timedelta(days=place - 100),)
        )
    )  # fmt: skip
    incident = card()
    picture = built.attach("现场位置图.png", "image/png", png(), "示例区平安路现场位置图")
    table = built.attach("安置点名单.txt", "text/plain", "第一小学\n第二小学\n".encode() * 40)
    due = EVENING + timedelta(hours=1)
    series = [
        item(place, incident=incident, series_place=place, next_update_at=due,
             kind="initial" if place == 1 else "update",
             body_html=RICH, files=(picture, table) if place == 2 else (),
             advice=ADVICE if place > 2 else "", warning=WARNING if place > 2 else None)
        for place in range(1, 5)
    ]  # fmt: skip
    for place, each in enumerate(series):
        before = series[place - 1] if place else None
        link = Reference(before.number, before.list_title) if before else None
        built.send(replace(each, previous=link))
        if before:
            after = Reference(each.number, each.list_title)
            built.shelf.put(replace(built.shelf.item(before.number), next=after))
            built.send(built.shelf.item(before.number), action=Action.UPDATE)
    old, correction = correction_of(built.shelf.item("2026-0002"), 9, incident=incident)
    built.send(correction)
    built.send(old, action=Action.UPDATE)
    built.send(withdrawn(built.shelf.item("2026-0003")), action=Action.WITHDRAW)
    built.send(drill(7))
    return built
