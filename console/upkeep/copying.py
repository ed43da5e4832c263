"""Every row of one database into another, whichever engines they are, inside one snapshot."""

import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select
from sqlalchemy.engine import make_url

from console import schema
from console.database import keep_private
from console.upkeep import tables


def counts(connection: Connection) -> dict[str, int]:
    """Table → rows."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in schema.metadata.sorted_tables
    }


def is_empty(url: str) -> bool:
    """No database is there, or one without a table."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return not Path(parsed.database or "").exists()
    engine = create_engine(url)
    with engine.connect() as connection:
        found = inspect(connection).get_table_names()
    engine.dispose()
    return not found


def to_file(url: str, target: Path) -> None:
    """A SQLite file with everything that ``url`` holds at this moment; writers go on meanwhile."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        source, made = sqlite3.connect(parsed.database or ""), sqlite3.connect(target)
        source.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        made.close()
        source.close()
        return
    schema.migrate(f"sqlite:///{target}")
    source_engine, target_engine = create_engine(url), create_engine(f"sqlite:///{target}")
    copy(source_engine, target_engine)


def from_file(source: Path, url: str) -> None:
    """Into a new database at ``url``; its schema may still be that of the file."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        keep_private(Path(parsed.database or ""))
        given, made = sqlite3.connect(source), sqlite3.connect(parsed.database or "")
        given.backup(made)
        made.close()
        given.close()
        return
    with TemporaryDirectory() as folder:
        given_now = Path(folder) / source.name
        shutil.copy(source, given_now)  # a backup stays as it was made
        schema.migrate(f"sqlite:///{given_now}")
        schema.migrate(url)
        copy(create_engine(f"sqlite:///{given_now}"), create_engine(url))


def copy(source: Engine, target: Engine) -> None:
    """Both have the schema of today; ``target`` has no rows. Closes both."""
    if source.dialect.name == "postgresql":
        source = source.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    else:
        event.listen(source, "connect", lambda made, _record: made.execute("PRAGMA query_only=1"))
    with source.connect() as reading, target.begin() as writing:
        for table in schema.metadata.sorted_tables:
            for part in tables.parts(reading, table):
                tables.write(writing, table, part)
    source.dispose()
    target.dispose()
