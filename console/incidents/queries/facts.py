"""The ledger as it stands, and as it came to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.records import FactEntry, FactMark
from console.incidents.rules.facts import FactKey, Said, newest
from console.kernel.errors import NotThere


@dataclass(frozen=True, slots=True)
class Opening:
    """Since ``at`` a confirmed fact may be released, or may not."""

    at: datetime
    person_id: UUID
    releasable: bool


@dataclass(frozen=True, slots=True)
class FactView:
    """``value`` None: unknown, never zero; or cleared, when ``cleared_at`` says so. ``openings``:
    oldest first, the first with the confirmation."""

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
    reason: str
    personal: bool
    cleared_at: datetime | None
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """``latest``: of each key (and label of a free fact) the entry that counts. ``free``: the
    newest of each that is confirmed and may be released."""

    latest: Mapping[tuple[FactKey, str], FactView]
    free: Mapping[tuple[FactKey, str], FactView]
    entries: tuple[FactView, ...]  # the newest entered first


@dataclass(frozen=True, slots=True)
class FactChange:
    """What counted then and what counts now. ``old`` None: nothing was in the ledger. ``new``
    None: what was is marked as mistaken, and nothing stands in its place."""

    key: FactKey
    label: str
    old: FactView | None
    new: FactView | None

    @property
    def as_of(self) -> datetime | None:
        return self.new.as_of if self.new else None


def ledger(tx: Session, incident_id: UUID) -> Ledger:
    return _ledger(_entries(tx, incident_id))


def ledger_at(tx: Session, incident_id: UUID, moment: datetime) -> Ledger:
    """As it stood: without what was entered, confirmed or marked later than ``moment``."""
    return _ledger(_stood(_entries(tx, incident_id), moment))


def changed_since(
    tx: Session, incident_id: UUID, moment: datetime, *, free: bool = False
) -> tuple[FactChange, ...]:
    """Whose value counts differently than at ``moment`` (the last release, say), in the ledger's
    order; the same value told again is none. ``free``: of what is confirmed and may be released
    only."""
    entries = _entries(tx, incident_id)
    then, now = _ledger(_stood(entries, moment)), _ledger(entries)
    old, new = (then.free, now.free) if free else (then.latest, now.latest)
    names = [*new, *(name for name in old if name not in new)]
    names.sort(key=_place)
    changes = (FactChange(*name, old.get(name), new.get(name)) for name in names)
    return tuple(each for each in changes if _differs(each.old, each.new))


def _entries(tx: Session, incident_id: UUID) -> tuple[FactView, ...]:
    rows = tx.scalars(
        select(FactEntry)
        .where(FactEntry.incident_id == incident_id)
        .order_by(FactEntry.entered_at.desc(), FactEntry.id.desc())
    ).all()
    marks: dict[UUID, list[FactMark]] = {}
    for mark in tx.scalars(
        select(FactMark)
        .join(FactEntry, FactMark.fact_id == FactEntry.id)
        .where(FactEntry.incident_id == incident_id)
        .order_by(FactMark.at, FactMark.id)
    ):
        marks.setdefault(mark.fact_id, []).append(mark)
    return tuple(view_of_fact(row, marks.get(row.id, ())) for row in rows)


def _ledger(entries: tuple[FactView, ...]) -> Ledger:
    free = [
        each for each in entries if each.confirmed_at and each.releasable and not each.cleared_at
    ]
    return Ledger(_newest(entries), _newest(free), entries)


def _newest(entries: Sequence[FactView]) -> Mapping[tuple[FactKey, str], FactView]:
    by_id = {each.id: each for each in entries}
    counts = newest(
        Said(each.id, each.key, each.label, each.value, each.as_of, each.entered_at,
             each.mistaken_at is not None)
        for each in entries
    )  # fmt: skip
    return {name: by_id[counts[name].id] for name in sorted(counts, key=_place)}


def _place(name: tuple[FactKey, str]) -> tuple[int, str]:
    return tuple(FactKey).index(name[0]), name[1]


def _differs(old: FactView | None, new: FactView | None) -> bool:
    return (old is None) != (new is None) or bool(old and new and old.value != new.value)


def _stood(entries: Sequence[FactView], moment: datetime) -> tuple[FactView, ...]:
    return tuple(_at(each, moment) for each in entries if each.entered_at <= moment)


def _at(fact: FactView, moment: datetime) -> FactView:
    if fact.mistaken_at and fact.mistaken_at > moment:
        fact = replace(fact, mistaken_at=None)
    if fact.confirmed_at and fact.confirmed_at > moment:
        fact = replace(fact, confirmed_by=None, confirmed_at=None)
    openings = tuple(each for each in fact.openings if each.at <= moment)
    return replace(fact, openings=openings, releasable=bool(openings and openings[-1].releasable))


def view_of_fact(row: FactEntry, marks: Sequence[FactMark]) -> FactView:
    """``marks``: of this fact, oldest first."""
    openings = [Opening(mark.at, mark.person_id, mark.releasable) for mark in marks]
    if row.confirmed_by and row.confirmed_at:
        openings.insert(0, Opening(row.confirmed_at, row.confirmed_by, row.releasable))
    made = {"value", "releasable", "openings"}
    stored = FactView.__dataclass_fields__.keys() - made
    return FactView(
        **{name: getattr(row, name) for name in stored},
        value=row.number if row.number is not None else row.words,
        releasable=bool(openings and openings[-1].releasable),
        openings=tuple(openings),
    )


def belongs(tx: Session, incident_id: UUID, fact_id: UUID) -> None:
    """Raises NotThere for an entry of another incident."""
    if tx.scalar(select(FactEntry.incident_id).where(FactEntry.id == fact_id)) != incident_id:
        raise NotThere("fact.not_there")
