"""Telling the caches before the site which addresses show something new."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import httpx

from console.kernel.errors import NotThere
from console.newsroom import addresses, cap
from console.newsroom.facts import SiteFacts
from console.publishing.rules.shelf import Shelf, ShelfItem
from console.publishing.rules.sighting import Look

FEEDS: Final = ("feed.xml", "atom.xml", "feed.json")
ALWAYS: Final = (
    addresses.HOME, addresses.ENGLISH, "press/", "latest.json", "signage/", "signage.json",
    "sitemap.xml", "feeds.opml",
)  # fmt: skip
TAKEN: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Cdn:
    """Implements ``Caches``. One call for ``at_once`` addresses: a JSON object with the list under
    ``list_field``."""

    site: SiteFacts
    shelf: Shelf
    purge_url: str
    method: str = "POST"
    list_field: str = "urls"
    headers: Mapping[str, str] = field(default_factory=dict)
    at_once: int = 30
    seconds: float = 10.0

    def purge(self, releases: Sequence[ShelfItem]) -> Look:
        found = list(dict.fromkeys(each for item in releases for each in self._of(item)))
        urls = [self.site.url(each) for each in found]
        try:
            with httpx.Client(timeout=self.seconds, trust_env=False) as line:
                for start in range(0, len(urls), self.at_once):
                    answer = self._tell(line, urls[start : start + self.at_once])
                    if answer.status_code not in TAKEN:
                        return Look("outside.purge_refused", {"status": answer.status_code})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Look("outside.purge_unreachable", {"reason": type(error).__name__})
        return Look()

    def _of(self, item: ShelfItem) -> Iterator[str]:
        yield from shown_at(self.site, item)
        with suppress(NotThere):
            page = self.shelf.page_of(item.number)
            for each in (page - 1, page):
                if each >= 1:
                    yield addresses.href(addresses.column_page(item.column, each))

    def _tell(self, line: httpx.Client, urls: list[str]) -> httpx.Response:
        return line.request(
            self.method, self.purge_url, json={self.list_field: urls}, headers=dict(self.headers)
        )


def shown_at(site: SiteFacts, item: ShelfItem) -> Iterator[str]:
    """Every address, from the root of the host, that shows something of this release: its own,
    those of its neighbours in series and column, and every list and feed that names it."""
    yield addresses.href(addresses.release(item.number))
    yield addresses.href(addresses.verification(item.number))
    kin = (item.previous, item.next, item.corrects, *item.marks)
    for other in kin:
        if other is not None:
            yield addresses.href(addresses.release(other.number))
    folders = [addresses.HOME, addresses.column(item.column)]
    if item.incident is not None:
        folders.append(addresses.incident(item.incident.number))
    for folder in folders:
        yield addresses.href(folder)
        for name in FEEDS:
            yield addresses.href(folder + name)
    day = item.published_at.astimezone(site.zone)
    yield addresses.href(addresses.month(day.year, day.month))
    yield addresses.href(addresses.month_sitemap(day.year, day.month))
    for path in ALWAYS:
        yield addresses.href(path)
    if item.alerts:
        yield addresses.href(addresses.warning(item.number))
        yield addresses.href(cap.INDEX)
    if item.withdrawal is not None:
        for file in item.every_file:
            yield addresses.href(file.path)
