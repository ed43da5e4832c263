"""How the newsroom shortens what it says, and stands by what was said in columns of old."""

from console.newsroom import words
from console.newsroom.pages import SitePages
from tests.newsroom.items import SITE, item


def test_a_summary_of_a_correction_keeps_old_and_new_saidtogether() -> None:
    said = "原文：“" + "受伤" * 30 + "2人。”更正为：“3人。”"
    assert words.summary(item(kind="correction", paragraphs=(said,)), 40) == said
    assert len(words.summary(item(paragraphs=(said,)), 40)) <= 41


def test_an_excerpt_ends_with_a_sentence_where_one_is_near() -> None:
    assert words.excerpt("甲" * 8 + "。" + "乙" * 9, 12) == "甲" * 8 + "。"
    assert words.excerpt("甲，" * 20, 11) == "甲，甲，甲，甲，甲，甲…"
    assert words.excerpt("第一段。\n第二段\nthird line", 40) == "第一段。第二段third line"


def test_a_column_that_configuration_forgot_still_renders() -> None:
    assert SitePages(SITE).release(item(column="old-one"))[-1].body
