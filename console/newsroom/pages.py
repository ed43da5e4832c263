"""The public pages. Pure: the same state gives the same bytes; there is no clock here."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from console.newsroom import addresses, page_head, site_files, words
from console.newsroom.facts import ColumnFacts, SiteFacts
from console.newsroom.page_head import Head, Watch, crumbs
from console.newsroom.site_templates import TEMPLATES, Templates, qr_code
from console.publishing.rules.shelf import IncidentCard, ListPage, Page, ShelfEntry, ShelfItem

FIXED: Final = (
    ("about/", "about.html", "关于本站", "发布机构、更正与撤回的规则、核对方法"),
    ("subscribe/", "subscribe.html", "订阅", "用 RSS 或 Atom 订阅全部发布、各栏目和单个事件"),
    ("press/", "press.html", "媒体联系", "新闻媒体联系电话、传真和受理时间"),
)
"""Folder, template, title, description of the pages that depend on configuration alone."""


class SitePages:
    """Implements ``Pages`` of publishing.rules.shelf."""

    def __init__(self, site: SiteFacts, templates: Path = TEMPLATES) -> None:
        self._site = site
        self._templates = Templates(site, templates)
        self._all = page_head.feed_for_all(site)

    def release(self, item: ShelfItem) -> tuple[Page, ...]:
        if item.withdrawal:
            return (self._gone(item),)
        site, column = self._site, self._site.column(item.column)
        folder = addresses.release(item.number)
        drill = item.drill or words.is_drill(item.number)
        canonical = site.url(addresses.href(folder))
        feeds = [page_head.feed_for_column(site, column), self._all]
        if item.incident:
            feeds.insert(0, page_head.feed_for_incident(site, item.incident))
        head = self._head(
            words.public_title(item, site),
            folder,
            words.excerpt(item.text, 120),
            metas=page_head.column_metas(site, column)
            + page_head.article_metas(site, item, column),
            crumbs=crumbs((column.name, addresses.column(column.slug)), ("正文", None)),
            feeds=tuple(feeds),
            kind="article",
            section=column.slug,
            robots="noindex" if drill else "",
            drill=drill,
            structured=None if drill else page_head.news_article(site, item, column),
            published=item.published_at,
            updated=item.updated_at,
            watch=Watch("release", item.number, words.utc_second(item.updated_at)),
        )
        page = self._render(
            folder, "release.html", head=head, item=item, column=column, qr=qr_code(canonical)
        )
        return (page,)

    def _gone(self, item: ShelfItem) -> Page:
        column, folder = self._site.column(item.column), addresses.release(item.number)
        head = self._head(
            f"已撤回：{item.number}",
            folder,
            f"编号 {item.number} 的通稿已撤回。",
            metas=page_head.column_metas(self._site, column),
            crumbs=crumbs((column.name, addresses.column(column.slug)), ("已撤回", None)),
            section=column.slug,
            robots="noindex",
            drill=item.drill or words.is_drill(item.number),
        )
        return self._templates.render(
            f"{folder}gone.html", "gone.html", head=head, item=item, column=column
        )

    def incident(self, card: IncidentCard, items: Sequence[ShelfItem]) -> Page:
        folder, site = addresses.incident(card.number), self._site
        drill = card.drill or words.is_drill(card.number)
        standing = [item for item in items if not item.withdrawal]
        head = self._head(
            f"【{words.DRILL}】{card.title}" if drill else card.title,
            folder,
            words.excerpt(standing[0].text, 120) if standing else card.title,
            crumbs=crumbs(("事件", None)),
            feeds=(page_head.feed_for_incident(site, card), self._all),
            robots="noindex" if drill else "",
            drill=drill,
            watch=Watch(
                "incident",
                card.number,
                page_head.newest_second([item.published_at for item in items]),
            ),
        )
        return self._render(
            folder,
            "incident.html",
            head=head,
            card=card,
            items=tuple(items),
            latest=standing[0] if standing else None,
            updated=words.newest_change(items),
        )

    def column(self, column: str, page: ListPage) -> tuple[Page, ...]:
        facts = self._site.column(column)
        numbered = addresses.column_page(column, page.number)
        if page.number < page.last:
            return (self._list(facts, page, numbered),)
        return (
            self._list(facts, page, numbered),
            self._list(facts, page, addresses.column(column)),
        )

    def _list(self, column: ColumnFacts, page: ListPage, folder: str) -> Page:
        own = addresses.column(column.slug)
        steps: list[tuple[str, str | None]] = [(column.name, None)]
        title = column.name
        if folder != own:
            steps = [(column.name, own), (f"第 {page.number} 页", None)]
            title = f"{column.name}（第 {page.number} 页）"
        head = self._head(
            title,
            folder,
            column.description,
            metas=page_head.column_metas(self._site, column),
            crumbs=crumbs(*steps),
            feeds=(page_head.feed_for_column(self._site, column), self._all),
            section=column.slug,
        )
        newer = None
        if folder != own:
            following = addresses.column_page(column.slug, page.number + 1)
            newer = following if page.number < page.last else own
        return self._render(
            folder,
            "column.html",
            head=head,
            column=column,
            days=tuple(words.by_day(page.entries, self._site.zone)),
            older=addresses.column_page(column.slug, page.number - 1) if page.number > 1 else None,
            newer=newer,
        )

    def month(self, year: int, month: int, entries: Sequence[ShelfEntry]) -> Page:
        folder, title = addresses.month(year, month), f"{year}年{month}月发布"
        head = self._head(
            title, folder, f"{title}的全部通稿", crumbs=crumbs((f"{year}年{month}月", None))
        )
        return self._render(
            folder,
            "month.html",
            head=head,
            title=title,
            count=len(entries),
            days=tuple(words.by_day(entries, self._site.zone)),
        )

    def home(
        self,
        current: Sequence[tuple[IncidentCard, ShelfItem]],
        entries: Sequence[ShelfEntry],
        months: Sequence[tuple[int, int]],
    ) -> Page:
        newest = [entry.published_at for entry in entries]
        newest += [item.published_at for _, item in current]
        head = self._head(
            "",
            addresses.HOME,
            self._site.description,
            metas=(("ColumnName", "首页"), ("ColumnType", "首页")),
            section="home",
            watch=Watch("all", "", page_head.newest_second(newest)),
        )
        years: dict[int, list[int]] = {}
        for year, month in months:
            years.setdefault(year, []).append(month)
        return self._render(
            addresses.HOME,
            "home.html",
            head=head,
            current=tuple(current),
            days=tuple(words.by_day(entries, self._site.zone)),
            years=tuple(years.items()),
        )

    def latest(self, entries: Sequence[ShelfEntry]) -> Page:
        """/latest.json, which an open page asks whether it is still the newest word."""
        return site_files.latest(self._site, entries)

    def sitemaps(self, months: Sequence[tuple[int, int, Sequence[ShelfEntry]]]) -> tuple[Page, ...]:
        return tuple(site_files.month_sitemap(self._site, *month) for month in months)

    def sitemap_index(self, months: Sequence[tuple[int, int]]) -> Page:
        return site_files.sitemap_index(self._site, months)

    def fixed(self) -> tuple[Page, ...]:
        """Assets first, so that no page names one that is not there."""
        assets = [Page(asset.path, asset.body) for asset in self._templates.assets.values()]
        texts = [
            self._render(
                folder,
                template,
                head=self._head(title, folder, description, crumbs=crumbs((title, None))),
                feeds=[page_head.feed_for_column(self._site, c) for c in self._site.columns],
                everything=self._all,
            )
            for folder, template, title, description in FIXED
        ]
        missing = self._templates.render(
            "404.html",
            "404.html",
            head=self._head("没有这个页面", "404.html", "没有这个页面", robots="noindex"),
        )
        folders = [folder for folder, *_ in FIXED]
        return (*assets, *texts, missing, *site_files.fixed(self._site, folders))

    def _head(self, title: str, path: str, description: str, **more: Any) -> Head:
        name = self._site.title
        more["metas"] = page_head.site_metas(self._site) + more.get("metas", ())
        return Head(
            title=f"{title} - {name}" if title else name,
            share_title=title or name,
            description=description,
            canonical=self._site.url(addresses.href(path)),
            **({"feeds": (self._all,)} | more),
        )

    def _render(self, folder: str, template: str, **context: Any) -> Page:
        return self._templates.render(addresses.index(folder), template, **context)
