"""Fixtures that every room's tests share: a migrated database, a clock, settings."""

import os
import shutil
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from hypothesis import HealthCheck
from hypothesis import settings as examples
from msgspec.structs import replace
from sqlalchemy import create_engine, event
from sqlalchemy.orm import ORMExecuteState, Session

from console import audit, schema
from console.database import Database
from console.releases.policy import from_settings
from console.settings import HOME, Settings, load
from tests.builders import Desk, staff
from tests.chromium import LAUNCH_FLAGS, chromium_path
from tests.fakes import START, FixedClock
from tests.postgres import fresh_database, name_of, postgres_server
from tests.staffed import Staffed, staffed

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# A slow machine makes no example wrong.
examples.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("house")

MEMORY = Path("/dev/shm")  # noqa: S108 - made by pytest as a folder of our own
ROOM = 4 << 30  # bytes


def pytest_configure() -> None:
    """Temporary files in memory where there is room. We wait for the disk at every commit and every
    page, as in service: in tests that was a third of the time."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


LONGEST = (
    "test_every_page.py", "test_main_job.py", "test_crash.py", "test_random_actors.py",
    "test_frozen.py", "test_lighthouse.py", "test_attacks.py", "test_merging_in_the_browser.py",
    "test_platforms.py", "test_bad_input.py", "test_pasting.py", "test_odd_addresses.py",
    "test_series.py", "test_guarded.py",
)  # fmt: skip
"""Files of half a minute or more, the longest first."""


@pytest.hookimpl(trylast=True)  # after the order was shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin first: nobody waits for one alone at the end."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


PLAIN = structlog.dev.ConsoleRenderer(
    colors=False, exception_formatter=structlog.dev.plain_traceback
)


@pytest.fixture(autouse=True)
def plain_tracebacks() -> None:
    """structlog's own choice draws every local variable, for a third of a second each time."""
    structlog.configure(processors=[structlog.processors.add_log_level, PLAIN])


class CompiledOnce(dict[Any, Any]):
    """Statements compiled for one database of a kind serve every other: each test has its own, and
    compiling anew was a quarter of its time."""

    @staticmethod
    def _of_its_kind(key: tuple[Any, ...]) -> tuple[Any, ...]:
        dialect, *rest = key
        return (dialect.name, dialect.driver, *rest)

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(self._of_its_kind(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(self._of_its_kind(key), compiled)


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[None]:
    kept = {"execution_options": {"compiled_cache": CompiledOnce()}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("console.database.create_engine", partial(create_engine, **kept))
        yield


@pytest.fixture(autouse=True, scope="session")
def nobody_locks_to_read() -> Iterator[None]:
    """SQLite has no row locks and lets a snapshot ask for one; PostgreSQL refuses: so do we."""

    def look(asked: ORMExecuteState) -> None:
        if getattr(asked.statement, "_for_update_arg", None) is None:
            return
        connection = asked.session.connection()
        if connection.dialect.name == "sqlite":
            reading = connection.exec_driver_sql("PRAGMA query_only").scalar()
            assert not reading, "FOR UPDATE in a snapshot"

    event.listen(Session, "do_orm_execute", look)
    yield
    event.remove(Session, "do_orm_execute", look)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "fayan.sqlite3"
    schema.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The demonstration's configuration, with everything it keeps under ``tmp_path``."""
    return rehearsal_settings(tmp_path / "var")


@cache
def _rehearsal() -> Settings:
    told = load(
        {
            "FAYAN_CONFIG": str(HOME / "config" / "rehearsal.toml"),
            "FAYAN_VAR": os.devnull,
            "FAYAN_SECRET_KEY": "k" * 40,
        }
    )
    return watched(alone(told), look=False)


def alone(told: Settings) -> Settings:
    """Most tests are of the page, the feeds and the two accounts that post."""
    config, base = told.config, load({"FAYAN_VAR": os.devnull, "FAYAN_SECRET_KEY": "k" * 40}).config
    few = replace(
        config, plan=base.plan, hooks=base.hooks, press_mail=base.press_mail,
        site=replace(config.site, hub=base.site.hub),
    )  # fmt: skip
    return replace(told, config=few)


def rehearsal_settings(var: Path) -> Settings:
    return replace(_rehearsal(), var=var, database_url=f"sqlite:///{var / 'fayan.sqlite3'}")


def watched(told: Settings, *, look: bool = True) -> Settings:
    """Nobody serves the tree of most tests, so nobody looks at it from outside."""
    config = told.config
    return replace(told, config=replace(config, outside=replace(config.outside, look=look)))


@pytest.fixture
def database(settings: Settings, migrated: Path) -> Iterator[Database]:
    settings.var.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated, settings.var / "fayan.sqlite3")
    made = Database(settings.database_url, before_commit=[audit.append])
    yield made
    made.close()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for all browser tests of this worker."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # milliseconds; what is there is seen at once
    path = chromium_path()
    assert path, "Chromium is missing: run make setup-test"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(path), args=list(LAUNCH_FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server for all tests of this worker."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The name of one migrated database, to be copied."""
    url = fresh_database(postgres)
    schema.migrate(url)
    return name_of(url)


@pytest.fixture
def cluster(postgres: str, migrated_postgres: str) -> Iterator[Database]:
    """A migrated PostgreSQL database of this test's own."""
    made = Database(fresh_database(postgres, migrated_postgres), before_commit=[audit.append])
    yield made
    made.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Staffed:
    """One of every role, without a password."""
    path = Path(shutil.copy(migrated, tmp_path_factory.mktemp("office")))
    return staffed(path, lambda database: staff(database, START))


@pytest.fixture
def desk(database: Database, settings: Settings, office: Staffed) -> Desk:
    """People of every role, and short verbs over the real services."""
    return Desk(database, from_settings(settings), office.lay(database))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """The demonstration's folder after its first start at FixedClock's time, to be copied."""
    from argon2 import PasswordHasher

    from console.demo.seed import seed
    from console.people.passwords import Passwords
    from console.wiring import wire

    var = tmp_path_factory.mktemp("seeded")
    shutil.copy(migrated, var / "fayan.sqlite3")
    house = wire(watched(rehearsal_settings(var)), FixedClock())  # as `make run` does
    seed(house, lambda: Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    house.database.close()
    return var
