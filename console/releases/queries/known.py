"""Entries of the ledger as the rules of this room read them."""

from console.checks.findings import Fact
from console.incidents.queries.facts import FactView, Ledger
from console.releases.rules.affected import Entry


def fact_of(view: FactView) -> Fact:
    return Fact(
        key=view.key.value,
        value=view.value,
        as_of=view.as_of,
        confirmed=view.confirmed_at is not None,
        releasable=view.releasable,
        label=view.label,
        id=str(view.id),
    )


def entries_of(kept: Ledger) -> tuple[Entry, ...]:
    """Without those whose value was cleared: there is nothing left to compare."""
    return tuple(
        Entry(fact_of(each), each.entered_at, each.mistaken_at is not None)
        for each in kept.entries
        if each.cleared_at is None
    )
