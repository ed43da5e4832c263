"""Who may authorise whom, and how far it reaches: written by hand."""

from datetime import timedelta
from uuid import uuid4

import pytest

from console.authorisations.rules.giving import (
    Basis,
    Wanted,
    check_basis,
    check_person,
    check_span,
    up_to,
)
from console.incidents.rules.levels import Level
from console.kernel.errors import FayanError
from console.people.rules.actor import Actor
from console.people.rules.granted import Granted, Matter, Scope
from console.people.rules.roles import P, Role
from tests.fakes import START

GIVER, OTHER = uuid4(), uuid4()
INCIDENT, ELSEWHERE = uuid4(), uuid4()
DAY = timedelta(days=1)


def wanted(**changes: object) -> Wanted:
    given = {
        "role": Role.BUREAU_LEADER, "person_id": OTHER, "scope": Scope(), "starts_at": START,
        "ends_at": START + DAY,
    }  # fmt: skip
    return Wanted(**{**given, **changes})  # type: ignore[arg-type] # fields by name, of any kind


def passed(**changes: object) -> Basis:
    given = {"rests_on": GIVER, "parent": uuid4(), "ends_at": START + DAY}
    return Basis(**{**given, **changes})  # type: ignore[arg-type] # fields by name, of any kind


@pytest.mark.parametrize(
    ("scope", "matter", "covered"),
    [
        (Scope(), Matter(None, "press", None), True),
        (Scope(), Matter(INCIDENT, "press", "serious"), True),
        (Scope(INCIDENT), Matter(INCIDENT, "press", "serious"), True),
        (Scope(INCIDENT), Matter(ELSEWHERE, "press", "serious"), False),
        (Scope(INCIDENT), Matter(None, "press", None), False),
        (Scope(column="press"), Matter(None, "press", None), True),
        (Scope(column="press"), Matter(None, "tips", None), False),
        (Scope(levels=up_to(Level.LARGER)), Matter(INCIDENT, "press", "general"), True),
        (Scope(levels=up_to(Level.LARGER)), Matter(INCIDENT, "press", "larger"), True),
        (Scope(levels=up_to(Level.LARGER)), Matter(INCIDENT, "press", "serious"), False),
        (Scope(levels=up_to(Level.LARGER)), Matter(None, "press", None), False),
    ],
)
def test_a_scope_reaches_what_it_names(scope: Scope, matter: Matter, *, covered: bool) -> None:
    assert scope.covers(matter) is covered


@pytest.mark.parametrize(
    ("basis", "asked", "code"),
    [
        (None, wanted(), "not_held"),
        (passed(passed_on=True), wanted(), "passed_on_already"),
        (passed(may_pass_on=False), wanted(), "may_not_pass_on"),
        (passed(), wanted(may_pass_on=True), "passed_on_once"),
        (passed(), wanted(standing=True), "passed_on_once"),
        (passed(scope=Scope(INCIDENT)), wanted(), "wider"),
        (passed(scope=Scope(INCIDENT)), wanted(scope=Scope(ELSEWHERE)), "wider"),
        (passed(scope=Scope(column="press")), wanted(), "wider"),
        (passed(scope=Scope(levels=up_to(Level.GENERAL))), wanted(), "wider"),
        (
            passed(scope=Scope(levels=up_to(Level.GENERAL))),
            wanted(scope=Scope(levels=up_to(Level.SERIOUS))),
            "wider",
        ),
        (passed(), wanted(ends_at=START + DAY + timedelta(seconds=1)), "longer"),
    ],
)
def test_nobody_gives_what_they_do_not_hold_nor_passes_it_on_twice(
    basis: Basis | None, asked: Wanted, code: str
) -> None:
    with pytest.raises(FayanError, match=code):
        check_basis(basis, asked)


def test_who_holds_the_role_gives_it_whole_and_a_delegate_no_more_than_theirs() -> None:
    check_basis(Basis(GIVER), wanted(may_pass_on=True))
    check_basis(passed(scope=Scope(INCIDENT)), wanted(scope=Scope(INCIDENT, "press")))


@pytest.mark.parametrize(
    ("asked", "roles", "code"),
    [
        (wanted(person_id=GIVER), {Role.EDITOR}, "oneself"),
        (wanted(), {Role.EDITOR, Role.MEDIA_RECEPTION}, "unguarded"),
        (wanted(), set(), "unguarded"),
        (wanted(), {Role.ADMINISTRATOR}, "unfit"),
        (wanted(), {Role.DEPUTY, Role.AUDITOR}, "unfit"),
        (wanted(), {Role.BUREAU_LEADER}, "held_already"),
        (wanted(standing=True), {Role.UNIT_HEAD}, "standing_for_deputies"),
    ],
)
def test_not_everybody_is_authorised(asked: Wanted, roles: set[Role], code: str) -> None:
    with pytest.raises(FayanError, match=code):
        check_person(asked, roles, GIVER, GIVER)


def test_what_is_passed_on_does_not_come_back_to_where_it_began() -> None:
    with pytest.raises(FayanError, match="oneself"):
        check_person(wanted(person_id=OTHER), {Role.DEPUTY}, GIVER, OTHER)


def test_it_begins_before_it_ends_and_does_not_last_for_ever() -> None:
    check_span(wanted(), DAY)
    for asked, code in (
        (wanted(ends_at=START), "over"),
        (wanted(ends_at=START + DAY + timedelta(seconds=1)), "too_long"),
    ):
        with pytest.raises(FayanError, match=code):
            check_span(asked, DAY)


def test_an_authorisation_opens_the_signature_and_nothing_else() -> None:
    granted = Granted("2026-A0001", Role.BUREAU_LEADER, Scope(), START, GIVER)
    editor = Actor(OTHER, "x", "某某", "民警", "局", frozenset({Role.EDITOR}))
    authorised = Actor(OTHER, "x", "某某", "民警", "局", frozenset({Role.EDITOR}), (granted,))
    more = authorised.permissions - editor.permissions
    assert more == {P.RELEASE_SIGN, P.RELEASE_SEND_BACK}
