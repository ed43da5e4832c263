"""The guard over what is typed into the ledger: masked, or kept for a reason that stays."""

from datetime import UTC

import pytest
from sqlalchemy import select

from console.audit.records import AuditEvent
from console.checks.entries import examine_entry
from console.checks.findings import Context
from console.incidents.queries.facts import ledger
from console.incidents.records import FactEntry
from console.incidents.rules.facts import FactKey
from console.incidents.service import facts as service
from console.incidents.service.facts import FactForm
from console.kernel.errors import Invalid
from tests.fakes import START
from tests.services.ledger_room import Room

K = FactKey
NUMBER = "11010519491231002X"
OURS = Context(START, UTC, own_numbers=frozenset({"09542110110"}))


def found(**said: str) -> set[tuple[str, str, str | None]]:
    return {(each.code, each.part, each.fix) for each in examine_entry(said, OURS)}


@pytest.mark.parametrize(
    ("words", "code", "severity"),
    [
        (f"犯罪嫌疑人身份证号{NUMBER}", "pii.id_number", "block"),
        ("犯罪嫌疑人李建国已到案", "name.unmasked", "block"),
        ("目击者电话13912345678", "pii.mobile", "block"),
        ("肇事车辆宁D12345", "pii.plate", "block"),
        ("伤者住示例小区3号楼2单元501室", "pii.address", "warn"),
        ("受害人为某小学五年级（2）班学生", "name.minor", "block"),
        ("通过技术侦查手段锁定其位置", "wording.technique", "warn"),
    ],
)
def test_an_entry_gets_the_findings_of_a_draft(words: str, code: str, severity: str) -> None:
    told = {(each.code, each.severity.value) for each in examine_entry({"course": words}, OURS)}
    assert (code, severity) in told


@pytest.mark.parametrize(
    "words",
    ["现场指挥部", "市医院急诊科", "110 指挥中心", "辖区派出所王所长", "犯罪嫌疑人张某某已到案",
     "患者已转至市人民医院", "两辆消防车到场", "因雷击短路", "预计 22 时恢复通行"],
)  # fmt: skip
def test_what_is_usual_in_a_ledger_is_left_alone(words: str) -> None:
    assert found(course=words, source=words) == set()


def test_a_name_given_away_in_one_field_is_found_in_the_others() -> None:
    told = found(source="李建国家属", course="伤者李建国已送医")
    assert told == {("name.unmasked", "source", "李某某"), ("name.unmasked", "course", "李某某")}


def test_the_field_for_an_enquiry_number_may_hold_one() -> None:
    assert found(enquiry_phone="0954-2088888") == set()
    assert {code for code, *_ in found(measures="联系0954-2088888")} == {"pii.landline"}
    assert found(measures="联系0954-2110110") == set()  # our own


def enter(room: Room, *facts: FactForm, source: str = "现场指挥部", reason: str = "") -> None:
    with room.desk.database.transaction() as tx:
        who = room.desk.people["spokesperson"]
        service.enter(
            tx, START, who, room.id, facts, as_of=START, source=source, reason=reason, context=OURS
        )


def test_a_block_is_masked_or_kept_for_a_reason(room: Room) -> None:
    named = FactForm(K.FREE, "伤者李建国，家属已到", "伤者")
    with pytest.raises(Invalid, match="mask_or_reason") as refused:
        enter(room, named, FactForm(K.DEATHS, 2))
    assert refused.value.field == "reason"
    with room.desk.database.snapshot() as tx:
        assert ledger(tx, room.id).entries == ()  # nothing of it was kept
    enter(room, FactForm(K.FREE, "伤者李某某，家属已到", "伤者"))
    enter(room, named, FactForm(K.DEATHS, 2), reason="医院要求核对 身份")
    with room.desk.database.snapshot() as tx:
        kept = {each.value: each for each in ledger(tx, room.id).entries}
    assert kept[named.value].reason == "医院要求核对 身份"
    assert kept[named.value].personal  # by itself: it goes when the incident is over
    assert (kept[2].reason, kept[2].personal) == ("", False)
    assert not kept["伤者李某某，家属已到"].personal


def test_the_audit_says_that_it_was_kept_and_neither_what_nor_why(room: Room) -> None:
    enter(room, FactForm(K.COURSE, f"其身份证号{NUMBER}"), reason="待比对")
    with room.desk.database.snapshot() as tx:
        told = tx.scalars(
            select(AuditEvent.details).where(AuditEvent.name == "incidents:fact:entered")
        ).one()
    assert "pii.id_number" in told
    assert NUMBER not in told
    assert "待比对" not in told


def test_a_source_is_always_masked(room: Room) -> None:
    with pytest.raises(Invalid, match="mask_source") as refused:
        enter(room, FactForm(K.DEATHS, 2), source="伤者李建国", reason="急")
    assert refused.value.field == "source"
    enter(room, FactForm(K.DEATHS, 2), source="伤者李某某")


def test_a_warning_stops_nothing_and_marks_what_tells_of_somebody(room: Room) -> None:
    enter(room, FactForm(K.COURSE, "伤者住示例小区3号楼2单元501室"), FactForm(K.MEASURES, "已封路"))
    with room.desk.database.snapshot() as tx:
        rows = {each.key: each for each in tx.scalars(select(FactEntry))}
    assert (rows[K.COURSE].personal, rows[K.COURSE].reason) == (True, "")
    assert not rows[K.MEASURES].personal
