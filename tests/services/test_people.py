"""People, roles and sign-in, on a real database."""

from datetime import timedelta
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from console.audit import Event
from console.audit import queries as audit
from console.audit.queries import Filter
from console.database import Database
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou, Stale
from console.kernel.ids import new_id
from console.people import queries, service, sign_in, tokens
from console.people.passwords import Passwords
from console.people.rules.actor import Actor
from console.people.rules.attempts import Limits
from console.people.rules.roles import P, Role
from console.people.service import Particulars
from console.people.sign_in import Lifetime, Origin
from tests.builders import hire
from tests.fakes import FixedClock

LIMITS = Limits(per_source=20, per_name=10, window=timedelta(minutes=15))
LIFETIME = Lifetime(idle=timedelta(minutes=30), whole=timedelta(hours=12))
HERE = Origin("10.0.0.7")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
DEARER = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
PASSWORD = "correct horse battery"
WHO = Particulars("白露", "民警", "宣传处")


@pytest.fixture
def admin(database: Database, clock: FixedClock) -> Actor:
    with database.transaction() as tx:
        return hire(tx, clock.now(), "admin", Role.ADMINISTRATOR)


@pytest.fixture
def person(database: Database, clock: FixedClock, admin: Actor) -> UUID:
    with database.transaction() as tx:
        return service.add_person(
            tx, clock.now(), admin, username="bai.lu", particulars=WHO,
            password_hash=CHEAP.hash(PASSWORD),
        )  # fmt: skip


def enter(
    database: Database, clock: FixedClock, password: str = PASSWORD, *, by: PasswordHasher = CHEAP
) -> sign_in.Opened:
    return sign_in.sign_in(
        database, clock, Passwords(by), LIMITS, LIFETIME, username="bai.lu", password=password,
        origin=HERE,
    )  # fmt: skip


def test_every_act_on_a_person_is_recorded(
    database: Database, clock: FixedClock, admin: Actor, person: UUID
) -> None:
    with database.transaction() as tx:
        service.assign_role(tx, clock.now(), admin, person, Role.EDITOR)
        service.change_person(
            tx, clock.now(), admin, person, version=1,
            particulars=Particulars("白露", "警长", "宣传处"),
        )  # fmt: skip
        service.set_password(tx, clock.now(), admin, person, CHEAP.hash("x"))
        service.revoke_role(tx, clock.now(), admin, person, Role.EDITOR)
    with database.snapshot() as tx:
        events = audit.events(tx, Filter(subjects=(f"person:{person}",)))
    assert [event.name for event in reversed(events)] == [
        Event.PERSON_ADDED,
        Event.ROLE_ASSIGNED,
        Event.PERSON_CHANGED,
        Event.PASSWORD_CHANGED,
        Event.ROLE_REVOKED,
    ]
    assert {event.actor for event in events} == {"admin"}
    assert events[2].details == {"changed": ["post"]}
    assert "$argon2" not in str(events)


def test_a_person_changed_meanwhile_is_not_overwritten(
    database: Database, clock: FixedClock, admin: Actor, person: UUID
) -> None:
    with pytest.raises(Stale), database.transaction() as tx:
        service.change_person(tx, clock.now(), admin, person, version=0, particulars=WHO)


def test_saving_what_stands_already_changes_nothing(
    database: Database, clock: FixedClock, admin: Actor, person: UUID
) -> None:
    with database.transaction() as tx:
        service.change_person(tx, clock.now(), admin, person, version=1, particulars=WHO)
    with database.snapshot() as tx:
        assert queries.person(tx, person).version == 1
        assert audit.events(tx, Filter(name=Event.PERSON_CHANGED)) == ()


def test_a_user_name_belongs_to_one_person(
    database: Database, clock: FixedClock, admin: Actor, person: UUID
) -> None:
    with pytest.raises(Invalid) as refused, database.transaction() as tx:
        service.add_person(
            tx, clock.now(), admin, username="BAI.LU", particulars=WHO, password_hash="!"
        )
    assert refused.value.field == "username"


def test_the_last_administrator_stays(database: Database, clock: FixedClock, admin: Actor) -> None:
    somebody = new_id()  # as if another one had asked
    with pytest.raises(NotNow), database.transaction() as tx:
        service.revoke_role(tx, clock.now(), admin, admin.id, Role.ADMINISTRATOR, asked_by=somebody)
    with pytest.raises(NotNow), database.transaction() as tx:
        service.set_active(tx, clock.now(), admin, admin.id, active=False, asked_by=somebody)
    with database.transaction() as tx:
        other = hire(tx, clock.now(), "admin-2", Role.ADMINISTRATOR)
        service.revoke_role(tx, clock.now(), admin, admin.id, Role.ADMINISTRATOR, asked_by=other.id)
    with database.snapshot() as tx:
        assert len(queries.administrators(tx)) == 1


def test_nobody_else_manages_people(database: Database, clock: FixedClock, person: UUID) -> None:
    with database.transaction() as tx:
        leader = hire(tx, clock.now(), "leader", Role.BUREAU_LEADER)
    for act in (
        lambda tx: service.add_person(
            tx, clock.now(), leader, username="ni.hao", particulars=WHO, password_hash="!"
        ),
        lambda tx: service.assign_role(tx, clock.now(), leader, person, Role.EDITOR),
        lambda tx: service.revoke_role(tx, clock.now(), leader, person, Role.EDITOR),
        lambda tx: service.set_password(tx, clock.now(), leader, person, "!"),
        lambda tx: service.change_person(
            tx, clock.now(), leader, person, version=1, particulars=WHO
        ),
    ):
        with pytest.raises(NotYou), database.transaction() as tx:
            act(tx)


def test_holders_are_the_active_people_with_a_permission(
    database: Database, clock: FixedClock, admin: Actor, person: UUID
) -> None:
    with database.transaction() as tx:
        service.assign_role(tx, clock.now(), None, person, Role.UNIT_HEAD)
        service.assign_role(tx, clock.now(), None, person, Role.DEPUTY)
        assert queries.holders(tx, P.RELEASE_SIGN) == (person,)
        assert queries.holders_of_role(tx, Role.DEPUTY) == (person,)
        service.revoke_role(tx, clock.now(), admin, person, Role.DEPUTY)
        assert queries.holders_of_role(tx, Role.DEPUTY) == ()
        service.set_active(tx, clock.now(), admin, person, active=False)
        assert queries.holders(tx, P.RELEASE_SIGN) == ()
        with pytest.raises(NotThere):
            queries.actor(tx, person)


def test_a_role_given_twice_is_held_once(
    database: Database, clock: FixedClock, admin: Actor, person: UUID
) -> None:
    with database.transaction() as tx:
        for _ in range(2):
            service.assign_role(tx, clock.now(), admin, person, Role.EDITOR)
        assert len(queries.person(tx, person).roles) == 1
        assert queries.actor(tx, person).roles == {Role.EDITOR}


def test_a_session_resumes_until_it_is_idle_or_old(
    database: Database, clock: FixedClock, person: UUID
) -> None:
    opened = enter(database, clock)
    with database.transaction() as tx:
        known = sign_in.resume(tx, clock.now(), opened.token, LIFETIME.idle)
        assert known is not None
        assert known.person_id == person
        assert sign_in.resume(tx, clock.move(minutes=31), opened.token, LIFETIME.idle) is None
        sign_in.touch(tx, clock.now(), opened.session_id)
        assert sign_in.resume(tx, clock.now(), opened.token, LIFETIME.idle) is not None
        sign_in.touch(tx, clock.move(hours=12), opened.session_id)
        assert sign_in.resume(tx, clock.now(), opened.token, LIFETIME.idle) is None


def test_a_hash_made_with_older_parameters_is_renewed_at_sign_in(
    database: Database, clock: FixedClock, person: UUID
) -> None:
    enter(database, clock, by=DEARER)
    with database.snapshot() as tx:
        from console.people.records import Person

        kept = tx.get_one(Person, person).password_hash
    assert not Passwords(DEARER).is_stale(kept)
    enter(database, clock, by=DEARER)


def test_a_password_that_was_changed_while_it_was_checked_opens_nothing(
    database: Database, clock: FixedClock, admin: Actor, person: UUID
) -> None:
    class Meanwhile(Passwords):
        def fits(self, password: str, kept: str | None) -> bool:
            with database.transaction() as tx:
                service.set_password(tx, clock.now(), admin, person, self.hash("another one"))
            return super().fits(password, kept)

    with pytest.raises(Invalid):
        sign_in.sign_in(
            database, clock, Meanwhile(CHEAP), LIMITS, LIFETIME, username="bai.lu",
            password=PASSWORD, origin=HERE,
        )  # fmt: skip
    with database.snapshot() as tx:
        assert queries.open_sessions(tx, person, clock.now()) == ()


class RecordingPasswords(Passwords):
    """Remembers what it was asked to check."""

    def __init__(self, seen: list[str | None]) -> None:
        super().__init__(CHEAP)
        self.seen = seen

    def fits(self, password: str, kept: str | None) -> bool:
        self.seen.append(kept)
        return super().fits(password, kept)


def test_a_name_that_nobody_has_is_checked_like_any_other(
    database: Database, clock: FixedClock, person: UUID
) -> None:
    seen: list[str | None] = []
    for name in ("nobody", "bai.lu"):
        with pytest.raises(Invalid):
            sign_in.sign_in(
                database, clock, RecordingPasswords(seen), LIMITS, LIFETIME,
                username=name, password="guess", origin=HERE,
            )  # fmt: skip
    assert [kept is None for kept in seen] == [True, False]


def test_the_dummy_hash_never_fits() -> None:
    said = "a name that nobody has costs as much as one that exists"
    assert not Passwords(CHEAP).fits(said, None)


def test_a_damaged_hash_fits_nothing() -> None:
    assert not Passwords(CHEAP).fits("x", "not a hash")
    assert not Passwords(CHEAP).fits("x", "!")


def test_a_success_forgets_ones_own_failures_only(
    database: Database, clock: FixedClock, person: UUID
) -> None:
    for _ in range(3):
        with pytest.raises(Invalid):
            enter(database, clock, "guess")
    enter(database, clock)
    with database.snapshot() as tx:
        from sqlalchemy import func, select

        from console.people.records import SignInAttempt

        assert tx.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_old_attempts_and_sessions_are_swept_away(
    database: Database, clock: FixedClock, person: UUID
) -> None:
    enter(database, clock)
    with pytest.raises(Invalid):
        enter(database, clock, "guess")
    clock.move(hours=24 * 60)
    with database.transaction() as tx:
        sign_in.sweep(tx, clock.now(), LIMITS.window)
    with database.snapshot() as tx:
        from sqlalchemy import func, select

        from console.people.records import SignInAttempt, SignInSession

        for kept in (SignInAttempt, SignInSession):
            assert tx.scalar(select(func.count()).select_from(kept)) == 0


def test_names_are_cards_by_id(database: Database, clock: FixedClock, person: UUID) -> None:
    with database.snapshot() as tx:
        assert queries.names(tx, [person])[person].name == "白露"
        assert queries.card_of_username(tx, "bai.lu") == queries.names(tx, [person])[person]
        assert queries.card_of_username(tx, "nobody") is None


def test_sweeping_forgets_tokens_and_sessions_long_over_together(
    database: Database, clock: FixedClock, person: UUID
) -> None:
    opened = enter(database, clock)
    with database.transaction() as tx:
        token = tokens.give(tx, clock.now(), opened.session_id)
    with database.transaction() as tx:
        tokens.adopt(tx, clock.now(), opened.session_id, token)
    clock.move(hours=24 * 31 + 12)
    with database.transaction() as tx:
        sign_in.sweep(tx, clock.now(), LIMITS.window)
    with database.snapshot() as tx:
        assert tokens.holder(tx, clock.now(), token) is None
        assert tokens.holder(tx, clock.now(), opened.token) is None
