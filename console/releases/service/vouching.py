"""Signatures are rows, and rows can be written by hand: what else has to be so of each of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.audit.queries import Entry, about
from console.kernel.clock import whole_seconds
from console.people import queries as people
from console.people.queries import PersonCard
from console.people.rules.granted import BY_ROLE
from console.people.rules.roles import Role
from console.releases.records import Release, Signature
from console.releases.service import found

TOLD = ("digest", "step", "role", "proof", "authorisation")


@dataclass(frozen=True, slots=True)
class Witness:
    """What is known of some signatures besides their rows. ``roles``: of whom, at which moment;
    ``told``: by release, what the audit tells of its signatures."""

    roles: Callable[[UUID, datetime], frozenset[Role]]
    cards: Mapping[UUID, PersonCard]
    told: Mapping[str, Sequence[Entry]]


def witness(tx: Session, releases: Iterable[Release], signed: Iterable[Signature]) -> Witness:
    """``signed``: the signatures of these releases."""
    signers = {each.person_id for each in signed}
    told: dict[str, list[Entry]] = {}
    subjects = [found.subject(each) for each in releases]
    for entry in about(tx, subjects, [audit.Event.SIGNED], limit=None):
        told.setdefault(entry.subject, []).append(entry)
    return Witness(people.roles_of_then(tx, signers), people.names(tx, signers), told)


def refusal(release: Release, signed: Sequence[Signature], seen: Witness) -> str | None:
    """Of new words alone: what is out may always be taken back."""
    if _unheld(signed, seen):
        return "warrant.role"
    return "warrant.unrecorded" if _unrecorded(release, signed, seen) else None


def _unheld(signed: Sequence[Signature], seen: Witness) -> bool:
    """Somebody signed by a role that was not theirs when they signed."""
    return any(
        each.role not in seen.roles(each.person_id, each.signed_at)
        for each in signed
        if each.authorisation == BY_ROLE
    )


def _unrecorded(release: Release, signed: Sequence[Signature], seen: Witness) -> bool:
    """The audit does not tell of a signature: its row was written or changed behind the console.
    Whoever writes the event too changes the chain of hashes, whose heads are public."""
    told = seen.told.get(found.subject(release), ())
    said = {_said(each.at, each.details, each.details.get("signer") or each.actor) for each in told}
    return any(_of(each, seen.cards[each.person_id].username) not in said for each in signed)


def _said(at: datetime, details: Mapping[str, Any], who: str) -> tuple[object, ...]:
    """The audit keeps whole seconds."""
    return whole_seconds(at), who, *(details.get(name) for name in TOLD)


def _of(signature: Signature, who: str) -> tuple[object, ...]:
    kept = {name: getattr(signature, name) for name in TOLD}
    return _said(signature.signed_at, kept, who)
