"""Is a value in the ledger the one that the audit was told when it was entered?"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.audit.narrowing import Filter
from console.audit.queries import events
from console.incidents.records import FactEntry
from console.incidents.rules.facts import digest
from console.kernel.errors import NotNow, NotThere

MOST = 100_000  # entries of one incident


@dataclass(frozen=True, slots=True)
class FactProof:
    """``entered``: sequence numbers in the audit of entries with this digest. ``same``: the row
    still gives the digest it was told with."""

    same: bool
    entered: tuple[int, ...]

    @property
    def holds(self) -> bool:
        return self.same and bool(self.entered)


def proof(tx: Session, fact_id: UUID) -> FactProof:
    """For a disputed value. Whether the audit itself is whole is ``fayan audit verify``'s to say.
    Raises NotThere; NotNow when the value was cleared: then nobody can tell any more."""
    row = tx.get(FactEntry, fact_id)
    if row is None:
        raise NotThere("fact.not_there")
    if row.cleared_at is not None:
        raise NotNow("fact.cleared")
    value = row.number if row.number is not None else row.words
    found = digest(row.salt, row.key, row.label, value, row.as_of, row.source)
    wanted = Filter(name=audit.Event.FACT_ENTERED, subjects=(f"incident:{row.incident_id}",))
    told = events(tx, wanted, limit=MOST)
    entered = tuple(each.seq for each in told if each.details.get("sha256") == found)
    return FactProof(found == row.digest, entered)
