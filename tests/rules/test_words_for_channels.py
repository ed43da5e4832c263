"""Titles, counted lengths, derived variants, the package and the redline."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.kernel.joining import on_one_line, place_to_cut
from console.kernel.lengths import weibo_length
from console.kernel.redline import redline
from console.newsroom.words import excerpt
from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import Plan, PlannedStage
from console.releases.rules.body import canonical, from_input
from console.releases.rules.content import Content, Limits, content_from_json, content_to_json
from console.releases.rules.kinds import Kind
from console.releases.rules.package import Setting, content_of, digest_of, package
from console.releases.rules.titles import chinese_number, derived_list_title, hour_of, series_title
from console.releases.rules.variants import complete, too_long

LIMITS = Limits(
    title=100,
    list_title=60,
    body=100000,
    wechat_title=32,
    wechat_digest=128,
    weibo=140,
    wechat_content=19999,
)
URL = "http://localhost:8000/releases/2026-0001/"
LONG = "截至23日21时，现场明火已扑灭，伤员均已送医，民警正在疏导交通、排查隐患。" * 20


def content(**changes: object) -> Content:
    return replace(
        Content(
            kind=Kind.STATEMENT, column="bulletins", title="情况通报", list_title="",
            issuer="示例市公安局",
            body=from_input("第一段。\n第二段。"), source="示例市公安局",
            plan=Plan((PlannedStage(("website", "feeds")), PlannedStage(("weibo", "wechat")))),
        ),
        **changes,  # type: ignore[arg-type] # fields by name, of any kind
    )  # fmt: skip


SETTING = Setting(
    number="2026-0001",
    incident=None,
    series_place=None,
    level=None,
    corrects=None,
    drill=False,
    dateline="2026年11月23日",
    chain=("unit_head",),
)


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三")]
)
def test_places_are_chinese_numerals(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_series_titles_and_list_titles() -> None:
    late = datetime(2026, 11, 24, 0, 5, tzinfo=UTC)
    assert series_title(1) == "情况通报"
    assert series_title(2) == "情况通报（二）"
    assert hour_of(late) == "11月24日0时"
    assert (
        derived_list_title("情况通报（二）", "某厂爆炸", late)
        == "情况通报（二）｜某厂爆炸｜11月24日0时"
    )
    assert derived_list_title("警情通报", None, late) == "警情通报｜11月24日0时"
    assert derived_list_title("谨防假冒电话诈骗", None, late) == "谨防假冒电话诈骗"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("汉", 1),
        ("ab", 1),
        ("abc", 2),
        ("汉a", 2),
        ("a\r\nb", 2),
        ("http://x.example/" + "x" * 60, 10),
        ("http://t.cn/abc", 8),
    ],
)
def test_weibo_counts_as_the_platform_does(text: str, length: int) -> None:
    assert weibo_length(text) == length


def test_through_the_interface_every_text_carries_the_link() -> None:
    linked = replace(LIMITS, weibo_link=True)
    assert (
        complete(content(), linked, URL)["weibo"].text == f"【情况通报】第一段。第二段。全文：{URL}"
    )


def test_a_short_text_goes_to_weibo_whole() -> None:
    assert complete(content(), LIMITS, URL)["weibo"].text == "【情况通报】第一段。第二段。"


def test_a_long_text_is_cut_to_the_counted_length_with_the_link_to_the_whole() -> None:
    variants = complete(content(body=from_input(LONG)), LIMITS, URL)
    text = variants["weibo"].text
    assert text.endswith(f"…全文：{URL}")
    assert 130 < weibo_length(text) <= 140
    assert len(variants["wechat"].summary) == 128
    assert variants["wechat"].text == LONG
    assert too_long(variants, LIMITS) == ()


def test_rows_and_headings_stay_apart_on_one_line() -> None:
    """Of a table, 12 above 24 is not 1224."""
    table = canonical(
        "<h2>情况</h2><p>如下：</p><table><tr><td>23日</td><td>12</td></tr>"
        "<tr><td>24</td><td>13%</td></tr></table><p>Police said</p><p>so.</p>"
    )
    said = "情况 如下：23日 12 24 13% Police said so."
    made = complete(content(body=table), LIMITS, URL)
    assert (made["weibo"].text, made["wechat"].summary) == (f"【情况通报】{said}", said)
    assert on_one_line("第一段。\n“第二段。”\n第三段") == "第一段。“第二段。”第三段"


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("死亡12人", 3, "死亡"), ("死亡12人", 4, "死亡"), ("死亡12，伤3", 4, "死亡12"),
        ("损失1,200.5万元", 5, "损失"), ("损失1,200.5万元", 9, "损失"), ("死亡二十三人", 3, "死亡"),
        ("下降１２％。", 4, "下降"), ("于Ping An路", 3, "于"), ("提示⚠\ufe0f注意", 3, "提示"),
        ("一家👨\u200d👩\u200d👧", 4, "一家"), ("甲乙丙", 2, "甲乙"), ("甲乙丙", 3, "甲乙丙"),
        ("x" * 99, 50, "x" * 50),
    ],
)  # fmt: skip
def test_no_figure_word_or_sign_is_cut_in_two(text: str, most: int, kept: str) -> None:
    assert text[: place_to_cut(text, most)] == kept


def test_what_goes_out_shortened_says_no_other_figure() -> None:
    body = from_input("伤者均已送医，" + "死亡1234人" * 60)
    for most in range(100, 114):
        made = complete(content(body=body), replace(LIMITS, weibo=most, wechat_digest=most), URL)
        for said in (made["weibo"].text, made["wechat"].summary, excerpt("亡1234人" * 60, most)):
            assert said[said.index("…") - 1] in "死亡人"


def test_the_drafter_s_own_words_stand_and_are_measured() -> None:
    written = content(variants={"weibo": Variant(text="长" * 141)})
    variants = complete(written, LIMITS, URL)
    assert too_long(variants, LIMITS) == (("channel.weibo_length", 141, 140),)


def test_content_survives_its_storage() -> None:
    kept = content(
        variants={"weibo": Variant(text="甲")},
        plan=Plan((PlannedStage(("website",), at=datetime(2026, 11, 23, 13, tzinfo=UTC)),)),
    )
    assert content_from_json(content_to_json(kept)) == kept


def test_the_digest_covers_words_times_chain_and_variants() -> None:
    base = content()
    variants = complete(base, LIMITS, URL)
    same = package(base, variants, SETTING)
    assert digest_of(same) == digest_of(package(base, dict(reversed(variants.items())), SETTING))
    others = [
        package(replace(base, body=from_input("第一段。\n第二段！")), variants, SETTING),
        package(base, {**variants, "weibo": Variant(text="别的")}, SETTING),
        package(base, variants, replace(SETTING, chain=("secrecy_reviewer",))),
        package(
            replace(base, plan=Plan((replace(base.plan.stages[0], after=timedelta(seconds=1)),))),
            variants,
            SETTING,
        ),
    ]
    assert len({digest_of(each) for each in (same, *others)}) == 5
    assert content_of(same).text == base.text


def test_a_redline_shows_the_changed_characters_only() -> None:
    (paragraph,) = redline("死亡2人，受伤5人。", "死亡3人，受伤5人。")
    assert [(run.mark, run.text) for run in paragraph.runs if run.mark != "same"] == [
        ("removed", "2"),
        ("added", "3"),
    ]


def test_a_redline_keeps_every_word_of_both_texts() -> None:
    old, new = "甲段。\n乙段落在此。\n丙段。", "甲段。\n乙段落在这里。\n丁段全新的内容。\n丙段。"
    runs = [run for paragraph in redline(old, new) for run in paragraph.runs]
    assert "".join(r.text for r in runs if r.mark != "added") == old.replace("\n", "")
    assert "".join(r.text for r in runs if r.mark != "removed") == new.replace("\n", "")


def test_a_link_that_was_taken_over_before_there_was_a_number_leads_to_the_page() -> None:
    drafted = complete(content(), LIMITS, URL.replace("0001", "0000"))["weibo"]
    taken = Variant(text=f"{drafted.text}全文：{URL.replace('0001', '0000')}，勿信 /2026-0000/。")
    made = complete(content(variants={"weibo": taken}), LIMITS, URL)["weibo"]
    assert (URL in made.text, "releases/2026-0000/" in made.text) == (True, False)
    assert "勿信 /2026-0000/" in made.text
    assert weibo_length(made.text) == weibo_length(taken.text)
