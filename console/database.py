"""The truth: one engine, ``transaction()`` to write, ``snapshot()`` to read.

SQLite runs in WAL with ``synchronous=FULL``; a transaction begins IMMEDIATE, because one that
reads first and writes later fails at once, whatever the timeout. PostgreSQL runs READ COMMITTED:
lock the row you are about to change (``with_for_update``). Inside a transaction there is no
hashing of passwords, HTTP, rendering or file IO.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from sqlite3 import SQLITE_BUSY
from typing import Any, TypeAlias, cast
from uuid import UUID

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
    inspect,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

from console.kernel.clock import aware
from console.kernel.errors import Misconfigured

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MILLISECONDS = 5000
GIVEN_UP_SECONDS = 30
"""After so long a transaction that says nothing, and a line that is silent, count as dead."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = aware(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        datetime: UtcDateTime(),
        UUID: Uuid(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def words(kind: type[StrEnum]) -> Enum:
    """A column that stores the values of ``kind`` as text."""
    return Enum(
        kind, native_enum=False, length=24, values_callable=lambda k: [member.value for member in k]
    )


Hook: TypeAlias = Callable[[Session], None]


class Database:
    """``before_commit`` hooks run as a transaction's last statements, ``after_commit`` after it."""

    def __init__(
        self,
        url: str,
        *,
        before_commit: Sequence[Hook] = (),
        after_commit: Sequence[Callable[[], None]] = (),
    ) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self._before = tuple(before_commit)
        self._after = tuple(after_commit)
        if self.sqlite:
            if self.url.database and self.url.database != ":memory:":
                keep_private(Path(self.url.database))
            self.engine = _sqlite(url, begin="BEGIN IMMEDIATE", query_only=False)
            self._reader = _sqlite(url, begin="BEGIN", query_only=True)
        else:
            self.engine = create_engine(
                url, pool_pre_ping=True, hide_parameters=True, connect_args=connecting(self.url)
            )
            self._reader = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commits at the end, rolls back on any exception."""
        with Session(self.engine, expire_on_commit=False, autoflush=True) as session:
            yield session
            session.flush()
            for hook in self._before:
                hook(session)
            session.commit()
        for wake in self._after:
            wake()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """One consistent, read-only view."""
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """As ``snapshot``, for a statement or two that want columns and no objects: half the cost
        where it is asked again and again."""
        with self._reader.connect() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()
        self._reader.dispose()


def is_busy(error: BaseException) -> bool:
    """Another program holds SQLite's one lock for writing for longer than we wait: nothing of this
    transaction was done."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return isinstance(error, DBAPIError) and code is not None and code & 0xFF == SQLITE_BUSY


def keep_private(path: Path) -> None:
    """Make the file where there is none, for its owner alone; SQLite gives -wal and -shm the same
    mode. Its folder may be passed through (the public tree stands in it), not listed."""
    path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))


def connecting(url: URL) -> dict[str, str | int]:
    """What PostgreSQL and its driver are told, beside what the URL says. A machine that is frozen
    or cut off in the middle of a transaction holds its locks, the audit's too, and nobody could
    sign; one that is gone without a word would be waited for by its clients for hours."""
    third = GIVEN_UP_SECONDS // 3
    server = {
        "idle_in_transaction_session_timeout": f"{GIVEN_UP_SECONDS}s",
        "tcp_keepalives_idle": third, "tcp_keepalives_interval": third // 2,
        "tcp_keepalives_count": 3,
    }  # fmt: skip
    ours = " ".join(f"-c {name}={value}" for name, value in server.items())
    client: dict[str, str | int] = {
        "connect_timeout": third, "keepalives_idle": third, "keepalives_interval": third // 2,
        "keepalives_count": 3, "tcp_user_timeout": GIVEN_UP_SECONDS * 1000,
    }  # fmt: skip
    given = {name: value for name, value in client.items() if name not in url.query}
    return {**given, "options": f"{ours} {url.query.get('options', '')}".strip()}


def existing(url: str, table: str) -> Database:
    """One that is there, for reading. Raises Misconfigured where it is not, or has no ``table``."""
    parsed = make_url(url)
    shown = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise Misconfigured("config.no_database", url=shown)
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            found = inspect(connection).has_table(table)
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise Misconfigured("config.database_unreachable", url=shown, reason=reason) from error
    if not found:
        raise Misconfigured("config.database_not_migrated", url=shown)
    return database


def insert_missing(tx: Session, record: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert; a row that a unique constraint has already is left out, even when another
    transaction is adding it at this moment."""
    if rows:
        tx.execute(upsert(tx, record).on_conflict_do_nothing(), rows)


def upsert(tx: Session, record: type[Base]) -> sqlite.Insert:
    """An INSERT that knows ON CONFLICT, as this database says it (both say it alike)."""
    if tx.get_bind().dialect.name != "postgresql":
        return sqlite.insert(record)
    from sqlalchemy.dialects.postgresql import insert  # large, and SQLite has no use for it

    return cast("sqlite.Insert", insert(record))


def _sqlite(url: str, *, begin: str, query_only: bool) -> Engine:
    engine = create_engine(url, pool_size=20, max_overflow=20, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        if query_only:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
