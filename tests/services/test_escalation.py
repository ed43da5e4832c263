"""Clocks told to the duty roster, with a clock that jumps: A, then B, then the leaders."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from console.database import Database
from console.duty.policy import from_settings as duty_policy
from console.duty.rules.roster import Pair, Planned
from console.duty.service import rostering
from console.incidents.escalation import escalate
from console.incidents.policy import from_settings
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm, open_incident
from console.notices.records import Notice
from console.notices.service import mark_all_seen
from console.people.rules.roles import Role
from console.people.service import revoke_role
from console.releases.policy import from_settings as release_policy
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import START
from tests.staffed import Staffed

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STAND_INS = {"spokesperson", "editor", "unit-head", "deputy", "leader", "leader-2"}


class Watch:
    """One incident at START whose only clock has 30 minutes; media-reception is A, deputy B."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk, self.policy = desk, duty_policy(settings)
        form = IncidentForm("厂房爆炸", "平安路", Level.GENERAL, "初判", detected_at=START)
        with desk.database.transaction() as tx:
            open_incident(
                tx, START, desk.people["spokesperson"], desk.policy.zone, form,
                from_settings(settings),
            )  # fmt: skip

    def plan(self, start: datetime, end: datetime, a: str, b: str) -> None:
        pair = Pair(self.desk.people[a].id, self.desk.people[b].id)
        with self.desk.database.transaction() as tx:
            rostering.plan(
                tx, START, self.desk.people["spokesperson"], self.policy, Planned(start, end, pair)
            )

    def told(self, minutes: float, kind: str = "clock.%") -> dict[str, list[int]]:
        """After a look at that minute: user name → the steps they know of."""
        with self.desk.database.transaction() as tx:
            escalate(tx, START + minutes * MINUTE, self.policy.silence)
        names = {actor.id: name for name, actor in self.desk.people.items()}
        known: dict[str, list[int]] = {}
        with self.desk.database.snapshot() as tx:
            rows = tx.scalars(select(Notice).where(Notice.kind.like(kind)).order_by(Notice.id))
            for row in rows:
                known.setdefault(names[row.person_id], []).append(row.parameters.get("share", 0))
        return known

    def looks(self, minutes: float, who: str) -> None:
        with self.desk.database.transaction() as tx:
            mark_all_seen(tx, START + minutes * MINUTE, self.desk.people[who].id)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def watch(request: pytest.FixtureRequest, settings: Settings, office: Staffed) -> Watch:
    if request.param == "postgresql":
        database: Database = request.getfixturevalue("cluster")
    else:
        database = request.getfixturevalue("database")
    return Watch(Desk(database, release_policy(settings), office.lay(database)), settings)


@pytest.fixture
def staffed_watch(watch: Watch) -> Watch:
    watch.plan(START, START + 12 * HOUR, "media-reception", "deputy")
    return watch


def test_half_the_time_is_told_to_a_alone(staffed_watch: Watch) -> None:
    assert staffed_watch.told(14) == {}
    assert staffed_watch.told(15) == {"media-reception": [50]}


def test_a_silence_of_a_goes_to_b(staffed_watch: Watch) -> None:
    staffed_watch.told(15)
    assert staffed_watch.told(19.9) == {"media-reception": [50]}
    heard = {"media-reception": [50], "deputy": [50]}
    assert staffed_watch.told(20) == heard
    assert staffed_watch.told(21) == heard  # once


def test_a_who_looked_in_time_keeps_it_from_b(staffed_watch: Watch) -> None:
    staffed_watch.told(15)
    staffed_watch.looks(19, "media-reception")
    assert staffed_watch.told(23) == {"media-reception": [50]}


def test_four_fifths_go_to_both_and_the_end_to_the_leaders_too(staffed_watch: Watch) -> None:
    staffed_watch.told(15)
    staffed_watch.looks(16, "media-reception")
    assert staffed_watch.told(24) == {"media-reception": [50, 80], "deputy": [80]}
    out = staffed_watch.told(30)
    assert out == {
        "media-reception": [50, 80, 100], "deputy": [80, 100], "unit-head": [100],
        "leader": [100], "leader-2": [100],
    }  # fmt: skip
    assert staffed_watch.told(500) == out


def test_a_dispatcher_that_slept_tells_of_where_the_clock_is_now(staffed_watch: Watch) -> None:
    assert staffed_watch.told(40)["deputy"] == [100]
    assert staffed_watch.told(15) == staffed_watch.told(40)  # and the clock was set back


def test_who_comes_on_duty_is_told_of_what_runs(watch: Watch) -> None:
    watch.plan(START, START + 17 * MINUTE, "media-reception", "deputy")
    watch.plan(START + 17 * MINUTE, START + HOUR, "editor", "unit-head")
    watch.told(15)
    assert watch.told(17) == {"media-reception": [50], "editor": [50]}
    assert watch.told(22) == {"media-reception": [50], "editor": [50], "unit-head": [50]}


def test_without_a_roster_roles_are_told_and_that_nobody_is_on_duty(watch: Watch) -> None:
    assert watch.told(15) == {"spokesperson": [50], "editor": [50]}
    assert set(watch.told(15, "duty.nobody")) == {"spokesperson", "editor"}
    assert set(watch.told(30)) == STAND_INS
    nobody = watch.told(30, "duty.nobody")
    assert set(nobody) == STAND_INS
    assert {len(each) for each in nobody.values()} == {1}


def test_each_gap_of_a_roster_is_told_once(watch: Watch) -> None:
    watch.plan(START - HOUR, START + 10 * MINUTE, "media-reception", "deputy")
    watch.plan(START + 20 * MINUTE, START + 25 * MINUTE, "media-reception", "deputy")
    watch.told(15)
    assert watch.told(19, "duty.nobody")["editor"] == [0]
    assert watch.told(21)["media-reception"] == [50]
    assert watch.told(26, "duty.nobody")["editor"] == [0, 0]


def test_b_is_told_at_once_when_a_has_left_the_house(staffed_watch: Watch) -> None:
    people = staffed_watch.desk.people
    with staffed_watch.desk.database.transaction() as tx:
        left = people["media-reception"].id
        revoke_role(tx, START, people["admin"], left, Role.MEDIA_RECEPTION)
    assert staffed_watch.told(15) == {"deputy": [50]}
