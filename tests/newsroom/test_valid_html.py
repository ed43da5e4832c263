"""Every public page, held to the HTML standard by the Nu HTML checker."""

from pathlib import Path
from urllib.parse import quote

import pytest

from console.newsroom.search.index import SearchIndex
from console.newsroom.search.service import Search
from console.newsroom.server import Newsroom
from console.newsroom.verify.service import Verify
from tests.channels.shelves import ZONE
from tests.newsroom import built
from tests.newsroom.browsing import ask
from tests.newsroom.checker import complaints

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

HTML = "text/html; charset=utf-8"
KINDS = (
    "index.html", "incidents/2026-E0001/index.html", "releases/2026-0002/index.html",
    "releases/2026-0003/gone.html", "releases/Y-2026-0007/index.html",
    "releases/2026-0009/index.html",
    "columns/advice/index.html", "columns/advice/page/1/index.html", "archive/2026/11/index.html",
    "search/index.html", "subscribe/index.html", "press/index.html", "verify/index.html",
    "verify/2026-0001/index.html", "about/index.html", "signage/index.html", "404.html",
)  # fmt: skip


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="zh-CN"><title>通报</title><p id=a><p id=a>')
    assert any("Duplicate ID" in line for line in complaints([page]))


def test_every_public_page_is_valid(tmp_path: Path) -> None:
    index = tmp_path / "search" / "index.sqlite3"
    tree = built.lay(tmp_path / "public", search=SearchIndex(index)).root
    routes = {"/search": Search(tree, index, ZONE), "/verify": Verify(tree, index)}
    newsroom = Newsroom(tree, routes=routes)
    made = tmp_path / "made"
    made.mkdir()
    asked = (
        "/search?q=%E7%88%86%E7%82%B8", "/search?q=zzzz", "/search", "/search?q=%22%3Cscript%3E",
        "/search?q=%E8%AD%A6%E6%96%B9&page=2", "/verify?number=2026-9999",
        "/verify?number=2026-0001&text=" + quote("截至20时，已造成3人受伤，<b>均已</b>送医救治。"),
        "/verify?text=" + quote("没有这样的话"),
    )  # fmt: skip
    for place, target in enumerate(asked):
        answer = ask(newsroom, target)
        assert (answer.status, answer.headers["Content-Type"]) == (200, HTML), target
        (made / f"{place}.html").write_bytes(answer.body)
    pages = sorted(tree.rglob("*.html"))
    assert {tree / kind for kind in KINDS} <= set(pages)
    styles = [*tree.rglob("*.css"), *tree.rglob("*.svg")]
    assert len(list(made.iterdir())) == len(asked)
    assert len(styles) == 3
    checked = [*pages, *made.iterdir(), *styles]
    assert complaints(checked, "--also-check-css", "--also-check-svg") == []
