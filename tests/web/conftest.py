"""The console in this process, its staff, and visitors who click like a browser."""

from collections.abc import Callable
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from console.database import Database
from console.newsroom.facts import SiteFacts
from console.newsroom.pages import SitePages
from console.people import queries, service
from console.people.passwords import Passwords
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.people.service import Particulars
from console.settings import Settings
from console.web import create_app
from console.web.services import Services
from tests.builders import STAFF, Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.visitor import PASSWORD, Visitor


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """Real argon2, as cheap as it gets."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def password_hash(passwords: Passwords) -> str:
    return passwords.hash(PASSWORD)


@pytest.fixture
def people(database: Database, clock: FixedClock, password_hash: str) -> dict[str, Actor]:
    """The demonstration's accounts, by user name; all have PASSWORD."""
    accounts = {**STAFF, "commander": Role.SCENE_COMMANDER, "admin-2": Role.ADMINISTRATOR}
    with database.transaction() as tx:
        return {
            name: _hire(tx, clock, name, role, password_hash) for name, role in accounts.items()
        }


def _hire(tx: Session, clock: FixedClock, username: str, role: Role, password_hash: str) -> Actor:
    person: UUID = service.add_person(
        tx,
        clock.now(),
        None,
        username=username,
        particulars=Particulars(f"某{username}", "民警", "示例市公安局"),
        password_hash=password_hash,
    )
    service.assign_role(tx, clock.now(), None, person, role)
    return queries.actor(tx, person)


@pytest.fixture
def services(
    settings: Settings, database: Database, clock: FixedClock, passwords: Passwords
) -> Services:
    pages = SitePages(SiteFacts.from_settings(settings))
    return Services(
        settings=settings,
        database=database,
        clock=clock,
        passwords=passwords,
        preview_page=lambda item: pages.release(item)[0].body,
    )


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Nobody yet."""
    return Visitor(app.test_client())


@pytest.fixture
def signed_in(app: Flask, people: dict[str, Actor]) -> Callable[[str], Visitor]:
    """``signed_in("admin")``: a browser of its own for that person."""

    def enter(username: str) -> Visitor:
        visitor = Visitor(app.test_client())
        answer = visitor.sign_in(username)
        assert answer.status_code == 303, answer.text
        return visitor

    return enter


@pytest.fixture
def desk(services: Services, people: dict[str, Actor]) -> Desk:
    """The same people at work without a browser."""
    return Desk(services.database, services.policy, people)


@pytest.fixture
def night(desk: Desk, clock: FixedClock) -> Night:
    return Night(desk, Press(desk.database, desk.policy, clock), clock)
