"""What no edit of the table of grants may change. Written by hand: a test derived from the table
would agree with any table."""

from uuid import UUID

import pytest

from console.kernel.errors import NotNow, NotYou
from console.people.rules.actor import Actor
from console.people.rules.assignments import SIGNING_ROLES, check_assignment, check_remaining
from console.people.rules.roles import GRANTS, P, Role, permissions

ONE, OTHER = UUID(int=1), UUID(int=2)
CHANGING = {one for one in P if not one.value.endswith(":read")}
SIGNERS = {
    Role.UNIT_HEAD,
    Role.SECRECY_REVIEWER,
    Role.LEGAL_REVIEWER,
    Role.BUREAU_LEADER,
    Role.DEPUTY,
    Role.SCENE_COMMANDER,  # on scene only: no configured chain may name the role
}


def actor(*roles: Role, id: UUID = ONE) -> Actor:  # noqa: A002
    return Actor(id, "somebody", "某人", "民警", "处", frozenset(roles))


@pytest.mark.parametrize("role", Role)
def test_no_role_both_drafts_and_signs(role: Role) -> None:
    assert not {P.RELEASE_DRAFT, P.RELEASE_SIGN} <= GRANTS[role]
    assert not {P.RELEASE_SUBMIT, P.RELEASE_SIGN} <= GRANTS[role]


@pytest.mark.parametrize("role", Role)
def test_nobody_human_begins_publishing(role: Role) -> None:
    assert P.SYSTEM_BEGIN not in GRANTS[role]


def test_exactly_these_roles_sign() -> None:
    assert {role for role in Role if P.RELEASE_SIGN in GRANTS[role]} == SIGNERS == SIGNING_ROLES


def test_releasers_may_put_later_and_hold_and_who_only_stops_may_hold() -> None:
    """A releaser speaks for the bureau or signs in its chains; a hold only stops, and is loud."""
    releasers = (SIGNERS - {Role.SCENE_COMMANDER}) | {Role.SPOKESPERSON}
    stops = {Role.EDITOR, Role.MEDIA_RECEPTION, Role.SCENE_COMMANDER}
    for permission in (P.RELEASE_POSTPONE, P.RELEASE_VERIFY):
        assert {role for role in Role if permission in GRANTS[role]} == releasers
    assert {role for role in Role if P.RELEASE_HOLD in GRANTS[role]} == releasers | stops


def test_an_auditor_changes_nothing() -> None:
    assert not GRANTS[Role.AUDITOR] & CHANGING
    assert P.AUDIT_READ in GRANTS[Role.AUDITOR]


def test_only_an_administrator_manages_people() -> None:
    assert {role for role in Role if P.PEOPLE_MANAGE in GRANTS[role]} == {Role.ADMINISTRATOR}


def test_an_administrator_has_no_part_in_a_release() -> None:
    """Templates are forms: what an administrator writes into one is signed like a release. A
    platform's account may be connected, but only the one that the configuration names as ours."""
    own = {P.PEOPLE_MANAGE, P.TEMPLATE_MANAGE, P.DUTY_MANAGE, P.ACCOUNT_MANAGE}
    assert GRANTS[Role.ADMINISTRATOR] & CHANGING == own


@pytest.mark.parametrize("role", Role)
def test_nobody_who_drafts_lets_a_finding_pass(role: Role) -> None:
    assert not {P.RELEASE_DRAFT, P.FINDING_OVERRIDE} <= GRANTS[role]


def test_only_who_answers_for_a_unit_waives_a_clock() -> None:
    holders = {role for role in Role if P.CLOCK_WAIVE in GRANTS[role]}
    assert holders == {Role.UNIT_HEAD, Role.BUREAU_LEADER}


def test_only_who_leads_authorises_others() -> None:
    """Secrecy and legal reviewers are assigned by administrators; they hand nothing on."""
    holders = {role for role in Role if P.AUTHORISE in GRANTS[role]}
    assert holders == {Role.UNIT_HEAD, Role.BUREAU_LEADER, Role.SCENE_COMMANDER}


def test_only_a_leader_withdraws() -> None:
    assert {role for role in Role if P.RELEASE_WITHDRAW in GRANTS[role]} == {Role.BUREAU_LEADER}


def test_whoever_drafts_or_signs_can_hold() -> None:
    for role in Role:
        if GRANTS[role] & {P.RELEASE_DRAFT, P.RELEASE_SIGN}:
            assert P.RELEASE_HOLD in GRANTS[role], role


def test_whoever_can_sign_can_send_back() -> None:
    for role in SIGNERS:
        assert P.RELEASE_SEND_BACK in GRANTS[role]


def test_a_person_without_roles_may_nothing() -> None:
    nobody = actor()
    assert nobody.permissions == frozenset()
    with pytest.raises(NotYou) as refused:
        nobody.require(P.HOME_READ)
    assert refused.value.parameters == {"permission": "home:read"}


def test_roles_add_up() -> None:
    both = (Role.EDITOR, Role.AUDITOR)
    assert permissions(both) == GRANTS[Role.EDITOR] | GRANTS[Role.AUDITOR]


@pytest.mark.parametrize("role", sorted(SIGNERS))
def test_nobody_makes_themself_a_signer(role: Role) -> None:
    admin = actor(Role.ADMINISTRATOR)
    with pytest.raises(NotYou) as refused:
        check_assignment(admin, ONE, role)
    assert refused.value.code == "people.own_signing_role"
    check_assignment(admin, OTHER, role)


def test_only_an_administrator_assigns() -> None:
    with pytest.raises(NotYou):
        check_assignment(actor(Role.BUREAU_LEADER), OTHER, Role.EDITOR)


def test_one_administrator_must_remain() -> None:
    check_remaining(1)
    with pytest.raises(NotNow) as refused:
        check_remaining(0)
    assert refused.value.code == "people.last_administrator"
