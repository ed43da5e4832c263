"""Templates: what is read, what is refused and in which line, what is filled in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.kernel.errors import Invalid
from console.release_templates.rules.filling import Filled, Piece, broken, fill, strict
from console.release_templates.rules.grammar import (
    Slot,
    SlotKind,
    not_clearable,
    parse,
    problems,
)
from console.release_templates.rules.values import Terms, is_road, read, shown

FACTS = frozenset({"deaths", "injuries", "measures"})
NOW = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)
TERMS = Terms(NOW, ZoneInfo("Asia/Shanghai"), ("0000-0000110", "110"), {"accident": "事故"})
ENTRY = UUID("019ac000-0000-7000-8000-000000000001")
HOLDING = (
    "{{发生时间:time}}，{{地点:road}}发生一起{{类别:category}}。\n\n"
    "[[我局已派警力到场处置。后续情况将及时通报。]]咨询电话：{{电话:hotline}}。"
)
VALUES = {
    "发生时间": "2026-11-23T12:10:00Z", "地点": "原州区北京路", "类别": "accident",
    "电话": "0000-0000110",
}  # fmt: skip
FILLED = (
    "11月23日20时10分许，原州区北京路发生一起事故。\n"
    "我局已派警力到场处置。后续情况将及时通报。咨询电话：0000-0000110。"
)


def test_a_template_is_paragraphs_of_lines_with_slots_and_locked_passages() -> None:
    made = parse("甲{{数:number}}，\n?死亡{{死:fact:deaths}}人。\n\n[[锁{{数:number}}住]]。", FACTS)
    assert [[line.number for line in lines] for lines in made.paragraphs] == [[1, 2], [4]]
    assert made.slots == (
        Slot("数", SlotKind.NUMBER), Slot("死", SlotKind.FACT, key="deaths")
    )  # fmt: skip
    assert [line.optional for line in made.paragraphs[0]] == [False, True]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{{时间}}", "template.no_such_kind"),
        ("{{时间:moment}}", "template.no_such_kind"),
        ("{{:time}}", "template.no_label"),
        ("{{" + "长" * 21 + ":time}}", "template.no_label"),
        ("{{死:fact}}", "template.fact_without_key"),
        ("{{死:fact:ghosts}}", "template.no_such_fact"),
        ("{{选:choice:甲}}", "template.choices"),
        ("{{选:choice:甲||乙}}", "template.choices"),
        ("{{选:choice:甲|甲}}", "template.choices"),
        ("{{时:time:now}}", "template.no_argument"),
        ("{{时:time", "template.slot_unpaired"),
        ("时:time}}", "template.slot_unpaired"),
        ("{{a{{b:time}}", "template.slot_unpaired"),
        ("[[锁", "template.lock_unpaired"),
        ("锁]]", "template.lock_unpaired"),
        ("[[锁[[住]]", "template.lock_unpaired"),
        ("?什么也没有", "template.nothing_to_know"),
        ("{{甲:time}}{{甲:date}}", "template.label_twice"),
    ],
)
def test_what_is_wrong_names_its_line(line: str, code: str) -> None:
    found = problems(f"第一行\n\n{line}\n第四行", FACTS)
    assert [(each.code, each.parameters["line"], each.field) for each in found] == [
        (code, 3, "text")
    ]
    with pytest.raises(Invalid):
        parse(f"第一行\n\n{line}", FACTS)


def test_every_wrong_line_is_named_and_nothing_or_too_much_is_refused() -> None:
    assert [each.parameters["line"] for each in problems("{{a}}\n好\n[[b", FACTS)] == [1, 3]
    assert [each.code for each in problems(" \n\n", FACTS)] == ["template.empty"]
    assert [each.code for each in problems("长" * 4001, FACTS)] == ["template.too_long"]


def test_a_line_is_left_out_when_its_fact_is_unknown_and_leaves_no_comma_behind() -> None:
    made = parse("截至现在，\n?死亡{{死:fact:deaths}}人，\n?受伤{{伤:fact:injuries}}人，", FACTS)
    assert fill(made, {"死": Piece("2", ENTRY)}).text == "截至现在，死亡2人。"
    assert fill(made, {}).text == "截至现在。"
    (pieces,) = fill(made, {"死": Piece("2", ENTRY)}).paragraphs
    assert [each.text for each in pieces if each.entry] == ["2"]


def test_a_line_that_stays_says_that_a_fact_is_being_verified_and_shows_open_slots() -> None:
    made = parse("措施：{{措施:fact:measures}}。负责人{{谁:text}}。", FACTS)
    assert fill(made, {}) == Filled(
        ((Piece("措施："), Piece("核实中"), Piece("。负责人"), Piece("{{谁}}"), Piece("。")),),
        ("谁",),
    )


def test_a_cleared_statement_is_made_again_to_the_letter() -> None:
    assert strict(parse(HOLDING, FACTS), VALUES, TERMS).text == FILLED


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("发生时间", "2026-11-23T12:10:30Z"),  # not to the minute
        ("发生时间", "2026-11-23T20:10:00+08:00"),  # the same moment, said otherwise
        ("发生时间", "2026-11-23T13:10:00Z"),  # to come
        ("发生时间", "2026-11-19T12:10:00Z"),  # long ago
        ("发生时间", "昨晚"),
        ("地点", ""),
        ("地点", " 北京路"),
        ("地点", "北京路3号楼2单元501室"),
        ("地点", "北京路，凶手张三"),
        ("地点", "张三家"),
        ("地点", "路" * 25),
        ("地点", "北京<b>路"),
        ("类别", "爆炸"),
        ("电话", "13800000000"),
        ("电话", "110。另外"),
        ("多余", "文字"),
    ],
)
def test_a_slot_takes_only_what_its_kind_allows(label: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        strict(parse(HOLDING, FACTS), {**VALUES, label: value}, TERMS)
    assert refused.value.field == label


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("恐怖分子劫持人质占领人民广场", False),
        ("敌军已占领本县", False),
        ("水库垮坝淹没全镇", False),
        ("张三强奸妇女后逃往人民路", False),
        ("城南化工厂氯气泄漏波及全县", False),
        ("占领本县", False),
        ("全县", False),
        ("暴徒打砸市场", False),
        ("警方包围人民广场小区", False),
        ("数百人聚集市政府广场", False),
        ("平安路与工业三路交叉口", True),
        ("示例区平安工业园", True),
        ("火车站广场", True),
        ("建军路", True),
        ("发展大道", True),
        ("彭阳县白阳镇南街", True),
        ("西吉县", True),
        ("将军路小区", True),
        ("北京路", True), ("G344国道", True), ("原州区人民街与中山路路口", True), ("致富路", True),
        ("三里社区", True), ("路", False), ("张某家附近路", False), ("有人被打的路", False),
    ],
)  # fmt: skip
def test_a_road_has_the_form_of_one(name: str, fits: bool) -> None:  # noqa: FBT001
    assert is_road(name) is fits


def test_midnight_and_the_full_hour_read_as_bulletins_say_them() -> None:
    slot = Slot("时", SlotKind.TIME)
    assert shown(slot, "2026-11-23T16:00:00Z", TERMS) == "11月24日0时许"
    assert shown(slot, "2026-11-23T12:00:00Z", TERMS) == "11月23日20时许"
    assert shown(Slot("日", SlotKind.DATE), "2026-11-23T16:00:00Z", TERMS) == "11月24日"


def test_only_four_kinds_of_slots_can_be_cleared_beforehand() -> None:
    assert not not_clearable(parse(HOLDING, FACTS))
    said = not_clearable(parse("{{甲:text}}\n?{{乙:fact:deaths}}人\n{{丙:time}}", FACTS))
    assert [(each.code, each.parameters["line"]) for each in said] == [
        ("template.slot_not_cleared", 1),
        ("template.optional_not_cleared", 2),
        ("template.slot_not_cleared", 2),
    ]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (FILLED + "\n情况正在核实。", ()),
        (FILLED + "另有补充。\n情况正在核实。", ()),
        (FILLED + "\n情况正在查。", ("情况正在核实。",)),
        ("某人写了自己的一篇。", ()),  # none of it stands: it is no longer the template's
    ],
)
def test_a_locked_passage_that_was_changed_is_named(text: str, missing: tuple[str, ...]) -> None:
    made = parse(HOLDING + "\n\n[[情况正在核实。]]", FACTS)
    assert broken(made, text) == missing


def test_a_locked_line_that_was_left_out_whole_is_not_missed_but_half_of_one_is() -> None:
    made = parse("甲。\n?[[已造成{{死:fact:deaths}}人死亡。]]\n[[完。]]", FACTS)
    assert broken(made, "甲。完。") == ()
    assert broken(made, "甲。已造成2人死亡。完。") == ()
    assert broken(made, "甲。已造成2人伤亡。完。") == ("人死亡。",)
    assert broken(made, "完。已造成2人死亡。") == ("完。",)  # in another order
    assert broken(made, "已造成2人死亡。") == ()  # the firm words are gone: somebody's own text


@given(st.text(alphabet="甲{}[]:?|\n timefact乙", max_size=60))
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    found = problems(text, FACTS)
    if found:
        assert all(each.field == "text" for each in found)
    else:
        assert fill(parse(text, FACTS), {}).paragraphs is not None


@given(st.datetimes(min_value=datetime(2026, 11, 21), max_value=datetime(2026, 11, 23)))  # noqa: DTZ001
def test_a_value_that_was_read_reads_as_itself(moment: datetime) -> None:
    slot = Slot("时", SlotKind.TIME)
    value = read(slot, moment.replace(tzinfo=UTC).isoformat(), TERMS)
    assert read(slot, value, TERMS) == value
    assert timedelta(0) <= NOW - datetime.fromisoformat(value) <= timedelta(days=3)
