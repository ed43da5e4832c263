"""OPML 2.0: every feed of the site in one file, for readers that take a list."""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from console.kernel.ids import is_drill
from console.newsroom import addresses, words
from console.newsroom.facts import SiteFacts
from console.newsroom.page_head import (
    FeedLink,
    feed_for_all,
    feed_for_column,
    feed_for_incident,
)
from console.publishing.rules.shelf import IncidentCard, Page

PATH: Final = "feeds.opml"


def directory(site: SiteFacts, current: Sequence[IncidentCard]) -> Page:
    """Everything, each column, each current incident; drills are no news.

    A closed incident is left out: its feed will say nothing more, and a reader who takes the list
    in would ask for it for ever. Who follows it keeps the address; its corrections and withdrawals
    are also in the feed of everything. So the list stays short, whatever the archive holds.
    """
    opml = ET.Element("opml", version="2.0")
    head = ET.SubElement(opml, "head")
    ET.SubElement(head, "title").text = words.clean(site.title)
    ET.SubElement(head, "ownerName").text = words.clean(site.press_office)
    body = ET.SubElement(opml, "body")
    for name, links in _groups(site, current):
        group = ET.SubElement(body, "outline", text=name)
        for link in links:
            _outline(site, group, link)
    ET.indent(opml)
    return Page(PATH, ET.tostring(opml, encoding="UTF-8", xml_declaration=True) + b"\n")


def _groups(
    site: SiteFacts, current: Sequence[IncidentCard]
) -> Iterator[tuple[str, list[FeedLink]]]:
    real = [card for card in current if not is_drill(card.number)]
    yield "全部发布", [feed_for_all(site)]
    yield "栏目", [feed_for_column(site, column) for column in site.columns]
    if real:
        yield "正在发布的事件", [feed_for_incident(site, card) for card in real]


def _outline(site: SiteFacts, parent: ET.Element, link: FeedLink) -> None:
    ET.SubElement(
        parent,
        "outline",
        type="rss",
        text=words.clean(link.title),
        xmlUrl=site.url(link.rss),
        htmlUrl=site.url(addresses.href(link.folder)),
    )
