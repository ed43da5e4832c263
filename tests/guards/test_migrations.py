"""Migrations: up, down, with data, on both databases; and the models are what they make."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from console import audit, schema
from console.database import Database, UtcDateTime
from console.settings import HOME
from tests.fakes import START
from tests.postgres import fresh_database

VERSIONS = HOME / "migrations" / "versions"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return fresh_database(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path / 'm.sqlite3'}"


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


@pytest.mark.parametrize("statements", [40, 110, 170])
def test_one_that_was_cut_off_is_gone_on_with(url: str, statements: int) -> None:
    left = iter(range(statements, 0, -1))

    def cut(*_: object) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    event.listen(Engine, "after_cursor_execute", cut)
    try:
        with pytest.raises(KeyboardInterrupt):
            schema.migrate(url)
    finally:
        event.remove(Engine, "after_cursor_execute", cut)
    schema.migrate(url)
    schema.check(url)


def test_of_two_at_once_the_second_waits_and_has_nothing_left_to_do(url: str) -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from console import schema as s; s.migrate(*sys.argv[1:])",
    ]
    both = [
        subprocess.Popen([*command, url], cwd=HOME, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [each.communicate(timeout=120)[1] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    schema.check(url)


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


@pytest.mark.parametrize("verb", ["UPDATE audit_heads SET seq = 1", "DELETE FROM audit_heads"])
def test_the_database_itself_refuses_to_change_a_daily_head(url: str, verb: str) -> None:
    schema.migrate(url)
    database = Database(url, before_commit=[audit.append])
    with database.transaction() as tx:
        audit.record(tx, START, audit.Event.SIGNED_IN, actor="某甲", subject="person:1")
    with database.transaction() as tx:
        assert audit.note_heads(tx, START + timedelta(days=1)) == 1
    statements = [verb] if database.sqlite else [verb, "TRUNCATE audit_heads"]
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), database.transaction() as tx:
            tx.execute(text(statement))
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
