"""Reads what was rendered the way a browser or a feed reader would."""

from html.parser import HTMLParser
from typing import Any

import feedparser
from lxml import etree, html

from console.publishing.rules.shelf import Page

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr")
)


class Nesting(HTMLParser):
    """Every element that opens is closed, in order; no id stands twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at line {self.getpos()[0]}")


def nesting_faults(page: Page) -> list[str]:
    reader = Nesting()
    reader.feed(page.body.decode())
    reader.close()
    twice = [f"id {name} twice" for name in set(reader.ids) if reader.ids.count(name) > 1]
    return reader.faults + [f"<{tag}> left open" for tag in reader.open] + twice


def tree(page: Page) -> Any:
    return html.document_fromstring(page.body)


def text_of(page: Page) -> str:
    return str(tree(page).find("body").text_content())


def metas(page: Page) -> dict[str, str]:
    return {m.get("name"): m.get("content") for m in tree(page).iter("meta") if m.get("name")}


def rss(page: Page) -> Any:
    """The parsed channel; raises when the XML is not well formed."""
    return etree.fromstring(page.body).find("channel")


def atom(page: Page) -> Any:
    return etree.fromstring(page.body)


def entries(page: Page) -> list[Any]:
    parsed = feedparser.parse(page.body)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return list(parsed.entries)
