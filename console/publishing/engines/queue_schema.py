"""Procrastinate's own tables, laid and brought up to date beside ours.

It ships its schema and one SQL file for each step, and no program that applies them. Which steps a
database has is written on the table itself (a COMMENT), so nothing of ours has to know of it.
"""

from contextlib import closing
from typing import Final

from procrastinate.schema import SchemaManager, migrations_path
from sqlalchemy import Connection, create_engine, inspect, text

from console.kernel.errors import Misconfigured

TABLE: Final = "procrastinate_jobs"
SIGN: Final = "fayan: "


def newest() -> str:
    """The last step that this Procrastinate knows, by the name of its file."""
    return max(path.name for path in migrations_path.glob("*.sql"))


def lay(url: str) -> None:
    """Everything, or what is missing; nothing the second time. One transaction."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('fayan queue'))"))
            found = laid(connection)
            if found == newest():
                return
            if found is None:
                _run(connection, SchemaManager.get_schema())
            else:
                for path in sorted(migrations_path.glob("*.sql")):
                    if path.name > found:
                        _run(connection, path.read_text(encoding="utf-8"))
            _run(connection, f"COMMENT ON TABLE {TABLE} IS '{SIGN}{newest()}'")
    finally:
        engine.dispose()


def laid(connection: Connection) -> str | None:
    """The last step this database has; None: it has no queue."""
    if not inspect(connection).has_table(TABLE):
        return None
    said = inspect(connection).get_table_comment(TABLE)["text"] or ""
    return said.removeprefix(SIGN)


def check(url: str) -> None:
    """Raises Misconfigured where the queue is not there, or of another version."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if laid(connection) != newest():
                raise Misconfigured("config.queue_not_laid")
    finally:
        engine.dispose()


def _run(connection: Connection, statements: str) -> None:
    """As it is written: without parameters nothing in it means any."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(statements)
