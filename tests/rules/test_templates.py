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
from console.release_templates.rules.places import is_place, place_in
from console.release_templates.rules.values import Terms, read, shown

FACTS = frozenset({"deaths", "injuries", "measures"})
NOW = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)
TERMS = Terms(
    NOW,
    ZoneInfo("Asia/Shanghai"),
    ("0000-0000110", "110"),
    {"accident": "事故"},
    ("原州区", "北京路"),
)
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


PLACES = ("示例市", "原州区", "北京路", "南京路", "人民广场", "死海路", "公安路")


@pytest.mark.parametrize(
    "name",
    [
        "北京路",
        "原州区",
        "原州区北京路",
        "示例市原州区北京路",
        "北京路与南京路交叉口",
        "北京路与南京路交叉口附近",
        "原州区北京路路段",
        "示例市原州区北京路与南京路路口",
        "原州区人民广场一带",
        "死海路",
        "公安路",
    ],
)
def test_a_place_is_put_together_from_listed_names(name: str) -> None:
    assert is_place(name, PLACES)


@pytest.mark.parametrize(
    "name",
    [
        "恐怖分子劫持人质占领人民广场",
        "敌军已占领本县",
        "水库垮坝淹没全镇",
        "张三强奸妇女后逃往人民路",
        "城南化工厂氯气泄漏波及全县",
        "张三放火烧市场",
        "官员贪污修大桥",
        "军队开进人民路",
        "学生跳楼小区",
        "洪水冲走半个村",
        "大坝开裂村",
        "市长收钱卖小区",
        "李四酒驾撞市场",
        "丈夫砍妻子小区",
        "县长跑路",
        "市长下台路",
        "张三家北京路",
        "北京路张三",
        "北京路被炸",
        "路",
        "附近",
        "北京路北京路北京路北京路北京路",
        "北京路18号",
        "北京路，原州区",
    ],
)
def test_no_sentence_is_a_place(name: str) -> None:
    assert not is_place(name, PLACES)
    assert not is_place(name, ())


@given(st.text(alphabet="北京路原州区附近与和张三被杀0，", max_size=12))
def test_a_place_holds_nothing_but_listed_names(said: str) -> None:
    if is_place(said, PLACES):
        for name in sorted(PLACES, key=len, reverse=True):
            said = said.replace(name, "")
        assert set(said) <= set("附近与和")


def test_the_beginning_of_a_place_is_found_in_an_address() -> None:
    assert place_in("原州区北京路18号3单元", PLACES) == "原州区北京路"
    assert place_in("工业大道18号", PLACES) == ""
    assert place_in("原州区北京路", ()) == ""


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


@given(st.datetimes(min_value=datetime(2026, 11, 21), max_value=datetime(2026, 11, 23)))  # noqa: DTZ001 - hypothesis takes bounds without a zone
def test_a_value_that_was_read_reads_as_itself(moment: datetime) -> None:
    slot = Slot("时", SlotKind.TIME)
    value = read(slot, moment.replace(tzinfo=UTC).isoformat(), TERMS)
    assert read(slot, value, TERMS) == value
    assert timedelta(0) <= NOW - datetime.fromisoformat(value) <= timedelta(days=3)
