"""Reading numbers as a person reads them: Arabic, Chinese, one by one, and none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.checks.numbers import Counting, Hedge, Mention, mentions, reckon
from console.checks.numerals import value_of

SAID = [
    ("三人死亡", {"deaths": 3}),
    ("事故已致十二人遇难、两名工人失联", {"deaths": 12, "missing": 2}),
    ("造成2死5伤", {"deaths": 2, "injuries": 5}),
    ("造成两死三伤。", {"deaths": 2, "injuries": 3}),
    ("死2伤5", {"deaths": 2, "injuries": 5}),
    ("致2人死亡、3人受伤", {"deaths": 2, "injuries": 3}),
    ("2人重伤3人轻伤", {"serious_injuries": 2, "minor_injuries": 3}),
    ("死亡2人受伤5人", {"deaths": 2, "injuries": 5}),
    ("遇难人数升至12人", {"deaths": 12}),
    ("遇难人数由10人升至十二人", {"deaths": 12}),
    ("死亡人数：３人；受伤人数：１２人", {"deaths": 3, "injuries": 12}),
    ("造成1人失联,1人重伤,1人轻伤", {"missing": 1, "serious_injuries": 1, "minor_injuries": 1}),
    ("致5人（3男2女）不同程度受伤", {"injuries": 5}),
    ("重伤3人（男2女1）、轻伤9人", {"serious_injuries": 3, "minor_injuries": 9}),
    ("受伤12人（其中重伤3人）", {"injuries": 12, "serious_injuries": 3}),
    ("无人员伤亡", {"deaths": 0, "injuries": 0}),
    ("现场搜救出2具遗体", {"deaths": 2}),
    ("2名消防员和1名群众遇难", {"deaths": 3}),
    ("转移群众1200余人", {"evacuated": 1200}),
    ("紧急转移安置受威胁群众三千二百人", {"evacuated": 3200}),
    ("直接经济损失约300万元", {"property_loss": 3_000_000}),
    ("造成1.2亿元直接经济损失", {"property_loss": 120_000_000}),
    ("抓获犯罪嫌疑人3名", {"suspects": 3}),
    ("王某等8名违法嫌疑人已到案", {"suspects": 8}),
    ("3人中1人死亡、2人受伤", {"deaths": 1, "injuries": 2}),
    ("被困5人已全部救出，均受轻伤", {"minor_injuries": 5}),
    ("1人失联后被找到，已死亡", {"deaths": 1}),
    ("2名受伤人员经抢救无效死亡", {"deaths": 2}),
]  # fmt: skip
UNSAID = [
    "民警12人到场处置。",
    "死亡原因正在调查。",
    "李某经鉴定为轻伤二级。",
    "伤亡人数正在核实。",
    "未造成其他人员伤亡。",
    "多人受伤，已送医。",
    "王某5人与邻桌李某某4人发生争吵。",
    "不得要求群众转移资金。",
    "第3名嫌疑",
    "接待群众3000多人次。",
]


@pytest.mark.parametrize(("text", "figures"), SAID)
def test_figures_are_read(text: str, figures: dict[str, int]) -> None:
    assert {m.key: m.value for m in mentions(text)} == figures


@pytest.mark.parametrize("text", UNSAID)
def test_what_states_no_figure_gives_none(text: str) -> None:
    assert mentions(text) == ()


def one(text: str) -> Mention:
    (mention,) = mentions(text)
    return mention


@pytest.mark.parametrize(
    ("text", "hedge", "right", "wrong"),
    [
        ("3人死亡", Hedge.EXACT, 3, 4),
        ("转移群众1200余人", Hedge.OVER, 1260, 1190),
        ("疏散居民约500人", Hedge.ABOUT, 480, 700),
        ("疏散居民不足100人", Hedge.UNDER, 96, 130),
        ("至少3人死亡", Hedge.OVER, 4, 2),
    ],
)
def test_a_hedge_is_kept_and_judged(text: str, hedge: Hedge, right: int, wrong: int) -> None:
    mention = one(text)
    assert mention.hedge is hedge
    assert mention.agrees(right)
    assert not mention.agrees(wrong)


@pytest.mark.parametrize("text", ["新增2人死亡", "又有2人死亡", "2人经抢救无效死亡", "死亡新增2人"])
def test_an_increase_is_no_total(text: str) -> None:
    assert (one(text).value, one(text).counting) == (2, Counting.ADDED)
    assert reckon({"deaths": 3}, mentions(text))["deaths"] == 5


@pytest.mark.parametrize(
    "text",
    [
        "网传爆炸造成30人死亡系谣言。",
        "网民发布“死了三十人死亡三十人”的消息",
        "该厂2019年曾发生爆炸致3人死亡。",
        "造成3人以上死亡的，处三年以上有期徒刑。",
    ],
)
def test_what_others_say_or_the_law_or_the_past_is_no_figure_of_ours(text: str) -> None:
    assert all(mention.supposed for mention in mentions(text))
    assert reckon({}, mentions(text)) == {}


def test_what_was_checked_after_a_rumour_counts() -> None:
    text = "网传事故造成30人死亡，经核查，事故造成2人死亡。"
    assert reckon({}, mentions(text)) == {"deaths": 2}


def test_the_place_of_the_number_can_be_replaced() -> None:
    text = "截至21时，死亡人数升至十二人。"
    mention = one(text)
    assert mention.excerpt == text[mention.start : mention.end] == "死亡人数升至十二人"
    assert text[slice(*mention.number)] == "十二"


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("两", 2), ("十", 10), ("十二", 12), ("一百二十", 120), ("三百零五", 305), ("三百五", 350),
        ("廿三", 23), ("二〇二六", 2026), ("１２", 12), ("1,200", 1200), ("2万8千", 28000),
        ("1亿2000万", 120_000_000), ("1.2亿", 120_000_000), ("两百", 200), ("甲", None),
    ],
)  # fmt: skip
def test_numerals(numeral: str, value: int | None) -> None:
    assert value_of(numeral) == value


WORDS = st.sampled_from(
    [
        *[
            "3人",
            "两名",
            "死亡",
            "受伤",
            "重伤",
            "失联人员",
            "张某",
            "某",
            "、",
            "，",
            "。",
            "（",
            "）",
            "中",
            "均",
            "无",
            "人员伤亡",
            "2死",
            "5伤",
        ],
        *["升至", "由", "救出", "被困", "网传", "“", "”", "约", "余", "万元", "损失"],
        "\n",
    ]
)


@given(st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_has_an_answer_whose_places_hold(text: str) -> None:
    for mention in mentions(text):
        assert text[mention.start : mention.end] == mention.excerpt != ""
        assert mention.start <= mention.number[0] <= mention.number[1] <= mention.end or (
            mention.number == (0, 0)
        )
        assert mention.value >= 0
    assert all(value >= 0 for value in reckon({}, mentions(text)).values())
