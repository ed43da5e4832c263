"""Second factors: enrolled, removed, reset. Who acts on their own proves it first (``act_of``).

Codes come in already hashed; secrets go out once, to be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from console import audit
from console.audit import Event
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.kernel.ids import new_id
from console.people import queries
from console.people.passkeys import Made
from console.people.records import (
    Passkey,
    PasskeyChallenge,
    PendingSignIn,
    Person,
    RecoveryCode,
    SignInSession,
    TotpFactor,
)
from console.people.rules import totp
from console.people.rules.actor import Actor
from console.people.rules.changes import Change
from console.people.rules.proof import Method
from console.people.rules.recovery import is_totp, tidy
from console.people.rules.roles import P, Role
from console.people.sealing import Keyring, Sealed

ENROLLING = timedelta(minutes=15)  # between the QR code and the first code from it
LONGEST_REASON = 500


def has_any(tx: Session, person_id: UUID) -> bool:
    """Whether there is a second factor: recovery codes alone are none."""
    totps = select(TotpFactor.id).where(
        TotpFactor.person_id == person_id, TotpFactor.confirmed_at.is_not(None)
    )
    keys = select(Passkey.id).where(Passkey.person_id == person_id)
    return tx.scalar(select(totps.exists() | keys.exists())) is True


@dataclass(frozen=True, slots=True)
class TotpView:
    since: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class PasskeyView:
    id: UUID
    name: str
    since: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FactorsView:
    """What a person sees of their own."""

    totp: TotpView | None
    codes_left: int
    passkeys: tuple[PasskeyView, ...] = ()

    @property
    def any(self) -> bool:
        return self.totp is not None or bool(self.passkeys)


def view(tx: Session, person_id: UUID) -> FactorsView:
    row = tx.scalars(
        select(TotpFactor).where(
            TotpFactor.person_id == person_id, TotpFactor.confirmed_at.is_not(None)
        )
    ).first()
    codes = tx.scalars(select(RecoveryCode).where(RecoveryCode.person_id == person_id)).all()
    keys = tx.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.made_at)
    )
    return FactorsView(
        totp=TotpView(row.confirmed_at, row.used_at) if row and row.confirmed_at else None,
        codes_left=sum(each.used_at is None for each in codes),
        passkeys=tuple(PasskeyView(k.id, k.name, k.made_at, k.used_at) for k in keys),
    )


def begin_totp(tx: Session, now: datetime, actor: Actor, keyring: Keyring, secret: str) -> None:
    """A new authenticator, which proves nothing yet. An earlier beginning is forgotten."""
    _lock(tx, actor.id)
    tx.execute(
        delete(TotpFactor).where(
            TotpFactor.person_id == actor.id, TotpFactor.confirmed_at.is_(None)
        )
    )
    factor_id = new_id()
    sealed = keyring.seal(secret, str(factor_id))
    tx.add(
        TotpFactor(
            id=factor_id, person_id=actor.id, secret=sealed.text, key_id=sealed.key_id, made_at=now
        )
    )


def beginning(tx: Session, now: datetime, actor: Actor, keyring: Keyring) -> str | None:
    """The secret of the authenticator that is being enrolled; None: there is none."""
    row = _begun(tx, now, actor.id)
    return None if row is None else keyring.open(Sealed(row.key_id, row.secret), str(row.id))


def confirm_totp(tx: Session, now: datetime, actor: Actor, keyring: Keyring, code: str) -> bool:
    """It takes the place of an earlier one. True when it is this person's first second factor.

    Raises NotNow where nothing was begun, Invalid for a code that does not fit.
    """
    _lock(tx, actor.id)
    row = _begun(tx, now, actor.id)
    if row is None:
        raise NotNow("factor.not_begun")
    secret = keyring.open(Sealed(row.key_id, row.secret), str(row.id))
    tidied = tidy(code)
    step = totp.fitting_step(secret, tidied, now) if is_totp(tidied) else None
    if step is None:
        raise Invalid("factor.code_does_not_fit", field="code")
    first = not has_any(tx, actor.id)
    tx.execute(delete(TotpFactor).where(TotpFactor.person_id == actor.id, TotpFactor.id != row.id))
    row.confirmed_at, row.last_step = now, step
    _record(tx, now, Event.FACTOR_ENROLLED, actor.username, actor.id, method=Method.TOTP.value)
    return first


def remove_totp(tx: Session, now: datetime, actor: Actor) -> None:
    """Twice is once."""
    _lock(tx, actor.id)
    gone = tx.scalars(
        delete(TotpFactor)
        .where(TotpFactor.person_id == actor.id, TotpFactor.confirmed_at.is_not(None))
        .returning(TotpFactor.id)
    ).all()
    if gone:
        _record(tx, now, Event.FACTOR_REMOVED, actor.username, actor.id, method=Method.TOTP.value)
    _without_factors(tx, actor.id)


def keep_passkey(tx: Session, now: datetime, actor: Actor, made: Made, name: str) -> bool:
    """True when it is this person's first second factor. Raises Invalid where it is known."""
    _lock(tx, actor.id)
    first = not has_any(tx, actor.id)
    known = select(Passkey.id).where(Passkey.credential_id == made.credential_id)
    if tx.scalar(known) is not None:
        raise Invalid("passkey.known", field="passkey")
    tx.add(
        Passkey(
            id=new_id(), person_id=actor.id, credential_id=made.credential_id,
            public_key=made.public_key, sign_count=made.sign_count,
            transports=list(made.transports), name=name, made_at=now,
        )
    )  # fmt: skip
    _record(tx, now, Event.FACTOR_ENROLLED, actor.username, actor.id, method=Method.PASSKEY.value)
    return first


def remove_passkey(tx: Session, now: datetime, actor: Actor, passkey_id: UUID) -> None:
    """One's own. Raises NotThere for another's, so that ids tell nothing."""
    _lock(tx, actor.id)
    gone = delete(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == actor.id)
    if not tx.scalars(gone.returning(Passkey.id)).all():
        raise NotThere("passkey.not_there")
    _record(tx, now, Event.FACTOR_REMOVED, actor.username, actor.id, method=Method.PASSKEY.value)
    _without_factors(tx, actor.id)


def keep_recovery_codes(tx: Session, now: datetime, actor: Actor, hashes: Sequence[str]) -> None:
    """These, and no earlier one any more. Raises NotNow for somebody without a second factor."""
    _lock(tx, actor.id)
    if not has_any(tx, actor.id):
        raise NotNow("factor.codes_need_a_factor")
    tx.execute(delete(RecoveryCode).where(RecoveryCode.person_id == actor.id))
    tx.add_all(
        RecoveryCode(id=new_id(), person_id=actor.id, code_hash=each, made_at=now)
        for each in hashes
    )
    _record(tx, now, Event.RECOVERY_MADE, actor.username, actor.id, count=len(hashes))


def reset_factors(
    tx: Session,
    now: datetime,
    actor: Actor,
    person_id: UUID,
    reason: str,
    *,
    asked_by: UUID | None = None,
) -> bool:
    """An administrator takes every second factor of somebody else away, who then enrols anew.

    Their sessions end. True when there was something to take away. Raises NotYou without the
    permission, for one's own, and for a signer's or an administrator's where nobody else asked;
    NotThere for nobody, Invalid without a reason.
    """
    actor.require(P.PEOPLE_MANAGE)
    if actor.id == person_id:
        raise NotYou("factor.own_reset")
    queries.check_second(tx, actor, asked_by, person_id, Change.FACTORS)
    return _reset(tx, now, actor.username, person_id, _reason(reason))


def reset_for_operator(tx: Session, now: datetime, username: str, reason: str) -> UUID:
    """The way back in for an administrator whom nobody else can help, by who has the server. The
    password is still asked for. Whose they were. Raises NotThere for anybody else: other people
    have administrators.
    """
    person = tx.scalars(select(Person).where(Person.username == username, Person.active)).first()
    if person is None or Role.ADMINISTRATOR not in queries.roles_of(tx, person.id):
        raise NotThere("factor.not_an_administrator")
    _reset(tx, now, audit.SYSTEM, person.id, _reason(reason))
    return person.id


def _reason(reason: str) -> str:
    kept = " ".join(reason.split())
    if not kept:
        raise Invalid("factor.reset_reason", field="reason")
    if len(kept) > LONGEST_REASON:
        raise Invalid("person.too_long", field="reason", longest=LONGEST_REASON)
    return kept


def _reset(tx: Session, now: datetime, by: str, person_id: UUID, reason: str) -> bool:
    _lock(tx, person_id)
    counts = {
        Method.TOTP: _count(tx, TotpFactor, person_id),
        Method.PASSKEY: _count(tx, Passkey, person_id),
        Method.RECOVERY: _count(tx, RecoveryCode, person_id),
    }
    for record in (TotpFactor, Passkey, RecoveryCode, PasskeyChallenge, PendingSignIn):
        tx.execute(delete(record).where(record.person_id == person_id))
    tx.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    gone = [method.value for method, count in counts.items() if count]
    _record(tx, now, Event.FACTORS_RESET, by, person_id, methods=gone, reason=reason)
    return bool(gone)


def _without_factors(tx: Session, person_id: UUID) -> None:
    """Recovery codes recover a factor; with the last one they go."""
    tx.flush()
    if not has_any(tx, person_id):
        tx.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def _begun(tx: Session, now: datetime, person_id: UUID) -> TotpFactor | None:
    return tx.scalars(
        select(TotpFactor).where(
            TotpFactor.person_id == person_id,
            TotpFactor.confirmed_at.is_(None),
            TotpFactor.made_at > now - ENROLLING,
        )
    ).first()


def _lock(tx: Session, person_id: UUID) -> None:
    """Two tabs change one person's factors one after the other."""
    query = select(Person.id).where(Person.id == person_id).with_for_update()
    if tx.scalar(query) is None:
        raise NotThere("people.not_there")


def _count(tx: Session, record: type[TotpFactor | Passkey | RecoveryCode], person_id: UUID) -> int:
    found = select(func.count()).select_from(record).where(record.person_id == person_id)
    return tx.scalar(found) or 0


def _record(
    tx: Session,
    now: datetime,
    event: Event,
    username: str,
    person_id: UUID,
    **details: str | int | list[str],
) -> None:
    audit.record(tx, now, event, actor=username, subject=f"person:{person_id}", **details)
