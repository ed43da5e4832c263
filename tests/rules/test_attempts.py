"""When sign-ins pause, what a password must be, and how long a proof is fresh."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.kernel.errors import Invalid, NotYou
from console.people.rules import attempts
from console.people.rules.attempts import Failures, Limits, must_pause
from console.people.rules.passwords import check_username
from console.people.rules.proof import Proof, act_of

LIMITS = Limits(per_source=20, per_name=10, window=timedelta(minutes=15))
LASTS = timedelta(seconds=120)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
counts = st.integers(min_value=0, max_value=1000)


@given(elsewhere=counts, others=counts)
def test_nothing_that_others_do_pauses_a_known_source(elsewhere: int, others: int) -> None:
    failures = Failures(
        of_source=others, of_source_and_name=LIMITS.per_source - 1, of_name_unknown=elsewhere
    )
    assert not must_pause(LIMITS, failures, known=True)


@given(of_source=counts, of_name=counts)
def test_unknown_sources_share_one_allowance_for_a_name(of_source: int, of_name: int) -> None:
    failures = Failures(of_source=of_source, of_source_and_name=0, of_name_unknown=of_name)
    assert must_pause(LIMITS, failures, known=False) is (of_source >= 20 or of_name >= 10)


def test_a_known_source_answers_for_its_own_failures() -> None:
    assert must_pause(LIMITS, Failures(0, 20, 0), known=True)


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_an_address_is_a_source(address: str, source: str) -> None:
    assert attempts.source_of_address(address) == source


def test_a_name_that_nobody_has_is_kept_as_a_hash() -> None:
    kept = attempts.kept_name(" Secret-Password ", exists=False)
    assert "secret" not in kept
    assert len(kept) <= 40
    assert kept == attempts.kept_name("secret-password", exists=False)
    assert attempts.kept_name(" Editor", exists=True) == "editor"


def test_a_device_is_told_from_an_address() -> None:
    source = attempts.source_of_device("token")
    assert source.startswith("device:")
    assert len(source) <= 60
    assert "token" not in source


@pytest.mark.parametrize("text", ["", "a", "1abc", "a b", "白露", "a" * 41, "a/b", "a\x00b"])
def test_a_user_name_that_will_not_do(text: str) -> None:
    with pytest.raises(Invalid):
        check_username(text)


def test_a_user_name_is_kept_in_lower_case() -> None:
    assert check_username(" Bai.Lu-2 ") == "bai.lu-2"


@pytest.mark.parametrize("seconds", [-1, 121])
def test_a_proof_that_is_not_fresh(seconds: int) -> None:
    proof = Proof(UUID(int=1), NOW, "sign:1")
    with pytest.raises(NotYou):
        proof.require(UUID(int=1), NOW + timedelta(seconds=seconds), LASTS, "sign:1")


def test_a_proof_is_of_one_person() -> None:
    proof = Proof(UUID(int=1), NOW, "sign:1")
    proof.require(UUID(int=1), NOW, LASTS, "sign:1")
    with pytest.raises(NotYou):
        proof.require(UUID(int=2), NOW, LASTS, "sign:1")


def test_a_proof_is_for_one_act() -> None:
    proof = Proof(UUID(int=1), NOW, act_of("sign", "a" * 64))
    for act in (act_of("sign", "b" * 64), act_of("withdraw", "a" * 64), ""):
        with pytest.raises(NotYou, match="another_act"):
            proof.require(UUID(int=1), NOW, LASTS, act)
