"""A reader of our own: fetches from the public's address what the public would fetch."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx

from console.newsroom import addresses
from console.newsroom.layout import GONE, INDEX
from console.newsroom.seen import Answer, Entry, entries, judge_feed, judge_page, judge_portal
from console.publishing.rules.plan import PORTAL, PUBLIC_PAGE
from console.publishing.rules.shelf import PublicTree
from console.publishing.rules.sighting import Aim, Look

LARGEST: Final = 8 << 20  # bytes of one answer
FEEDS: Final = ("atom.xml", "feed.xml")
HEADERS: Final = {
    "User-Agent": "Mozilla/5.0 (compatible; Fayan; reads its own newsroom as the public does)",
    "Accept-Language": "zh-CN,zh;q=0.9",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Implements ``Observer``. ``public_url`` has no slash at its end. ``proxy``: of its own, or
    none; what the environment says of proxies is for other programs. ``seconds``: for one whole
    answer."""

    tree: PublicTree
    public_url: str
    seconds: float = 10.0
    proxy: str = ""

    @contextmanager
    def visit(self) -> Iterator["Visit"]:
        with httpx.Client(
            timeout=self.seconds, trust_env=False, proxy=self.proxy or None, headers=HEADERS,
            follow_redirects=True, max_redirects=5,
        ) as browser:  # fmt: skip
            yield Visit(self.tree, self.public_url, browser, self.seconds)


@dataclass(slots=True)
class Visit:
    """Implements ``publishing.rules.sighting.Visit``."""

    tree: PublicTree
    public_url: str
    browser: httpx.Client
    seconds: float
    feeds: dict[str, tuple[Sequence[Entry], Answer, Sequence[Entry]]] = field(default_factory=dict)

    def look(self, aim: Aim) -> Look:
        if aim.channel == PORTAL:
            return self._portal(aim)
        return self._page(aim) if aim.channel == PUBLIC_PAGE else self._feeds(aim)

    def _portal(self, aim: Aim) -> Look:
        """Not ours, and laid out by others: whether the release can be read there."""
        if not aim.release.portal:
            return Look("outside.not_looked")
        return judge_portal(self._fetch(aim.release.portal), aim.release)

    def _page(self, aim: Aim) -> Look:
        folder = addresses.release(aim.release.number)
        standing = self.tree.read(folder + INDEX)
        gone = self.tree.read(folder + GONE) if standing is None else None
        if standing is None and gone is None:
            return Look("outside.not_written")
        answer = self._fetch(self.public_url + addresses.href(folder))
        return judge_page(
            standing or gone or b"", answer, aim.release.digest, withdrawn=standing is None
        )

    def _feeds(self, aim: Aim) -> Look:
        for name in FEEDS:
            both = self._feed(name)
            if both is None:
                return Look("outside.not_written")
            look = judge_feed(*both, aim.release.number)
            if not look.seen:
                return look
        return Look()

    def _feed(self, name: str) -> tuple[Sequence[Entry], Answer, Sequence[Entry]] | None:
        """The tree's, then the public's, in this order: what the tree had must be there."""
        if name not in self.feeds:
            standing = self.tree.read(name)
            if standing is None:
                return None
            answer = self._fetch(self.public_url + addresses.href(name))
            self.feeds[name] = entries(standing), answer, entries(answer.body)
        return self.feeds[name]

    def _fetch(self, address: str) -> Answer:
        until = time.monotonic() + self.seconds
        try:
            with self.browser.stream("GET", address) as reply:
                body = bytearray()
                for part in reply.iter_bytes():
                    body += part
                    if time.monotonic() > until:
                        return Answer(trouble="outside.slow")
                    if len(body) > LARGEST:
                        return Answer(trouble="outside.other_site")
                return Answer(reply.status_code, bytes(body))
        except httpx.TimeoutException:
            return Answer(trouble="outside.slow")
        except httpx.TooManyRedirects:
            return Answer(trouble="outside.other_site")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = str(error) or type(error).__name__
            return Answer(trouble="outside.no_connection", reason=said[:200])
