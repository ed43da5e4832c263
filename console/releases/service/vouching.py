"""Signatures are rows, and rows can be written by hand: what else has to be so of each of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console import audit
from console.audit.queries import about
from console.kernel.clock import whole_seconds
from console.people import queries as people
from console.people.rules.granted import BY_ROLE
from console.releases.records import Release, Signature
from console.releases.service import found
from console.releases.standing import signatures

TOLD = ("digest", "step", "role", "proof", "authorisation")


def refusal(tx: Session, release: Release) -> str | None:
    """Of new words alone: what is out may always be taken back."""
    if unheld(tx, release):
        return "warrant.role"
    return "warrant.unrecorded" if unrecorded(tx, release) else None


def unheld(tx: Session, release: Release) -> bool:
    """Somebody signed by a role that was not theirs when they signed."""
    return any(
        each.role not in people.roles_then(tx, each.person_id, each.signed_at)
        for each in signatures(tx, release)
        if each.authorisation == BY_ROLE
    )


def unrecorded(tx: Session, release: Release) -> bool:
    """The audit does not tell of a signature: its row was written or changed behind the console.
    Whoever writes the event too changes the chain of hashes, whose heads are public."""
    signed = signatures(tx, release)
    cards = people.names(tx, [each.person_id for each in signed])
    told = about(tx, [found.subject(release)], [audit.Event.SIGNED])
    said = {_said(each.at, each.details, each.details.get("signer") or each.actor) for each in told}
    return any(_of(each, cards[each.person_id].username) not in said for each in signed)


def _said(at: datetime, details: Mapping[str, Any], who: str) -> tuple[object, ...]:
    """The audit keeps whole seconds."""
    return whole_seconds(at), who, *(details.get(name) for name in TOLD)


def _of(signature: Signature, who: str) -> tuple[object, ...]:
    kept = {name: getattr(signature, name) for name in TOLD}
    return _said(signature.signed_at, kept, who)
