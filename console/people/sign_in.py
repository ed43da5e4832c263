"""Sign-in and sessions.

An attempt is written down as failed before the password is looked at, and taken back when it was
right: however many workers answer at once, none guesses for free. Hashing happens between the two
transactions.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session

from console import audit
from console.audit import Event
from console.database import Database
from console.kernel.clock import Clock
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou, TooMany
from console.kernel.ids import new_id
from console.people import factors, identities, second_step, tokens
from console.people.identities import Vouched
from console.people.passwords import Passwords
from console.people.proving import Given, Means
from console.people.records import KnownAddress, Person, SignInAttempt, SignInSession
from console.people.rules import attempts
from console.people.rules.actor import Actor
from console.people.rules.attempts import Failures, Limits
from console.people.rules.passwords import USERNAME
from console.people.rules.proof import Proof
from console.people.second_step import Owed, Pending

TOUCH = timedelta(seconds=30)  # a session's last use is written at most this often


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from. ``device``: a random cookie kept by a browser, or empty."""

    address: str
    device: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Lifetime:
    idle: timedelta
    whole: timedelta

    @property
    def idle_minutes(self) -> int:
        return int(self.idle.total_seconds() // 60)

    @property
    def whole_hours(self) -> int:
        return int(self.whole.total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class Opened:
    """``token`` goes into the cookie and is kept nowhere else."""

    token: str
    session_id: UUID
    person_id: UUID
    locale: str


@dataclass(frozen=True, slots=True)
class Known:
    """A session that is good now."""

    session_id: UUID
    person_id: UUID
    locale: str
    used_at: datetime
    first_use: bool  # of a token given at a proof: ``tokens.adopt`` ends the earlier ones


@dataclass(frozen=True, slots=True)
class Attempt:
    """``name``: as it is kept. Nobody of that name: ``person_id`` None."""

    id: UUID
    person_id: UUID | None
    name: str
    source: str
    known: bool  # the name has signed in from that source before
    password_hash: str | None


def sign_in(
    database: Database,
    clock: Clock,
    passwords: Passwords,
    limits: Limits,
    lifetime: Lifetime,
    *,
    username: str,
    password: str,
    origin: Origin,
) -> Opened | Owed:
    """Owed: the password is right, and this person's second factor comes next (``finish``).

    Raises Invalid (one sentence for a wrong name and a wrong password) or TooMany.
    """
    with database.transaction() as tx:
        attempt = begin(tx, clock.now(), limits, username, origin)
    fits = passwords.fits(password, attempt.password_hash)
    if not fits or attempt.person_id is None:
        with database.transaction() as tx:
            refused(tx, clock.now(), limits, attempt)
        raise Invalid("sign_in.wrong", field="password")
    renewed = (
        passwords.hash(password)
        if attempt.password_hash and passwords.is_stale(attempt.password_hash)
        else None
    )
    with database.transaction() as tx:
        return _open(tx, clock.now(), attempt, lifetime, origin=origin, renewed=renewed)


def finish(
    means: Means, lifetime: Lifetime, under_way: Pending, given: Given, origin: Origin
) -> tuple[Opened, Proof]:
    """The second step. Raises NotYou, Invalid or TooMany (all ``proof.…``), NotNow where it has to
    begin again."""
    with means.database.snapshot() as tx:
        source, known = _source(tx, under_way.username, origin)
    proof = second_step.prove(means, under_way, given, device=source if known else "")
    with means.database.transaction() as tx:
        now = means.clock.now()
        second_step.spend(tx, now, under_way, proof, means.limits.window)
        person = _present(tx, under_way.person_id)
        if person is None:
            raise NotNow("sign_in.start_again")
        return _welcome(tx, now, lifetime, person, origin, proof.method), proof


def by_identity(
    database: Database, clock: Clock, lifetime: Lifetime, *, vouched: Vouched, origin: Origin
) -> Opened | Owed:
    """The bureau's identity provider vouches for somebody; no password is asked for. Owed: this
    person's second factor comes next. Raises Invalid for a name that is nobody's here, NotNow for
    an account that is not bound, NotYou for one that is bound to another identity."""
    with database.transaction() as tx:
        now = clock.now()
        person = identities.holder(tx, now, vouched)
        if person is not None:
            _record(tx, now, Event.IDENTITY_TAKEN, person.username, person.id)
            if factors.has_any(tx, person.id):
                return second_step.owe(tx, now, person.id)
            return _welcome(tx, now, lifetime, person, origin)
    raise NotYou("unified.other_identity")


def open_session(
    tx: Session, now: datetime, lifetime: Lifetime, person_id: UUID, origin: Origin
) -> Opened:
    """Without a password: for the demonstration's role cards only."""
    person = tx.get(Person, person_id)
    if person is None or not person.active:
        raise NotThere("people.not_there")
    return _session(tx, now, lifetime, person, origin)


def resume(tx: Session, now: datetime, token: str, idle: timedelta) -> Known | None:
    """None for a forged, revoked, expired or idle token, and for a person who has left."""
    found = tokens.holder(tx, now, token)
    if found is None:
        return None
    session = found.session
    person = tx.get(Person, session.person_id)
    if (
        person is None
        or session.revoked_at is not None
        or now >= session.expires_at
        or now - session.used_at > idle
        or not person.active
    ):
        return None
    return Known(session.id, person.id, person.locale, session.used_at, found.first_use)


def touch(tx: Session, now: datetime, session_id: UUID) -> None:
    """A person did something: the idle time starts again."""
    tx.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.used_at < now)
        .values(used_at=now)
    )


def revoke_session(tx: Session, now: datetime, actor: Actor, session_id: UUID) -> None:
    """One's own. Raises NotThere for another's, so that ids tell nothing."""
    session = tx.scalars(
        select(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.person_id == actor.id)
        .with_for_update()
    ).first()
    if session is None:
        raise NotThere("people.no_session")
    if session.revoked_at is None:
        session.revoked_at = now
        _record(tx, now, Event.SESSION_REVOKED, actor.username, actor.id)


def revoke_all(tx: Session, now: datetime, actor: Actor, *, keep: UUID | None = None) -> None:
    """Every session of one's own but ``keep``."""
    ending = update(SignInSession).where(
        SignInSession.person_id == actor.id, SignInSession.revoked_at.is_(None)
    )
    tx.execute((ending.where(SignInSession.id != keep) if keep else ending).values(revoked_at=now))
    _record(tx, now, Event.SESSION_REVOKED, actor.username, actor.id, all=True)


def sign_out(tx: Session, now: datetime, actor: Actor, session_id: UUID) -> None:
    tx.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    _record(tx, now, Event.SIGNED_OUT, actor.username, actor.id)


def sweep(tx: Session, now: datetime, window: timedelta) -> None:
    """Forget attempts that no longer count and sessions long over."""
    tx.execute(delete(SignInAttempt).where(SignInAttempt.at < now - window))
    tokens.sweep(tx, now, long_over=now - timedelta(days=30))
    second_step.sweep(tx, now)
    tx.execute(delete(SignInSession).where(SignInSession.expires_at < now - timedelta(days=30)))


def begin(tx: Session, now: datetime, limits: Limits, username: str, origin: Origin) -> Attempt:
    """Written down as failed before anything is looked at. Raises TooMany."""
    typed = username.strip().casefold()
    person = None
    if USERNAME.fullmatch(typed):  # anything else is nobody's, and may not be fit for a query
        person = tx.scalars(select(Person).where(Person.username == typed, Person.active)).first()
    name = attempts.kept_name(typed, exists=person is not None)
    source, known = _source(tx, name, origin)
    failures = _failures(tx, now - limits.window, name, source)
    if attempts.must_pause(limits, failures, known=known):
        raise TooMany("sign_in.too_many", minutes=_minutes(limits.window))
    row = SignInAttempt(id=new_id(), at=now, username=name, address=source, known=known)
    tx.add(row)
    return Attempt(
        id=row.id,
        person_id=person.id if person else None,
        name=name,
        source=source,
        known=known,
        password_hash=person.password_hash if person else None,
    )


def _source(tx: Session, name: str, origin: Origin) -> tuple[str, bool]:
    address = attempts.source_of_address(origin.address)
    if origin.device:
        device = attempts.source_of_device(origin.device)
        if tx.get(KnownAddress, (name, device)) is not None:
            return device, True
    return address, tx.get(KnownAddress, (name, address)) is not None


def _failures(tx: Session, since: datetime, name: str, source: str) -> Failures:
    from_source = SignInAttempt.address == source
    of_name = SignInAttempt.username == name
    return Failures(
        of_source=_count(tx, since, from_source),
        of_source_and_name=_count(tx, since, and_(from_source, of_name)),
        of_name_unknown=_count(tx, since, and_(of_name, SignInAttempt.known.is_(False))),
    )


def refused(tx: Session, now: datetime, limits: Limits, attempt: Attempt) -> None:
    """It stays a failure, and the audit is told; once more when it is the one that pauses."""
    subject = f"person:{attempt.person_id}" if attempt.person_id else "sign-in"
    audit.record(
        tx,
        now,
        Event.SIGN_IN_FAILED,
        actor=audit.SYSTEM,
        subject=subject,
        source=attempt.source,
    )
    failures = _failures(tx, now - limits.window, attempt.name, attempt.source)
    if attempts.must_pause(limits, failures, known=attempt.known):
        audit.record(
            tx, now, Event.SIGN_IN_PAUSED, actor=audit.SYSTEM, subject=subject,
            source=attempt.source, minutes=_minutes(limits.window),
        )  # fmt: skip


def forgive(tx: Session, attempt: Attempt) -> None:
    """It was right: what failed before it from the same source counts no more."""
    tx.execute(
        delete(SignInAttempt).where(
            SignInAttempt.username == attempt.name, SignInAttempt.address == attempt.source
        )
    )


def _open(
    tx: Session,
    now: datetime,
    attempt: Attempt,
    lifetime: Lifetime,
    *,
    origin: Origin,
    renewed: str | None,
) -> Opened | Owed:
    person = _present(tx, attempt.person_id)
    # The password may have been changed, or the person left, while it was being checked.
    if person is None or person.password_hash != attempt.password_hash:
        raise Invalid("sign_in.wrong", field="password")
    if renewed is not None:
        person.password_hash = renewed
    forgive(tx, attempt)
    if factors.has_any(tx, person.id):
        return second_step.owe(tx, now, person.id)
    return _welcome(tx, now, lifetime, person, origin)


def _present(tx: Session, person_id: UUID | None) -> Person | None:
    query = select(Person).where(Person.id == person_id, Person.active)
    return tx.scalars(query.with_for_update()).first()


def _welcome(
    tx: Session, now: datetime, lifetime: Lifetime, person: Person, origin: Origin, proof: str = ""
) -> Opened:
    """Everything was right: this address and this device are known from now on. ``proof``: the
    second step, where there was one."""
    _know(tx, now, person.username, attempts.source_of_address(origin.address))
    if origin.device:
        _know(tx, now, person.username, attempts.source_of_device(origin.device))
    return _session(tx, now, lifetime, person, origin, proof)


def _session(
    tx: Session, now: datetime, lifetime: Lifetime, person: Person, origin: Origin, proof: str = ""
) -> Opened:
    token = tokens.made()
    session = SignInSession(
        id=new_id(),
        token_hash=tokens.hashed(token),
        person_id=person.id,
        created_at=now,
        used_at=now,
        expires_at=now + lifetime.whole,
        address=origin.address[:60],
        browser=origin.browser[:200],
    )
    tx.add(session)
    proved = {"proof": proof} if proof else {}
    where = session.address
    _record(tx, now, Event.SIGNED_IN, person.username, person.id, address=where, **proved)
    return Opened(token, session.id, person.id, person.locale)


def _know(tx: Session, now: datetime, name: str, source: str) -> None:
    known = tx.get(KnownAddress, (name, source))
    if known is None:
        tx.add(KnownAddress(username=name, address=source, at=now))
    else:
        known.at = now


def _count(tx: Session, since: datetime, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(SignInAttempt)
    return tx.scalar(query.where(SignInAttempt.at > since, condition)) or 0


def _minutes(window: timedelta) -> int:
    return max(1, int(window.total_seconds() // 60))


def _record(
    tx: Session, now: datetime, event: Event, username: str, person_id: UUID, **details: str | bool
) -> None:
    audit.record(tx, now, event, actor=username, subject=f"person:{person_id}", **details)
