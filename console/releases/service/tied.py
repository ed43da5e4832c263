"""The ties of a body against the ledger of its incident."""

from uuid import UUID

from sqlalchemy.orm import Session

from console.checks.findings import Tied
from console.checks.saying import retold
from console.incidents.queries.facts import FactView, Ledger, ledger
from console.releases.queries.known import fact_of
from console.releases.rules.resting import SealedFact
from console.releases.rules.ties import Tie, ties


def read(tx: Session, incident_id: UUID | None, body: str) -> tuple[Tied, ...]:
    """For the guard: every tie with its entry and what the ledger says now."""
    found = ties(body)
    if not found:
        return ()
    if incident_id is None:
        return tuple(Tied(each.start, each.end, None) for each in found)
    kept = ledger(tx, incident_id)
    entries = {each.id: each for each in kept.entries}
    return tuple(_tied(each, entries.get(each.entry_id), kept) for each in found)


def _tied(tie: Tie, entry: FactView | None, kept: Ledger) -> Tied:
    if entry is None or entry.cleared_at is not None:  # nothing left to compare with
        return Tied(tie.start, tie.end, None)
    now = kept.free.get((entry.key, entry.label))
    return Tied(
        tie.start,
        tie.end,
        fact_of(entry),
        mistaken=entry.mistaken_at is not None,
        now=fact_of(now) if now else None,
    )


def sealed(tx: Session, incident_id: UUID | None, body: str) -> tuple[SealedFact, ...]:
    """What ``body`` rests on, in the order of the text. A tie to no entry of the incident is
    words like the rest; where the words say what the ledger says now, they rest on that."""
    found = ties(body)
    if not found or incident_id is None:
        return ()
    kept = ledger(tx, incident_id)
    entries = {each.id: each for each in kept.entries}
    facts = (
        SealedFact(entry.id, entry.key.value, entry.label, each.text, entry.as_of)
        for each in found
        if (entry := _standing(each, entries.get(each.entry_id), kept))
    )
    return tuple(dict.fromkeys(facts))


def _standing(tie: Tie, entry: FactView | None, kept: Ledger) -> FactView | None:
    now = kept.free.get((entry.key, entry.label)) if entry else None
    if entry is None or now is None:
        return entry
    good = entry.confirmed_at is not None and entry.releasable and entry.mistaken_at is None
    if good and now.value == entry.value:
        return entry
    return now if retold(tie.text, now.key.value, now.value) == tie.text else entry
