"""The second step of a sign-in: the password was right, and the second factor is still owed.

What stands in between is no session. It opens one page, once, for ten minutes, and only in the
browser that holds its token.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from console.kernel.errors import NotNow
from console.kernel.ids import new_id
from console.people import passkeys, proving
from console.people.proving import Given, Means
from console.people.records import PendingSignIn, Person
from console.people.rules.proof import Proof, act_of

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Owed:
    """``token`` goes into the cookie and is kept nowhere else."""

    token: str


@dataclass(frozen=True, slots=True)
class Pending:
    id: UUID
    person_id: UUID
    username: str

    @property
    def act(self) -> str:
        return act_of("sign-in", self.id)


def owe(tx: Session, now: datetime, person_id: UUID) -> Owed:
    token = secrets.token_urlsafe(32)
    tx.add(PendingSignIn(id=new_id(), token_hash=_hash(token), person_id=person_id, made_at=now))
    return Owed(token)


def pending(tx: Session, now: datetime, token: str) -> Pending | None:
    """None for a forged, used or old token, and for a person who has left."""
    row = tx.execute(
        select(PendingSignIn, Person)
        .join(Person, Person.id == PendingSignIn.person_id)
        .where(
            PendingSignIn.token_hash == _hash(token),
            PendingSignIn.used_at.is_(None),
            PendingSignIn.made_at > now - LASTS,
            Person.active,
        )
    ).first()
    return None if row is None else Pending(row[0].id, row[1].id, row[1].username)


def prove(means: Means, under_way: Pending, given: Given, *, device: str) -> Proof:
    """``device``: what is known of this browser, or empty. Strangers share one allowance, so that
    they cannot use up that of a device where the person signs in. Raises as ``proving.prove``."""
    known = f"second-{_hash(device)[:12]}" if device else "second"
    return proving.prove(
        means, person_id=under_way.person_id, act=under_way.act, given=given, strict=True,
        source=known,
    )  # fmt: skip


def spend(tx: Session, now: datetime, under_way: Pending, proof: Proof, lasts: timedelta) -> None:
    """Once. Raises NotNow for one that was used, or forgotten, meanwhile."""
    proof.require(under_way.person_id, now, lasts, under_way.act)
    spent = update(PendingSignIn).where(
        PendingSignIn.id == under_way.id, PendingSignIn.used_at.is_(None)
    )
    if not tx.scalars(spent.values(used_at=now).returning(PendingSignIn.id)).all():
        raise NotNow("sign_in.start_again")


def sweep(tx: Session, now: datetime) -> None:
    passkeys.sweep(tx, now)
    tx.execute(delete(PendingSignIn).where(PendingSignIn.made_at < now - LASTS))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
