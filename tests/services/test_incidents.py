"""Opening, changing, closing and reopening incidents."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from console.audit.records import AuditEvent
from console.database import Database
from console.incidents import queries, service
from console.incidents.queries import IncidentView
from console.incidents.rules.levels import IncidentStatus, Level
from console.incidents.service import IncidentForm
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou, Stale
from console.kernel.ids import new_id
from console.people.rules.actor import Actor
from tests.fakes import START, FixedClock
from tests.staffed import Staffed

ZONE = ZoneInfo("Asia/Shanghai")
FORM = IncidentForm(
    title="原州区一厂房爆炸",
    place="原州区工业大道18号",
    level=Level.SERIOUS,
    level_basis="初判 11 人死亡",
    detected_at=START - timedelta(minutes=5),
    occurred_at=START - timedelta(minutes=20),
)


def changed(**words: object) -> IncidentForm:
    return IncidentForm(**({name: getattr(FORM, name) for name in FORM.__slots__} | words))


@pytest.fixture
def people(database: Database, office: Staffed) -> dict[str, Actor]:
    return office.lay(database)


@pytest.fixture
def speaker(people: dict[str, Actor]) -> Actor:
    return people["spokesperson"]


def opened(database: Database, clock: FixedClock, actor: Actor, form: IncidentForm = FORM) -> UUID:
    with database.transaction() as tx:
        return service.open_incident(tx, clock.now(), actor, ZONE, form)


def seen(database: Database, incident_id: UUID) -> IncidentView:
    with database.snapshot() as tx:
        return queries.of_id(tx, incident_id)


def events(database: Database, incident_id: UUID) -> list[str]:
    with database.snapshot() as tx:
        return list(
            tx.scalars(
                select(AuditEvent.name)
                .where(AuditEvent.subject == f"incident:{incident_id}")
                .order_by(AuditEvent.seq)
            )
        )


def test_an_incident_opens_with_a_number_of_its_year(
    database: Database, clock: FixedClock, speaker: Actor
) -> None:
    first = seen(database, opened(database, clock, speaker))
    second = seen(database, opened(database, clock, speaker))
    assert (first.number, second.number) == ("2026-E0001", "2026-E0002")
    assert first.status is IncidentStatus.OPEN
    assert first.opened_by == speaker.id


def test_a_drill_takes_no_public_number(
    database: Database, clock: FixedClock, speaker: Actor
) -> None:
    drill = seen(database, opened(database, clock, speaker, changed(drill=True)))
    real = seen(database, opened(database, clock, speaker))
    assert (drill.number, real.number) == ("Y-2026-E0001", "2026-E0001")


def test_the_year_is_the_bureaus_own(database: Database, clock: FixedClock, speaker: Actor) -> None:
    clock.at = clock.at.replace(month=12, day=31, hour=17)  # 2027 in Shanghai
    assert seen(database, opened(database, clock, speaker)).number == "2027-E0001"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": " \n "}, "title"),
        ({"place": ""}, "place"),
        ({"level_basis": ""}, "level_basis"),
        ({"title": "长" * 121}, "title"),
        ({"level_basis": "长" * 2001}, "level_basis"),
        ({"detected_at": START + timedelta(hours=1)}, "detected_at"),
        ({"occurred_at": START}, "occurred_at"),
    ],
    ids=lambda each: str(each)[:20],
)
def test_what_cannot_be_true_names_its_field(
    database: Database, clock: FixedClock, speaker: Actor, words: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        opened(database, clock, speaker, changed(**words))
    assert refused.value.field == field
    with database.snapshot() as tx:
        assert queries.everything(tx) == ()


def test_spaces_and_line_breaks_in_a_title_become_one_space(
    database: Database, clock: FixedClock, speaker: Actor
) -> None:
    made = opened(database, clock, speaker, changed(title="  厂房\n  爆炸 "))
    assert seen(database, made).title == "厂房 爆炸"


@pytest.mark.parametrize("who", ["secrecy", "media-reception", "auditor", "admin"])
def test_who_only_reads_opens_no_incident(
    database: Database, clock: FixedClock, people: dict[str, Actor], who: str
) -> None:
    with pytest.raises(NotYou):
        opened(database, clock, people[who])


def test_a_change_is_kept_and_audited_with_the_level_before(
    database: Database, clock: FixedClock, speaker: Actor
) -> None:
    made = opened(database, clock, speaker)
    with database.transaction() as tx:
        service.change(
            tx, clock.now(), speaker, made, 1, changed(level=Level.EXTREMELY_SERIOUS, drill=True)
        )
    now = seen(database, made)
    assert (now.level, now.version, now.drill) == (Level.EXTREMELY_SERIOUS, 2, False)
    with database.snapshot() as tx:
        told = tx.scalars(
            select(AuditEvent.details).where(AuditEvent.name == "incidents:incident:changed")
        ).one()
    assert json.loads(told)["level_before"] == "serious"


def test_two_people_cannot_overwrite_each_other(
    database: Database, clock: FixedClock, speaker: Actor
) -> None:
    made = opened(database, clock, speaker)
    with database.transaction() as tx:
        service.change(tx, clock.now(), speaker, made, 1, changed(place="甲地"))
    with pytest.raises(Stale), database.transaction() as tx:
        service.change(tx, clock.now(), speaker, made, 1, changed(place="乙地"))
    assert seen(database, made).place == "甲地"


def test_closing_needs_a_reason_and_can_be_undone(
    database: Database, clock: FixedClock, speaker: Actor
) -> None:
    made = opened(database, clock, speaker)
    with pytest.raises(Invalid) as refused, database.transaction() as tx:
        service.close(tx, clock.now(), speaker, made, 1, "  ")
    assert refused.value.field == "reason"
    with pytest.raises(Invalid, match=r"incident\.mask_reason"), database.transaction() as tx:
        service.close(tx, clock.now(), speaker, made, 1, "死者张建国身份已核，处置完毕")
    with database.transaction() as tx:
        service.close(tx, clock.now(), speaker, made, 1, "处置完毕")
    with database.snapshot() as tx:
        told = tx.scalars(
            select(AuditEvent).where(AuditEvent.name == "incidents:incident:closed")
        ).one()
    assert "处置完毕" not in told.details
    assert json.loads(told.details)["reason_sha256"]
    closed = seen(database, made)
    assert (closed.status, closed.closed_at) == (IncidentStatus.CLOSED, clock.now())
    assert closed.public.closed
    with pytest.raises(NotNow), database.transaction() as tx:
        service.change(tx, clock.now(), speaker, made, 2, FORM)
    with database.transaction() as tx:
        service.reopen(tx, clock.now(), speaker, made, 2)
    again = seen(database, made)
    assert (again.status, again.closed_at, again.closing_reason) == (IncidentStatus.OPEN, None, "")
    assert events(database, made) == [
        "incidents:incident:opened",
        "incidents:incident:assessed",
        "incidents:incident:closed",
        "incidents:incident:reopened",
    ]


def test_an_open_incident_cannot_be_reopened(
    database: Database, clock: FixedClock, speaker: Actor
) -> None:
    made = opened(database, clock, speaker)
    with pytest.raises(NotNow), database.transaction() as tx:
        service.reopen(tx, clock.now(), speaker, made, 1)


def test_what_is_not_there_is_not_there(
    database: Database, clock: FixedClock, speaker: Actor
) -> None:
    with pytest.raises(NotThere), database.transaction() as tx:
        service.close(tx, clock.now(), speaker, new_id(), 1, "处置完毕")
    with pytest.raises(NotThere), database.snapshot() as tx:
        queries.card(tx, "2026-E0099")


def test_open_incidents_come_first_and_the_newest_before_the_older(
    database: Database, clock: FixedClock, speaker: Actor
) -> None:
    old = opened(database, clock, speaker, changed(title="旧"))
    clock.move(hours=1)
    new = opened(database, clock, speaker, changed(title="新", detected_at=clock.now()))
    gone = opened(database, clock, speaker, changed(title="结束", detected_at=clock.now()))
    with database.transaction() as tx:
        service.close(tx, clock.now(), speaker, gone, 1, "处置完毕")
    with database.snapshot() as tx:
        assert [each.id for each in queries.current(tx)] == [new, old]
        assert [each.id for each in queries.everything(tx)] == [new, old, gone]


def test_what_is_sent_again_opens_one_incident_and_another_event_another(
    database: Database, clock: FixedClock, people: dict[str, Actor]
) -> None:
    speaker, form = people["spokesperson"], changed(mark=new_id())
    first = opened(database, clock, speaker, form)
    assert first == form.mark
    clock.move(minutes=2)
    assert (
        opened(database, clock, speaker, changed(mark=form.mark, title=f" {FORM.title} ")) == first
    )
    assert len(events(database, first)) == len(set(events(database, first)))
    others = [
        opened(database, clock, speaker, changed(mark=form.mark, title="另一件事")),
        opened(database, clock, people["editor"], form),
        opened(database, clock, speaker, FORM),
    ]
    assert len({first, *others}) == 4
    assert [seen(database, each).number for each in others] == [
        "2026-E0002", "2026-E0003", "2026-E0004",
    ]  # fmt: skip


@pytest.mark.postgres
def test_sent_twice_at_the_same_moment_it_opens_one(
    cluster: Database, clock: FixedClock, office: Staffed
) -> None:
    speaker, form = office.lay(cluster)["spokesperson"], changed(mark=new_id())
    opened(cluster, clock, speaker, changed(title="此前的一件"))  # the series is there
    with ThreadPoolExecutor(2) as pool, cluster.transaction() as tx:
        first = service.open_incident(tx, clock.now(), speaker, ZONE, form)
        second = pool.submit(opened, cluster, clock, speaker, form)
        with pytest.raises(TimeoutError):
            second.result(0.5)  # it waits for us
        tx.commit()
        assert second.result(20) == first
