"""The console in this process, its staff, and visitors who click like a browser."""

import shutil
from collections.abc import Callable
from pathlib import Path
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
from tests.conftest import rehearsal_settings
from tests.dispatching import Press
from tests.fakes import START, FixedClock
from tests.staffed import Staffed, staffed
from tests.templates import Compiled
from tests.web.running import Night
from tests.web.visitor import PASSWORD, Visitor


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """Real argon2, as cheap as it gets."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def password_hash(passwords: Passwords) -> str:
    return passwords.hash(PASSWORD)


@pytest.fixture(scope="session")
def accounts(
    tmp_path_factory: pytest.TempPathFactory, migrated: Path, password_hash: str
) -> Staffed:
    """The demonstration's accounts, by user name; all have PASSWORD."""
    roles = {**STAFF, "admin-2": Role.ADMINISTRATOR}

    def hire(database: Database) -> dict[str, Actor]:
        with database.transaction() as tx:
            return {name: _hire(tx, name, role, password_hash) for name, role in roles.items()}

    path = Path(shutil.copy(migrated, tmp_path_factory.mktemp("accounts")))
    return staffed(path, hire)


@pytest.fixture
def people(database: Database, accounts: Staffed) -> dict[str, Actor]:
    return accounts.lay(database)


def _hire(tx: Session, username: str, role: Role, password_hash: str) -> Actor:
    person: UUID = service.add_person(
        tx,
        START,
        None,
        username=username,
        particulars=Particulars(f"某{username}", "民警", "示例市公安局"),
        password_hash=password_hash,
    )
    service.assign_role(tx, START, None, person, role)
    return queries.actor(tx, person)


@pytest.fixture(scope="session")
def site_pages(tmp_path_factory: pytest.TempPathFactory) -> SitePages:
    return SitePages(SiteFacts.from_settings(rehearsal_settings(tmp_path_factory.mktemp("site"))))


@pytest.fixture
def services(
    settings: Settings,
    database: Database,
    clock: FixedClock,
    passwords: Passwords,
    site_pages: SitePages,
) -> Services:
    return Services(
        settings=settings,
        database=database,
        clock=clock,
        passwords=passwords,
        preview_page=lambda item: site_pages.release(item)[-1].body,
    )


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    return Compiled()


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory, compiled: Compiled) -> Flask:
    settings = rehearsal_settings(tmp_path_factory.mktemp("app"))
    made = create_app(Services(settings, Database(settings.database_url), FixedClock()))
    made.jinja_env.bytecode_cache = compiled
    return made


@pytest.fixture
def app(shared_app: Flask, services: Services) -> Flask:
    """The same for all tests, but for the services."""
    shared_app.extensions["fayan"] = services
    return shared_app


@pytest.fixture
def own_app(services: Services, compiled: Compiled) -> Flask:
    """For a test that adds to the application itself."""
    made = create_app(services)
    made.jinja_env.bytecode_cache = compiled
    return made


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
