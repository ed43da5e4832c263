"""Search: two characters, names, numbers, dates; ranked, marked; what is withdrawn is gone."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.newsroom.search import bigrams
from console.newsroom.search.catch_up import catch_up
from console.newsroom.search.excerpts import excerpt, marked
from console.newsroom.search.index import SearchIndex
from console.newsroom.search.reader import find
from console.newsroom.search.service import PLACE, Search
from console.publishing.rules.shelf import ShelfItem
from tests.channels.shelves import MemoryShelf
from tests.newsroom.items import item, withdrawn

TEXT = (
    "11月23日20时10分许，示例区某化工厂厂房发生爆炸，造成2人死亡、ＷＸ１２型设备受损。"
    "吴某荣已脱险。"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "search" / "index.sqlite3"


@pytest.fixture
def index(path: Path) -> SearchIndex:
    return SearchIndex(path)


def release(place: int = 1, text: str = TEXT, title: str = "情况通报", **more: Any) -> ShelfItem:
    return item(place, text=text, title=title, list_title=f"{title}｜{place}", **more)


def numbers(path: Path, query: str, page: int = 1) -> list[str]:
    return [hit.number for hit in find(path, query, page).hits]


@pytest.mark.parametrize(
    "query",
    [
        "爆炸", "厂房", "厂", "吴某荣", "荣", "11月23日", "23日20时", "2人", "成2", "成2人死亡",
        "20时10分许", "WX12", "wx１２", "情况通报", "2026-0001", "爆炸 死亡", "化工厂厂房发生爆炸",
        "  爆炸　吴某荣 ", "设备受损。吴某荣", "11月",
    ],
)  # fmt: skip
def test_what_stands_in_a_release_finds_it(index: SearchIndex, path: Path, query: str) -> None:
    index.put([release()])
    assert numbers(path, query) == ["2026-0001"], bigrams.expression(bigrams.terms(query))


@pytest.mark.parametrize(
    "query",
    ["2026-11-23", "2026/11/23", "2026年11月23日", "11-23", "爆炸、死亡", "爆炸，吴某荣。",
     "损失1200元", "损失1,200元", "2026-11-23 爆炸"],
)  # fmt: skip
def test_dates_figures_and_lists_are_found_as_people_type_them(
    index: SearchIndex, path: Path, query: str
) -> None:
    index.put([release(text=f"{TEXT}直接损失1,200元。", dateline="2026年11月23日")])
    assert numbers(path, query) == ["2026-0001"]


@pytest.mark.parametrize("query", ["2026-11-24", "11-24", "2025-11-23", "13-40", "损失200元"])
def test_another_date_or_figure_finds_nothing(index: SearchIndex, path: Path, query: str) -> None:
    index.put([release(text=f"{TEXT}直接损失1,200元。", dateline="2026年11月23日")])
    assert numbers(path, query) == []


def test_what_was_found_by_its_date_is_not_once_it_is_withdrawn(
    index: SearchIndex, path: Path
) -> None:
    standing = release(dateline="2026年11月23日")
    index.put([standing])
    index.put([withdrawn(standing)])
    assert numbers(path, "2026-11-23") == []


@pytest.mark.parametrize(
    "query", ["火灾", "房厂", "3人", "爆炸 火灾", "2026-0002", "1人", "。。", "人2"]
)
def test_what_does_not_stand_there_does_not(index: SearchIndex, path: Path, query: str) -> None:
    index.put([release()])
    assert numbers(path, query) == []


def test_titles_come_first_then_the_newest(index: SearchIndex, path: Path) -> None:
    index.put([release(1, title="爆炸情况通报"), release(2), release(3, text="没有"), release(4)])
    assert numbers(path, "爆炸") == ["2026-0001", "2026-0004", "2026-0002"]


def test_what_is_withdrawn_is_gone_at_once_and_for_good(index: SearchIndex, path: Path) -> None:
    standing = release()
    index.put([standing])
    index.put([withdrawn(standing)])
    assert numbers(path, "爆炸") == []
    index.put([standing])  # by who had read it before
    assert numbers(path, "爆炸") == []


def test_a_change_is_found_by_its_new_words_only(index: SearchIndex, path: Path) -> None:
    index.put([release(1), release(2)])
    index.put([release(1, text="起火")])
    assert numbers(path, "爆炸") == ["2026-0002"]
    assert numbers(path, "起火") == ["2026-0001"]
    assert [hit.number for hit in find(path, "情况通报").hits] == ["2026-0002", "2026-0001"]


def test_results_are_paged(index: SearchIndex, path: Path) -> None:
    index.put(release(place) for place in range(1, 46))
    first, last = find(path, "爆炸"), find(path, "爆炸", 3)
    assert (first.count, first.pages, len(first.hits), first.more) == (45, 3, 20, False)
    assert [hit.number for hit in last.hits] == [f"2026-{n:04d}" for n in range(5, 0, -1)]
    assert find(path, "爆炸", 99).page == 3


def test_catching_up_mends_a_lost_file_and_costs_nothing_when_all_is_there(
    index: SearchIndex, path: Path
) -> None:
    shelf = MemoryShelf(*(release(place) for place in range(1, 6)))
    assert catch_up(shelf, index) == 5
    assert catch_up(shelf, index) == 0
    path.unlink()
    assert catch_up(shelf, index) == 5
    taken = withdrawn(shelf.item("2026-0003"))
    shelf.put(taken)
    assert catch_up(shelf, index) == 1
    assert "2026-0003" not in numbers(path, "爆炸")


def test_an_index_of_another_version_is_begun_anew(index: SearchIndex, path: Path) -> None:
    index.put([release()])
    with sqlite3.connect(path) as at:
        at.execute("PRAGMA user_version = 77")
    at.close()
    assert index.known() == {}


def test_marks_cover_the_words_as_they_were_written() -> None:
    parts = marked("ＷＸ１２型设备，爆炸爆炸", ("wx12", "爆炸"))
    assert [part.text for part in parts if part.marked] == ["ＷＸ１２", "爆炸爆炸"]
    assert "".join(part.text for part in parts) == "ＷＸ１２型设备，爆炸爆炸"


def test_an_excerpt_shows_the_words_asked_for() -> None:
    parts = excerpt("前" * 500 + "爆炸" + "后" * 500, ("爆炸",))
    assert parts[0].text == parts[-1].text == "…"
    assert any(part.marked and part.text == "爆炸" for part in parts)
    assert sum(len(part.text) for part in parts) < 110


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_and_no_question_breaks_it(text: str, query: str) -> None:
    asked = bigrams.terms(query)
    assert "".join(part.text for part in marked(text, asked)) == text
    excerpt(text, asked)
    with sqlite3.connect(":memory:") as at:
        at.execute("CREATE VIRTUAL TABLE words USING fts5(title, text)")
        at.execute("INSERT INTO words VALUES (?, ?)", ("", bigrams.words(text)))
        if asked:
            at.execute("SELECT 1 FROM words WHERE words MATCH ?", (bigrams.expression(asked),))
    at.close()


CHINESE = st.text(alphabet="公安局发生爆炸死伤人员月日时0123456789AB", min_size=1, max_size=30)


@given(CHINESE, st.data())
def test_every_piece_that_ends_in_characters_finds_its_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : data.draw(st.integers(start + 1, len(text)))]
    if piece[0].isascii() and start and text[start - 1].isascii():
        return  # half a number is no question
    if piece[-1].isascii() and text[start + len(piece) :][:1].isascii():
        return
    with sqlite3.connect(":memory:") as at:
        at.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        at.execute("INSERT INTO words VALUES (?)", (bigrams.words(text),))
        wanted = bigrams.expression(bigrams.terms(piece))
        found = at.execute("SELECT 1 FROM words WHERE words MATCH ?", (wanted,)).fetchall()
    at.close()
    assert found, (text, piece, wanted, bigrams.words(text))


def ask(search: Search, query: str, method: str = "GET") -> tuple[str, str, dict[str, str]]:
    told: list[Any] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": "/search", "QUERY_STRING": query}
    body = b"".join(search(environ, lambda *given: told.extend(given)))  # type: ignore[arg-type] # all of WSGI that it asks for
    return told[0], body.decode(), dict(told[1])


@pytest.fixture
def search(tmp_path: Path, path: Path) -> Search:
    shell = tmp_path / "public" / "search" / "index.html"
    shell.parent.mkdir(parents=True)
    shell.write_text(f'<input name="q" value="">{PLACE}', encoding="utf-8")
    return Search(tmp_path / "public", path, ZoneInfo("Asia/Shanghai"))


def test_the_page_answers_and_shows_what_was_asked(search: Search, index: SearchIndex) -> None:
    index.put([release()])
    status, body, headers = ask(search, "q=%E7%88%86%E7%82%B8")
    assert status == "200 OK"
    assert 'value="爆炸"' in body
    assert "找到“爆炸” 1 条" in body
    assert "<mark>爆炸</mark>" in body
    assert 'href="/releases/2026-0001/"' in body
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "query", ["q=%22%27%3E%3Cscript%3Ealert(1)%3C/script%3E", "q=%00%ff&page=x"]
)
def test_a_nasty_question_is_only_words(search: Search, index: SearchIndex, query: str) -> None:
    nasty = release(text="<script>alert(1)</script>", title="<b>")
    index.put([replace(nasty, list_title="<script>")])
    for asked in (query, "q=script", "q=alert"):
        status, body, _ = ask(search, asked)
        assert status == "200 OK"
        assert "<script" not in body
        assert "<b>" not in body


def test_without_an_index_it_says_so_and_asks_to_come_back(search: Search) -> None:
    status, _, headers = ask(search, "q=a")
    assert status.startswith("503")
    assert headers["Retry-After"] == "10"


def test_only_reading_is_answered(search: Search) -> None:
    status, _, headers = ask(search, "", "POST")
    assert status.startswith("405")
    assert headers["Allow"] == "GET, HEAD"


def test_more_pages_are_linked_with_the_question(search: Search, index: SearchIndex) -> None:
    index.put(release(place) for place in range(1, 46))
    _, body, _ = ask(search, "q=%E7%88%86%E7%82%B8&page=2")
    assert "第 2 页，共 3 页" in body
    assert 'rel="prev" href="/search?q=%E7%88%86%E7%82%B8&amp;page=1"' in body
    assert 'rel="next" href="/search?q=%E7%88%86%E7%82%B8&amp;page=3"' in body
