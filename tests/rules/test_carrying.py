"""What may leave in a notice, when, and to where."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.carriers.rules import opening
from console.carriers.rules.message import Line, Message
from console.carriers.rules.reaching import Choice, Reaching, checked, checked_quiet
from console.carriers.rules.saying import GENERAL, KINDS, Topic, saying
from console.carriers.rules.timing import Quiet, leaves_at, pause
from console.kernel.errors import Invalid
from console.language import sentences
from console.language.check import PARAMETER
from console.language.words import TABLES

CANARY = "王某某死亡三人"
SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = {"channel": TABLES["channel"], "role": TABLES["role"]}
NAMES = ("number", "title", "by", "said", "share", "channel", "role", "account", "template", "name")


def test_no_word_of_a_release_leaves_whatever_the_notice_holds() -> None:
    blank = dict.fromkeys(NAMES, "")
    for kind in {*KINDS, *sentences(), "no.such"}:
        found = saying(kind, dict.fromkeys(NAMES, CANARY), WORDS)
        assert CANARY not in str(found), kind
        assert CANARY not in sentences()[found.code] % {**blank, **found.parameters}, kind


def test_every_sentence_that_leaves_needs_nothing_but_what_is_allowed() -> None:
    for kind, about in KINDS.items():
        code = about.code or kind
        assert set(PARAMETER.findall(sentences()[code])) == set(about.needs), kind
        assert set(about.needs) <= {"number", "share", "channel", "role"}, kind
    assert not PARAMETER.findall(sentences()[GENERAL])


def test_every_kind_of_signature_clock_and_delivery_is_known_here() -> None:
    told = {each for each in sentences() if each.startswith(("delivery.told_", "clock.told_"))}
    asked = {"release.told_to_sign", "release.told_fell", "task.told_overdue"}
    assert told | asked <= set(KINDS)
    assert set(KINDS) <= set(sentences())


@pytest.mark.parametrize(
    "number", ["2026-0001", "示公-2026-0012", "2026-E0003", "Y-2026-0001", "A1-2026-9"]
)
def test_numbers_are_said(number: str) -> None:
    assert saying("release.told_to_sign", {"number": number}, WORDS).parameters["number"] == number


@pytest.mark.parametrize(
    "odd", ["", "爆炸致三人死亡", "2026-0001 爆炸", "2026-0001\n死三人", "2026"]
)
def test_what_is_no_number_is_not_said(odd: str) -> None:
    assert saying("release.told_to_sign", {"number": odd}, WORDS).code == GENERAL


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(21, 59), None), (at(22), at(7) + timedelta(days=1)),
        (at(23, 59), at(7) + timedelta(days=1)), (at(0), at(7)), (at(6, 59), at(7)), (at(7), None),
    ],
)  # fmt: skip
def test_quiet_hours_go_over_midnight(now: datetime, until: datetime | None) -> None:
    assert Quiet.of("22:00", "07:00").until(now, SHANGHAI) == until
    assert Quiet.of("22:00", "22:00").until(now, SHANGHAI) is None


def test_an_incident_is_never_silenced() -> None:
    quiet, group = Quiet.of("22:00", "07:00"), timedelta(seconds=60)
    waits = leaves_at(at(23), group, quiet, SHANGHAI, for_incident=False)
    goes = leaves_at(at(23), group, quiet, SHANGHAI, for_incident=True)
    assert (waits, goes) == (at(7) + timedelta(days=1), at(23) + group)
    assert Quiet.of("13:00", "14:00").until(at(13, 30), SHANGHAI) == at(14)


def test_pauses_grow_and_are_never_shorter_than_asked() -> None:
    assert [pause(n).total_seconds() for n in (1, 2, 3, 50)] == [15, 30, 60, 600]
    assert pause(1, timedelta(minutes=10)) == timedelta(minutes=10)


def test_a_long_message_keeps_whole_lines_and_counts_the_rest() -> None:
    lines = tuple(Line(f"第{n}条 等您签字。", f"https://c.example/{n}") for n in range(100))
    told = Message("r", "发言台", lines).within(2048)
    assert len(told.encode()) <= 2048
    kept = told.count("等您签字")
    assert told.endswith(f"…… +{100 - kept}")
    assert kept > 20
    assert Message("r", "t", lines[:1]).within(2048).endswith("https://c.example/0")


def test_a_robot_is_opened_by_its_whole_address_or_its_key() -> None:
    whole = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-1"
    assert opening.read("wecom", whole, "", field="s") == "abc-1"
    assert opening.read("wecom", " abc-1 ", "", field="s") == "abc-1"
    ding = "https://oapi.dingtalk.com/robot/send?access_token=t1"
    assert opening.read("dingtalk", ding, "SECx", field="s") == "t1 SECx"
    assert opening.read("mail", "a b", "", field="s") == "a b"
    for kind, pasted in (
        ("wecom", ""), ("wecom", "https://example.com/?x=1"), ("wecom", "a b"), ("webhook", " "),
        ("dingtalk", "a" * 300),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            opening.read(kind, pasted, "", field="s")


@pytest.mark.parametrize(
    ("kind", "address", "good"),
    [
        ("mail", "zhang.san@ju.example.cn", True), ("mail", "zhang", False), ("mail", "", False),
        ("mail", "a@b.example\nBcc: x@y.example", False), ("webhook", "+86-13800000000", True),
        ("webhook", "138<script>", False), ("wecom", "", True), ("wecom", "ZhangSan", True),
        ("dingtalk", "张三", False),
    ],
)  # fmt: skip
def test_addresses_are_what_their_carrier_takes(kind: str, address: str, *, good: bool) -> None:
    choice = Choice(on=True, address=address)
    if good:
        assert checked(kind, "x", choice) is choice
        return
    with pytest.raises(Invalid):
        checked(kind, "x", choice)


def test_who_chose_nothing_is_told_where_the_group_is_and_nowhere_else() -> None:
    nobody = Reaching()
    assert nobody.by("chat", shared=True).wants(Topic.SIGN)
    assert not nobody.by("mail", shared=False).wants(Topic.SIGN)
    assert not Choice(on=True, off=frozenset({Topic.DRAFT})).wants(Topic.DRAFT)
    assert checked_quiet("", "") == ("", "")
    with pytest.raises(Invalid):
        checked_quiet("22:00", "")
