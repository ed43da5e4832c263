"""Whether the house stands still."""

import socket
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from console.kernel.errors import NotNow
from console.settings import Settings

# Who may not see others' sessions sees that they are there, not of which kind.
OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
    " AND coalesce(backend_type, 'client backend') = 'client backend'"
)


def check_closed(settings: Settings, code: str) -> None:
    """Raises NotNow ``code`` where somebody listens at the wake socket: a dispatcher would go on
    sending from a house that is being moved or restored."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, suppress(OSError):
        line.connect(str(settings.wake_socket))
        raise NotNow(code)


def check_unused(url: str, code: str) -> None:
    """Raises NotNow ``code`` where anybody else has the database of ``url`` open, idle or not: what
    a console writes into a file that was moved aside is lost.

    Of a SQLite file it cannot see who has not read from it yet, and nothing where the file is no
    database any more.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if _held(Path(parsed.database or "").resolve()):
            raise NotNow(code)
        return
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as connection:
        check_alone(connection, code)


def check_alone(connection: Connection, code: str) -> None:
    """Raises NotNow ``code`` where PostgreSQL has another session in this database."""
    if connection.scalar(OTHERS):
        raise NotNow(code)


def _held(file: Path) -> bool:
    """SQLite leaves WAL only for who is alone; whoever opens the file next returns to it."""
    if not file.is_file():
        return False
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, timeout=0)) as ours:
        try:
            ours.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlite3.DatabaseError as error:
            return error.sqlite_errorname.startswith("SQLITE_BUSY")
    return False
