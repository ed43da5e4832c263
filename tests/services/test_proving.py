"""Second factors and the proofs they give, on both databases where two may come at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from pyotp import TOTP

from console.audit import Event
from console.audit import queries as audit
from console.audit.queries import Filter
from console.database import Database
from console.kernel.errors import FayanError, Invalid, NotNow, NotThere, NotYou, TooMany
from console.kernel.ids import new_id
from console.people import factors, proving, service
from console.people.passwords import Passwords
from console.people.proving import Given, Means
from console.people.records import TotpFactor
from console.people.rules import recovery
from console.people.rules.actor import Actor
from console.people.rules.attempts import Limits
from console.people.rules.proof import Proof
from console.people.rules.roles import Role
from console.people.rules.totp import new_secret, step_of
from console.people.sealing import Keyring
from console.people.sign_in import Lifetime, Origin, open_session, resume
from tests.builders import hire
from tests.fakes import FixedClock

PASSWORD = "correct horse battery"
PASSWORDS = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
LIMITS = Limits(per_source=20, per_name=10, window=timedelta(minutes=15))
CODES = ("1111222233334444", "5555666677778888")


class Bench:
    """One signer with a password, and short ways to a second factor and to a proof."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.clock, self.secret = clock, new_secret()
        self.means = Means(database, clock, PASSWORDS, LIMITS, Keyring(["k" * 40]))
        with database.transaction() as tx:
            self.admin = hire(tx, clock.now(), "admin", Role.ADMINISTRATOR)
            self.actor = hire(tx, clock.now(), "leader", Role.BUREAU_LEADER)
            service.set_password(tx, clock.now(), None, self.actor.id, PASSWORDS.hash(PASSWORD))

    @property
    def database(self) -> Database:
        return self.means.database

    def code(self, steps: int = 0) -> str:
        return TOTP(self.secret).generate_otp(step_of(self.clock.now()) + steps)

    def enrol(self, secret: str = "") -> "Bench":
        self.secret = secret or self.secret
        with self.database.transaction() as tx:
            now = self.clock.now()
            factors.begin_totp(tx, now, self.actor, self.means.keyring, self.secret)
            if factors.confirm_totp(tx, now, self.actor, self.means.keyring, self.code()):
                factors.keep_recovery_codes(tx, now, self.actor, [PASSWORDS.hash(c) for c in CODES])
        self.clock.move(seconds=30)
        return self

    def prove(self, *, strict: bool = True, source: str = "proof", **given: str) -> Proof:
        return proving.prove(
            self.means, person_id=self.actor.id, act="sign:1", given=Given(**given),
            strict=strict, source=source,
        )  # fmt: skip

    def refused(self, **given: str) -> str:
        with pytest.raises(FayanError) as refused:
            self.prove(**given)
        return refused.value.code

    def events(self) -> list[str]:
        with self.database.snapshot() as tx:
            return [e.name for e in reversed(audit.events(tx, Filter()))]


@pytest.fixture
def bench(database: Database, clock: FixedClock) -> Bench:
    return Bench(database, clock)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def busy(request: pytest.FixtureRequest, clock: FixedClock) -> Bench:
    name = "cluster" if request.param == "postgresql" else "database"
    return Bench(request.getfixturevalue(name), clock).enrol()


def test_a_password_proves_only_where_nothing_better_is_there_or_asked_for(bench: Bench) -> None:
    assert bench.prove(strict=False, password=PASSWORD).method == "password"
    assert bench.refused(strict=False, password="guess") == "proof.wrong"
    assert bench.refused(password=PASSWORD) == "proof.enrol_first"
    bench.enrol()
    assert bench.refused(strict=False, password=PASSWORD) == "proof.code_missing"


def test_an_authenticators_code_proves_its_person_and_says_what_for(bench: Bench) -> None:
    proof = bench.enrol().prove(code=f" {bench.code()[:3]} {bench.code()[3:]} ")
    assert (proof.person_id, proof.act, proof.method) == (bench.actor.id, "sign:1", "totp")


def test_a_code_is_good_for_one_step_either_way_and_once(bench: Bench) -> None:
    bench.enrol()
    for far in (-2, 2):
        assert bench.refused(code=bench.code(far)) == "proof.code_wrong"
    bench.prove(code=bench.code(1))
    for used in (1, 0):  # the one before has passed, too
        assert bench.refused(code=bench.code(used)) == "proof.code_used"
    bench.clock.move(seconds=60)
    bench.prove(code=bench.code())


def test_the_code_that_enrolled_signs_nothing(bench: Bench) -> None:
    bench.enrol()
    assert bench.refused(code=bench.code(-1)) == "proof.code_used"


def test_an_authenticator_that_was_not_confirmed_proves_nothing(bench: Bench) -> None:
    with bench.database.transaction() as tx:
        factors.begin_totp(tx, bench.clock.now(), bench.actor, bench.means.keyring, bench.secret)
    assert bench.refused(code=bench.code()) == "proof.enrol_first"


def test_a_recovery_code_is_good_once_and_leaves_a_trace(bench: Bench) -> None:
    bench.enrol()
    assert bench.prove(code="1111-2222-3333-4444").method == "recovery"
    assert bench.refused(code="1111 2222 3333 4444") == "proof.code_wrong"
    with bench.database.snapshot() as tx:
        assert factors.view(tx, bench.actor.id).codes_left == 1
    assert bench.events()[-2:] == [Event.RECOVERY_USED, Event.FACTOR_REFUSED]


def test_new_recovery_codes_put_the_old_ones_out_of_use(bench: Bench) -> None:
    bench.enrol()
    with bench.database.transaction() as tx:
        new = [PASSWORDS.hash("9" * 16)]
        factors.keep_recovery_codes(tx, bench.clock.now(), bench.actor, new)
    assert bench.refused(code=CODES[0]) == "proof.code_wrong"
    assert bench.prove(code="9" * 16).method == "recovery"


def test_guessing_ends_after_a_few_and_locks_nobody_else_out(bench: Bench) -> None:
    bench.enrol()
    for _ in range(LIMITS.per_name):
        assert bench.refused(code="000000", source="for-somebody") == "proof.code_wrong"
    with pytest.raises(TooMany):
        bench.prove(code=bench.code(), source="for-somebody")
    bench.prove(code=bench.code())


def test_a_replaced_authenticator_and_the_last_one_removed(bench: Bench) -> None:
    first = bench.enrol().secret
    bench.enrol(new_secret())
    old = TOTP(first).generate_otp(step_of(bench.clock.now()))
    assert bench.refused(code=old) == "proof.code_wrong"
    with bench.database.transaction() as tx:
        factors.remove_totp(tx, bench.clock.now(), bench.actor)
    with bench.database.transaction() as tx:
        assert factors.view(tx, bench.actor.id) == factors.FactorsView(None, 0)
        with pytest.raises(NotNow):
            factors.keep_recovery_codes(tx, bench.clock.now(), bench.actor, [])
    assert bench.refused(code=CODES[0]) == "proof.enrol_first"


def test_the_secret_is_nowhere_in_the_database_and_a_key_can_be_exchanged(bench: Bench) -> None:
    bench.enrol()
    path = bench.database.url.database or ""
    for each in (path, path + "-wal"):
        with open(each, "rb") as file:  # noqa: PTH123 - SQLite's own two files
            assert bench.secret.encode() not in file.read()
    bench.means = replace(bench.means, keyring=Keyring(["n" * 40]))
    assert bench.refused(code=bench.code()) == "proof.cannot_open"
    bench.means = replace(bench.means, keyring=Keyring(["n" * 40, "k" * 40]))
    bench.prove(code=bench.code())
    bench.means = replace(bench.means, keyring=Keyring(["n" * 40]))
    bench.clock.move(seconds=30)
    bench.prove(code=bench.code())


def test_a_sealed_secret_of_somebody_else_opens_nothing(bench: Bench) -> None:
    bench.enrol()
    with bench.database.transaction() as tx:
        row = tx.query(TotpFactor).one()
        other = bench.means.keyring.seal(bench.secret, "another row")
        row.secret, row.key_id = other.text, other.key_id
    assert bench.refused(code=bench.code()) == "proof.cannot_open"


def test_an_administrator_resets_somebody_elses_factors_for_a_reason(bench: Bench) -> None:
    bench.enrol()
    now, lifetime = bench.clock.now(), Lifetime(timedelta(minutes=30), timedelta(hours=12))
    with bench.database.transaction() as tx:
        token = open_session(tx, now, lifetime, bench.actor.id, Origin("10.0.0.7")).token

    def reset(by: Actor, whom: UUID, reason: str) -> bool:
        with bench.database.transaction() as tx:
            return factors.reset_factors(tx, now, by, whom, reason, asked_by=new_id())

    for by, whom, reason, kind in (
        (bench.actor, bench.admin.id, "手机遗失", NotYou),
        (bench.admin, bench.admin.id, "手机遗失", NotYou),
        (bench.admin, bench.actor.id, " ", Invalid),
    ):  # fmt: skip
        with pytest.raises(kind):
            reset(by, whom, reason)
    assert reset(bench.admin, bench.actor.id, "手机遗失，已当面核对证件") is True
    assert reset(bench.admin, bench.actor.id, "再一次") is False
    assert bench.refused(code=bench.code()) == "proof.enrol_first"
    with bench.database.snapshot() as tx:
        assert resume(tx, now, token, lifetime.idle) is None
        told = audit.events(tx, Filter(name=Event.FACTORS_RESET))
    assert told[-1].details["methods"] == ["totp", "recovery"]


def test_who_has_the_server_helps_an_administrator_and_nobody_else(bench: Bench) -> None:
    bench.enrol()
    with bench.database.transaction() as tx:
        now = bench.clock.now()
        with pytest.raises(NotThere):
            factors.reset_for_operator(tx, now, "leader", "手机遗失")
        with pytest.raises(Invalid):
            factors.reset_for_operator(tx, now, "admin", "")
        factors.reset_for_operator(tx, now, "admin", "手机遗失")
    with bench.database.snapshot() as tx:
        told = audit.events(tx, Filter(name=Event.FACTORS_RESET))
    assert [(each.actor, each.details["reason"]) for each in told] == [("system", "手机遗失")]
    bench.prove(code=bench.code())


@pytest.mark.parametrize("code", [lambda bench: bench.code(), lambda _bench: CODES[0]])
def test_two_at_once_with_one_code_are_one_proof(busy: Bench, code: Callable[[Bench], str]) -> None:
    given = code(busy)

    def attempt(_n: int) -> str:
        try:
            return busy.prove(code=given).method
        except NotYou as error:
            return error.code

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(attempt, range(6)))
    proved = [each for each in answers if not each.startswith("proof.")]
    assert len(proved) == 1, answers


def test_recovery_codes_are_told_from_an_authenticators() -> None:
    drawn = recovery.draw()
    assert len(set(drawn)) == recovery.COUNT
    for code in drawn:
        typed = f" {recovery.spelt(code).replace('-', '　')} "
        assert recovery.is_recovery(recovery.tidy(typed))
        assert recovery.tidy(typed) == code
    assert recovery.is_totp(recovery.tidy("１２３ 456"))
    assert not recovery.is_totp(recovery.tidy("12345a"))
