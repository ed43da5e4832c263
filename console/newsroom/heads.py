"""The head of each kind of page."""

from collections.abc import Sequence
from typing import Any

from console.kernel.ids import is_drill
from console.newsroom import addresses, page_head, words
from console.newsroom.facts import ColumnFacts, SiteFacts
from console.newsroom.fixed_pages import SERVICE, FixedPage, tongues
from console.newsroom.page_head import Head, Watch, crumbs
from console.publishing.rules.shelf import IncidentCard, ShelfEntry, ShelfItem

HOME, NEWS, CONCERNS = "首页", "工作动态", "回应关切"  # values of ColumnType


class Heads:
    def __init__(self, site: SiteFacts) -> None:
        self._site = site
        self.all = page_head.feed_for_all(site)

    def release(self, item: ShelfItem, column: ColumnFacts) -> Head:
        site = self._site
        drill = is_drill(item.number)
        feeds = [page_head.feed_for_column(site, column), self.all]
        if item.incident:
            feeds.insert(0, page_head.feed_for_incident(site, item.incident))
        return self._head(
            words.title_now(item, site),
            addresses.release(item.number),
            words.summary(item, 120),
            metas=page_head.column_metas(site, column)
            + page_head.article_metas(site, item, column),
            crumbs=crumbs((column.name, addresses.column(column.slug)), ("正文", None)),
            feeds=tuple(feeds),
            kind="article",
            section=column.slug,
            robots="noindex" if drill else "",
            drill=drill,
            structured=None if drill else page_head.news_article(site, item, column),
            picture=page_head.first_picture(site, item),
            **({"canonical": item.portal} if item.portal else {}),
            published=item.published_at,
            updated=item.updated_at,
            watch=Watch("release", item.number, words.utc_second(item.updated_at)),
        )

    def gone(self, item: ShelfItem, column: ColumnFacts) -> Head:
        """Not a word of what was taken back: its title may be the reason."""
        return self._head(
            f"已撤回：{item.number}",
            addresses.release(item.number),
            f"编号 {item.number} 的通稿已撤回。",
            metas=page_head.column_metas(self._site, column),
            crumbs=crumbs((column.name, addresses.column(column.slug)), ("已撤回", None)),
            section=column.slug,
            robots="noindex",
            drill=is_drill(item.number),
        )

    def verification(self, item: ShelfItem) -> Head:
        drill = is_drill(item.number)
        description = f"编号 {item.number} 的通稿：发布机构、时间、内容指纹和现在的情况"
        return self._head(
            f"核对 {item.number}",
            addresses.verification(item.number),
            description,
            metas=page_head.list_metas(self._site, "核对通稿", description, SERVICE),
            crumbs=crumbs(("核对通稿", "verify/"), (item.number, None)),
            robots="noindex" if drill else "",
            drill=drill,
        )

    def incident(
        self, card: IncidentCard, items: Sequence[ShelfItem], latest: ShelfItem | None
    ) -> Head:
        drill = is_drill(card.number)
        newest = page_head.newest_second([item.published_at for item in items])
        title = f"【{words.DRILL}】{card.title}" if drill else card.title
        description = words.summary(latest, 120) if latest else card.title
        return self._head(
            title,
            addresses.incident(card.number),
            description,
            metas=page_head.list_metas(self._site, title, description, CONCERNS),
            crumbs=crumbs(("事件", None)),
            feeds=(page_head.feed_for_incident(self._site, card), self.all),
            robots="noindex" if drill else "",
            drill=drill,
            watch=Watch("incident", card.number, newest),
        )

    def column(self, column: ColumnFacts, number: int | None) -> Head:
        """``number``: of a list page; None for the column's index."""
        own = addresses.column(column.slug)
        steps: list[tuple[str, str | None]] = [(column.name, None)]
        title, folder = column.name, own
        if number is not None:
            steps = [(column.name, own), (f"第 {number} 页", None)]
            title, folder = f"{title}（第 {number} 页）", addresses.column_page(column.slug, number)
        return self._head(
            title,
            folder,
            column.description,
            metas=page_head.column_metas(self._site, column),
            crumbs=crumbs(*steps),
            feeds=(page_head.feed_for_column(self._site, column), self.all),
            section=column.slug,
        )

    def month(self, year: int, month: int) -> Head:
        title = f"{year}年{month}月"
        description = f"{title}发布的全部通稿"
        return self._head(
            f"{title}发布",
            addresses.month(year, month),
            description,
            metas=page_head.list_metas(self._site, f"{title}发布", description, NEWS),
            crumbs=crumbs((title, None)),
        )

    def home(
        self, current: Sequence[tuple[IncidentCard, ShelfItem]], entries: Sequence[ShelfEntry]
    ) -> Head:
        newest = [entry.published_at for entry in entries]
        newest += [item.published_at for _, item in current]
        return self._head(
            "",
            addresses.HOME,
            self._site.description,
            metas=page_head.list_metas(self._site, HOME, self._site.description, HOME),
            section="home",
            tongues=tongues(addresses.HOME),
            watch=Watch("all", "", page_head.newest_second(newest)),
        )

    def fixed(self, page: FixedPage) -> Head:
        home = ("Home", "/en/") if page.english else ("首页", "/")
        return self._head(
            page.title,
            page.folder,
            page.description,
            metas=page_head.list_metas(self._site, page.title, page.description, page.type),
            crumbs=crumbs((page.title, None), home=home),
            lang="en" if page.english else "zh-CN",
            tongues=tongues(page.folder),
        )

    def home_in_english(self) -> Head:
        description = f"Releases of the {self._site.english_name}"
        return self._head(
            "Releases",
            addresses.ENGLISH,
            description,
            metas=page_head.list_metas(self._site, "Releases", description, HOME),
            lang="en",
            tongues=tongues(addresses.HOME),
        )

    def missing(self) -> Head:
        return self._head("没有这个页面", "404.html", "没有这个页面", robots="noindex")

    def _head(self, title: str, path: str, description: str, **more: Any) -> Head:
        english = more.get("lang") == "en"
        name = self._site.english_name if english else self._site.title
        more["metas"] = page_head.site_metas(self._site) + more.get("metas", ())
        return Head(
            title=f"{title} - {name}" if title else name,
            share_title=title or name,
            description=description,
            **({"feeds": (self.all,), "canonical": self._site.url(addresses.href(path))} | more),
        )
