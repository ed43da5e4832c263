"""/search, over bare WSGI: the tree's own page ``search/index.html`` with the answers put in.

Like the server it knows no database of the console's, no secret and no setting. The page names
everything that depends on the site; what is put in is escaped here.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode

from console.newsroom import addresses, notices, words
from console.newsroom.search.bigrams import LONGEST_QUERY
from console.newsroom.search.excerpts import Part
from console.newsroom.search.reader import PER_PAGE, Hit, Results, find
from console.newsroom.turns import Turns
from console.newsroom.wsgi import notify, refuse, tell

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

SHELL: Final = "search/index.html"
PLACE: Final = "<!-- answers -->"
QUERY_FIELD: Final = 'name="q" value=""'


class Search:
    """``root``: the public tree. ``zone``: whose clock the results show."""

    def __init__(self, root: Path, index: Path, zone: tzinfo, turns: Turns | None = None) -> None:
        self._root = root
        self._index = index
        self._zone = zone
        self._turns = turns or Turns()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return refuse(environ, start_response)
        try:
            query, page = _asked(environ.get("QUERY_STRING", ""))
        except ValueError:
            return notify(environ, start_response, notices.TOO_MANY_FIELDS)
        if not self._turns.questions.acquire(blocking=False):
            return notify(environ, start_response, notices.BUSY)
        try:
            shell = (self._root / SHELL).read_text(encoding="utf-8")
            answers = "".join(_told(find(self._index, query, page), query, self._zone))
        except (OSError, sqlite3.Error):
            return notify(environ, start_response, notices.UNAVAILABLE)
        finally:
            self._turns.questions.release()
        shell = shell.replace(QUERY_FIELD, f'name="q" value="{escape(query)}"', 1)
        return tell(environ, start_response, shell.replace(PLACE, answers, 1))


def _asked(query_string: str) -> tuple[str, int]:
    """Raises ValueError for more fields than a form of ours has."""
    given = parse_qs(query_string[:4096], errors="replace", max_num_fields=20)
    page = given.get("page", ["1"])[0]
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    return words.clean(given.get("q", [""])[0]).strip()[:LONGEST_QUERY], number


def _told(results: Results, query: str, zone: tzinfo) -> Iterator[str]:
    if not results.asked:
        if query:
            yield "<p>请输入文字或数字。</p>"
        return
    shown = escape(query)
    if not results.count:
        yield f'<p role="status">没有找到“{shown}”。</p>'
        yield "<p>请换一个词，或少写几个字；也可以按日期、编号查找，例如：11月23日、2026-0001。</p>"
        return
    more = "以上" if results.more else ""
    yield f'<p role="status">找到“{shown}” {results.count} 条{more}。</p>'
    first = (results.page - 1) * PER_PAGE + 1
    yield f'<ol class="found" start="{first}">'
    yield from (_line(hit, zone) for hit in results.hits)
    yield "</ol>"
    yield _pages(results, query)


def _line(hit: Hit, zone: tzinfo) -> str:
    at = datetime.fromisoformat(hit.published_at)
    href = addresses.href(addresses.release(hit.number))
    tags = "".join(
        f'<span class="mark">{escape(tag)}</span> '
        for tag in words.tags(hit.kind, hit.number, "".join(part.text for part in hit.title))
    )
    return (
        f'<li><h2>{tags}<a href="{escape(href)}">{_marked(hit.title)}</a></h2>'
        f"<p>{_marked(hit.excerpt)}</p>"
        f'<p class="aside"><time datetime="{words.stamp(at, zone)}">{words.moment(at, zone)}</time>'
        f" 编号 {escape(hit.number)}</p></li>"
    )


def _marked(parts: Iterable[Part]) -> str:
    return "".join(
        f"<mark>{escape(part.text)}</mark>" if part.marked else escape(part.text) for part in parts
    )


def _pages(results: Results, query: str) -> str:
    if results.pages == 1:
        return ""

    def link(page: int, said: str, relation: str) -> str:
        to = escape("/search?" + urlencode({"q": query, "page": page}))
        return f'<li><a rel="{relation}" href="{to}">{said}</a></li>'

    before = link(results.page - 1, "上一页", "prev") if results.page > 1 else ""
    after = link(results.page + 1, "下一页", "next") if results.page < results.pages else ""
    here = f"<li>第 {results.page} 页，共 {results.pages} 页</li>"
    return f'<nav class="pager" aria-label="结果分页"><ul>{before}{here}{after}</ul></nav>'
