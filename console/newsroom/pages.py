"""The public pages. Pure: the same state gives the same bytes; there is no clock here."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from console.kernel.ids import is_drill
from console.newsroom import (
    addresses,
    cap,
    fixed_pages,
    living,
    page_head,
    signage,
    site_files,
    words,
)
from console.newsroom.facts import ColumnFacts, SiteFacts
from console.newsroom.fixed_pages import FixedPage
from console.newsroom.heads import Heads
from console.newsroom.qr import qr_code
from console.newsroom.site_templates import TEMPLATES, Templates
from console.publishing.rules.shelf import (
    DayHead,
    IncidentCard,
    ListPage,
    MonthMap,
    Page,
    ShelfEntry,
    ShelfItem,
    TakenBack,
)

DAYS_SHOWN: Final = 31


class SitePages:
    """Implements ``Pages`` of publishing.rules.shelf."""

    def __init__(self, site: SiteFacts, templates: Path = TEMPLATES) -> None:
        self._site = site
        self._templates = Templates(site, templates)
        self._heads = Heads(site)

    def release(self, item: ShelfItem) -> tuple[Page, ...]:
        column, folder = self._site.column(item.column), addresses.release(item.number)
        if item.withdrawal:
            head = self._heads.gone(item, column)
            path = f"{folder}gone.html"
            return (
                *self._warning(item),
                self._verification(item),
                self._templates.render(path, "gone.html", head=head, item=item, column=column),
            )
        head = self._heads.release(item, column)
        return (
            *self._warning(item),
            self._verification(item),
            self._render(folder, "release.html", head=head, item=item, qr=qr_code(head.canonical)),
        )

    def _warning(self, item: ShelfItem) -> tuple[Page, ...]:
        message = cap.message(self._site, item)
        return (message,) if message else ()

    def _verification(self, item: ShelfItem) -> Page:
        """核对: issuer, time, digest and the state now; of a withdrawn one no word of it."""
        folder = addresses.verification(item.number)
        return self._render(
            folder, "verification.html", head=self._heads.verification(item), item=item
        )

    def incident(self, card: IncidentCard, items: Sequence[ShelfItem]) -> Page:
        story = living.tell(items, self._site.zone)
        return self._render(
            addresses.incident(card.number),
            "incident.html",
            head=self._heads.incident(card, items, story.latest),
            card=card,
            story=story,
            latest=story.latest,
            promised=None if card.closed else story.promised,
            advised=None if card.closed else story.advised,
            updated=words.newest_change(items),
            doubted=tuple(item for item in items if item.verifying),
        )

    def column(self, column: str, page: ListPage) -> tuple[Page, ...]:
        facts = self._site.column(column)
        following = addresses.column_page(column, page.number + 1)
        if page.number < page.last:
            return (self._list(facts, page, newer=following),)
        return (self._list(facts, page, newer=addresses.column(column)), self._index(facts, page))

    def _list(self, column: ColumnFacts, page: ListPage, newer: str) -> Page:
        """Says nothing of the pages after the next, so that a full page stays as it is."""
        folder = addresses.column_page(column.slug, page.number)
        return self._entries(column, page, folder, page.number, newer)

    def _index(self, column: ColumnFacts, page: ListPage) -> Page:
        return self._entries(column, page, addresses.column(column.slug), None, None)

    def _entries(
        self,
        column: ColumnFacts,
        page: ListPage,
        folder: str,
        number: int | None,
        newer: str | None,
    ) -> Page:
        return self._render(
            folder,
            "column.html",
            head=self._heads.column(column, number),
            column=column,
            days=tuple(words.by_day(page.entries, self._site.zone)),
            older=addresses.column_page(column.slug, page.number - 1) if page.number > 1 else None,
            newer=newer,
        )

    def month(self, year: int, month: int, entries: Sequence[ShelfEntry]) -> Page:
        return self._render(
            addresses.month(year, month),
            "month.html",
            head=self._heads.month(year, month),
            title=f"{year}年{month}月发布",
            count=len(entries),
            days=tuple(words.by_day(entries, self._site.zone)),
        )

    def home(
        self,
        current: Sequence[tuple[IncidentCard, ShelfItem]],
        entries: Sequence[ShelfEntry],
        months: Sequence[tuple[int, int]],
    ) -> Page:
        years: dict[int, list[int]] = {}
        for year, month in months:
            years.setdefault(year, []).append(month)
        return self._render(
            addresses.HOME,
            "home.html",
            head=self._heads.home(current, entries),
            current=tuple(current),
            days=tuple(words.by_day(entries, self._site.zone)),
            years=tuple(years.items()),
        )

    def home_in_english(
        self,
        current: Sequence[tuple[IncidentCard, ShelfItem]],
        entries: Sequence[ShelfEntry],
    ) -> Page:
        return self._render(
            addresses.ENGLISH,
            "en/home.html",
            head=self._heads.home_in_english(),
            current=tuple(current),
            days=tuple(words.by_day(entries, self._site.zone)),
        )

    def press(self, current: Sequence[IncidentCard]) -> tuple[Page, ...]:
        """Drills receive nobody."""
        receiving = tuple(
            card
            for card in current
            if (card.media_unit or card.spokesperson) and not is_drill(card.number)
        )
        return tuple(
            self._fixed(page, receiving=receiving) for page in fixed_pages.ALL if page.receives
        )

    def latest(self, entries: Sequence[ShelfEntry], taken_back: Sequence[TakenBack] = ()) -> Page:
        """/latest.json, which an open page asks whether it is still the newest word."""
        return site_files.latest(self._site, entries, taken_back)

    def signage(
        self,
        current: Sequence[tuple[IncidentCard, ShelfItem]],
        entries: Sequence[ShelfEntry],
    ) -> tuple[Page, ...]:
        """The screen first, then what it asks whether it is still the newest."""
        standing, latest = signage.shown(current, entries)
        head = self._heads.fixed(fixed_pages.SIGNAGE)
        screen = self._render(
            signage.FOLDER, "signage.html", head=head, current=standing, entries=latest
        )
        return (screen, signage.data(self._site, standing, latest))

    def sitemap(self, month: MonthMap) -> Page:
        return site_files.month_sitemap(self._site, month)

    def sitemap_index(self, months: Sequence[tuple[int, int]]) -> Page:
        return site_files.sitemap_index(self._site, months)

    def day_heads(self, heads: Sequence[DayHead]) -> tuple[Page, ...]:
        head = self._heads.fixed(fixed_pages.DAY_HEADS)
        shown = tuple(reversed(heads[-DAYS_SHOWN:]))
        page = self._render(addresses.DAY_HEADS, "heads.html", head=head, shown=shown)
        return (site_files.day_heads(heads), page)

    def fixed(self) -> tuple[Page, ...]:
        """Assets first, so that no page names one that is not there."""
        assets = [Page(asset.path, asset.body) for asset in self._templates.assets.values()]
        feeds = [page_head.feed_for_column(self._site, column) for column in self._site.columns]
        texts = [
            self._fixed(page, feeds=feeds, everything=self._heads.all)
            for page in fixed_pages.ALL
            if not page.receives
        ]
        missing = self._templates.render("404.html", "404.html", head=self._heads.missing())
        searched = [page.folder for page in fixed_pages.ALL if page.searched]
        folders = [addresses.ENGLISH, *searched, addresses.DAY_HEADS]
        return (*assets, *texts, missing, *site_files.fixed(self._site, folders))

    def _fixed(self, page: FixedPage, **context: Any) -> Page:
        return self._render(page.folder, page.template, head=self._heads.fixed(page), **context)

    def _render(self, folder: str, template: str, **context: Any) -> Page:
        return self._templates.render(addresses.index(folder), template, **context)
