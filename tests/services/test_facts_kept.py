"""What the database holds of the ledger, whoever writes to it; what the audit can prove."""

import re
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from console.audit.records import AuditEvent
from console.incidents.queries.fact_proof import proof
from console.incidents.queries.facts import changed_since, ledger, ledger_at
from console.incidents.records import FactEntry
from console.incidents.rules.facts import FactKey, digest
from console.incidents.service import facts as service
from console.incidents.service.facts import FactForm
from console.kernel.errors import NotNow, NotThere, NotYou
from console.kernel.ids import new_id
from tests.fakes import START
from tests.services.ledger_room import MINUTE, Room

K = FactKey
BY = "(SELECT id FROM people WHERE username = '{}')"
LEADER, AUTHOR = BY.format("leader"), BY.format("spokesperson")
NOW = "'2026-11-24 00:00:00'"
CLOSED = f"UPDATE incidents SET status = 'closed', closed_at = {NOW}"  # noqa: S608 - our own names


def changing(change: str) -> str:
    return f"UPDATE fact_entries SET {change}"  # noqa: S608 - our own words


CLEARED = changing(
    f"cleared_at = {NOW}, number = NULL, words = NULL, source = '', salt = NULL, reason = ''"
)


def does(room: Room, *statements: str) -> None:
    with room.desk.database.transaction() as tx:
        for each in statements:
            tx.execute(text(each))


def refused(room: Room, *statements: str, told: str = "keep what was said") -> None:
    with pytest.raises(DBAPIError, match=told):
        does(room, *statements)


def row(room: Room, fact: UUID) -> FactEntry:
    with room.desk.database.snapshot() as tx:
        return tx.get_one(FactEntry, fact)


@pytest.mark.parametrize(
    "change",
    ["number = 1", "words = 'x'", "source = 'x'", "salt = 'x'", "salt = NULL", "reason = 'x'",
     "digest = 'x'", "label = 'x'", "key = 'missing'", f"as_of = {NOW}", f"entered_at = {NOW}",
     f"entered_by = {LEADER}", "incident_id = id", "id = incident_id"],
)  # fmt: skip
def test_what_was_said_never_changes(room: Room, change: str) -> None:
    room.enter(FactForm(K.DEATHS, 2))
    refused(room, changing(change))


def test_no_row_goes(room: Room) -> None:
    (fact,) = room.enter(FactForm(K.DEATHS, 2))
    refused(room, "DELETE FROM fact_entries")
    if room.desk.database.sqlite:
        columns = ", ".join(each.name for each in FactEntry.__table__.columns)
        shown = columns.replace("number", "9")
        refused(
            room,
            f"INSERT OR REPLACE INTO fact_entries ({columns}) SELECT {shown} FROM fact_entries",  # noqa: S608 - our own names
        )
    else:
        refused(room, "TRUNCATE fact_entries CASCADE", told="keep what was said|append-only")
    assert row(room, fact).number == 2


@pytest.mark.parametrize(
    "change",
    [f"confirmed_by = {AUTHOR}, confirmed_at = {NOW}", f"confirmed_by = {LEADER}",
     f"confirmed_at = {NOW}", "releasable = true"],
)  # fmt: skip
def test_a_confirmation_is_whole_and_by_another(room: Room, change: str) -> None:
    room.enter(FactForm(K.DEATHS, 2))
    refused(room, changing(change))


@pytest.mark.parametrize(
    "change",
    [f"confirmed_by = {LEADER}", f"confirmed_at = {NOW}", "confirmed_by = NULL",
     "confirmed_by = NULL, confirmed_at = NULL", "releasable = false",
     f"confirmed_by = {LEADER}, confirmed_at = {NOW}, releasable = false"],
)  # fmt: skip
def test_a_confirmation_is_given_once(room: Room, change: str) -> None:
    (fact,) = room.enter(FactForm(K.DEATHS, 2))
    room.confirm(fact)
    refused(room, changing(change))


def test_a_mark_of_mistake_is_set_once_and_whole(room: Room) -> None:
    room.enter(FactForm(K.DEATHS, 2))
    refused(room, changing(f"mistaken_at = {NOW}"))
    does(room, changing(f"mistaken_by = {LEADER}, mistaken_at = {NOW}"))
    refused(room, changing(f"mistaken_by = {AUTHOR}"))
    refused(room, "UPDATE fact_entries SET mistaken_by = NULL, mistaken_at = NULL")
    refused(room, changing(f"confirmed_by = {LEADER}, confirmed_at = {NOW}"))


def test_a_personal_fact_stays_personal(room: Room) -> None:
    room.enter(FactForm(K.SUSPECTS, 2))
    does(room, "UPDATE fact_entries SET personal = true")
    refused(room, "UPDATE fact_entries SET personal = false")


def test_a_personal_fact_of_a_closed_incident_is_cleared_and_in_no_other_way(room: Room) -> None:
    room.enter(FactForm(K.SUSPECTS, 2))
    refused(room, CLOSED, CLEARED)  # not personal
    does(room, "UPDATE fact_entries SET personal = true")
    refused(room, CLEARED)  # still open
    does(room, CLOSED)
    refused(room, CLEARED.replace("source = ''", "source = 'x'"))
    refused(room, CLEARED.replace("number = NULL", "number = 7"))
    refused(room, CLEARED.replace(", salt = NULL", ""))
    refused(room, f"{CLEARED}, digest = 'x'")
    refused(room, f"{CLEARED}, mistaken_by = {LEADER}, mistaken_at = {NOW}")
    refused(room, "UPDATE fact_entries SET number = NULL, source = '', salt = NULL")
    does(room, CLEARED)
    refused(room, "UPDATE fact_entries SET cleared_at = NULL")
    refused(room, "UPDATE fact_entries SET number = 3")
    refused(room, changing(f"confirmed_by = {LEADER}, confirmed_at = {NOW}"))


def opened(room: Room, fact: UUID, *, releasable: bool, at: int, by: str = "unit-head") -> None:
    with room.desk.database.transaction() as tx:
        who = room.desk.people[by]
        service.mark_releasable(tx, START + at * MINUTE, who, fact, releasable=releasable)


def test_whether_it_may_be_released_changes_by_rows_that_stay(room: Room) -> None:
    (fact,) = room.enter(FactForm(K.DEATHS, 2))
    with pytest.raises(NotNow, match="not_confirmed"):
        opened(room, fact, releasable=True, at=1)
    room.confirm(fact, at=2, releasable=False)
    opened(room, fact, releasable=False, at=3)  # as it is: no row
    opened(room, fact, releasable=True, at=4)
    opened(room, fact, releasable=True, at=5)  # pressed twice
    assert room.latest(K.DEATHS).releasable
    opened(room, fact, releasable=False, at=6, by="leader")
    told = [(each.releasable, each.at) for each in room.latest(K.DEATHS).openings]
    assert told == [(False, START + 2 * MINUTE), (True, START + 4 * MINUTE),
                    (False, START + 6 * MINUTE)]  # fmt: skip
    for verb in ("UPDATE fact_marks SET releasable = true", "DELETE FROM fact_marks"):
        refused(room, verb, told="append-only")
    if not room.desk.database.sqlite:
        refused(room, "TRUNCATE fact_marks", told="append-only")
    with room.desk.database.snapshot() as tx:
        assert ledger_at(tx, room.id, START + 5 * MINUTE).free
        assert not ledger_at(tx, room.id, START + 3 * MINUTE).free
        assert not ledger(tx, room.id).free
        (change,) = changed_since(tx, room.id, START + 5 * MINUTE, free=True)
    assert change.old
    assert change.new is None


def test_who_entered_it_may_close_it_and_not_open_it(room: Room) -> None:
    (fact,) = room.enter(FactForm(K.DEATHS, 2), by="leader")
    room.confirm(fact)
    opened(room, fact, releasable=False, at=3, by="leader")
    with pytest.raises(NotYou, match="own"):
        opened(room, fact, releasable=True, at=4, by="leader")
    with pytest.raises(NotYou):
        opened(room, fact, releasable=True, at=4, by="media-reception")


def told(room: Room) -> list[str]:
    with room.desk.database.snapshot() as tx:
        return list(
            tx.scalars(
                select(AuditEvent.details).where(AuditEvent.name == "incidents:fact:entered")
            )
        )


def test_the_same_count_twice_has_two_digests_and_none_can_be_guessed(room: Room) -> None:
    one, two = room.enter(FactForm(K.DEATHS, 2), FactForm(K.DEATHS, 2))
    digests = [row(room, each).digest for each in (one, two)]
    assert digests[0] != digests[1]
    seen = re.findall(r'"sha256":\s*"([0-9a-f]{64})"', " ".join(told(room)))
    assert sorted(seen) == sorted(digests)
    guesses = {digest("", K.DEATHS, "", n, START, "现场指挥部") for n in range(1000)}
    assert not guesses & set(digests)
    assert row(room, one).salt not in " ".join(told(room))


def test_a_disputed_value_is_proven_by_the_audit(room: Room) -> None:
    (fact,) = room.enter(FactForm(K.DEATHS, 2))
    room.confirm(fact)
    with room.desk.database.snapshot() as tx:
        assert proof(tx, fact).holds
        with pytest.raises(NotThere):
            proof(tx, new_id())


def test_a_value_changed_behind_the_triggers_is_found_out(room: Room) -> None:
    (fact,) = room.enter(FactForm(K.DEATHS, 2))
    if room.desk.database.sqlite:
        does(room, "DROP TRIGGER fact_entries_update")
    else:
        does(room, "DROP TRIGGER fact_entries_rows ON fact_entries")
    does(room, "UPDATE fact_entries SET number = 1")
    with room.desk.database.snapshot() as tx:
        assert not proof(tx, fact).same
    entry = row(room, fact)
    forged = digest(entry.salt, entry.key, "", 1, entry.as_of, entry.source)
    does(room, changing(f"digest = '{forged}'"))
    with room.desk.database.snapshot() as tx:
        found = proof(tx, fact)
    assert found.same
    assert not found.holds  # the audit was never told of such an entry


def test_a_row_from_before_the_salt_is_proven_too(room: Room) -> None:
    plain = digest(None, K.DEATHS, "", 2, START, "现场指挥部")
    (salted,) = room.enter(FactForm(K.DEATHS, 2))
    entry = row(room, salted)
    with room.desk.database.transaction() as tx:
        old = FactEntry(
            id=new_id(), incident_id=room.id, key=K.DEATHS, label="", number=2, as_of=START,
            source="现场指挥部", entered_by=entry.entered_by, entered_at=START, digest=plain,
        )  # fmt: skip
        tx.add(old)
    with room.desk.database.snapshot() as tx:
        found = proof(tx, old.id)
    assert found.same
    assert found.entered == ()  # nobody told the audit of this one
