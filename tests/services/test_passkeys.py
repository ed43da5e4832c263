"""Passkeys: made once, and good for one challenge, one act and one session."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.audit import Event
from console.audit import queries as audit
from console.audit.queries import Filter
from console.database import Database
from console.kernel.errors import FayanError, Invalid, NotThere, NotYou
from console.kernel.ids import new_id
from console.people import factors, passkeys, proving
from console.people.proving import Given
from console.people.rules.passkeys import RelyingParty, counter_went_back, relying_party
from console.people.rules.proof import Proof
from tests.authenticator import Authenticator
from tests.fakes import FixedClock
from tests.services.test_proving import Bench

PARTY = RelyingParty("localhost", "http://localhost:8080", "示例市公安局")
SESSION = new_id()
ACT = "sign:1"


class KeyBench(Bench):
    def challenge(self, act: str = ACT, holder: UUID = SESSION) -> str:
        with self.database.transaction() as tx:
            return passkeys.ask(
                tx, self.clock.now(), person_id=self.actor.id, holder=holder, act=act
            )

    def add(self, device: Authenticator, name: str = "手机") -> bool:
        challenge = self.challenge("make")
        options = passkeys.creation(
            PARTY, challenge, person_id=self.actor.id, username="leader", name="某", known=()
        )
        made = passkeys.made(PARTY, challenge, device.make(options))
        assert made
        with self.database.transaction() as tx:
            return factors.keep_passkey(tx, self.clock.now(), self.actor, made, name)

    def options(self, act: str = ACT) -> str:
        challenge = self.challenge(act)
        with self.database.snapshot() as tx:
            known = passkeys.keys_of(tx, self.actor.id)
        return passkeys.request(PARTY, challenge, known)

    def show(self, answer: str, act: str = ACT, holder: UUID = SESSION) -> Proof:
        return proving.prove(
            self.means, person_id=self.actor.id, act=act, strict=True,
            given=Given(passkey=answer, holder=holder),
        )  # fmt: skip

    def refuses(self, answer: str, act: str = ACT, holder: UUID = SESSION) -> str:
        with pytest.raises(FayanError) as refused:
            self.show(answer, act, holder)
        return refused.value.code


def begun(bench: KeyBench) -> KeyBench:
    bench.means = proving.Means(
        bench.means.database, bench.clock, bench.means.passwords, bench.means.limits,
        bench.means.keyring, PARTY,
    )  # fmt: skip
    return bench


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def busy(request: pytest.FixtureRequest, clock: FixedClock) -> KeyBench:
    name = "cluster" if request.param == "postgresql" else "database"
    return begun(KeyBench(request.getfixturevalue(name), clock))


@pytest.fixture
def bench(database: Database, clock: FixedClock) -> KeyBench:
    return begun(KeyBench(database, clock))


@pytest.fixture
def device(bench: KeyBench) -> Authenticator:
    made = Authenticator()
    assert bench.add(made) is True
    return made


def test_a_passkey_proves_its_person_for_one_act(bench: KeyBench, device: Authenticator) -> None:
    options = json.loads(bench.options())
    assert options["userVerification"] == "required"
    assert [each["id"] for each in options["allowCredentials"]]
    proof = bench.show(device.answer(options))
    assert (proof.person_id, proof.act, proof.method) == (bench.actor.id, ACT, "passkey")


def _used(bench: KeyBench, device: Authenticator) -> tuple[str, str, UUID]:
    answer = device.answer(bench.options())
    bench.show(answer)
    return answer, ACT, SESSION


def _late(bench: KeyBench, device: Authenticator) -> tuple[str, str, UUID]:
    answer = device.answer(bench.options())
    bench.clock.move(minutes=6)
    return answer, ACT, SESSION


def _at(bench: KeyBench, device: Authenticator, origin: str) -> tuple[str, str, UUID]:
    device.origin = origin
    return device.answer(bench.options()), ACT, SESSION


def _unverified(bench: KeyBench, device: Authenticator) -> tuple[str, str, UUID]:
    device.verified = False
    return device.answer(bench.options()), ACT, SESSION


Thief = Callable[[KeyBench, Authenticator], tuple[str, str, UUID]]
THEFTS: dict[str, Thief] = {
    "an answer that was used": _used,
    "for another act": lambda bench, device: (device.answer(bench.options()), "sign:2", SESSION),
    "in another session": lambda bench, device: (device.answer(bench.options()), ACT, new_id()),
    "too late": _late,
    "by another key": lambda bench, _device: (
        Authenticator().answer(bench.options()),
        ACT,
        SESSION,
    ),
    "from a false site": lambda bench, device: _at(bench, device, "https://localhost.example"),
    "without the finger": _unverified,
    "to a challenge that nobody gave": lambda _bench, device: (
        device.answer({"challenge": "AAAA"}),
        ACT,
        SESSION,
    ),
}


@pytest.mark.parametrize("theft", THEFTS)
def test_what_a_thief_brings_is_refused(bench: KeyBench, device: Authenticator, theft: str) -> None:
    answer, act, holder = THEFTS[theft](bench, device)
    assert bench.refuses(answer, act, holder) == "proof.passkey_wrong"


def test_a_counter_that_goes_back_tells_of_a_copy(bench: KeyBench, device: Authenticator) -> None:
    for _ in range(3):
        bench.show(device.answer(bench.options()))
    device.count = 1
    assert bench.refuses(device.answer(bench.options())) == "proof.passkey_copied"
    with bench.database.snapshot() as tx:
        told = audit.events(tx, Filter(name=Event.FACTOR_REFUSED))[0]
    assert told.details["refusal"] == "proof.passkey_copied"


def test_a_wrong_answer_uses_its_challenge_up(bench: KeyBench, device: Authenticator) -> None:
    options = bench.options()
    device.verified = False
    bench.refuses(device.answer(options))
    device.verified = True
    assert bench.refuses(device.answer(options)) == "proof.passkey_wrong"


def test_several_are_told_apart_and_removed_one_by_one(
    bench: KeyBench, device: Authenticator
) -> None:
    second = Authenticator()
    assert bench.add(second, "办公室电脑") is False
    with pytest.raises(Invalid):
        bench.add(second)
    with bench.database.transaction() as tx:
        phone, desk = factors.view(tx, bench.actor.id).passkeys
        assert (phone.name, desk.name) == ("手机", "办公室电脑")
        with pytest.raises(NotThere):
            factors.remove_passkey(tx, bench.clock.now(), bench.admin, phone.id)
        factors.remove_passkey(tx, bench.clock.now(), bench.actor, phone.id)
    assert bench.refuses(device.answer(bench.options())) == "proof.passkey_wrong"
    bench.show(second.answer(bench.options()))


def test_old_challenges_are_swept_and_too_many_are_not_given(bench: KeyBench) -> None:
    for _ in range(passkeys.MOST):
        bench.challenge()
    with pytest.raises(FayanError, match="too_many"):
        bench.challenge()
    bench.clock.move(minutes=6)
    with bench.database.transaction() as tx:
        passkeys.sweep(tx, bench.clock.now())
    bench.challenge()


def test_two_at_once_with_one_answer_are_one_proof(busy: KeyBench) -> None:
    device = Authenticator()
    busy.add(device)
    answer = device.answer(busy.options())

    def attempt(_n: int) -> str:
        try:
            return busy.show(answer).method
        except NotYou as error:
            return error.code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(attempt, range(6)))
    assert answers.count("passkey") == 1, answers


@given(st.text(max_size=300) | st.recursive(
    st.none() | st.text(max_size=40) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "signature"]), inner
    ),
).map(json.dumps))  # fmt: skip
def test_no_answer_from_outside_is_more_than_refused(answer: str) -> None:
    assert passkeys.made(PARTY, "AAAA", answer) is None
    key = passkeys.Key(SESSION, "AAAA", "AAAA", 0, ())
    assert passkeys.counted(PARTY, "AAAA", answer, key) is None
    assert isinstance(passkeys.credential_in(answer), str)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://localhost:8080", "localhost"),
        ("https://fayan.example", "fayan.example"),
        ("http://fayan.example", None), ("http://127.0.0.1:8080", None),
        ("https://10.0.0.7", None), ("https://[::1]:8080", None),
    ],
)  # fmt: skip
def test_where_browsers_make_passkeys(url: str, host: str | None) -> None:
    party = relying_party(url, "示例市公安局")
    assert (party.id if party else None) == host
    assert party is None or party.origin == url


def test_a_counter_goes_up_or_there_is_none() -> None:
    assert [counter_went_back(*each) for each in ((0, 0), (0, 1), (1, 2))] == [False] * 3
    assert [counter_went_back(*each) for each in ((1, 1), (2, 1), (1, 0))] == [True] * 3
