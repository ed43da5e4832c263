"""Chains as configured, through the real services."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.incidents.rules.levels import Level
from console.kernel.errors import NotYou
from console.notices import queries as notices
from console.people.rules.roles import Role
from console.releases import service
from console.releases.rules.kinds import Kind
from console.releases.rules.signing import Chain, Terms, chain_for
from console.releases.rules.workflow import Stage
from tests.builders import Desk
from tests.fakes import FixedClock

LAW = Chain(
    "law", "法制与保密同时审",
    (Role.UNIT_HEAD, Role.SECRECY_REVIEWER, Role.LEGAL_REVIEWER, Role.BUREAU_LEADER),
    terms=(Terms(10), Terms(20, "law"), Terms(20, "law"), Terms(15)),
)  # fmt: skip


@pytest.fixture
def law(desk: Desk) -> Desk:
    return Desk(desk.database, replace(desk.policy, chains=(LAW,)), desk.people)


def asked(desk: Desk, name: str) -> int:
    with desk.database.snapshot() as tx:
        found = notices.for_person(tx, desk.people[name].id)
    return sum(each.kind == "release.told_to_sign" and each.seen_at is None for each in found)


def test_two_steps_of_one_group_are_asked_together_and_signed_in_any_order(
    law: Desk, clock: FixedClock
) -> None:
    release = law.draft(clock.now())
    digest = law.submit(clock.now(), release)
    clock.at += timedelta(minutes=4)
    law.sign(clock.now(), release, digest, "unit-head")
    assert [step.place for step in law.see(release).chain if step.current] == [1, 2]
    assert law.see(release).chain[2].due_at == clock.now() + timedelta(minutes=20)
    assert asked(law, "secrecy") == asked(law, "legal") == 1
    with pytest.raises(NotYou, match="not_your_step"):
        law.sign(clock.now(), release, digest, "leader")
    law.sign(clock.now(), release, digest, "legal")
    assert asked(law, "leader") == asked(law, "legal") == 0
    law.sign(clock.now(), release, digest, "secrecy")
    assert asked(law, "leader") == 1
    assert law.sign(clock.now(), release, digest, "leader")
    assert law.see(release).row.stage is Stage.SCHEDULED


def test_the_package_carries_the_chain_with_its_terms(law: Desk, clock: FixedClock) -> None:
    release = law.draft(clock.now())
    law.submit(clock.now(), release)
    package = law.see(release).package
    assert package["chain"] == ["unit_head", "secrecy_reviewer", "legal_reviewer", "bureau_leader"]
    assert package["chain_terms"] == {
        "name": "law", "due_minutes": [10, 20, 20, 15], "together": ["", "law", "law", ""],
    }  # fmt: skip


def test_a_neighbour_sends_back_and_nobody_is_asked_any_more(law: Desk, clock: FixedClock) -> None:
    release = law.draft(clock.now())
    digest = law.submit(clock.now(), release)
    law.sign(clock.now(), release, digest, "unit-head")
    with law.database.transaction() as tx:
        service.send_back(
            tx, clock.now(), law.people["legal"], law.policy, release_id=release, seen=digest,
            comment="请写清依据",
        )  # fmt: skip
    assert law.see(release).row.stage is Stage.DRAFT
    assert asked(law, "secrecy") == asked(law, "legal") == 0


@pytest.mark.parametrize(
    ("kind", "column", "level", "on_scene", "title", "steps"),
    [
        (Kind.STATEMENT, "bulletins", None, False, "通常审签", 3),
        (Kind.UPDATE, "bulletins", Level.SERIOUS, False, "通常审签", 3),
        (Kind.UPDATE, "bulletins", Level.EXTREMELY_SERIOUS, False, "特别重大事件", 4),
        (Kind.ERRATUM, "bulletins", Level.EXTREMELY_SERIOUS, False, "文字勘误", 2),
        (Kind.WANTED, "notices", None, False, "悬赏通缉", 4),
        (Kind.NOTICE, "work", None, False, "工作动态", 3),
        (Kind.INITIAL, "bulletins", Level.EXTREMELY_SERIOUS, True, "现场发布", 1),
        (Kind.UPDATE, "bulletins", Level.GENERAL, True, "通常审签", 3),
    ],
)
def test_what_the_house_comes_with_chooses_by_kind_column_level_and_scene(
    desk: Desk,
    kind: Kind,
    column: str,
    level: Level | None,
    *,
    on_scene: bool,
    title: str,
    steps: int,
) -> None:
    chain = chain_for(desk.policy.chains, kind, column, level, on_scene=on_scene)
    assert (chain.title, len(chain.steps)) == (title, steps)
    if kind is not Kind.ERRATUM and not on_scene:
        assert chain.steps[-1] is Role.BUREAU_LEADER
