"""Who may sign: written by hand, so that no configuration can bend it."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from console.kernel.errors import Misconfigured, NotNow, NotYou, Stale
from console.people.rules.actor import Actor
from console.people.rules.granted import Granted, Scope
from console.people.rules.roles import Role
from console.people.rules.signing import Standing, check_signer
from console.releases.rules.kinds import Kind
from console.releases.rules.signing import Chain, chain_for, check_chains

STEPS = (Role.UNIT_HEAD, Role.SECRECY_REVIEWER, Role.BUREAU_LEADER)


def person(*roles: Role) -> Actor:
    return Actor(uuid4(), "x", "某某", "民警", "示例市公安局", frozenset(roles))


def standing(**changes: object) -> Standing:
    return Standing(
        **{"digest": "d", "chain": STEPS, "authors": frozenset(), "signers": (), **changes}  # type: ignore[arg-type] # fields by name, of any kind
    )


def test_the_one_whose_turn_it_is_may_sign() -> None:
    check_signer(person(Role.UNIT_HEAD), standing(), seen="d")


def test_an_author_never_signs_whatever_their_roles() -> None:
    author = person(*Role)
    with pytest.raises(NotYou, match="author_signs"):
        check_signer(author, standing(authors=frozenset({author.id})), seen="d")


def test_one_person_signs_one_step() -> None:
    both = person(Role.UNIT_HEAD, Role.SECRECY_REVIEWER)
    with pytest.raises(NotYou, match="signed_already"):
        check_signer(both, standing(signers=(both.id,)), seen="d")


def test_whose_authorisation_carried_one_step_signs_no_other() -> None:
    giver = person(Role.BUREAU_LEADER)
    done = standing(signers=(uuid4(), uuid4()), givers=frozenset({giver.id}))
    with pytest.raises(NotYou, match="authorised_a_signer"):
        check_signer(giver, done, seen="d")


def test_on_the_word_of_who_signed_nobody_signs_but_b_by_their_post() -> None:
    giver, passed_on, at = uuid4(), uuid4(), datetime(2026, 11, 24, tzinfo=UTC)
    given = Granted("A1", Role.BUREAU_LEADER, Scope(), at, giver, given_by=passed_on)
    for spoken in (giver, passed_on):
        assert not given.stands(frozenset(), frozenset({spoken}))
        assert replace(given, standing=True).stands(frozenset(), frozenset({spoken}))
        assert not replace(given, standing=True).stands(frozenset({spoken}), frozenset())
    assert given.stands(frozenset({uuid4()}), frozenset({uuid4()}))


def test_steps_are_in_order() -> None:
    for role in STEPS[1:]:
        with pytest.raises(NotYou, match="not_your_step"):
            check_signer(person(role), standing(), seen="d")


def test_only_the_digest_on_the_screen_is_signed() -> None:
    with pytest.raises(Stale, match="changed_since"):
        check_signer(person(Role.UNIT_HEAD), standing(), seen="")


def test_a_complete_chain_takes_no_more_signatures() -> None:
    done = standing(signers=(uuid4(), uuid4(), uuid4()))
    assert done.complete
    with pytest.raises(NotNow, match="all_signed"):
        check_signer(person(Role.BUREAU_LEADER), done, seen="d")


@pytest.mark.parametrize(
    ("chains", "code"),
    [
        ([Chain("a", "甲", (Role.UNIT_HEAD, Role.BUREAU_LEADER))], "chain.no_secrecy_step"),
        ([Chain("a", "甲", (Role.SECRECY_REVIEWER, Role.SECRECY_REVIEWER))], "chain.role_twice"),
        ([Chain("a", "甲", (Role.SECRECY_REVIEWER, Role.EDITOR))], "chain.role_cannot_sign"),
        (
            [Chain("a", "甲", (Role.SECRECY_REVIEWER, Role.SCENE_COMMANDER))],
            "chain.role_cannot_sign",
        ),
        (
            [Chain("a", "甲", STEPS, kinds=frozenset({Kind.NOTICE}))],
            "chain.no_default",
        ),
        ([], "chain.no_default"),
    ],
)
def test_a_chain_that_breaks_an_invariant_stops_the_start(chains: list[Chain], code: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        check_chains(chains)
    assert refused.value.code == code


def test_the_first_chain_that_fits_is_taken() -> None:
    short = Chain("short", "短", (Role.SECRECY_REVIEWER,), kinds=frozenset({Kind.ERRATUM}))
    default = Chain("default", "通常", STEPS)
    check_chains([short, default])
    assert chain_for([short, default], Kind.ERRATUM, "press") is short
    assert chain_for([short, default], Kind.NOTICE, "press") is default
