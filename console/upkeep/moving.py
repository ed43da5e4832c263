"""``fayan migrate-database``: everything from a SQLite file into an empty PostgreSQL database.

All or nothing: one transaction on the target, closed only when every table has the same count and
the same sum as the file and the audit chain holds there. What was broken off left no row, and is
simply run again. The file is locked meanwhile, and afterwards on hold: a dispatcher that somebody
starts on it by mistake would send everything a second time.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, create_engine, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from console import audit, schema
from console.audit.service import Verdict
from console.database import Database, existing
from console.kernel.errors import Invalid, Misconfigured, NotNow
from console.publishing.holds import place
from console.publishing.rules.states import HoldScope
from console.settings import Settings
from console.upkeep import tables
from console.upkeep.closed import check_alone, check_closed, check_unused
from console.upkeep.copying import counts
from console.wiring import migrate

MOVED: Final = "hold.moved"
ONE_AT_A_TIME: Final = 0x666179616E  # key of an advisory lock: "fayan"
NOT_OURS: Final = ("alembic_version",)
QUEUE: Final = "procrastinate_"  # tables that the cluster engine lays

Progress = Callable[[int, int], None]
"""How many rows are done, of how many; each is written and read back."""


@dataclass(frozen=True, slots=True)
class Moved:
    """``tables``: name → rows. ``head``: of the audit, the same on both sides."""

    tables: Mapping[str, int]
    events: int
    head: str
    seconds: float


def move(settings: Settings, file: Path, now: datetime, progress: Progress) -> Moved:
    """From ``file`` to ``settings.database_url``. Raises Misconfigured where that is no PostgreSQL
    or does not answer, NotNow where it holds something, the house runs or anybody else has
    one of the two open, Invalid for what
    PostgreSQL does not take and where the two differ in the end."""
    began = time.monotonic()
    url = settings.database_url
    if make_url(url).get_backend_name() != "postgresql":
        raise Misconfigured("move.no_target")
    check_closed(settings, "move.house_runs")
    source_url = f"sqlite:///{file}"
    _check_source(source_url)
    _check_target(url)
    check_unused(source_url, "move.in_use")
    migrate(settings)
    source = Database(source_url, before_commit=[audit.append])
    target = create_engine(url, hide_parameters=True)
    try:
        with source.transaction() as tx:  # IMMEDIATE: nobody else writes there now
            with target.begin() as writing:
                _alone(writing)
                found = _copied(tx.connection(), writing, progress)
                verdict = _verified(tx, writing)
            place(tx, now, audit.SYSTEM, HoldScope.ALL, None, None, MOVED)
    finally:
        source.close()
        target.dispose()
    return Moved(found, verdict.count, verdict.head, time.monotonic() - began)


def _check_source(url: str) -> None:
    database = existing(url, "audit_events")
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision() or ""
    database.close()
    if found != schema.revision():
        raise NotNow("move.old_schema", found=found, wanted=schema.revision())


def _check_target(url: str) -> None:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            _check_empty(connection)
            check_alone(connection, "move.target_in_use")
    except DBAPIError as error:
        shown = make_url(url).render_as_string(hide_password=True)
        raise Misconfigured(
            "config.database_unreachable", url=shown, reason=_first_line(error)
        ) from error
    finally:
        engine.dispose()


def _check_empty(connection: Connection) -> None:
    """Ours without a row will do: a move that was broken off leaves that."""
    for name in inspect(connection).get_table_names():
        if name in NOT_OURS or name.startswith(QUEUE):
            continue
        table = schema.metadata.tables.get(name)
        if table is None or connection.execute(select(table).limit(1)).first() is not None:
            raise NotNow("move.not_empty", table=name)


def _alone(writing: Connection) -> None:
    """Two who move into one database would each find it empty."""
    mine = writing.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    if not mine:
        raise NotNow("move.under_way")
    _check_empty(writing)


def _copied(reading: Connection, writing: Connection, progress: Progress) -> Mapping[str, int]:
    found = counts(reading)
    total, done = 2 * sum(found.values()), 0
    progress(0, total)
    for table in schema.metadata.sorted_tables:
        given = 0
        for part in tables.parts(reading, table):
            given = tables.digest(part, given)
            _write(writing, table, part)
            done += len(part)
            progress(done, total)
        came = count = 0
        for part in tables.parts(writing, table):
            came, count = tables.digest(part, came), count + len(part)
            done += len(part)
            progress(done, total)
        if (count, came) != (found[table.name], given):
            raise Invalid("move.differs", field="target", table=table.name)
    _set_sequences(writing)
    return found


def _write(writing: Connection, table: Table, part: Sequence[tables.Row]) -> None:
    try:
        tables.write(writing, table, part)
    except DBAPIError as error:
        raise Invalid(
            "move.refused", field="target", table=table.name, reason=_first_line(error)
        ) from error


def _set_sequences(writing: Connection) -> None:
    """Rows came with their numbers; whatever counts on by itself goes on after the highest."""
    serial = text("SELECT pg_get_serial_sequence(:table, :column)")
    for table in schema.metadata.sorted_tables:
        for column in table.columns:
            told = {"table": table.name, "column": column.name}
            name = writing.scalar(serial, told)
            top = None if name is None else writing.scalar(select(func.max(column)))
            if top is not None:
                writing.execute(select(func.setval(name, top)))


def _verified(tx: Session, writing: Connection) -> Verdict:
    """Of the target, before it is committed; the file's own must be the same."""
    with Session(bind=writing, join_transaction_mode="create_savepoint") as there:
        verdict = audit.verify(there)
    ours = audit.verify(tx)
    if verdict.broken is not None or (verdict.count, verdict.head) != (ours.count, ours.head):
        raise Invalid("move.audit_differs", field="target")
    return verdict


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).partition("\n")[0]
