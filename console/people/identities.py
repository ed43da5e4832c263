"""统一身份: which account of the bureau's identity provider is bound to whom.

A user name can be given to somebody else there, and an administrator there can write any; issuer
and subject are for life (OpenID Connect Core 1.0, 2 and 5.7). So a binding is begun by its person,
signed in by password and second factor, and from then on only that subject opens the account.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from console import audit
from console.audit import Event
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.people import queries
from console.people.records import Person, ProviderIdentity
from console.people.rules.actor import Actor
from console.people.rules.changes import Change
from console.people.rules.passwords import USERNAME

LONGEST = 255  # of a subject, in ASCII (Core, 2)


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a checked ID token says: ``iss``, ``sub``, and the claim that names our account."""

    issuer: str
    subject: str
    username: str

    @property
    def name(self) -> str:
        """As our user names are written; "" where it can be none: ſ and K fold to letters."""
        typed = self.username.strip().casefold()
        return typed if self.username.isascii() and USERNAME.fullmatch(typed) else ""


def bound_since(tx: Session, person_id: UUID) -> datetime | None:
    """None: not bound."""
    row = tx.get(ProviderIdentity, person_id)
    return None if row is None else row.bound_at


def holder(tx: Session, now: datetime, vouched: Vouched) -> Person | None:
    """Whose account this identity opens, locked. None: another identity is bound to the account
    that its name says, which is recorded. Raises Invalid for a name that is nobody's here, NotNow
    for an account that is bound to none."""
    bound = select(ProviderIdentity.person_id).where(
        ProviderIdentity.issuer == vouched.issuer, ProviderIdentity.subject == vouched.subject
    )
    if (person_id := tx.scalar(bound)) is not None:
        if (found := _present(tx, Person.id == person_id)) is None:
            raise Invalid("unified.unknown_here", username=vouched.username)
        return found
    named = _present(tx, Person.username == vouched.name) if vouched.name else None
    if named is None:
        raise Invalid("unified.unknown_here", username=vouched.username)
    if tx.get(ProviderIdentity, named.id) is None:
        raise NotNow("unified.not_bound", username=vouched.username)
    _record(tx, now, Event.IDENTITY_REFUSED, named.username, named.id)
    return None


def bind(tx: Session, now: datetime, actor: Actor, vouched: Vouched) -> None:
    """By the person, who proved who they are. The name has to be theirs too: otherwise whoever left
    this browser signed in at the provider would be bound. Twice is once.

    Raises NotYou for another's name, NotNow where either is bound already."""
    tx.execute(select(Person.id).where(Person.id == actor.id).with_for_update())
    if vouched.name != actor.username or len(vouched.subject) > LONGEST:
        raise NotYou("unified.other_name", username=vouched.username)
    same = select(ProviderIdentity).where(
        (ProviderIdentity.person_id == actor.id)
        | (
            (ProviderIdentity.issuer == vouched.issuer)
            & (ProviderIdentity.subject == vouched.subject)
        )
    )
    known = tx.scalars(same).all()
    if [(each.person_id, each.issuer, each.subject) for each in known] == [
        (actor.id, vouched.issuer, vouched.subject)
    ]:
        return
    if known:
        raise NotNow("unified.bound_already")
    tx.add(
        ProviderIdentity(
            person_id=actor.id, issuer=vouched.issuer, subject=vouched.subject, bound_at=now
        )
    )
    _record(tx, now, Event.IDENTITY_BOUND, actor.username, actor.id)


def unbind(
    tx: Session, now: datetime, actor: Actor, person_id: UUID, *, asked_by: UUID | None = None
) -> None:
    """One's own, or by an administrator. Twice is once. Raises NotYou where nobody else asked for a
    signer's or an administrator's; NotThere for nobody."""
    if tx.get(Person, person_id, with_for_update=True) is None:
        raise NotThere("people.not_there")
    if actor.id != person_id:
        queries.check_second(tx, actor, asked_by, person_id, Change.UNBIND)
    forget(tx, now, actor.username, person_id)


def forget(tx: Session, now: datetime, by: str, person_id: UUID) -> None:
    gone = delete(ProviderIdentity).where(ProviderIdentity.person_id == person_id)
    if tx.scalars(gone.returning(ProviderIdentity.person_id)).all():
        _record(tx, now, Event.IDENTITY_UNBOUND, by, person_id)


def _present(tx: Session, which: ColumnElement[bool]) -> Person | None:
    query = select(Person).where(which, Person.active)
    return tx.scalars(query.with_for_update()).first()


def _record(tx: Session, now: datetime, event: Event, username: str, person_id: UUID) -> None:
    audit.record(tx, now, event, actor=username, subject=f"person:{person_id}")
