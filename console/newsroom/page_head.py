"""What stands in a page's head: titles, government-site meta names, feeds, structured data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from console.newsroom import addresses, words
from console.newsroom.facts import ColumnFacts, SiteFacts
from console.newsroom.site_templates import json_for_script
from console.publishing.rules.shelf import IncidentCard, ShelfItem

Meta = tuple[str, str]
Crumb = tuple[str, str | None]  # words, address; None: this page


@dataclass(frozen=True, slots=True)
class FeedLink:
    title: str
    folder: str

    @property
    def rss(self) -> str:
        return addresses.href(self.folder + "feed.xml")

    @property
    def atom(self) -> str:
        return addresses.href(self.folder + "atom.xml")

    @property
    def json(self) -> str:
        return addresses.href(self.folder + "feed.json")


@dataclass(frozen=True, slots=True)
class Watch:
    """What the poll of /latest.json looks for: ``scope`` all, incident or release."""

    scope: str
    number: str
    seen: str  # UTC


@dataclass(frozen=True, slots=True)
class Head:
    title: str
    share_title: str
    description: str
    canonical: str
    metas: tuple[Meta, ...]
    crumbs: tuple[Crumb, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    kind: str = "website"  # Open Graph's type
    section: str = ""  # slug of the column to mark in the navigation; "home"
    robots: str = ""
    drill: bool = False
    structured: Markup | None = None
    published: datetime | None = None
    updated: datetime | None = None
    watch: Watch | None = None
    picture: str = ""
    lang: str = "zh-CN"
    tongues: tuple[tuple[str, str], ...] = ()  # language, address: this page in each


# Meta names of the government-site conventions, exact in case.
def site_metas(site: SiteFacts) -> tuple[Meta, ...]:
    metas = (
        ("SiteName", site.title),
        ("SiteDomain", site.domain),
        ("SiteIDCode", site.site_code),
    )
    return tuple(meta for meta in metas if meta[1])


def column_metas(site: SiteFacts, column: ColumnFacts) -> tuple[Meta, ...]:
    return list_metas(site, column.name, column.description, column.type)


def list_metas(site: SiteFacts, name: str, description: str, type_: str) -> tuple[Meta, ...]:
    """Of every page that is no article: the conventions know sites, columns and articles."""
    return (
        ("ColumnName", name),
        ("ColumnDescription", description),
        ("ColumnKeywords", f"{name},{site.short_name}"),
        ("ColumnType", type_),
    )


def article_metas(site: SiteFacts, item: ShelfItem, column: ColumnFacts) -> tuple[Meta, ...]:
    keywords = [column.name, *([item.incident.title] if item.incident else []), site.short_name]
    return (
        ("ArticleTitle", item.title),
        ("PubDate", words.moment(item.published_at, site.zone)),
        ("ContentSource", item.source),
        ("Keywords", ",".join(keywords)),
        ("Author", item.issuer),
        ("Description", words.summary(item, 120)),
        *([("Image", picture)] if (picture := first_picture(site, item)) else []),
        ("Url", site.url(addresses.href(addresses.release(item.number)))),
    )


def first_picture(site: SiteFacts, item: ShelfItem) -> str:
    """Its address; empty: no attachment is a picture."""
    pictures = (file for file in item.files if file.media_type.startswith("image/"))
    return next((site.url(addresses.href(file.path)) for file in pictures), "")


def feed_for_all(site: SiteFacts) -> FeedLink:
    return FeedLink(site.title, addresses.HOME)


def feed_for_column(site: SiteFacts, column: ColumnFacts) -> FeedLink:
    return FeedLink(f"{column.name} - {site.title}", addresses.column(column.slug))


def feed_for_incident(site: SiteFacts, card: IncidentCard) -> FeedLink:
    return FeedLink(f"{card.title} - {site.title}", addresses.incident(card.number))


def crumbs(*steps: tuple[str, str | None], home: Crumb = ("首页", "/")) -> tuple[Crumb, ...]:
    """From the home page down; a path becomes its address."""
    return (home, *((label, None if p is None else addresses.href(p)) for label, p in steps))


def news_article(site: SiteFacts, item: ShelfItem, column: ColumnFacts) -> Markup:
    """schema.org NewsArticle."""
    address = site.url(addresses.href(addresses.release(item.number)))
    article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "mainEntityOfPage": address,
        "headline": item.title,
        "alternativeHeadline": item.list_title,
        "identifier": item.number,
        "datePublished": words.stamp(item.published_at, site.zone),
        "dateModified": words.stamp(item.updated_at, site.zone),
        "inLanguage": "zh-CN",
        "articleSection": column.name,
        "description": words.summary(item, 120),
        "author": _organisation(item.issuer, site.url("/")),
        "publisher": _organisation(site.bureau, site.url("/")),
        "isAccessibleForFree": True,
    }
    if picture := first_picture(site, item):
        article["image"] = [picture]
    if item.marks:
        article["correction"] = [
            _correction(site, mark.number, mark.list_title, mark.at) for mark in item.marks
        ]
    return json_for_script(article)


def _organisation(name: str, address: str) -> Mapping[str, str]:
    return {"@type": "GovernmentOrganization", "name": name, "url": address}


def _correction(site: SiteFacts, number: str, title: str, at: datetime) -> Mapping[str, str]:
    return {
        "@type": "CorrectionComment",
        "text": title,
        "url": site.url(addresses.href(addresses.release(number))),
        "datePublished": words.stamp(at, site.zone),
    }


def newest_second(items: Sequence[datetime]) -> str:
    return words.utc_second(max(items)) if items else ""
