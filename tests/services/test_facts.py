"""情况台账: append-only, unknown is not zero, confirmed by another, and the guard reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from console.audit.records import AuditEvent
from console.incidents.queries.facts import changed_since, ledger
from console.incidents.rules.facts import NUMERIC, FactKey, read
from console.incidents.service import facts as service
from console.incidents.service.facts import FactForm
from console.kernel.errors import Invalid, NotNow, NotYou
from console.releases.service.guard import findings
from tests.fakes import START
from tests.services.ledger_room import MINUTE, Room

K = FactKey


def test_unknown_is_kept_as_unknown_and_zero_as_zero(room: Room) -> None:
    room.enter(FactForm(K.DEATHS, None), FactForm(K.MISSING, 0))
    assert room.latest(K.DEATHS).value is None
    assert room.latest(K.MISSING).value == 0


def test_the_newest_moment_counts_not_the_newest_entry(room: Room) -> None:
    room.enter(FactForm(K.DEATHS, 3), at=10, as_of=10)
    room.enter(FactForm(K.DEATHS, 2), at=20, as_of=5)  # an older report that came late
    assert room.latest(K.DEATHS).value == 3
    room.enter(FactForm(K.DEATHS, 4), at=30, as_of=10)
    assert room.latest(K.DEATHS).value == 4


def test_a_mistaken_entry_counts_no_longer_and_stays_to_be_seen(room: Room) -> None:
    room.enter(FactForm(K.DEATHS, 2), at=1, as_of=1)
    (wrong,) = room.enter(FactForm(K.DEATHS, 20), at=2, as_of=2)
    with room.desk.database.transaction() as tx:
        service.mistaken(tx, START + 3 * MINUTE, room.desk.people["editor"], wrong)
    assert room.latest(K.DEATHS).value == 2
    with room.desk.database.snapshot() as tx:
        assert len(ledger(tx, room.id).entries) == 2
    with pytest.raises(NotNow):
        room.confirm(wrong)


def test_who_entered_it_does_not_confirm_it(room: Room) -> None:
    (fact,) = room.enter(FactForm(K.DEATHS, 2))
    with pytest.raises(NotYou, match="own"):
        room.confirm(fact, by="spokesperson")
    with pytest.raises(NotYou):
        room.confirm(fact, by="media-reception")
    room.confirm(fact, releasable=False)
    assert not room.latest(K.DEATHS).releasable


def test_it_is_confirmed_once_and_the_first_who_did_stays(room: Room) -> None:
    (fact,) = room.enter(FactForm(K.DEATHS, 2))
    room.confirm(fact, releasable=False)
    with pytest.raises(NotNow, match="confirmed_before"):
        room.confirm(fact, by="leader")
    assert room.latest(K.DEATHS).confirmed_by == room.desk.people["unit-head"].id


def test_the_audit_has_hashes_and_no_values(room: Room) -> None:
    room.enter(FactForm(K.SUSPECTS, 3), FactForm(K.NATURE, "张三持刀伤人"))
    with room.desk.database.snapshot() as tx:
        told = tx.scalars(
            select(AuditEvent.details).where(AuditEvent.name == "incidents:fact:entered")
        ).all()
    assert len(told) == 2
    assert all("sha256" in each and "张三" not in each for each in told)


@pytest.mark.parametrize(
    ("facts", "source", "code"),
    [
        ((), "现场", "fact.nothing"),
        ((FactForm(K.DEATHS, 1),), " ", "fact.no_source"),
        ((FactForm(K.FREE, "内容"),), "现场", "fact.label"),
        ((FactForm(K.DEATHS, 1, "名称"),), "现场", "fact.label"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    room: Room, facts: tuple[FactForm, ...], source: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused, room.desk.database.transaction() as tx:
        service.enter(
            tx, START, room.desk.people["editor"], room.id, facts, as_of=START, source=source
        )
    assert refused.value.code == code


def codes(room: Room, words: str) -> set[str]:
    release = room.desk.draft(START + 2 * MINUTE, text=words, incident_id=room.id)
    with room.desk.database.snapshot() as tx:
        found = findings(tx, START + 3 * MINUTE, room.desk.policy, release)
    return {each.said or each.code for each in found}


def test_the_guard_holds_a_draft_to_the_ledger(room: Room) -> None:
    (dead,) = room.enter(FactForm(K.DEATHS, 2))
    assert "facts.unreleasable_unconfirmed" in codes(room, "事故造成2人死亡。")
    room.confirm(dead)
    assert not {each for each in codes(room, "事故造成2人死亡。") if "unreleasable" in each}
    assert "facts.mismatch" in codes(room, "事故造成3人死亡。")


def test_a_free_fact_named_like_a_figure_stands_in_for_none(room: Room) -> None:
    room.enter(FactForm(K.DEATHS, 2))
    (named,) = room.enter(FactForm(K.FREE, "2", "deaths"), at=1, as_of=1)
    room.confirm(named)
    assert "facts.unreleasable_unconfirmed" in codes(room, "事故造成2人死亡。")


def test_the_guard_lets_nobody_write_zero_for_unknown(room: Room) -> None:
    (dead,) = room.enter(FactForm(K.DEATHS, None))
    room.confirm(dead)
    assert "facts.mismatch_unknown" in codes(room, "事故未造成人员死亡。")


def changes(room: Room, at: int, *, free: bool = False) -> list[tuple[str, object, object]]:
    with room.desk.database.snapshot() as tx:
        found = changed_since(tx, room.id, START + at * MINUTE, free=free)
    return [
        (each.label or each.key, each.old and each.old.value, each.new and each.new.value)
        for each in found
    ]


def test_what_changed_since_a_release_is_told_with_what_it_was(room: Room) -> None:
    room.enter(FactForm(K.DEATHS, 2), FactForm(K.MISSING, 1), FactForm(K.CAUSE, None))
    room.enter(
        FactForm(K.MISSING, 1), FactForm(K.DEATHS, 3), FactForm(K.FREE, "两台", "消防车"),
        FactForm(K.CAUSE, "短路"), at=10, as_of=9,
    )  # fmt: skip
    assert changes(room, 5) == [("deaths", 2, 3), ("cause", None, "短路"), ("消防车", None, "两台")]
    assert changes(room, 10) == []
    room.enter(FactForm(K.DEATHS, 9), at=20, as_of=3)  # an older report that came late
    assert changes(room, 10) == []


def test_what_was_taken_back_since_then_is_a_change_too(room: Room) -> None:
    (only,) = room.enter(FactForm(K.TRAPPED, 4))
    with room.desk.database.transaction() as tx:
        service.mistaken(tx, START + 8 * MINUTE, room.desk.people["editor"], only)
    assert changes(room, 5) == [("trapped", 4, None)]
    assert changes(room, 8) == []


def test_of_what_may_be_released_a_confirmation_is_the_change(room: Room) -> None:
    (two,) = room.enter(FactForm(K.DEATHS, 2))
    room.confirm(two, at=1)
    (three,) = room.enter(FactForm(K.DEATHS, 3), at=2, as_of=2)
    assert changes(room, 1, free=True) == []
    room.confirm(three, at=8)
    assert changes(room, 5, free=True) == [("deaths", 2, 3)]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("3", 3), ("1200万", 12_000_000), ("1.25亿元", 125_000_000), (" 5 000 ", 5000), ("0", 0)],
)
def test_money_is_read_as_people_write_it(typed: str, value: int) -> None:
    assert read(K.PROPERTY_LOSS, typed) == value


@pytest.mark.parametrize("typed", ["三", "-1", "1.5", "约3", "3人", "9" * 13, ""])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read(K.DEATHS, typed)


@given(st.text(max_size=30), st.sampled_from(FactKey))
def test_no_input_breaks_the_reading(typed: str, key: FactKey) -> None:
    try:
        value = read(key, typed)
    except Invalid:
        return
    assert isinstance(value, int) is (key in NUMERIC)
