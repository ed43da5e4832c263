"""What is sent again because no answer came is there once. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from console.audit.records import AuditEvent
from console.incidents.queries.clocks import conferences_of
from console.incidents.queries.facts import ledger
from console.incidents.queries.issuers import issuers
from console.incidents.rules.facts import FactKey as K
from console.incidents.rules.issuers import Issuer, Speaking
from console.incidents.service import facts
from console.incidents.service.clocks import ConferenceForm, record_conference
from console.incidents.service.facts import FactForm
from console.incidents.service.issuing import name_issuer
from console.release_templates.service import plant
from console.releases import service
from console.releases.records import TemplateUse
from console.releases.rules.kinds import Kind
from console.releases.templating import VOCABULARY
from tests.fakes import START
from tests.services.ledger_room import MINUTE, Room

GOVERNMENT = Speaking(Issuer.GOVERNMENT, "市政府新闻办公室", "https://www.gov.example/1.html")


def heard(room: Room, event: str) -> int:
    """How often the audit was told."""
    with room.desk.database.snapshot() as tx:
        told = select(func.count()).select_from(AuditEvent).where(AuditEvent.name == event)
        return tx.scalar(told) or 0


def entries(room: Room) -> list[int | str | None]:
    with room.desk.database.snapshot() as tx:
        return [each.value for each in reversed(ledger(tx, room.id).entries)]


def test_facts_sent_again_stand_once_confirmed_or_not(room: Room) -> None:
    told = (FactForm(K.DEATHS, 3), FactForm(K.MISSING, None), FactForm(K.FREE, "已封路", "道路"))
    first = room.enter(*told)
    room.confirm(first[0])
    assert room.enter(*told, at=2) == first
    assert entries(room) == [3, None, "已封路"]
    assert heard(room, "incidents:fact:entered") == 3
    assert room.latest(K.DEATHS).confirmed_by


def test_facts_sent_by_two_presses_at_one_moment_stand_once(room: Room) -> None:
    with ThreadPoolExecutor(4) as several:
        made = list(several.map(lambda _: room.enter(FactForm(K.DEATHS, 3)), range(4)))
    assert len(set(made)) == 1
    assert entries(room) == [3]


def test_a_fact_that_somebody_else_or_something_newer_says_is_another(room: Room) -> None:
    room.enter(FactForm(K.DEATHS, 3))
    room.enter(FactForm(K.DEATHS, 3), by="editor")
    room.enter(FactForm(K.DEATHS, 3), as_of=1, at=1)
    room.enter(FactForm(K.DEATHS, 4), as_of=1, at=2)
    room.enter(FactForm(K.DEATHS, 3), as_of=1, at=3)
    assert entries(room) == [3, 3, 3, 4, 3]
    assert room.latest(K.DEATHS).value == 3


def test_a_fact_marked_as_mistaken_may_be_said_again(room: Room) -> None:
    (first,) = room.enter(FactForm(K.DEATHS, 3))
    with room.desk.database.transaction() as tx:
        facts.mistaken(tx, START + MINUTE, room.desk.people["spokesperson"], first)
    assert room.enter(FactForm(K.DEATHS, 3), at=2) != (first,)


def test_a_conference_is_recorded_once_and_another_is_another(room: Room) -> None:
    def held(place: str) -> None:
        form = ConferenceForm(START + MINUTE, place, "陈静")
        with room.desk.database.transaction() as tx:
            who = room.desk.people["spokesperson"]
            record_conference(tx, START + 2 * MINUTE, who, room.id, form)

    for place in ("市局", " 市局 ", "现场"):
        held(place)
    with room.desk.database.snapshot() as tx:
        assert sorted(each.place for each in conferences_of(tx, room.id)) == ["市局", "现场"]
    assert heard(room, "incidents:conference:recorded") == 2


def test_an_issuer_named_again_for_the_same_reason_is_one_decision(room: Room) -> None:
    def named(reason: str) -> None:
        with room.desk.database.transaction() as tx:
            who = room.desk.people["spokesperson"]
            name_issuer(tx, START + MINUTE, who, room.id, GOVERNMENT, reason)

    for reason in ("升级", "升级", "", "另有要求"):
        named(reason)
    with room.desk.database.snapshot() as tx:
        assert [each.reason for each in issuers(tx, room.id)] == ["另有要求", "升级"]


def begun(room: Room, at: datetime, by: str = "spokesperson", kind: Kind = Kind.INITIAL) -> UUID:
    with room.desk.database.transaction() as tx:
        return service.start_any(
            tx, at, room.desk.people[by], room.desk.policy,
            kind=kind, column="bulletins", incident_id=room.id,
        ).id  # fmt: skip


def test_a_draft_begun_again_within_two_minutes_is_the_same_with_its_template(room: Room) -> None:
    with room.desk.database.transaction() as tx:
        plant(tx, START, VOCABULARY)
    first = begun(room, START)
    assert begun(room, START + MINUTE) == first
    assert begun(room, START + 3 * MINUTE) != first
    assert heard(room, "releases:draft:started") == 2
    with room.desk.database.snapshot() as tx:
        used = tx.scalars(select(TemplateUse.release_id)).all()
    assert len(used) == len(set(used)) == 2


def test_a_draft_begun_by_several_presses_at_one_moment_is_one(room: Room) -> None:
    with ThreadPoolExecutor(4) as several:
        assert len(set(several.map(lambda _: begun(room, START), range(4)))) == 1


def test_without_its_template_a_draft_is_another(room: Room) -> None:
    with room.desk.database.transaction() as tx:
        plant(tx, START, VOCABULARY)
    first = begun(room, START)
    with room.desk.database.transaction() as tx:
        service.put_away(tx, START + MINUTE, room.desk.people["spokesperson"], release_id=first)
    assert begun(room, START + MINUTE) != first


@pytest.mark.parametrize(
    "other", [{"by": "editor"}, {"kind": Kind.STATEMENT}], ids=["person", "kind"]
)
def test_a_draft_of_another_person_or_kind_is_another(room: Room, other: dict[str, object]) -> None:
    assert begun(room, START) != begun(room, START + timedelta(seconds=5), **other)


def test_a_draft_in_which_somebody_wrote_is_left_alone(room: Room) -> None:
    first = begun(room, START)
    room.desk.write(START + timedelta(seconds=20), first, title="三人遇难")
    assert begun(room, START + timedelta(seconds=40)) != first
