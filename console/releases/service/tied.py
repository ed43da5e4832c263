"""The ties of a body against the ledger of its incident."""

from uuid import UUID

from sqlalchemy.orm import Session

from console.incidents.queries.facts import ledger
from console.releases.rules.resting import SealedFact
from console.releases.rules.ties import ties


def sealed(tx: Session, incident_id: UUID | None, body: str) -> tuple[SealedFact, ...]:
    """What ``body`` rests on, in the order of the text. A tie to no entry of the incident is
    words like the rest."""
    found = ties(body)
    if not found or incident_id is None:
        return ()
    entries = {each.id: each for each in ledger(tx, incident_id).entries}
    facts = (
        SealedFact(entry.id, entry.key.value, entry.label, each.text, entry.as_of)
        for each in found
        if (entry := entries.get(each.entry_id))
    )
    return tuple(dict.fromkeys(facts))
