"""Enter facts, confirm them, mark a mistaken one. The audit keeps hashes, never the values."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.checks.findings import Context
from console.incidents.records import FactEntry, FactMark, Incident
from console.incidents.rules.facts import FactKey, digest, may_be_personal
from console.incidents.rules.grading import Counts
from console.incidents.rules.levels import IncidentStatus
from console.incidents.service.judging import judge
from console.incidents.service.locking import locked_open
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.kernel.ids import new_id
from console.people.rules.actor import Actor
from console.people.rules.roles import P

CLOCK_SKEW = timedelta(minutes=5)
AT_OPENING = "登记事件时所填"
LONGEST_SOURCE = 120
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class FactForm:
    """``value`` None: it was asked and is not known."""

    key: FactKey
    value: int | str | None
    label: str = ""
    personal: bool = False


def begin(
    tx: Session, at: datetime, actor: Actor, incident: Incident, counts: Counts,
    also: Sequence[FactForm] = (),
) -> None:  # fmt: skip
    """What was known when the incident was opened stands in its ledger: nobody types it twice."""
    known = (
        (FactKey.DEATHS, counts.deaths),
        (FactKey.SERIOUS_INJURIES, counts.serious_injuries),
        (FactKey.PROPERTY_LOSS, counts.loss),
    )
    told = [FactForm(key, value) for key, value in known if value is not None] + list(also)
    if told:
        enter(tx, at, actor, incident.id, told, as_of=incident.detected_at, source=AT_OPENING)


def enter(
    tx: Session,
    at: datetime,
    actor: Actor,
    incident_id: UUID,
    facts: Sequence[FactForm],
    *,
    as_of: datetime,
    source: str,
    reason: str = "",
    context: Context | None = None,
) -> tuple[UUID, ...]:
    """Several at once, from one source and true as of one moment. What the same person has just
    said in the same words stands already. ``reason``: why what the guard blocks is kept, with the
    entries that it blocks; ``context``: what the guard knows of us."""
    actor.require(P.FACT_ENTER)
    incident = locked_open(tx, incident_id)
    said = " ".join(source.split())
    if not facts:
        raise Invalid("fact.nothing", field="facts")
    if not said:
        raise Invalid("fact.no_source", field="source")
    if len(said) > LONGEST_SOURCE:
        raise Invalid("fact.too_long", field="source", most=LONGEST_SOURCE)
    if as_of > at + CLOCK_SKEW:
        raise Invalid("time.future", field="as_of")
    why = " ".join(reason.split())
    words = [(each.key, _words(each)) for each in facts]
    judged = judge(words, said, why, context or Context(at, UTC))
    entries = [_entry(incident_id, each, actor, at, as_of, said) for each in facts]
    for entry, found in zip(entries, judged, strict=True):
        entry.personal = entry.personal or found.personal
        entry.reason = why if found.kept else ""
    told = [_said_before(tx, each) or each for each in entries]
    for entry, stands, found in zip(entries, told, judged, strict=True):
        if stands is not entry:
            continue
        tx.add(entry)
        kept = {"kept": ",".join(found.kept)} if found.kept else {}
        _record(tx, at, audit.Event.FACT_ENTERED, actor, entry, incident, **kept)
    return tuple(each.id for each in told)


def confirm(tx: Session, at: datetime, actor: Actor, fact_id: UUID, *, releasable: bool) -> None:
    """核实, once, by somebody else than who entered it."""
    actor.require(P.FACT_CONFIRM)
    fact, incident = _fact(tx, fact_id)
    _stands(fact)
    if fact.entered_by == actor.id:
        raise NotYou("fact.own")
    if fact.confirmed_at is not None:
        raise NotNow("fact.confirmed_before")
    fact.confirmed_by, fact.confirmed_at, fact.releasable = actor.id, at, releasable
    _record(tx, at, audit.Event.FACT_CONFIRMED, actor, fact, incident, releasable=releasable)


def mark_releasable(
    tx: Session, at: datetime, actor: Actor, fact_id: UUID, *, releasable: bool
) -> None:
    """Of a confirmed fact: whether it may be released, from now on. Each time is a row of its own.
    Who entered it may close it, never open it."""
    actor.require(P.FACT_CONFIRM)
    fact, incident = _fact(tx, fact_id)
    _stands(fact)
    if fact.confirmed_at is None:
        raise NotNow("fact.not_confirmed")
    if releasable and fact.entered_by == actor.id:
        raise NotYou("fact.own")
    last = tx.scalars(
        select(FactMark.releasable)
        .where(FactMark.fact_id == fact_id)
        .order_by(FactMark.at.desc(), FactMark.id.desc())
        .limit(1)
    ).first()
    if releasable == (fact.releasable if last is None else last):
        return
    tx.add(FactMark(fact_id=fact_id, at=at, person_id=actor.id, releasable=releasable))
    _record(tx, at, audit.Event.FACT_OPENED, actor, fact, incident, releasable=releasable)


def mistaken(tx: Session, at: datetime, actor: Actor, fact_id: UUID) -> None:
    """It stays to be seen, and counts no longer."""
    actor.require(P.FACT_ENTER)
    fact, incident = _fact(tx, fact_id)
    if fact.mistaken_at is not None:
        return
    fact.mistaken_by, fact.mistaken_at = actor.id, at
    _record(tx, at, audit.Event.FACT_MISTAKEN, actor, fact, incident)


def mark_personal(tx: Session, at: datetime, actor: Actor, fact_id: UUID) -> None:
    """It and whatever else was told under its name will be cleared by rule after the incident, and
    cannot be unmarked. Also when the incident is closed: that is when somebody looks through what
    must go."""
    actor.require(P.FACT_ENTER)
    fact = tx.get(FactEntry, fact_id, with_for_update=True)
    if fact is None:
        raise NotThere("fact.not_there")
    if not may_be_personal(fact.key):
        raise Invalid("fact.not_personal", field=fact.key.value)
    incident = tx.get_one(Incident, fact.incident_id)
    same = (
        select(FactEntry)
        .where(FactEntry.incident_id == fact.incident_id, FactEntry.key == fact.key)
        .where(FactEntry.label == fact.label, FactEntry.personal.is_(False))
        .order_by(FactEntry.entered_at, FactEntry.id)
        .with_for_update()
    )
    for each in tx.scalars(same).all():
        each.personal = True
        _record(tx, at, audit.Event.FACT_PERSONAL, actor, each, incident)


def _entry(
    incident_id: UUID, form: FactForm, actor: Actor, at: datetime, as_of: datetime, source: str
) -> FactEntry:
    label = " ".join(form.label.split())
    if (form.key is FactKey.FREE) != bool(label) or len(label) > LONGEST_LABEL:
        raise Invalid("fact.label", field="label", most=LONGEST_LABEL)
    if form.personal and not may_be_personal(form.key):
        raise Invalid("fact.not_personal", field=form.key.value)
    number = form.value if isinstance(form.value, int) else None
    words = form.value if isinstance(form.value, str) else None
    salt = secrets.token_hex(16)
    return FactEntry(
        id=new_id(), incident_id=incident_id, key=form.key, label=label, number=number, words=words,
        as_of=as_of, source=source, entered_by=actor.id, entered_at=at, salt=salt,
        personal=form.personal,
        digest=digest(salt, form.key, label, form.value, as_of, source),
    )  # fmt: skip


def _said_before(tx: Session, entry: FactEntry) -> FactEntry | None:
    """The same, last said of this fact and by the same person."""
    last = tx.scalars(
        select(FactEntry)
        .filter_by(incident_id=entry.incident_id, key=entry.key, label=entry.label)
        .order_by(FactEntry.entered_at.desc(), FactEntry.id.desc())
        .limit(1)
    ).first()
    if last is None or last.mistaken_at or last.cleared_at:
        return None
    same = ("number", "words", "as_of", "source", "entered_by", "personal", "reason")
    return last if all(getattr(last, each) == getattr(entry, each) for each in same) else None


def _words(form: FactForm) -> dict[str, str]:
    """By field of the form."""
    said = {form.key.value: form.value} if isinstance(form.value, str) else {}
    return said | ({"label": form.label} if form.label else {})


def _stands(fact: FactEntry) -> None:
    if fact.mistaken_at is not None:
        raise NotNow("fact.mistaken")
    if fact.cleared_at is not None:
        raise NotNow("fact.cleared")


def _record(
    tx: Session, at: datetime, event: audit.Event, actor: Actor, fact: FactEntry,
    incident: Incident, **more: bool | str,
) -> None:  # fmt: skip
    tx.flush()
    audit.record(
        tx, at, event, actor=actor.username, subject=f"incident:{incident.id}",
        number=incident.number, fact=fact.key.value, sha256=fact.digest, **more,
    )  # fmt: skip


def _fact(tx: Session, fact_id: UUID) -> tuple[FactEntry, Incident]:
    fact = tx.get(FactEntry, fact_id, with_for_update=True)
    if fact is None:
        raise NotThere("fact.not_there")
    return fact, _open(tx, fact.incident_id)


def _open(tx: Session, incident_id: UUID) -> Incident:
    incident = tx.get(Incident, incident_id)
    if incident is None:
        raise NotThere("incident.not_there")
    if incident.status is IncidentStatus.CLOSED:
        raise NotNow("incident.closed")
    return incident
