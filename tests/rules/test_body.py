"""Bodies: safe, canonical, and never a word lost."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.releases.rules.body import canonical, clean_line, from_input, text_of, to_input

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{mso-x:1}</style>
</head><body><p class=MsoNormal style='text-indent:24pt'><span lang=EN-US>11</span><span>月</span>
<span>23日</span><o:p></o:p></p><p class="MsoNormal"><b>第二段</b></p></body></html>"""


def test_one_line_is_one_paragraph() -> None:
    assert from_input("第一段\r\n\r\n　　第二段  \r第三段") == (
        "<p>第一段</p>\n<p>第二段</p>\n<p>第三段</p>"
    )


def test_word_markup_becomes_clean_paragraphs() -> None:
    body = from_input(WORD)
    assert text_of(body) == "11月23日\n第二段"
    assert "mso" not in body.lower()
    assert "style" not in body


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>好",
        '<img src=x onerror="alert(1)">好',
        '<a href="javascript:alert(1)">好</a>',
        '<p style="position:fixed">好</p>',
        "<svg><script>alert(1)</script></svg>好",
        '<iframe src="//evil"></iframe>好',
        "<p>好</p><style>*{display:none}</style>",
    ],
)
def test_markup_that_acts_does_not_survive(attack: str) -> None:
    body = canonical(attack)
    for bad in ("script", "onerror", "javascript", "style", "iframe", "alert"):
        assert bad not in body
    assert "好" in body


def test_angle_brackets_in_plain_text_are_characters() -> None:
    text = "<script>alert(1)</script> 1 < 2 & 3 > 2"
    assert text_of(from_input(text)) == text
    assert "<script" not in from_input(text)


def test_control_characters_and_reordering_marks_go() -> None:
    assert text_of(from_input("甲\x00乙\x1b\u202e丙\u200b丁\ufeff")) == "甲乙丙丁"
    assert text_of(from_input("甲\u00ad乙\u061c丙\u2063丁\U000e0041")) == "甲乙丙丁"
    assert (
        text_of(from_input("👨\u200d👩 ⚠\ufe0f 葛\U000e0100")) == "👨\u200d👩 ⚠\ufe0f 葛\U000e0100"
    )
    assert clean_line(" 标\n题\t\x07 ") == "标 题"


@given(st.text(max_size=400))
def test_plain_text_arrives_unchanged_but_for_its_edges(text: str) -> None:
    body = from_input(text)
    assert from_input(to_input(body)) == body
    assert canonical(body) == body


@given(st.text(alphabet="<>/pbdiv table=\"'&;aＡ好\n", max_size=200))
def test_canonical_is_a_fixed_point(markup: str) -> None:
    once = canonical(markup)
    assert canonical(once) == once
    assert text_of(once) == text_of(canonical(html.unescape(html.escape(once))))


def test_tables_lists_and_links_keep_their_words() -> None:
    body = canonical(
        "<h2>通告</h2><ul><li>一</li><li>二</li></ul>"
        '<table><tr><th>路段</th><td>时间</td></tr></table><p><a href="https://x.cn/">详情</a></p>'
    )
    assert text_of(body) == "通告\n一\n二\n路段 时间\n详情"
    assert '<a href="https://x.cn/">' in body
