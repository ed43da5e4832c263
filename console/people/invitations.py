"""First passwords: an administrator gives a code, the person chooses the password.

So no administrator ever knows a password of somebody else. A code that was used by the wrong hand
is missed by the right one.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from console import audit
from console.audit import Event
from console.kernel.errors import Invalid
from console.people import identities, queries, service, sign_in
from console.people.passwords import UNUSABLE
from console.people.proving import Means
from console.people.records import Invitation
from console.people.rules import codes
from console.people.rules.actor import Actor
from console.people.sign_in import Attempt, Origin


@dataclass(frozen=True, slots=True)
class Typed:
    username: str
    code: str
    password: str  # checked already (``rules.passwords``)


def invite(
    tx: Session,
    now: datetime,
    actor: Actor,
    person_id: UUID,
    lasts: timedelta,
    *,
    asked_by: UUID | None = None,
) -> str:
    """The code, kept nowhere else. The present password, every session, binding and earlier
    code end.

    Raises NotYou for a signer's or an administrator's account where nobody else asked.
    """
    service.set_password(tx, now, actor, person_id, UNUSABLE, asked_by=asked_by)
    identities.forget(tx, now, actor.username, person_id)
    _end(tx, now, person_id)
    code = codes.made(secrets.choice)
    tx.add(
        Invitation(
            person_id=person_id, code_hash=codes.hashed(code), made_at=now,
            made_by=actor.username, expires_at=now + lasts,
        )
    )  # fmt: skip
    _record(tx, now, Event.INVITED, actor.username, person_id)
    return code


def accept(means: Means, *, typed: Typed, origin: Origin) -> None:
    """Sets the password. Raises Invalid (one sentence for a wrong name, a wrong code and one whose
    time is over) or TooMany; failures count as those of signing in do."""
    with means.database.transaction() as tx:
        attempt = sign_in.begin(tx, means.clock.now(), means.limits, typed.username, origin)
        fits = _fitting(tx, means.clock.now(), attempt, typed.code) is not None
    if not fits:
        with means.database.transaction() as tx:
            sign_in.refused(tx, means.clock.now(), means.limits, attempt)
        raise Invalid("invitation.wrong", field="code")
    hashed = means.passwords.hash(typed.password)
    with means.database.transaction() as tx:
        now = means.clock.now()
        row = _fitting(tx, now, attempt, typed.code)
        if row is None:  # used or taken back while we hashed
            raise Invalid("invitation.wrong", field="code")
        actor = queries.actor(tx, row.person_id)
        service.set_password(tx, now, actor, actor.id, hashed)
        row.used_at = now
        sign_in.forgive(tx, attempt)
        _record(tx, now, Event.INVITATION_USED, actor.username, actor.id)


def waiting(tx: Session, now: datetime, person_id: UUID) -> datetime | None:
    """Until when somebody may still use their code; None: there is none."""
    return tx.scalar(
        select(Invitation.expires_at).where(
            Invitation.person_id == person_id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
    )


def _fitting(tx: Session, now: datetime, attempt: Attempt, code: str) -> Invitation | None:
    return tx.scalars(
        select(Invitation)
        .where(
            Invitation.code_hash == codes.hashed(code),
            Invitation.person_id == attempt.person_id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .with_for_update()
    ).first()


def _end(tx: Session, now: datetime, person_id: UUID) -> None:
    open_ones = update(Invitation).where(
        Invitation.person_id == person_id,
        Invitation.used_at.is_(None),
        Invitation.expires_at > now,
    )
    tx.execute(open_ones.values(expires_at=now))


def _record(tx: Session, now: datetime, event: Event, username: str, person_id: UUID) -> None:
    audit.record(tx, now, event, actor=username, subject=f"person:{person_id}")
