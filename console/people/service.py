"""Adding and changing people, their roles and passwords. Hashes come in ready-made."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from console import audit
from console.audit import Event
from console.kernel.errors import Invalid, NotNow, NotThere, Stale
from console.people import queries
from console.people.records import PendingSignIn, Person, RoleAssignment, SignInSession
from console.people.rules.actor import Actor
from console.people.rules.assignments import check_assignment, check_remaining
from console.people.rules.changes import Change, Wanted
from console.people.rules.passwords import check_username
from console.people.rules.roles import P, Role

LENGTHS = {"name": 40, "post": 60, "unit": 80, "telephone": 30}
REQUIRED = ("name", "post", "unit")
LANGUAGES = ("zh_CN", "en")
PAIR = 2  # administrators without whom nobody can confirm


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an administrator may write about a person."""

    name: str
    post: str
    unit: str
    telephone: str = ""

    def checked(self) -> "Particulars":
        """Trimmed. Raises Invalid, naming the field."""
        trimmed = {key: " ".join(printable(getattr(self, key)).split()) for key in LENGTHS}
        for key, longest in LENGTHS.items():
            if key in REQUIRED and not trimmed[key]:
                raise Invalid("person.required", field=key)
            if len(trimmed[key]) > longest:
                raise Invalid("person.too_long", field=key, longest=longest)
        return Particulars(**trimmed)


def printable(text: str) -> str:
    """Without control characters, which PostgreSQL and readers choke on."""
    return "".join(each for each in text if each.isprintable() or each.isspace())


def add_person(
    tx: Session,
    now: datetime,
    actor: Actor | None,
    *,
    username: str,
    particulars: Particulars,
    password_hash: str,
    locale: str = "zh_CN",
) -> UUID:
    """``actor`` None: the system itself (the first administrator, the demonstration)."""
    if actor is not None:
        actor.require(P.PEOPLE_MANAGE)
    known = check_username(username)
    if tx.scalar(select(Person.id).where(Person.username == known)) is not None:
        raise Invalid("person.username_taken", field="username", username=known)
    checked = particulars.checked()
    person = Person(
        username=known,
        name=checked.name,
        post=checked.post,
        unit=checked.unit,
        telephone=checked.telephone,
        locale=locale,
        password_hash=password_hash,
        created_at=now,
    )
    try:
        with tx.begin_nested():
            tx.add(person)
    except IntegrityError as error:  # somebody adds the same name at this moment
        raise Invalid("person.username_taken", field="username", username=known) from error
    _record(tx, now, Event.PERSON_ADDED, actor, person.id, username=known)
    return person.id


def check_few_administrators(tx: Session) -> None:
    """Raises NotNow: who has the server makes the two that everything else needs, and no third."""
    if len(queries.administrators(tx)) >= PAIR:
        raise NotNow("people.has_administrators")


def add_administrator(
    tx: Session, now: datetime, *, username: str, particulars: Particulars, password_hash: str
) -> UUID:
    """The first and the second, by who has the server."""
    check_few_administrators(tx)
    person = add_person(
        tx, now, None, username=username, particulars=particulars, password_hash=password_hash
    )
    assign_role(tx, now, None, person, Role.ADMINISTRATOR)
    return person


def close_for_operator(tx: Session, now: datetime, username: str, reason: str) -> UUID:
    """By who has the server, where no other administrator is left to confirm. Whose it was. Raises
    NotThere for anybody but an administrator, NotNow for the last one, Invalid without a reason."""
    kept = Wanted(Change.CLOSE, reason=reason).checked().reason
    person = tx.scalars(select(Person).where(Person.username == username, Person.active)).first()
    if person is None or person.id not in queries.administrators(tx):
        raise NotThere("factor.not_an_administrator")
    set_active(tx, now, None, person.id, active=False, reason=kept)
    return person.id


def change_person(
    tx: Session,
    now: datetime,
    actor: Actor,
    person_id: UUID,
    *,
    version: int,
    particulars: Particulars,
) -> bool:
    """True when something changed. Raises Stale when someone else changed the person since
    ``version``, NotYou for the telephone of a signer or an administrator (``set_telephone``)."""
    actor.require(P.PEOPLE_MANAGE)
    person = _locked(tx, person_id)
    if person.version != version:
        raise Stale("person.changed_meanwhile")
    checked = particulars.checked()
    changes = [key for key in LENGTHS if getattr(person, key) != getattr(checked, key)]
    if "telephone" in changes:
        queries.check_second(tx, actor, None, person_id, Change.TELEPHONE)
    for key in changes:
        setattr(person, key, getattr(checked, key))
    if changes:
        person.version += 1
        _record(tx, now, Event.PERSON_CHANGED, actor, person_id, changed=changes)
    return bool(changes)


def set_telephone(
    tx: Session,
    now: datetime,
    actor: Actor,
    person_id: UUID,
    telephone: str,
    *,
    asked_by: UUID,
    digest: str,
) -> None:
    """What two administrators agreed upon. ``digest``: of the number, all that the audit keeps."""
    person = _locked(tx, person_id)
    queries.check_second(tx, actor, asked_by, person_id, Change.TELEPHONE)
    person.telephone = telephone
    person.version += 1
    _record(tx, now, Event.PERSON_CHANGED, actor, person_id, changed=["telephone"], sha256=digest)


def set_active(
    tx: Session,
    now: datetime,
    actor: Actor | None,
    person_id: UUID,
    *,
    active: bool,
    asked_by: UUID | None = None,
    reason: str = "",
) -> None:
    """Closing ends every session. Raises NotNow for the last administrator, NotYou where nobody
    else asked (``asked_by``) for closing an administrator's account or opening a signer's."""
    _lock_with_administrators(tx, person_id)
    person = _locked(tx, person_id)
    if actor is not None:
        change = Change.REOPEN if active else Change.CLOSE
        queries.check_second(tx, actor, asked_by, person_id, change)
    if person.active == active:
        return
    if not active:
        _check_administrators_remain(tx, without=person_id)
        _end_sessions(tx, now, person_id)
    person.active = active
    person.version += 1
    event = Event.ACCOUNT_REOPENED if active else Event.ACCOUNT_CLOSED
    _record(tx, now, event, actor, person_id, reason=reason)


def assign_role(
    tx: Session,
    now: datetime,
    actor: Actor | None,
    person_id: UUID,
    role: Role,
    *,
    asked_by: UUID | None = None,
) -> None:
    """Does nothing when the person already holds it. A change of roles ends every session."""
    if actor is not None:
        check_assignment(actor, person_id, role)
    _locked(tx, person_id)
    if actor is not None:
        queries.check_second(tx, actor, asked_by, person_id, Change.ROLES, frozenset({role}))
    if role in queries.roles_of(tx, person_id):
        return
    tx.add(
        RoleAssignment(person_id=person_id, role=role, assigned_at=now, assigned_by=_name(actor))
    )
    _end_sessions(tx, now, person_id)
    _record(tx, now, Event.ROLE_ASSIGNED, actor, person_id, role=role.value)


def revoke_role(
    tx: Session,
    now: datetime,
    actor: Actor,
    person_id: UUID,
    role: Role,
    *,
    asked_by: UUID | None = None,
) -> None:
    """Ends every session of the person. Raises NotNow for the last administrator's role."""
    actor.require(P.PEOPLE_MANAGE)
    if role is Role.ADMINISTRATOR:
        _lock_with_administrators(tx, person_id)
    _locked(tx, person_id)
    queries.check_second(tx, actor, asked_by, person_id, Change.ROLES)
    held = tx.scalars(
        select(RoleAssignment)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.role == role,
            RoleAssignment.revoked_at.is_(None),
        )
        .with_for_update()
    ).all()
    if not held:
        return
    if role is Role.ADMINISTRATOR:
        _check_administrators_remain(tx, without=person_id)
    for assignment in held:
        assignment.revoked_at = now
        assignment.revoked_by = actor.username
    _end_sessions(tx, now, person_id)
    _record(tx, now, Event.ROLE_REVOKED, actor, person_id, role=role.value)


def set_password(
    tx: Session,
    now: datetime,
    actor: Actor | None,
    person_id: UUID,
    password_hash: str,
    *,
    keep_session: UUID | None = None,
    asked_by: UUID | None = None,
) -> None:
    """Ends every session of the person but ``keep_session``. One's own needs no permission."""
    person = _locked(tx, person_id)
    if actor is not None and actor.id != person_id:
        queries.check_second(tx, actor, asked_by, person_id, Change.INVITE)
    person.password_hash = password_hash
    _end_sessions(tx, now, person_id, keep=keep_session)
    _record(tx, now, Event.PASSWORD_CHANGED, actor, person_id)


def end_sessions(
    tx: Session, now: datetime, actor: Actor, person_id: UUID, session_id: UUID | None = None
) -> None:
    """An administrator ends one session of somebody, or all. Raises NotThere for a session that is
    not theirs."""
    actor.require(P.PEOPLE_MANAGE)
    _locked(tx, person_id)
    if session_id is None:
        _end_sessions(tx, now, person_id)
        _record(tx, now, Event.SESSION_REVOKED, actor, person_id, all=True)
        return
    session = tx.get(SignInSession, session_id, with_for_update=True)
    if session is None or session.person_id != person_id:
        raise NotThere("people.no_session")
    if session.revoked_at is None:
        session.revoked_at = now
        _record(tx, now, Event.SESSION_REVOKED, actor, person_id)


def set_language(tx: Session, person_id: UUID, locale: str) -> None:
    """A preference, not an act: it is not recorded."""
    if locale not in LANGUAGES:
        raise Invalid("language.unknown", field="locale")
    tx.execute(update(Person).where(Person.id == person_id).values(locale=locale))


def _locked(tx: Session, person_id: UUID) -> Person:
    person = tx.scalars(select(Person).where(Person.id == person_id).with_for_update()).first()
    if person is None:
        raise NotThere("people.not_there")
    return person


def _lock_with_administrators(tx: Session, person_id: UUID) -> None:
    """Two administrators must not remove each other at once: all rows are locked, in one order,
    before anything else."""
    ids = {*queries.administrators(tx), person_id}
    tx.execute(select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update())


def _check_administrators_remain(tx: Session, *, without: UUID) -> None:
    present = queries.administrators(tx)
    if without in present:
        check_remaining(len(present) - 1)


def _end_sessions(tx: Session, now: datetime, person_id: UUID, *, keep: UUID | None = None) -> None:
    ending = update(SignInSession).where(
        SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None)
    )
    tx.execute((ending.where(SignInSession.id != keep) if keep else ending).values(revoked_at=now))
    tx.execute(delete(PendingSignIn).where(PendingSignIn.person_id == person_id))


def _name(actor: Actor | None) -> str:
    return actor.username if actor else audit.SYSTEM


def _record(
    tx: Session,
    now: datetime,
    event: Event,
    actor: Actor | None,
    person_id: UUID,
    **details: str | bool | list[str],
) -> None:
    audit.record(tx, now, event, actor=_name(actor), subject=f"person:{person_id}", **details)
