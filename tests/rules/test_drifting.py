"""Words for a channel that state what the text does not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from console.releases.rules.drifting import drift

AT, ZONE = datetime(2026, 11, 23, 13, tzinfo=UTC), ZoneInfo("Asia/Shanghai")
TEXT = (
    "关于平安路厂房爆炸的通报\n11月23日20时10分许，示例区平安路一厂房发生爆炸，造成2人死亡、5人受伤。"
    "犯罪嫌疑人王某已被控制。G2012高速示例出口封闭。"
)


def drifted(words: str) -> list[tuple[str, str]]:
    return [(each.what.value, each.said) for each in drift(TEXT, words, AT, ZONE)]


@pytest.mark.parametrize(
    "words",
    [
        "",
        TEXT,
        "【平安路厂房爆炸】造成2人死亡、5人受伤，王某已被控制。全文：http://x.example/releases/2026-0099/",
        "今日平安路爆炸，G2012高速封闭。",
        "20时10分许，平安路一厂房爆炸，死亡2人。",
    ],
)
def test_what_the_text_states_too_is_no_drift(words: str) -> None:
    assert drifted(words) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("平安路爆炸造成3人死亡", [("figure", "3人死亡")]),
        ("爆炸造成7人受伤", [("figure", "7人受伤")]),
        ("11月22日20时10分许，平安路爆炸", [("time", "11月22日20时10分许")]),
        ("工业大道一厂房爆炸", [("place", "工业大道")]),
        ("李某已被控制", [("name", "李某")]),
        ("损失约300万元", [("figure", "约300万元")]),
    ],
)
def test_what_only_the_channel_says_is_told_as_it_is_written(
    words: str, told: list[tuple[str, str]]
) -> None:
    assert [what for what, _ in drifted(words)] == [what for what, _ in told]
    assert all(part in words for _, part in drifted(words))


def test_the_text_itself_drifts_nowhere_even_where_a_short_street_is_found_in_it() -> None:
    text = "平安路（建设大街至和平街）因施工实行交通管制。"
    assert drift(text, text, AT, ZONE) == ()
