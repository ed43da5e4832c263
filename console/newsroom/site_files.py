"""What stands in the tree for machines: site maps, robots.txt, security.txt, /latest.json."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from console.kernel.ids import is_drill
from console.newsroom import addresses, words
from console.newsroom.facts import SiteFacts
from console.publishing.rules.shelf import DayHead, MonthMap, Page, ShelfEntry, TakenBack

POLLED: Final = 20
"""Entries in /latest.json."""

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OWN_SITEMAP: Final = "sitemaps/site.xml"


def latest(site: SiteFacts, entries: Sequence[ShelfEntry], taken_back: Sequence[TakenBack]) -> Page:
    items = [
        {
            "number": entry.number,
            "title": words.clean(entry.list_title),
            "incident": entry.incident_number,
            "url": addresses.href(addresses.release(entry.number)),
            "published_at": words.utc_second(entry.published_at),
            "updated": words.utc_second(entry.updated_at),
        }
        for entry in entries[:POLLED]
    ]
    withdrawn = [
        {
            "number": each.number,
            "incident": each.incident_number,
            "url": addresses.href(addresses.release(each.number)),
            "at": words.utc_second(each.at),
        }
        for each in taken_back
    ]
    told = {"site": site.title, "items": items, "withdrawn": withdrawn}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return Page("latest.json", text.encode() + b"\n")


def day_heads(heads: Sequence[DayHead]) -> Page:
    """Only ever grows at its end, so that two copies can be laid side by side."""
    told = "# 每日链头 Daily heads of the audit: day (UTC), number:SHA-256 of its last event\n"
    lines = "".join(f"{head.day} {head.seq}:{head.hash}\n" for head in heads)
    return Page(addresses.DAY_HEADS_TEXT, (told + lines).encode())


def month_sitemap(site: SiteFacts, month: MonthMap) -> Page:
    """Drills are left out: search engines have no business with them."""
    public = [entry for entry in month.entries if not is_drill(entry.number)]
    rows: list[tuple[str, datetime | None]] = [
        (addresses.release(entry.number), entry.updated_at) for entry in public
    ]
    rows += [
        (addresses.incident(number), changed)
        for number, changed in month.incidents.items()
        if not is_drill(number)
    ]
    newest = max((entry.updated_at for entry in public), default=None)
    rows.append((addresses.month(month.year, month.month), newest))
    return Page(addresses.month_sitemap(month.year, month.month), _urlset(site, rows))


def sitemap_index(site: SiteFacts, months: Sequence[tuple[int, int]]) -> Page:
    paths = [_OWN_SITEMAP, *(addresses.month_sitemap(*month) for month in months)]
    rows = "".join(
        f"<sitemap><loc>{escape(site.url(addresses.href(path)))}</loc></sitemap>\n"
        for path in paths
    )
    text = f'{_DECLARATION}<sitemapindex xmlns="{_SITEMAP}">\n{rows}</sitemapindex>\n'
    return Page("sitemap.xml", text.encode())


def fixed(site: SiteFacts, folders: Iterable[str]) -> tuple[Page, ...]:
    paths = [addresses.HOME, *(addresses.column(c.slug) for c in site.columns), *folders]
    robots = f"User-agent: *\nDisallow: /search\n\nSitemap: {site.url('/sitemap.xml')}\n"
    return (
        Page(_OWN_SITEMAP, _urlset(site, [(path, None) for path in paths])),
        Page("robots.txt", robots.encode()),
        Page(".well-known/security.txt", _security(site).encode()),
    )


def _security(site: SiteFacts) -> str:
    """RFC 9116. ``Expires`` must be there, and nothing here may depend on the day."""
    contact = f"mailto:{site.email}" if site.email else site.url("/about/")
    return (
        f"Contact: {contact}\n"
        f"Expires: {site.feed_since.year + 10}-12-31T00:00:00Z\n"
        "Preferred-Languages: zh, en\n"
        f"Canonical: {site.url('/.well-known/security.txt')}\n"
    )


def _urlset(site: SiteFacts, rows: Iterable[tuple[str, datetime | None]]) -> bytes:
    body = "".join(
        f"<url><loc>{escape(site.url(addresses.href(path)))}</loc>"
        + (f"<lastmod>{words.stamp(at, site.zone)}</lastmod>" if at else "")
        + "</url>\n"
        for path, at in rows
    )
    return f'{_DECLARATION}<urlset xmlns="{_SITEMAP}">\n{body}</urlset>\n'.encode()
