"""What no configuration and no edit of a table may change about a chain: written by hand."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from console.incidents.rules.levels import Level
from console.kernel.errors import Misconfigured, NotYou
from console.people.rules.actor import Actor
from console.people.rules.roles import GRANTS, P, Role
from console.people.rules.signing import Standing, check_signer
from console.releases.rules.kinds import Kind
from console.releases.rules.signing import (
    Chain,
    Terms,
    chain_for,
    check_chain,
    due_at,
    terms_in,
    terms_to_json,
)
from console.releases.rules.workflow import WORKFLOW, Action, Stage

HEAD, SECRECY, LEGAL, LEADER = (
    Role.UNIT_HEAD,
    Role.SECRECY_REVIEWER,
    Role.LEGAL_REVIEWER,
    Role.BUREAU_LEADER,
)
FOUR = (HEAD, SECRECY, LEGAL, LEADER)
SIDE_BY_SIDE = ("", "law", "law", "")
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def person(*roles: Role) -> Actor:
    return Actor(uuid4(), "x", "某某", "民警", "示例市公安局", frozenset(roles))


def standing(*signed: tuple[int, Actor]) -> Standing:
    return Standing(
        "d", FOUR, frozenset(), tuple(who.id for _, who in signed),
        tuple(place for place, _ in signed), SIDE_BY_SIDE,
    )  # fmt: skip


def chain(*together: str, steps: tuple[Role, ...] = FOUR, **more: object) -> Chain:
    return Chain("a", "甲", steps, terms=tuple(Terms(15, each) for each in together), **more)  # type: ignore[arg-type] # fields by name, of any kind


def test_the_four_ways_into_and_out_of_review_are_these_and_no_others() -> None:
    into = {move for move, to in WORKFLOW.items() if to.to is Stage.SIGNED}
    assert into == {(Stage.IN_REVIEW, Action.SIGN_OFF)}
    assert WORKFLOW[Stage.IN_REVIEW, Action.SIGN_OFF].permission is P.RELEASE_SIGN
    assert {at for (at, _), to in WORKFLOW.items() if to.to is Stage.SCHEDULED} == {
        Stage.SIGNED, Stage.SCHEDULED, Stage.PUBLISHING,
    }  # fmt: skip
    assert {at for (at, _), to in WORKFLOW.items() if to.to is Stage.PUBLISHING} == {
        Stage.SCHEDULED
    }


def test_nobody_who_drafts_may_sign_by_the_same_role() -> None:
    for role, granted in GRANTS.items():
        assert not {P.RELEASE_DRAFT, P.RELEASE_SIGN} <= granted, role


def test_neighbours_of_one_group_sign_in_any_order_and_the_others_do_not() -> None:
    people = {role: person(role) for role in FOUR}
    for order in permutations(range(4)):
        signed: tuple[tuple[int, Actor], ...] = ()
        allowed = True
        for place in order:
            try:
                check_signer(people[FOUR[place]], standing(*signed), seen="d")
            except NotYou:
                allowed = False
                break
            signed = (*signed, (place, people[FOUR[place]]))
        assert allowed == (order in {(0, 1, 2, 3), (0, 2, 1, 3)}), order


def test_the_second_of_a_group_waits_for_the_first_and_the_next_step_for_both() -> None:
    head, legal = person(HEAD), person(LEGAL)
    where = standing((0, head), (2, legal))
    assert where.waiting == (1,)
    assert where.roles == {SECRECY}
    assert not where.last
    assert not where.complete


def test_one_person_of_two_roles_signs_one_step_of_a_group() -> None:
    both = person(SECRECY, LEGAL)
    where = standing((0, person(HEAD)))
    check_signer(both, where, seen="d")
    assert where.step_of(both) == 1
    with pytest.raises(NotYou, match="signed_already"):
        check_signer(both, standing((0, person(HEAD)), (1, both)), seen="d")


def test_signatures_of_some_steps_never_make_a_chain_complete() -> None:
    someone = person(*Role)
    for missing in range(4):
        where = standing(*((place, someone) for place in range(4) if place != missing))
        assert not where.complete
        assert where.last


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (chain(steps=()), "chain.no_steps"),
        (chain(steps=(HEAD, LEADER)), "chain.no_secrecy_step"),
        (chain(steps=(HEAD, LEADER), on_scene=True), "chain.no_secrecy_step"),
        (
            chain(steps=(LEADER,), on_scene=True, kinds=frozenset({Kind.INITIAL, Kind.NOTICE})),
            "chain.no_secrecy_step",
        ),
        (chain(steps=(LEADER,), kinds=frozenset({Kind.INITIAL})), "chain.no_secrecy_step"),
        (chain("", "law", "", ""), "chain.together_alone"),
        (chain("law", "", "law", ""), "chain.together_apart"),
        (chain("", "", "law", "law"), "chain.together_last"),
        (chain(steps=(SECRECY, Role.SCENE_COMMANDER)), "chain.role_cannot_sign"),
        (chain(steps=(SECRECY, LEADER), on_scene=True), "chain.scene_alone"),
    ],
)
def test_a_chain_that_bends_a_rule_stops_the_start(broken: Chain, code: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        check_chain(broken)
    assert refused.value.code == code


def test_chains_are_chosen_by_level_kind_column_and_scene() -> None:
    usual = chain()
    grave = replace(usual, name="grave", levels=frozenset({Level.SERIOUS}))
    press = replace(usual, name="press", columns=frozenset({"press"}))
    scene = chain(steps=(Role.SCENE_COMMANDER,), on_scene=True, kinds=frozenset({Kind.INITIAL}))
    check_chain(scene)
    all_of_them = [scene, grave, press, usual]
    assert chain_for(all_of_them, Kind.UPDATE, "bulletins", Level.SERIOUS) is grave
    assert chain_for(all_of_them, Kind.UPDATE, "press", Level.GENERAL) is press
    assert chain_for(all_of_them, Kind.UPDATE, "bulletins", None) is usual
    assert chain_for(all_of_them, Kind.INITIAL, "bulletins", None) is usual
    assert chain_for(all_of_them, Kind.INITIAL, "press", None, on_scene=True) is scene
    assert chain_for(all_of_them, Kind.UPDATE, "bulletins", None, on_scene=True) is usual


def test_a_step_is_due_from_its_turn_not_from_that_of_its_neighbour() -> None:
    terms = chain(*SIDE_BY_SIDE).terms
    later = AT + timedelta(minutes=40)
    signed = {0: AT + timedelta(minutes=5), 2: later}
    assert due_at(0, terms, AT, {}) == AT + timedelta(minutes=15)
    assert due_at(1, terms, AT, signed) == AT + timedelta(minutes=20)
    assert due_at(3, terms, AT, {**signed, 1: AT}) == later + timedelta(minutes=15)
    assert due_at(0, (Terms(),), AT, {}) is None


def test_terms_come_back_from_the_package_as_they_went_in() -> None:
    told = chain(*SIDE_BY_SIDE)
    kept = json.loads(json.dumps({"chain": list(FOUR), "chain_terms": terms_to_json(told)}))
    assert terms_in(kept) == told.terms
    assert terms_in({"chain": ["unit_head"]}) == (Terms(),)
