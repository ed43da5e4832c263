"""The ledger as it stands, and as it came to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.records import FactEntry
from console.incidents.rules.facts import FactKey, Said, newest


@dataclass(frozen=True, slots=True)
class FactView:
    """``value`` None: unknown, never zero."""

    id: UUID
    key: FactKey
    label: str
    value: int | str | None
    as_of: datetime
    source: str
    entered_by: UUID
    entered_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    releasable: bool
    mistaken_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """``latest``: of each key (and label of a free fact) the entry that counts. ``free``: the
    newest of each that is confirmed and may be released."""

    latest: Mapping[tuple[FactKey, str], FactView]
    free: Mapping[tuple[FactKey, str], FactView]
    entries: tuple[FactView, ...]  # the newest entered first


def ledger(tx: Session, incident_id: UUID) -> Ledger:
    rows = tx.scalars(
        select(FactEntry)
        .where(FactEntry.incident_id == incident_id)
        .order_by(FactEntry.entered_at.desc(), FactEntry.id.desc())
    )
    entries = tuple(view_of_fact(row) for row in rows)
    free = [each for each in entries if each.confirmed_at and each.releasable]
    return Ledger(_newest(entries), _newest(free), entries)


def _newest(entries: Sequence[FactView]) -> Mapping[tuple[FactKey, str], FactView]:
    by_id = {each.id: each for each in entries}
    counts = newest(
        Said(each.id, each.key, each.label, each.value, each.as_of, each.entered_at,
             each.mistaken_at is not None)
        for each in entries
    )  # fmt: skip
    order = {key: place for place, key in enumerate(FactKey)}
    return {
        name: by_id[said.id]
        for name, said in sorted(counts.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    }


def view_of_fact(row: FactEntry) -> FactView:
    value = row.number if row.number is not None else row.words
    stored = FactView.__dataclass_fields__.keys() - {"value"}
    return FactView(**{name: getattr(row, name) for name in stored}, value=value)
