"""Migrations: up, down, with data, on both databases; and the models are what they make."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from console import audit, schema
from console.database import Database, UtcDateTime
from console.settings import HOME
from tests.fakes import START
from tests.postgres import fresh_database, postgres_server

VERSIONS = HOME / "migrations" / "versions"


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], scope="module"
)
def server(request: pytest.FixtureRequest) -> Iterator[str | None]:
    if request.param == "sqlite":
        yield None
    else:
        with postgres_server() as url:
            yield url


@pytest.fixture
def url(server: str | None, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'm.sqlite3'}" if server is None else fresh_database(server)


def test_models_and_migrated_schema_are_the_same(url: str) -> None:
    schema.migrate(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": _same_type, "render_as_batch": True}
        )
        differences = compare_metadata(context, schema.metadata)
    engine.dispose()
    assert differences == []


def _same_type(
    _context: object, _column: object, _meta: object, _made: object, ours: object
) -> bool | None:
    return False if isinstance(ours, UtcDateTime) else None


def test_every_migration_goes_up_and_down_again(url: str) -> None:
    for revision in _numbers():
        schema.migrate(url, revision)
    command.downgrade(schema.alembic_config(url), "base")
    engine = create_engine(url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    schema.migrate(url)


def test_data_written_under_one_version_is_there_after_the_next(url: str) -> None:
    schema.migrate(url, "0001")
    database = Database(url, before_commit=[audit.append])
    with database.transaction() as tx:
        audit.record(tx, START, audit.Event.SIGNED_IN, actor="某甲", subject="person:1")
    schema.migrate(url)
    with database.snapshot() as tx:
        assert audit.verify(tx).count == 1
    database.close()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"]
)
def test_the_database_itself_refuses_to_change_the_audit(url: str, statement: str) -> None:
    schema.migrate(url)
    database = Database(url, before_commit=[audit.append])
    with database.transaction() as tx:
        audit.record(tx, START, audit.Event.SIGNED_IN, actor="某甲", subject="person:1")
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as tx:
        tx.execute(text(statement))
    if not database.sqlite:
        with pytest.raises(DBAPIError, match="append-only"), database.transaction() as tx:
            tx.execute(text("TRUNCATE audit_events"))
    with database.snapshot() as tx:
        assert audit.verify(tx).broken is None
    database.close()


def test_head_names_the_newest_so_that_two_heads_collide() -> None:
    assert (HOME / "migrations" / "HEAD").read_text(encoding="utf-8").strip() == _numbers()[-1]


def test_a_migration_imports_nothing_of_ours_and_is_numbered() -> None:
    for path in VERSIONS.glob("*.py"):
        assert re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", path.name), path.name
        assert "import console" not in path.read_text(encoding="utf-8")
        assert "from console" not in path.read_text(encoding="utf-8")


def _numbers() -> list[str]:
    return sorted(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
