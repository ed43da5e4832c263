"""The rows of a table as they stand: read, written and summed alike on both engines.

JSON goes through as the text it is. Read and written as a value, an absent one (NULL) would come
back as the word ``null``, and the two are not the same to a query.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Insert,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    select,
    type_coerce,
)

Row: TypeAlias = dict[str, Any]
"""Column → value; JSON as text."""

AT_ONCE: Final = 1000  # rows
MODULUS: Final = 1 << 256


def parts(reading: Connection, table: Table) -> Iterator[Sequence[Row]]:
    """Every row, up to ``AT_ONCE`` at a time; what another row of the table names comes first."""
    found = reading.execute(_select(reading, table), execution_options={"yield_per": AT_ONCE})
    rows = (dict(each) for part in found.mappings().partitions(AT_ONCE) for each in part)
    part: list[Row] = []
    for row in _parents_first(table, rows):
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def write(writing: Connection, table: Table, part: Sequence[Row]) -> None:
    named = [{f"p_{name}": value for name, value in row.items()} for row in part]
    writing.execute(_insert(writing, table), named)


def digest(part: Iterable[Row], before: int = 0) -> int:
    """SHA-256 of each row, added up: the order in which a database gives them does not count."""
    total = before
    for row in part:
        text = json.dumps([_plain(row[name]) for name in sorted(row)], ensure_ascii=True)
        total += int.from_bytes(hashlib.sha256(text.encode()).digest())
    return total % MODULUS


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID | date):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def _select(reading: Connection, table: Table) -> Select[Any]:
    def given(column: Column[Any]) -> ColumnElement[Any]:
        if not isinstance(column.type, JSON):
            return column
        postgres = reading.dialect.name == "postgresql"
        told = cast(column, Text()) if postgres else type_coerce(column, Text())
        return told.label(column.name)

    return select(*(given(column) for column in table.columns)).order_by(*table.primary_key)


def _insert(writing: Connection, table: Table) -> Insert:
    def taken(column: Column[Any]) -> ColumnElement[Any]:
        name = f"p_{column.name}"
        if not isinstance(column.type, JSON):
            return bindparam(name, type_=column.type)
        told = bindparam(name, type_=Text())
        return cast(told, JSON()) if writing.dialect.name == "postgresql" else told

    return table.insert().values({column.name: taken(column) for column in table.columns})


def _parents_first(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    """A table that names its own rows: each after the one it names. Ids tell the time at which they
    were made, by a clock that may have been set back; so their order is not enough."""
    link = next((key for key in table.foreign_keys if key.column.table is table), None)
    if link is None:
        yield from rows
        return
    child, parent = link.parent.name, link.column.name
    seen: set[Any] = set()
    waiting: dict[Any, list[Row]] = {}
    for row in rows:
        if row[child] is not None and row[child] not in seen:
            waiting.setdefault(row[child], []).append(row)
            continue
        ready = [row]
        while ready:
            each = ready.pop()
            seen.add(each[parent])
            yield each
            ready += waiting.pop(each[parent], [])
    for left in waiting.values():
        yield from left
