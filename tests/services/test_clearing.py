"""Personal facts go by rule after the incident was closed; the row and its hash stay."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from console import audit
from console.audit.records import AuditEvent
from console.incidents import service as life
from console.incidents.queries.fact_proof import proof
from console.incidents.queries.facts import ledger
from console.incidents.records import FactEntry, Incident
from console.incidents.rules.facts import FactKey
from console.incidents.service import clearing
from console.incidents.service import facts as service
from console.incidents.service.facts import FactForm
from console.kernel.errors import Invalid, NotNow
from console.wiring import Wired, chores, clear_personal
from tests.builders import Desk
from tests.fakes import START, FixedClock
from tests.services.ledger_room import MINUTE, Room

K = FactKey
DAY = timedelta(days=1)
AFTER = 30 * DAY
KIN = FactForm(K.FREE, "其兄张某，138****0000", "家属情况", personal=True)


def moved(room: Room, verb: str, at: timedelta) -> None:
    with room.desk.database.transaction() as tx:
        version, who = tx.get_one(Incident, room.id).version, room.desk.people["spokesperson"]
        if verb == "close":
            life.close(tx, START + at, who, room.id, version, "处置完毕")
        else:
            life.reopen(tx, START + at, who, room.id, version)


def cleared(room: Room, at: timedelta) -> int:
    with room.desk.database.snapshot() as tx:
        found = clearing.due(tx, START + at, AFTER)
    total = 0
    for each in found:
        with room.desk.database.transaction() as tx:
            total += clearing.clear(tx, START + at, each, AFTER)
    return total


def rows(room: Room) -> dict[str, FactEntry]:
    with room.desk.database.snapshot() as tx:
        return {each.key.value: each for each in tx.scalars(select(FactEntry))}


def test_what_is_personal_goes_thirty_days_after_the_end_and_the_rest_stays(room: Room) -> None:
    kin, dead = room.enter(KIN, FactForm(K.DEATHS, 2))
    room.confirm(kin, releasable=False)
    before = rows(room)["free"]
    moved(room, "close", 2 * DAY)
    assert cleared(room, 32 * DAY - MINUTE) == 0
    assert cleared(room, 32 * DAY) == 1
    assert cleared(room, 33 * DAY) == 0  # once
    after = rows(room)
    gone = after["free"]
    assert (gone.words, gone.source, gone.salt, gone.number) == (None, "", None, None)
    assert (before.label, gone.label) == ("家属情况", "")
    assert gone.cleared_at == START + 32 * DAY
    kept = ("digest", "key", "as_of", "entered_by", "entered_at", "confirmed_by")
    assert [getattr(gone, each) for each in kept] == [getattr(before, each) for each in kept]
    assert (after["deaths"].number, after["deaths"].source) == (2, "现场指挥部")
    with room.desk.database.snapshot() as tx:
        told = tx.scalars(select(AuditEvent).where(AuditEvent.name == audit.Event.FACT_CLEARED))
        (event,) = told.all()
        assert event.actor == audit.SYSTEM
        assert before.digest in event.details
        assert audit.verify(tx).broken is None
        assert proof(tx, dead).holds
        with pytest.raises(NotNow, match="cleared"):
            proof(tx, kin)


def test_nothing_of_it_is_left_in_the_database(room: Room) -> None:
    room.enter(KIN)
    moved(room, "close", DAY)
    cleared(room, 40 * DAY)
    with room.desk.database.snapshot() as tx:
        for table in ("fact_entries", "fact_marks", "audit_events", "chores"):
            everything = tx.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - ours
            assert "张某" not in str(everything)
            assert "138****0000" not in str(everything)
            assert "家属情况" not in str(everything)


def test_an_incident_that_is_open_again_keeps_what_it_has(room: Room) -> None:
    room.enter(KIN)
    moved(room, "close", DAY)
    moved(room, "reopen", 10 * DAY)
    assert cleared(room, 90 * DAY) == 0
    moved(room, "close", 100 * DAY)
    assert cleared(room, 120 * DAY) == 0  # counted from the last end
    assert cleared(room, 130 * DAY) == 1


def test_one_reopened_between_looking_and_clearing_is_left_alone(room: Room) -> None:
    room.enter(KIN)
    moved(room, "close", DAY)
    at = START + 40 * DAY
    with room.desk.database.snapshot() as tx:
        assert clearing.due(tx, at, AFTER) == (room.id,)
    moved(room, "reopen", 40 * DAY)
    with room.desk.database.transaction() as tx:
        assert clearing.clear(tx, at, room.id, AFTER) == 0
    assert rows(room)["free"].words == KIN.value


def test_what_is_found_to_be_personal_later_goes_with_its_whole_history(room: Room) -> None:
    first = FactForm(K.FREE, "李某某", "目击者")
    room.enter(first, FactForm(K.NATURE, "纠纷"))
    (newer,) = room.enter(FactForm(K.FREE, "李某某，已离开", "目击者"), at=5, as_of=5)
    moved(room, "close", DAY)
    for _twice in range(2):
        with room.desk.database.transaction() as tx:
            service.mark_personal(tx, START + 2 * DAY, room.desk.people["editor"], newer)
    assert cleared(room, 40 * DAY) == 2
    with room.desk.database.snapshot() as tx:
        kept = ledger(tx, room.id)
        marked = AuditEvent.name == audit.Event.FACT_PERSONAL
        assert len(tx.scalars(select(AuditEvent).where(marked)).all()) == 2
    assert kept.latest[K.FREE, ""].cleared_at
    assert sum(each.cleared_at is not None for each in kept.entries) == 2
    assert kept.latest[K.NATURE, ""].value == "纠纷"


def test_a_cleared_fact_is_neither_confirmed_nor_free(room: Room) -> None:
    (kin,) = room.enter(KIN)
    moved(room, "close", DAY)
    cleared(room, 40 * DAY)
    moved(room, "reopen", 41 * DAY)
    with pytest.raises(NotNow, match="cleared"):
        room.confirm(kin)
    with room.desk.database.snapshot() as tx:
        assert not ledger(tx, room.id).free


def test_a_count_of_dead_is_nobodys_personal_detail(room: Room) -> None:
    with pytest.raises(Invalid, match="not_personal"):
        room.enter(FactForm(K.DEATHS, 2, personal=True))
    (dead,) = room.enter(FactForm(K.DEATHS, 2))
    with room.desk.database.transaction() as tx, pytest.raises(Invalid, match="not_personal"):
        service.mark_personal(tx, START, room.desk.people["editor"], dead)


def test_the_chore_goes_on_where_a_stopped_process_left_off(
    wired: Wired, desk: Desk, clock: FixedClock
) -> None:
    here: list[UUID] = []
    for _each in range(2):
        room = Room(desk)
        room.enter(KIN)
        moved(room, "close", DAY)
        here.append(room.id)
    clock.move(hours=40 * 24)
    with wired.database.transaction() as tx:  # the process stops after the first of them
        clearing.clear(tx, clock.now(), here[0], AFTER)
    runner = chores(wired, "after the restart")
    runner.start()
    runner.tick()
    clear_personal(wired)
    with wired.database.snapshot() as tx:
        facts = tx.scalars(select(FactEntry)).all()
        told = tx.scalars(select(AuditEvent).where(AuditEvent.name == audit.Event.FACT_CLEARED))
        assert [each.words for each in facts] == [None, None]
        assert len(told.all()) == 2
