"""文字勘误 by machine: a slip passes, and nothing that somebody could act on does."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from console.releases.rules.errata import Touched, touched

BASE, ZONE = datetime(2026, 11, 23, 13, tzinfo=UTC), ZoneInfo("Asia/Shanghai")
OLD = (
    "11月23日20时10分许，示例市原州区北京路一厂房发生爆炸。\n"
    "民警己赶到现场处置。事故造成二人死亡，5人受伤，未造成有毒气体泄露。\n"
    "犯罪嫌疑人王某某（男，35岁）已被控制，车牌宁A12345。局长马建国到场指挥，请大家不信谣不传谣。"
)


def what(new: str) -> set[Touched]:
    return {each.what for each in touched(OLD, new, BASE, ZONE)}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("民警己赶到", "民警已赶到"),
        ("泄露", "泄漏"),
        ("不信谣不传谣", "不信谣、不传谣"),
        ("到场指挥", "赶赴现场指挥"),
        ("造成二人死亡", "造成两人死亡"),
        ("处置。事故", "处置。\n事故"),
        ("（男，35岁）", "（男,35岁）"),
    ],
)
def test_a_slip_of_the_pen_is_one(wrong: str, right: str) -> None:
    assert wrong in OLD
    assert what(OLD.replace(wrong, right)) == set()


@pytest.mark.parametrize(
    ("wrong", "right", "kind"),
    [
        ("二人死亡", "三人死亡", Touched.FIGURE),
        ("二人死亡", "3人死亡", Touched.FIGURE),
        ("5人受伤", "5人失联", Touched.FIGURE),
        ("5人受伤", "15人受伤", Touched.FIGURE),
        ("5人受伤", "5户受损", Touched.FIGURE),
        ("二人死亡，5人受伤", "5人死亡，二人受伤", Touched.FIGURE),
        ("二人死亡", "多人死亡", Touched.FIGURE),
        ("35岁", "53岁", Touched.FIGURE),
        ("宁A12345", "宁B12345", Touched.FIGURE),
        ("20时10分", "20时40分", Touched.TIME),
        ("11月23日20时", "11月22日20时", Touched.TIME),
        ("11月23日20时10分许", "当晚20时10分许", Touched.TIME),
        ("王某某", "汪某某", Touched.NAME),
        ("王某某", "王某", Touched.NAME),
        ("马建国", "马建军", Touched.NAME),
        ("原州区", "西夏区", Touched.PLACE),
        ("北京路", "南京路", Touched.PLACE),
        ("一厂房", "一仓库", Touched.PLACE),
        ("未造成", "造成", Touched.MEANING),
    ],
)
def test_what_tells_a_fact_is_none(wrong: str, right: str, kind: Touched) -> None:
    assert wrong in OLD
    assert kind in what(OLD.replace(wrong, right))


def test_another_text_is_no_slip_and_the_same_is_nothing() -> None:
    more = "，现场秩序平稳，善后工作有序开展，有关情况正在进一步调查之中，感谢各界关心支持理解配合"
    assert what(OLD.replace("到场指挥", "到场指挥" + more)) >= {Touched.LENGTH}
    assert what(OLD) == set()


def test_both_wordings_are_told() -> None:
    (found,) = [
        each
        for each in touched(OLD, OLD.replace("北京路", "南京路"), BASE, ZONE)
        if each.what is Touched.PLACE
    ]
    assert ("北京路" in found.old, "南京路" in found.new) == (True, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("民警正再现场处置", "民警正在现场处置"),
        ("警方正再处置", "警方正在处置"),
        ("民警及时的处置", "民警及时地处置"),
        ("涉嫌做案三起", "涉嫌作案三起"),
        ("已经的的情况", "已经的情况"),
        ("抓获嫌疑人", "抓获了嫌疑人"),
        ("事情正调查", "事情正在调查"),
        ("公机关介入", "公安机关介入"),
        ("赶到赶到现场", "赶到现场"),
        ("截止11月23日20时", "截至11月23日20时"),
        ("既使夜深，部门作出布署、按排", "即使夜深，部门作出部署、安排"),
        ("损失1200元", "损失1,200元"),
        ("警方己抓获2人", "警方已抓获2人"),
    ],
)
def test_the_kinds_of_slips_that_are_known(old: str, new: str) -> None:
    assert touched(old, new, BASE, ZONE) == ()


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("抓获嫌疑人俩", "抓获嫌疑人仨", Touched.FIGURE),
        ("罚款叁万元", "罚款肆万元", Touched.FIGURE),
        ("第③项", "第④项", Touched.FIGURE),
        ("启动Ⅱ级响应", "启动Ⅲ级响应", Touched.FIGURE),
        ("多人送医", "数人送医", Touched.FIGURE),
        ("半数获救", "过半获救", Touched.FIGURE),
        ("绕行五公里", "绕行五里", Touched.FIGURE),
        ("绕行若干公里", "绕行若干里", Touched.FIGURE),
        ("比例为3—5", "比例为3、5", Touched.FIGURE),
        ("本周五开放", "下周五开放", Touched.TIME),
        ("春节前办结", "春节后办结", Touched.TIME),
        ("国庆期间限行", "元旦期间限行", Touched.TIME),
        ("彭阳警方通报", "隆德警方通报", Touched.MEANING),
        ("银昆高速封闭", "福银高速封闭", Touched.PLACE),
        ("广场北侧封闭", "广场南侧封闭", Touched.PLACE),
        ("马国庆说，他看见了", "马国清说，他看见了", Touched.NAME),
        ("马得福回家", "马的福回家", Touched.MEANING),
        ("马和平回家", "马平回家", Touched.MEANING),
        ("驾驶人死亡", "驾驶人受伤", Touched.MEANING),
        ("鉴定为轻伤", "鉴定为重伤", Touched.MEANING),
        ("嫌疑人已抓获", "嫌疑人在逃", Touched.MEANING),
        ("嫌疑人在逃", "嫌疑人逃", Touched.MEANING),
        ("系酒驾", "系醉驾", Touched.MEANING),
        ("王某某（男，", "王某某（女，", Touched.MEANING),
        ("交警赶到", "民警赶到", Touched.MEANING),
        ("有人员伤亡", "有关人员伤亡", Touched.MEANING),
    ],
)
def test_what_no_reader_knows_counts_as_changed(old: str, new: str, kind: Touched) -> None:
    assert kind in {each.what for each in touched(old, new, BASE, ZONE)}
    assert touched(new, old, BASE, ZONE)
