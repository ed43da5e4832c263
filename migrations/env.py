"""Alembic's way in: the URL comes from the caller (``fayan migrate``, tests) or from settings."""

from typing import Any, Final

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from console import schema, settings
from console.database import UtcDateTime

PATIENCE: Final = 60_000  # milliseconds for who writes, or migrates, before us


def render(kind: str, item: object, _context: object) -> str | bool:
    """Our own column types are written as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """All or nothing on SQLite, migration by migration on PostgreSQL; whoever comes second waits. A
    stop in between, however hard, leaves what the next start goes on from."""
    url = context.config.attributes.get("url") or settings.load().database_url
    engine = create_engine(url, poolclass=NullPool)
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        _one_transaction(engine)
    with engine.connect() as connection:
        if not sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_lock(hashtext('fayan migrate'))")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=schema.metadata,
            render_as_batch=sqlite,
            compare_type=True,
            render_item=render,
            transactional_ddl=True,
            transaction_per_migration=not sqlite,
        )
        with context.begin_transaction():
            context.run_migrations()


def _one_transaction(engine: Engine) -> None:
    """Python's driver and Alembic would have every CREATE and ALTER of SQLite stand by itself."""

    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves
        dbapi_connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


run()
