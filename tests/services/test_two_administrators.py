"""One administrator tries to fill a signing chain; what two of them can do, and who is two."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from console.audit import Event
from console.audit import queries as audit
from console.audit.queries import Filter
from console.database import Database
from console.kernel.errors import NotNow, NotYou
from console.people import account_requests, accounts, factors, invitations, queries, service
from console.people.accounts import Done, Terms
from console.people.passwords import UNUSABLE
from console.people.records import Person
from console.people.rules.actor import Actor
from console.people.rules.changes import Change, Outcome, Wanted
from console.people.rules.roles import Role
from console.people.service import Particulars
from tests.builders import hire
from tests.fakes import FixedClock

HOUR, ADMIN = timedelta(hours=1), Role.ADMINISTRATOR
PUPPET = Particulars("白露", "民警", "宣传处", "0000-110")


class House:
    """Two administrators who were always there, and whoever else is hired."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database, self.clock = database, clock
        self.terms = Terms(48 * HOUR, 24 * HOUR, timedelta(days=7), lambda *_: False)
        with database.transaction() as tx:
            self.one = hire(tx, clock.now(), "admin", ADMIN)
            self.two = hire(tx, clock.now(), "admin-2", ADMIN)

    def hire(self, username: str, role: Role) -> Actor:
        with self.database.transaction() as tx:
            return hire(tx, self.clock.now(), username, role)

    def puppet(self) -> UUID:
        with self.database.transaction() as tx:
            return service.add_person(
                tx, self.clock.now(), self.one, username="bai.lu", particulars=PUPPET,
                password_hash=UNUSABLE,
            )  # fmt: skip

    def change(self, by: Actor, whom: UUID, change: Change, *roles: Role) -> Done:
        with self.database.transaction() as tx:
            held = queries.roles_of(tx, whom) if roles else frozenset()
            wanted = Wanted(change, frozenset(roles), held, "手机遗失")
            return accounts.change(tx, self.clock.now(), by, self.terms, whom, wanted)

    def confirm(self, by: Actor, asked: Done) -> Done:
        assert asked.request
        with self.database.transaction() as tx:
            return accounts.decide(
                tx, self.clock.now(), by, self.terms, asked.request, Outcome.CONFIRMED
            )

    def roles(self, person: UUID) -> frozenset[Role]:
        with self.database.snapshot() as tx:
            return queries.roles_of(tx, person)


@pytest.fixture
def house(database: Database, clock: FixedClock) -> House:
    return House(database, clock)


@pytest.mark.parametrize("change", [Change.INVITE, Change.FACTORS, Change.REOPEN])
def test_one_administrator_gets_no_signers_account_whatever_the_order(
    house: House, change: Change
) -> None:
    leader = house.hire("leader", Role.BUREAU_LEADER)
    if change is Change.REOPEN:
        house.change(house.one, leader.id, Change.CLOSE)
    assert house.change(house.one, leader.id, change).request
    with house.database.transaction() as tx:
        (waits,) = account_requests.waiting(tx, house.clock.now())
        accounts.decide(tx, house.clock.now(), house.one, house.terms, waits.id, Outcome.WITHDRAWN)
        service.revoke_role(tx, house.clock.now(), house.one, leader.id, Role.BUREAU_LEADER)
    asked = house.change(house.one, leader.id, change)  # the role was taken away first
    assert asked.request
    assert asked.code == ""
    with pytest.raises(NotYou):
        house.confirm(house.one, asked)


def test_an_account_that_signs_on_an_authorisation_is_a_signers(house: House) -> None:
    editor = house.hire("editor", Role.EDITOR)
    assert house.change(house.one, editor.id, Change.INVITE).code
    house.terms = replace(house.terms, signs_for=lambda _tx, _at, who: who == editor.id)
    asked = house.change(house.one, editor.id, Change.INVITE)
    assert (asked.code, asked.request is None) == ("", False)
    assert house.confirm(house.two, asked).code


def test_the_service_itself_refuses_one_alone(house: House) -> None:
    leader, at = house.hire("leader", Role.BUREAU_LEADER), house.clock.now()
    number = Particulars("某leader", "民警", "示例市公安局", "0954-1")
    acts: tuple[Callable[..., object], ...] = (
        lambda tx: service.set_password(tx, at, house.one, leader.id, "!"),
        lambda tx: invitations.invite(tx, at, house.one, leader.id, HOUR),
        lambda tx: factors.reset_factors(tx, at, house.one, leader.id, "手机遗失"),
        lambda tx: service.assign_role(tx, at, house.one, house.two.id, Role.DEPUTY),
        lambda tx: service.change_person(
            tx, at, house.one, leader.id, version=1, particulars=number
        ),
    )
    for act in acts:
        with pytest.raises(NotYou), house.database.transaction() as tx:
            act(tx)


def test_with_the_first_role_that_weighs_the_keys_are_given_anew(house: House) -> None:
    """Whoever made the account and used its first code has nothing; who confirms has the other."""
    puppet = house.puppet()
    with house.database.transaction() as tx:
        kept = invitations.invite(tx, house.clock.now(), house.one, puppet, HOUR)
        service.set_password(tx, house.clock.now(), None, puppet, "what the maker chose")
    asked = house.change(house.one, puppet, Change.ROLES, Role.BUREAU_LEADER)
    assert house.roles(puppet) == frozenset()
    done = house.confirm(house.two, asked)
    assert done.code not in {"", kept}
    assert house.roles(puppet) == {Role.BUREAU_LEADER}
    with house.database.snapshot() as tx:
        assert tx.scalar(select(Person.password_hash).where(Person.id == puppet)) == UNUSABLE
        (confirmed,) = audit.events(tx, Filter(name=Event.CHANGE_CONFIRMED))
        (wanted,) = audit.events(tx, Filter(name=Event.CHANGE_ASKED))
    assert (confirmed.actor, confirmed.details["asked_by"]) == ("admin-2", "admin")
    assert wanted.details["roles"] == ["bureau_leader"]
    asked = house.change(house.one, puppet, Change.ROLES, Role.BUREAU_LEADER, Role.DEPUTY)
    assert house.confirm(house.two, asked).code == ""  # theirs by now


def test_a_puppet_administrator_confirms_nothing_for_its_maker(house: House) -> None:
    puppet, leader = house.puppet(), house.hire("leader", Role.BUREAU_LEADER)
    house.confirm(house.two, house.change(house.one, puppet, Change.ROLES, ADMIN))
    with house.database.snapshot() as tx:
        made = queries.actor(tx, puppet)
    for maker in (house.one, house.two):
        asked = house.change(maker, leader.id, Change.INVITE)
        with pytest.raises(NotYou) as refused:
            house.confirm(made, asked)
        assert refused.value.code == "account.not_independent"
        other = house.two if maker is house.one else house.one
        assert house.confirm(other, asked).code
    asked = house.change(made, leader.id, Change.FACTORS)
    with pytest.raises(NotYou):
        house.confirm(house.one, asked)
    house.clock.move(hours=24 * 7 + 1)
    asked = house.change(made, leader.id, Change.ROLES, Role.BUREAU_LEADER, Role.DEPUTY)
    house.confirm(house.one, asked)
    assert Role.DEPUTY in house.roles(leader.id)


def test_who_asked_and_left_has_asked_for_nothing(house: House) -> None:
    leader = house.hire("leader", Role.BUREAU_LEADER)
    third = house.hire("admin-3", ADMIN)
    asked = house.change(house.one, leader.id, Change.INVITE)
    house.confirm(third, house.change(house.two, house.one.id, Change.CLOSE))
    with pytest.raises(NotNow) as refused:
        house.confirm(house.two, asked)
    assert refused.value.code == "account.asker_left"
