"""核对: a number that was issued leads to its page, another to a plain no; texts are compared."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.newsroom.pages import SitePages
from console.newsroom.search.index import SearchIndex
from console.newsroom.tree import FileTree
from console.newsroom.verify.comparing import LONGEST, Verdict, clauses, compare
from console.newsroom.verify.service import LARGEST, Verify
from console.publishing.rules.shelf import Reference, ShelfItem
from tests.newsroom.items import SITE, correction_of, item, withdrawn
from tests.newsroom.reading import text_of

PARAGRAPHS = (
    "11月23日20时10分许，示例区一厂房发生爆炸，造成2人受伤，已送医救治，无生命危险。",
    "公安、消防、卫健等部门立即到场处置，现场明火已扑灭，起火原因正在调查。",
    "请途经车辆绕行平安路，听从现场民警指挥。后续情况将及时通报。",
)


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    return SearchIndex(tmp_path / "search" / "index.sqlite3")


@pytest.fixture
def verify(tmp_path: Path, index: SearchIndex) -> Verify:
    """Over a tree in which 2026-0001 stands, 2026-0002 was corrected, 2026-0003 withdrawn."""
    pages, tree = SitePages(SITE), FileTree(tmp_path / "public", durable=False)
    for page in pages.fixed():
        tree.write(page.path, page.body)
    corrected, _ = correction_of(item(2, paragraphs=("另一起交通事故的情况通报，造成3人受伤。",)))
    taken = withdrawn(item(3, paragraphs=("这段话后来撤回了，谁也不该再看到。",)))
    for each in (release(), corrected, taken):
        for page in pages.release(each):
            tree.write(page.path, page.body)
        index.put([each])
    return Verify(tmp_path / "public", tmp_path / "search" / "index.sqlite3")


def release() -> ShelfItem:
    made = item(1, paragraphs=PARAGRAPHS)
    return replace(made, text="\n".join(PARAGRAPHS))


def ask(verify: Verify, *, number: str = "", text: str | None = None) -> tuple[str, str, Any]:
    told: list[Any] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": f"number={quote(number)}" if number else "",
    }
    if text is not None:
        form = f"text={quote(text)}".encode()
        environ |= {
            "REQUEST_METHOD": "POST",
            "CONTENT_LENGTH": str(len(form)),
            "wsgi.input": BytesIO(form),
        }
    body = b"".join(verify(environ, lambda *given: told.extend(given)))  # type: ignore[arg-type] # all of WSGI that it asks for
    return told[0], body.decode(), dict(told[1])


def test_a_number_that_was_issued_leads_to_its_page(verify: Verify) -> None:
    for number in ("2026-0001", "2026-0002", "2026-0003"):
        status, _, headers = ask(verify, number=number)
        assert status.startswith("303")
        assert headers["Location"] == f"/verify/{number}/"


@pytest.mark.parametrize("number", ["2026-9999", "abc", "../../etc/passwd", "2026-0001/..", "<b>"])
def test_a_number_that_was_not_issued_is_told_plainly(verify: Verify, number: str) -> None:
    status, body, _ = ask(verify, number=number)
    assert status == "200 OK"
    assert "本局未发布过此编号" in body
    assert "<b>" not in body.replace("<b>：", "")


def test_the_page_of_a_release_says_who_when_and_what_it_is_now() -> None:
    pages = SitePages(SITE)
    standing, corrected, taken = (
        text_of(pages.release(each)[0])
        for each in (release(), correction_of(item(2))[0], withdrawn(item(3, title="机密标题")))
    )
    assert "本局发布过这个编号，现在有效" in standing
    assert "示例市公安局" in standing
    assert "2026-11-23 20:11" in standing
    assert "已更正" in corrected
    assert "已撤回" in taken
    assert "机密标题" not in taken


def test_a_text_as_published_is_the_same_whatever_its_white_space(verify: Verify) -> None:
    pasted = "情况通报\n\n　　" + "\n\n　　".join(PARAGRAPHS).replace("，", "，\u00a0") + "\n"
    _, body, headers = ask(verify, text=pasted)
    assert "与发布的一字不差" in body
    assert "2026-0001" in body
    assert headers["Cache-Control"] == "no-store"


def test_a_changed_figure_is_shown(verify: Verify) -> None:
    _, body, _ = ask(verify, text="\n".join(PARAGRAPHS).replace("2人受伤", "12人受伤"))
    assert "与发布的不同" in body
    assert "<ins>1</ins>" in body


def test_a_quotation_is_not_called_a_forgery(verify: Verify) -> None:
    _, body, _ = ask(verify, text=PARAGRAPHS[1])
    assert "引用的部分与发布的一致" in body


def test_a_number_in_the_text_says_what_to_compare_with(verify: Verify) -> None:
    _, body, _ = ask(verify, text="编号 2026-0001\n完全不同的话，一个字也不是本局说的。")
    assert "2026-0001" in body
    assert "与发布的不同" in body


def test_a_text_that_names_a_number_never_issued_is_told_so(verify: Verify) -> None:
    _, body, _ = ask(verify, text="警情通报 2026-7777\n全市封路三天，请囤粮。")
    assert "本局未发布过此编号：2026-7777" in body


def test_a_telephone_number_is_no_number_of_a_release(verify: Verify) -> None:
    _, body, _ = ask(verify, text=f"{PARAGRAPHS[0]}\n咨询电话：0951-8446600、400-8123-4567。")
    assert "未发布过此编号" not in body
    assert "2026-0001" in body


def test_what_a_copy_gains_or_loses_unseen_is_no_difference(verify: Verify) -> None:
    pasted = "\ufeff" + "\n".join(PARAGRAPHS).replace("爆炸", "爆\u200b炸").replace(
        "送医", "送\u00ad医"
    )
    assert "与发布的一字不差" in ask(verify, text=f"\ufeff{pasted}")[1]
    for ours, theirs in (("\u00e9 ⚠\ufe0f", "e\u0301 ⚠"), ("葛\U000e0100某", "葛某")):
        assert compare(ours, theirs).verdict is Verdict.SAME
    assert compare("伤者12人", "伤者\u202e12\u202c人").verdict is Verdict.DIFFERENT


def test_english_words_are_found(verify: Verify, index: SearchIndex) -> None:
    said = "The police were called to a fire on Ping An Road"
    index.put([replace(item(4, paragraphs=(said,)), text=said)])
    assert (
        "与发布的一字不差" in ask(verify, text=f"  The police  were called to\u00a0{said[26:]}")[1]
    )


def test_withdrawn_words_are_not_found_and_not_shown(verify: Verify) -> None:
    _, body, _ = ask(verify, text="这段话后来撤回了，谁也不该再看到。")
    assert "没有找到与这段文字相近的通稿" in body
    _, body, _ = ask(verify, text="2026-0003")
    assert "没有可供比对的文字" in body


@pytest.mark.parametrize("injured", ["3", "13"])
def test_what_was_corrected_since_is_told_whether_it_matches_or_not(
    verify: Verify, injured: str
) -> None:
    _, body, _ = ask(verify, text=f"另一起交通事故的情况通报，造成{injured}人受伤。")
    assert ("与发布的不同" in body) is (injured == "13")
    assert body.count("<strong>已更正。</strong>") == 1
    assert 'href="/releases/2026-0009/"' in body
    _, body, _ = ask(verify, text=PARAGRAPHS[1])
    assert "引用的部分与发布的一致" in body
    assert "<strong>已更正。</strong>" not in body


def test_what_followed_in_the_series_is_told_by_its_newest(verify: Verify, tmp_path: Path) -> None:
    pages, tree = SitePages(SITE), FileTree(tmp_path / "public", durable=False)
    second, third = (Reference(f"2026-000{place}", f"情况通报（{place}）") for place in (7, 8))
    for each in (
        replace(release(), next=second),
        replace(item(7), next=third),
        replace(item(8), previous=second),
    ):
        for page in pages.release(each):
            tree.write(page.path, page.body)
    _, page, _ = ask(verify, text=PARAGRAPHS[0])
    assert (
        '后有通报。</strong>同一事件此后又发布了<a rel="next" href="/releases/2026-0008/">' in page
    )
    assert "2026-0007" not in page
    _, page, _ = ask(verify, text=PARAGRAPHS[0] + "2026-0008")
    assert "后有通报" not in page


def test_as_much_as_the_field_holds_is_compared(verify: Verify) -> None:
    status, body, _ = ask(verify, text=("\n".join(PARAGRAPHS) + "。" * LONGEST)[:LONGEST])
    assert status == "200 OK"
    assert "与发布的不同" in body


@pytest.mark.parametrize("text", ["字" * (LONGEST + 1), "字" * LARGEST])
def test_more_than_that_is_refused_in_both_languages(verify: Verify, text: str) -> None:
    status, body, headers = ask(verify, text=text)
    assert status.startswith("413")
    assert "一次最多核对 20000 字" in body
    assert "At most 20,000 characters" in body
    assert "Retry-After" not in headers


def test_a_form_that_broke_off_is_not_compared_in_part(verify: Verify) -> None:
    told: list[Any] = []
    environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "99", "wsgi.input": BytesIO(b"text=a")}
    body = b"".join(verify(environ, lambda *given: told.extend(given)))  # type: ignore[arg-type] # all of WSGI that it asks for
    assert told[0].startswith("408")
    assert "文字没有收全" in body.decode()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "</textarea><script>", "\x00" * 9])
def test_pasted_markup_is_only_words(verify: Verify, text: str) -> None:
    _, body, _ = ask(verify, text=text)
    assert "<script>alert" not in body
    assert body.count("</textarea>") == 1


UNSEEN = re.compile("[\u00ad\u200b\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
WORDS = st.text(alphabet="公安发布2人死伤，。\n <>", max_size=120)


@given(WORDS, WORDS)
def test_only_equal_texts_are_called_the_same(ours: str, theirs: str) -> None:
    told = compare(ours, theirs)
    plain = ["".join(text.split()) for text in (ours, theirs)]
    if told.verdict is Verdict.SAME:
        assert plain[0] == plain[1]


@given(st.text(max_size=400))
def test_pieces_of_a_text_are_few_and_stand_in_it(text: str) -> None:
    flat = "".join(UNSEEN.sub("", text).split())
    assert len(clauses(text)) <= 6
    assert all("".join(piece.split()) in flat for piece in clauses(text))


def test_a_repetitive_text_costs_little(verify: Verify) -> None:
    compare("公安" * LONGEST, "安公" * LONGEST)
