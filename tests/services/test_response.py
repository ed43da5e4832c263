"""应急预案: set going with the incident, done by people with a time, or by the first release."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from console.database import Database
from console.incidents import service as incidents
from console.incidents.escalation import remind_of_tasks
from console.incidents.policy import IncidentPolicy
from console.incidents.queries import of_id
from console.incidents.queries.response import TaskView, checklist
from console.incidents.rules.levels import Level
from console.incidents.rules.reception import Reception
from console.incidents.rules.response import TaskKind, TaskRule, TaskState
from console.incidents.service import responding
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.kernel.ids import new_id
from console.notices.records import Notice
from console.people.rules.roles import Role
from console.releases.rules.kinds import Kind
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_incidents import changed
from tests.web.running import Night

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def rule(name: str, role: Role = Role.UNIT_HEAD, **more: object) -> TaskRule:
    return TaskRule(name, name, "", HOUR, role, "预案", **more)  # type: ignore[arg-type] # fields by name, of any kind


POLICY = IncidentPolicy(
    response=(
        rule("report", recipients=("市委", "市政府")),
        rule("facts"),
        rule("speaker", kind=TaskKind.SPOKESPERSON),
        rule("unit", kind=TaskKind.MEDIA_UNIT),
        rule("release", kind=TaskKind.RELEASE),
        rule("grave", levels=frozenset({Level.SERIOUS})),
    )
)


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    form = changed(level=Level.GENERAL, detected_at=clock.now() - timedelta(minutes=10))
    with desk.database.transaction() as tx:
        return incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], ZONE, form, POLICY
        )


def tasks(database: Database, clock: FixedClock, incident: UUID) -> dict[str, TaskView]:
    with database.snapshot() as tx:
        return {each.name: each for each in checklist(tx, incident, clock.now())}


def finish(
    desk: Desk, clock: FixedClock, incident: UUID, name: str, *, ago: int = 0,
    by: str = "unit-head", **more: object,
) -> None:  # fmt: skip
    task = tasks(desk.database, clock, incident)[name]
    with desk.database.transaction() as tx:
        responding.finish(
            tx, clock.now(), desk.people[by], incident, task.id,
            done_at=clock.now() - timedelta(minutes=ago), **more,  # type: ignore[arg-type] # fields by name, of any kind
        )  # fmt: skip


def test_the_plan_is_set_going_with_due_times_from_detection_for_the_level(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    asked = tasks(desk.database, clock, incident)
    assert list(asked) == ["report", "facts", "speaker", "unit", "release"]
    assert asked["facts"].due_at == clock.now() + timedelta(minutes=50)
    assert {each.state for each in asked.values()} == {TaskState.OPEN}
    clock.move(minutes=51)
    assert tasks(desk.database, clock, incident)["facts"].state is TaskState.OVERDUE


def test_a_graver_level_adds_its_tasks_and_takes_none_back(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    finish(desk, clock, incident, "facts", note="已核")
    with desk.database.transaction() as tx:
        form = changed(level=Level.SERIOUS, detected_at=clock.now() - timedelta(minutes=10))
        incidents.change(tx, clock.now(), desk.people["spokesperson"], incident, 1, form, POLICY)
    asked = tasks(desk.database, clock, incident)
    assert list(asked)[-1] == "grave"
    assert asked["facts"].state is TaskState.DONE


def test_who_was_told_when_is_kept_and_the_last_one_finishes_it(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    finish(desk, clock, incident, "report", ago=5, told=["市委", "陌生单位"])
    half = tasks(desk.database, clock, incident)["report"]
    assert half.state is TaskState.OPEN
    assert half.left == ("市政府",)
    assert half.told == {"市委": clock.now() - timedelta(minutes=5)}
    with pytest.raises(Invalid) as refused:
        finish(desk, clock, incident, "report", told=["市委"])  # told already
    assert refused.value.code == "task.nobody_told"
    finish(desk, clock, incident, "report", told=["市政府"])
    assert tasks(desk.database, clock, incident)["report"].state is TaskState.DONE


def test_naming_reception_and_spokesperson_finishes_their_tasks(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    leader = desk.people["spokesperson"]
    with desk.database.transaction() as tx:
        responding.name_reception(
            tx, clock.now(), leader, incident, Reception("宣传科", "0954-2030000", " 陈静  发言人 ")
        )
    asked = tasks(desk.database, clock, incident)
    assert asked["speaker"].note == "陈静 发言人"
    assert asked["unit"].state is TaskState.DONE
    with desk.database.snapshot() as tx:
        assert of_id(tx, incident).media_telephone == "0954-2030000"
    with desk.database.transaction() as tx, pytest.raises(Invalid):
        responding.name_reception(tx, clock.now(), leader, incident, Reception("", "110"))


def test_the_first_public_release_finishes_its_task_and_names_itself(
    desk: Desk, clock: FixedClock, incident: UUID, press: Press
) -> None:
    desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    Night(desk, press, clock).run()
    done = tasks(desk.database, clock, incident)["release"]
    assert done.state is TaskState.DONE
    assert done.done_by is None
    assert done.note.endswith("-0001")


def test_not_applicable_needs_a_reason_and_a_wrong_tick_can_be_undone(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    facts, head = tasks(desk.database, clock, incident)["facts"], desk.people["unit-head"]
    with desk.database.transaction() as tx, pytest.raises(Invalid):
        responding.skip(tx, clock.now(), head, incident, facts.id, "  ")
    with desk.database.transaction() as tx:
        responding.skip(tx, clock.now(), head, incident, facts.id, "误报")
    assert tasks(desk.database, clock, incident)["facts"].state is TaskState.SKIPPED
    with pytest.raises(NotNow):
        finish(desk, clock, incident, "facts")
    with desk.database.transaction() as tx:
        responding.undo(tx, clock.now(), head, incident, facts.id)
    assert tasks(desk.database, clock, incident)["facts"].state is TaskState.OPEN


def test_times_that_cannot_be_are_refused(desk: Desk, clock: FixedClock, incident: UUID) -> None:
    for ago, code in ((-1, "task.not_yet"), (11, "task.before")):
        with pytest.raises(Invalid) as refused:
            finish(desk, clock, incident, "facts", ago=ago)
        assert refused.value.code == code


def test_a_task_of_another_incident_and_a_stranger_are_refused(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    facts = tasks(desk.database, clock, incident)["facts"]
    with desk.database.transaction() as tx, pytest.raises(NotThere):
        responding.skip(tx, clock.now(), desk.people["unit-head"], new_id(), facts.id, "无")
    with pytest.raises(NotYou):
        finish(desk, clock, incident, "facts", by="auditor")


def test_somebody_takes_a_task_or_gives_it_away(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    facts, head = tasks(desk.database, clock, incident)["facts"], desk.people["unit-head"]
    with desk.database.transaction() as tx:
        responding.assign(tx, clock.now(), head, incident, facts.id, desk.people["editor"].id)
    assert tasks(desk.database, clock, incident)["facts"].owner_id == desk.people["editor"].id
    with desk.database.transaction() as tx, pytest.raises(Invalid):
        responding.assign(tx, clock.now(), head, incident, facts.id, new_id())
    auditor = desk.people["auditor"].id  # known, and may work on nothing
    with desk.database.transaction() as tx, pytest.raises(Invalid):
        responding.assign(tx, clock.now(), head, incident, facts.id, auditor)


def test_who_owns_an_overdue_task_is_told_once_and_nobody_of_a_done_one(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    facts, head = tasks(desk.database, clock, incident)["facts"], desk.people["unit-head"]
    editor = desk.people["editor"].id
    with desk.database.transaction() as tx:
        responding.assign(tx, clock.now(), head, incident, facts.id, editor)
    finish(desk, clock, incident, "report", told=["市委", "市政府"])
    clock.move(hours=2)
    for _ in range(2):
        with desk.database.transaction() as tx:
            assert remind_of_tasks(tx, clock.now()) == 4
    with desk.database.snapshot() as tx:
        told = list(tx.scalars(select(Notice).where(Notice.kind == "task.told_overdue")))
    assert [each.person_id for each in told if each.parameters["title"] == "facts"] == [editor]
    assert {each.parameters["title"] for each in told} == {"facts", "speaker", "unit", "release"}
