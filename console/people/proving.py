"""Proof of person: one check for every act that needs it, recording how it was proved.

Whoever has a second factor proves with it, and the password alone is refused: else a stolen
password would still do. An attempt is written down as failed before anything is looked at, and
taken back when it was right, so that no number of workers guesses for free. What is slow (Argon2id,
signatures) happens between the two transactions; what is used up is used up in the second, by one
UPDATE that only one of two can win.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from console import audit
from console.audit import Event
from console.database import Database
from console.kernel.clock import Clock
from console.kernel.errors import FayanError, Invalid, NotThere, NotYou, TooMany
from console.kernel.ids import new_id
from console.people import factors
from console.people.passwords import Passwords
from console.people.records import Person, RecoveryCode, SignInAttempt, TotpFactor
from console.people.rules import recovery, totp
from console.people.rules.attempts import Limits
from console.people.rules.proof import Method, Proof
from console.people.sealing import Keyring, Sealed


@dataclass(frozen=True, slots=True)
class Means:
    """What a proof is checked with."""

    database: Database
    clock: Clock
    passwords: Passwords
    limits: Limits
    keyring: Keyring


@dataclass(frozen=True, slots=True)
class Given:
    """What a form brought. ``code``: an authenticator's, or a recovery code."""

    password: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Of the person, as it stood when the attempt began."""

    username: str
    attempt: UUID
    password_hash: str
    has_factors: bool
    totp: tuple[UUID, Sealed] | None
    codes: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class _Fits:
    """What was right, and what it uses up."""

    method: Method
    row: UUID | None = None
    step: int = 0
    resealed: Sealed | None = None


def prove(
    means: Means,
    *,
    person_id: UUID,
    act: str,
    given: Given,
    strict: bool,
    source: str = "proof",
) -> Proof:
    """``act``: what for (``act_of``). ``strict``: a second factor, whoever it is.

    ``source``: whose failures count together; a witness named by somebody else has another one, so
    that nobody is locked out of their own. Raises NotYou, Invalid or TooMany, all ``proof.…``.
    """
    kept = _begin(means, person_id, f"{source}:{person_id}", given, strict=strict)
    fits = _check(means, kept, given)
    proved = _finish(means, kept, person_id, f"{source}:{person_id}", fits)
    if isinstance(proved, FayanError):
        raise proved
    return Proof(person_id, means.clock.now(), act, proved.value)


def _begin(means: Means, person_id: UUID, source: str, given: Given, *, strict: bool) -> _Kept:
    with means.database.transaction() as tx:
        now = means.clock.now()
        person = tx.get(Person, person_id)
        if person is None or not person.active:
            raise NotThere("people.not_there")
        has_factors = factors.has_any(tx, person_id)
        if strict and not has_factors:
            raise NotYou("proof.enrol_first")
        if has_factors and not given.code.strip():
            raise Invalid("proof.code_missing", field="code")
        since = now - means.limits.window
        failed = select(func.count()).select_from(SignInAttempt)
        failed = failed.where(SignInAttempt.at > since, SignInAttempt.address == source)
        if (tx.scalar(failed) or 0) >= means.limits.per_name:
            code = "proof.too_many_codes" if has_factors else "proof.too_many"
            raise TooMany(code, minutes=_minutes(means.limits.window))
        row = SignInAttempt(
            id=new_id(), at=now, username=person.username, address=source, known=True
        )
        tx.add(row)
        return _Kept(
            username=person.username,
            attempt=row.id,
            password_hash=person.password_hash,
            has_factors=has_factors,
            totp=_totp(tx, person_id),
            codes=_codes(tx, person_id) if recovery.is_recovery(recovery.tidy(given.code)) else (),
        )


def _totp(tx: Session, person_id: UUID) -> tuple[UUID, Sealed] | None:
    row = tx.scalars(
        select(TotpFactor).where(
            TotpFactor.person_id == person_id, TotpFactor.confirmed_at.is_not(None)
        )
    ).first()
    return None if row is None else (row.id, Sealed(row.key_id, row.secret))


def _codes(tx: Session, person_id: UUID) -> tuple[tuple[UUID, str], ...]:
    found = tx.execute(
        select(RecoveryCode.id, RecoveryCode.code_hash).where(
            RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
        )
    )
    return tuple((row.id, row.code_hash) for row in found)


def _check(means: Means, kept: _Kept, given: Given) -> _Fits | None:
    """Slow, and outside a transaction."""
    if not kept.has_factors:
        fits = means.passwords.fits(given.password, kept.password_hash)
        return _Fits(Method.PASSWORD) if fits else None
    code = recovery.tidy(given.code)
    if recovery.is_recovery(code):
        matching = (row for row, kept_as in kept.codes if means.passwords.fits(code, kept_as))
        row = next(matching, None)
        return _Fits(Method.RECOVERY, row) if row else None
    if kept.totp is None or not recovery.is_totp(code):
        return None
    row, sealed = kept.totp
    secret = means.keyring.open(sealed, str(row))
    step = totp.fitting_step(secret, code, means.clock.now())
    if step is None:
        return None
    stale = means.keyring.is_stale(sealed)
    return _Fits(Method.TOTP, row, step, means.keyring.seal(secret, str(row)) if stale else None)


def _finish(
    means: Means, kept: _Kept, person_id: UUID, source: str, fits: _Fits | None
) -> Method | FayanError:
    """Use up what was right and take the failures back; or tell the audit. What to raise, or how
    it was proved."""
    with means.database.transaction() as tx:
        now, subject = means.clock.now(), f"person:{person_id}"
        if fits is None or not _use(tx, now, fits):
            event = Event.FACTOR_REFUSED if kept.has_factors else Event.SIGN_IN_FAILED
            audit.record(
                tx, now, event, actor=kept.username, subject=subject, proof=True,
                source=source.partition(":")[0],
            )  # fmt: skip
            return NotYou(_refusal(kept, fits))
        tx.execute(delete(SignInAttempt).where(SignInAttempt.address == source))
        if fits.method is Method.RECOVERY:
            left = len(kept.codes) - 1
            audit.record(
                tx, now, Event.RECOVERY_USED, actor=kept.username, subject=subject, left=left
            )
        return fits.method


def _refusal(kept: _Kept, fits: _Fits | None) -> str:
    if not kept.has_factors:
        return "proof.wrong"
    return "proof.code_wrong" if fits is None else "proof.code_used"


def _use(tx: Session, now: datetime, fits: _Fits) -> bool:
    """Each time step and each recovery code once, whoever else is using it at this moment."""
    if fits.method is Method.TOTP:
        new = {"last_step": fits.step, "used_at": now}
        if fits.resealed is not None:
            new |= {"secret": fits.resealed.text, "key_id": fits.resealed.key_id}
        using = update(TotpFactor).where(
            TotpFactor.id == fits.row, TotpFactor.last_step < fits.step
        )
        return bool(tx.scalars(using.values(**new).returning(TotpFactor.id)).all())
    if fits.method is Method.RECOVERY:
        spending = update(RecoveryCode).where(
            RecoveryCode.id == fits.row, RecoveryCode.used_at.is_(None)
        )
        return bool(tx.scalars(spending.values(used_at=now).returning(RecoveryCode.id)).all())
    return True


def _minutes(window: timedelta) -> int:
    return max(1, int(window.total_seconds() // 60))
