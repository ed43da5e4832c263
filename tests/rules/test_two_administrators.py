"""What no administrator does alone. Written by hand: a test derived from the table would agree with
any table."""

from uuid import UUID

import pytest

from console.kernel.errors import NotYou
from console.people.rules.actor import Actor
from console.people.rules.changes import (
    GUARDED,
    Account,
    Change,
    Handed,
    check_independent,
    check_second,
    needs_second,
)
from console.people.rules.roles import Role

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
NONE: frozenset[Role] = frozenset()
ADMIN = Actor(A, "admin", "某人", "民警", "处", frozenset({Role.ADMINISTRATOR}))
ORDINARY = {Role.EDITOR, Role.MEDIA_RECEPTION, Role.AUDITOR}


def account(*held: Role, once: Role | None = None, signs_for: bool = False) -> Account:
    return Account(frozenset(held), frozenset({once} if once else held), signs_for)


def test_every_role_that_signs_lets_go_attests_or_authorises_takes_two() -> None:
    assert set(Role) - GUARDED == ORDINARY
    for role in Role:
        assert needs_second(Change.ROLES, account(), frozenset({role})) is (role not in ORDINARY)


@pytest.mark.parametrize("change", [Change.INVITE, Change.FACTORS, Change.REOPEN, Change.TELEPHONE])
@pytest.mark.parametrize(
    ("whose", "second"),
    [
        (account(Role.BUREAU_LEADER), True),
        (account(Role.SPOKESPERSON), True),  # attests a call
        (account(once=Role.DEPUTY), True),  # the role was taken away first
        (account(Role.EDITOR, signs_for=True), True),  # on a leader's authorisation
        (account(Role.ADMINISTRATOR), True),
        (account(Role.EDITOR), False),
        (account(), False),
    ],
)
def test_no_account_that_can_sign_comes_into_other_hands_by_one(
    change: Change, whose: Account, second: object
) -> None:
    assert needs_second(change, whose) is second
    for alone in (None, ADMIN.id):
        if second:
            with pytest.raises(NotYou):
                check_second(ADMIN, alone, change, whose)
        else:
            check_second(ADMIN, alone, change, whose)
    check_second(ADMIN, B, change, whose)


def test_what_only_stops_one_administrator_may_do_but_not_to_another() -> None:
    leader, other = account(Role.BUREAU_LEADER), account(Role.ADMINISTRATOR)
    for change in (Change.CLOSE, Change.ROLES):
        assert not needs_second(change, leader)
        assert needs_second(change, other)
    assert not needs_second(Change.UNLOCK, other)


def test_no_puppet_confirms_for_its_maker_nor_asks_for_them() -> None:
    made = Handed(C, Change.ROLES, frozenset({Role.ADMINISTRATOR}), frozenset({A, B}))
    for pair in ((A, C), (C, A), (B, C), (C, B)):
        with pytest.raises(NotYou):
            check_independent(*pair, [made])
    check_independent(A, B, [made])
    reset = Handed(C, Change.FACTORS, NONE, frozenset({A, B}))
    with pytest.raises(NotYou):
        check_independent(A, C, [reset])
    for harmless in (
        Handed(C, Change.TELEPHONE, NONE, frozenset({A, B})),
        Handed(C, Change.ROLES, frozenset({Role.EDITOR}), frozenset({A, B})),
        Handed(C, Change.INVITE, NONE, frozenset({A, C})),  # by their own confirmation
    ):
        check_independent(A, C, [harmless])
