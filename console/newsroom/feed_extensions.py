"""feedgen extensions: what feedgen leaves out, or gets wrong.

feedgen makes the last link given the RSS ``<link>``, so an RSS feed's link to itself comes from
here; so do an Atom entry's links, of which feedgen drops everything but the address.
Elements are feedgen's (lxml); an extension lives for one feed or one entry.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

ATOM: Final = "http://www.w3.org/2005/Atom"
DC: Final = "http://purl.org/dc/elements/1.1/"
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721


@dataclass(frozen=True, slots=True)
class Tombstone:
    ref: str  # id of the entry that is no more
    when: str  # RFC 3339
    comment: str


class FeedParts:
    """On the feed: the RSS links to itself and its hub (WebSub), Atom tombstones, the name spaces
    of its entries."""

    def __init__(self) -> None:
        self.self_href = ""
        self.hub = ""
        self.tombstones: Sequence[Tombstone] = ()

    def extend_ns(self) -> Mapping[str, str]:
        return {"dc": DC} | ({"at": TOMBSTONES} if self.tombstones else {})

    def extend_rss(self, rss: Any) -> Any:
        channel = rss[0]
        _add(
            channel, f"{{{ATOM}}}link", href=self.self_href, rel="self", type="application/rss+xml"
        )
        if self.hub:
            _add(channel, f"{{{ATOM}}}link", href=self.hub, rel="hub")
        return rss

    def extend_atom(self, feed: Any) -> Any:
        for stone in self.tombstones:
            deleted = _add(feed, f"{{{TOMBSTONES}}}deleted-entry", ref=stone.ref, when=stone.when)
            _add(deleted, f"{{{TOMBSTONES}}}comment", stone.comment)
        return feed


class EntryParts:
    """On an entry: Dublin Core names, in Atom links whole, in RSS the time of the last change."""

    def __init__(self) -> None:
        self.creator = ""
        self.publisher = ""
        self.updated = ""
        self.links: Sequence[Mapping[str, str]] = ()

    def extend_ns(self) -> Mapping[str, str]:
        return {}

    def extend_rss(self, item: Any) -> Any:
        self._name(item)
        _add(item, f"{{{ATOM}}}updated", self.updated)
        return item

    def extend_atom(self, entry: Any) -> Any:
        for link in self.links:
            _add(entry, "link", **link)
        self._name(entry)
        return entry

    def _name(self, parent: Any) -> None:
        _add(parent, f"{{{DC}}}creator", self.creator)
        _add(parent, f"{{{DC}}}publisher", self.publisher)


class KeptEntry:
    """What a feed asks of a FeedEntry; its elements are made once, and each feed gets copies."""

    def __init__(self, entry: Any) -> None:
        self._entry = entry
        self._rss: Any = None
        self._atom: Any = None

    def register_extension(self, *_: object) -> None:
        """Those of an entry are with it already."""

    def rss_entry(self) -> Any:
        if self._rss is None:
            self._rss = self._entry.rss_entry()
        return deepcopy(self._rss)

    def atom_entry(self) -> Any:
        if self._atom is None:
            self._atom = self._entry.atom_entry()
        return deepcopy(self._atom)


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    element = parent.makeelement(name, attributes)
    element.text = text
    parent.append(element)
    return element
