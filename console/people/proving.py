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

from sqlalchemy import Update, delete, func, select, update
from sqlalchemy.orm import Session

from console import audit
from console.audit import Event
from console.database import Database
from console.kernel.clock import Clock
from console.kernel.errors import FayanError, Invalid, NotThere, NotYou, TooMany
from console.kernel.ids import new_id
from console.people import factors, passkeys
from console.people.passkeys import Key
from console.people.passwords import Passwords
from console.people.records import Passkey, Person, RecoveryCode, SignInAttempt, TotpFactor
from console.people.rules import recovery, totp
from console.people.rules.attempts import Limits
from console.people.rules.passkeys import RelyingParty, counter_went_back
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
    party: RelyingParty | None = None  # whom passkeys are made for; None: they cannot be used here


@dataclass(frozen=True, slots=True)
class Given:
    """What a form brought. ``code``: an authenticator's, or a recovery code. ``passkey``: the
    browser's answer to a challenge, as JSON; ``holder``: the session that it was given to."""

    password: str = ""
    code: str = ""
    passkey: str = ""
    holder: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """Of the person, as it stood when the attempt began."""

    username: str
    password_hash: str
    has_factors: bool
    totp: tuple[UUID, Sealed] | None
    codes: tuple[tuple[UUID, str], ...]
    challenge: str | None
    key: Key | None


@dataclass(frozen=True, slots=True)
class _Fits:
    """What was right, and what it uses up."""

    method: Method
    row: UUID | None = None
    step: int = 0  # of the authenticator; for a passkey what its counter says now
    before: int = 0  # and what it said last
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
    kept = _begin(means, person_id, f"{source}:{person_id}", given, act, strict=strict)
    fits = _check(means, kept, given)
    proved = _finish(means, kept, person_id, f"{source}:{person_id}", given, fits)
    if isinstance(proved, FayanError):
        raise proved
    return Proof(person_id, means.clock.now(), act, proved.value)


def _begin(
    means: Means, person_id: UUID, source: str, given: Given, act: str, *, strict: bool
) -> _Kept:
    with means.database.transaction() as tx:
        now = means.clock.now()
        person = tx.get(Person, person_id)
        if person is None or not person.active:
            raise NotThere("people.not_there")
        has_factors = factors.has_any(tx, person_id)
        if strict and not has_factors:
            raise NotYou("proof.enrol_first")
        if has_factors and not (given.code.strip() or given.passkey):
            raise Invalid("proof.code_missing", field="code")
        since = now - means.limits.window
        if _failed(tx, since, source) >= means.limits.per_name:
            code = "proof.too_many_codes" if has_factors else "proof.too_many"
            raise TooMany(code, minutes=_minutes(means.limits.window))
        tx.add(
            SignInAttempt(id=new_id(), at=now, username=person.username, address=source, known=True)
        )
        return _Kept(
            username=person.username,
            password_hash=person.password_hash,
            has_factors=has_factors,
            totp=_totp(tx, person_id),
            codes=_codes(tx, person_id) if recovery.is_recovery(recovery.tidy(given.code)) else (),
            challenge=passkeys.claim(
                tx, now, given.passkey, person_id=person_id, holder=given.holder, act=act
            ),
            key=_key(tx, person_id, given.passkey),
        )


def _key(tx: Session, person_id: UUID, answer: str) -> Key | None:
    named = passkeys.credential_in(answer) if answer else ""
    found = (each for each in passkeys.keys_of(tx, person_id) if each.credential_id == named)
    return next(found, None) if named else None


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
    if given.passkey:
        return _check_passkey(means, kept, given.passkey)
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
    resealed = means.keyring.seal(secret, str(row)) if stale else None
    return _Fits(Method.TOTP, row, step, resealed=resealed)


def _check_passkey(means: Means, kept: _Kept, answer: str) -> _Fits | None:
    if means.party is None or kept.challenge is None or kept.key is None:
        return None
    count = passkeys.counted(means.party, kept.challenge, answer, kept.key)
    if count is None:
        return None
    return _Fits(Method.PASSKEY, kept.key.id, step=count, before=kept.key.sign_count)


def _finish(
    means: Means, kept: _Kept, person_id: UUID, source: str, given: Given, fits: _Fits | None
) -> Method | FayanError:
    """Use up what was right and take the failures back; or tell the audit. What to raise, or how
    it was proved."""
    with means.database.transaction() as tx:
        now, subject = means.clock.now(), f"person:{person_id}"
        if fits is None or not _use(tx, now, fits):
            event = Event.FACTOR_REFUSED if kept.has_factors else Event.SIGN_IN_FAILED
            code = _refusal(kept, given, fits)
            audit.record(
                tx, now, event, actor=kept.username, subject=subject, proof=True, refusal=code,
                source=source.partition(":")[0],
            )  # fmt: skip
            if _failed(tx, now - means.limits.window, source) >= means.limits.per_name:
                audit.record(
                    tx, now, Event.SIGN_IN_PAUSED, actor=kept.username, subject=subject,
                    proof=True, minutes=_minutes(means.limits.window),
                )  # fmt: skip
            return NotYou(code)
        tx.execute(delete(SignInAttempt).where(SignInAttempt.address == source))
        if fits.method is Method.RECOVERY:
            left = len(kept.codes) - 1
            audit.record(
                tx, now, Event.RECOVERY_USED, actor=kept.username, subject=subject, left=left
            )
        return fits.method


def _failed(tx: Session, since: datetime, source: str) -> int:
    failed = select(func.count()).select_from(SignInAttempt)
    failed = failed.where(SignInAttempt.at > since, SignInAttempt.address == source)
    return tx.scalar(failed) or 0


def _refusal(kept: _Kept, given: Given, fits: _Fits | None) -> str:
    if not kept.has_factors:
        return "proof.wrong"
    if given.passkey:
        copied = fits is not None and counter_went_back(fits.before, fits.step)
        return "proof.passkey_copied" if copied else "proof.passkey_wrong"
    return "proof.code_wrong" if fits is None else "proof.code_used"


def _use(tx: Session, now: datetime, fits: _Fits) -> bool:
    """Each time step, recovery code and count once, whoever else is using it at this moment."""
    changing: Update | None = None
    if fits.method is Method.TOTP:
        new = {"last_step": fits.step, "used_at": now}
        if fits.resealed is not None:
            new |= {"secret": fits.resealed.text, "key_id": fits.resealed.key_id}
        changing = (
            update(TotpFactor)
            .where(TotpFactor.id == fits.row, TotpFactor.last_step < fits.step)
            .values(**new)
            .returning(TotpFactor.id)
        )
    elif fits.method is Method.RECOVERY:
        changing = (
            update(RecoveryCode)
            .where(RecoveryCode.id == fits.row, RecoveryCode.used_at.is_(None))
            .values(used_at=now)
            .returning(RecoveryCode.id)
        )
    elif fits.method is Method.PASSKEY:
        if counter_went_back(fits.before, fits.step):
            return False
        changing = (
            update(Passkey)
            .where(Passkey.id == fits.row, Passkey.sign_count == fits.before)
            .values(sign_count=fits.step, used_at=now)
            .returning(Passkey.id)
        )
    return changing is None or bool(tx.execute(changing).all())


def _minutes(window: timedelta) -> int:
    return max(1, int(window.total_seconds() // 60))
