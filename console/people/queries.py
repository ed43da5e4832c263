"""Reading people: actors, holders of roles, cards beside a name, lists, sessions."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session

from console.kernel.errors import NotThere
from console.people.records import Person, RoleAssignment, SignInSession
from console.people.rules import changes
from console.people.rules.actor import Actor
from console.people.rules.devices import Device, device
from console.people.rules.roles import GRANTS, P, Role


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What stands beside a name."""

    id: UUID
    username: str
    name: str
    post: str
    unit: str


@dataclass(frozen=True, slots=True)
class RoleHeld:
    role: Role
    assigned_at: datetime
    assigned_by: str


@dataclass(frozen=True, slots=True)
class PersonEntry:
    card: PersonCard
    telephone: str
    locale: str
    active: bool
    created_at: datetime
    version: int
    roles: tuple[RoleHeld, ...]


@dataclass(frozen=True, slots=True)
class OpenSession:
    id: UUID
    created_at: datetime
    used_at: datetime
    address: str
    browser: str

    @property
    def device(self) -> Device:
        return device(self.browser)


def telephones(tx: Session, people_ids: Collection[UUID]) -> dict[UUID, str]:
    """Of those who gave one."""
    rows = tx.execute(select(Person.id, Person.telephone).where(Person.id.in_(list(people_ids))))
    return {row.id: row.telephone for row in rows if row.telephone}


def locales(tx: Session, people_ids: Collection[UUID]) -> dict[UUID, str]:
    """Of those whose account is open."""
    wanted = Person.id.in_(list(people_ids)), Person.active
    return {
        row.id: row.locale for row in tx.execute(select(Person.id, Person.locale).where(*wanted))
    }


def _card(person: Person) -> PersonCard:
    return PersonCard(person.id, person.username, person.name, person.post, person.unit)


def _current(role: Role | None = None) -> Select[RoleAssignment]:
    query = select(RoleAssignment).where(RoleAssignment.revoked_at.is_(None))
    return query.where(RoleAssignment.role == role) if role else query


def roles_of(tx: Session, person_id: UUID) -> frozenset[Role]:
    held = tx.scalars(_current().where(RoleAssignment.person_id == person_id))
    return frozenset(assignment.role for assignment in held)


def roles_then(tx: Session, person_id: UUID, at: datetime) -> frozenset[Role]:
    """Held at ``at``, whatever became of it since."""
    return roles_of_then(tx, [person_id])(person_id, at)


def roles_of_then(
    tx: Session, people_ids: Iterable[UUID]
) -> Callable[[UUID, datetime], frozenset[Role]]:
    """``roles_then`` for these people, read once."""
    held: dict[UUID, list[tuple[Role, datetime, datetime | None]]] = {}
    rows = tx.execute(
        select(
            RoleAssignment.person_id,
            RoleAssignment.role,
            RoleAssignment.assigned_at,
            RoleAssignment.revoked_at,
        ).where(RoleAssignment.person_id.in_(set(people_ids)))
    )
    for person_id, role, assigned_at, revoked_at in rows:
        held.setdefault(person_id, []).append((role, assigned_at, revoked_at))

    def then(person_id: UUID, at: datetime) -> frozenset[Role]:
        return frozenset(
            role
            for role, assigned_at, revoked_at in held.get(person_id, ())
            if assigned_at <= at and (revoked_at is None or revoked_at > at)
        )

    return then


def actor(tx: Session, person_id: UUID) -> Actor:
    """Raises NotThere for nobody, and for a person who has left."""
    person = tx.get(Person, person_id)
    if person is None or not person.active:
        raise NotThere("people.not_there")
    return Actor(
        id=person.id,
        username=person.username,
        name=person.name,
        post=person.post,
        unit=person.unit,
        roles=roles_of(tx, person_id),
    )


def roles_now(tx: Session, person_id: UUID) -> frozenset[Role]:
    """For an act that rests on them: locked, so that whoever takes one away waits for the act, or
    is seen by it. None of somebody who has left."""
    there = select(Person.id).where(Person.id == person_id, Person.active)
    if tx.scalar(there.with_for_update(read=True)) is None:
        return frozenset()
    return roles_of(tx, person_id)


def holders(tx: Session, permission: P) -> tuple[UUID, ...]:
    """Active people with ``permission``, oldest account first."""
    return _holders(tx, [role for role, held in GRANTS.items() if permission in held])


def holders_of_role(tx: Session, role: Role) -> tuple[UUID, ...]:
    return _holders(tx, [role])


def _holders(tx: Session, roles: list[Role]) -> tuple[UUID, ...]:
    query = (
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(Person.active, RoleAssignment.revoked_at.is_(None), RoleAssignment.role.in_(roles))
        .order_by(Person.id)
        .distinct()
    )
    return tuple(tx.scalars(query))


def names(tx: Session, ids: Iterable[UUID]) -> Mapping[UUID, PersonCard]:
    found = tx.scalars(select(Person).where(Person.id.in_(set(ids))))
    return {person.id: _card(person) for person in found}


def cards_by_username(tx: Session, usernames: Iterable[str]) -> Mapping[str, PersonCard]:
    """The audit and holds name people by user name."""
    found = tx.scalars(select(Person).where(Person.username.in_(set(usernames))))
    return {person.username: _card(person) for person in found}


def card_of_username(tx: Session, username: str) -> PersonCard | None:
    return cards_by_username(tx, [username]).get(username)


def cards_named(tx: Session, name: str) -> tuple[PersonCard, ...]:
    found = tx.scalars(select(Person).where(Person.name == name).order_by(Person.username))
    return tuple(map(_card, found))


def people(tx: Session) -> tuple[PersonEntry, ...]:
    """Active people first, then by name."""
    held: dict[UUID, list[RoleAssignment]] = {}
    for assignment in tx.scalars(_current().order_by(RoleAssignment.assigned_at)):
        held.setdefault(assignment.person_id, []).append(assignment)
    found = tx.scalars(select(Person).order_by(Person.active.desc(), Person.unit, Person.name))
    return tuple(_entry(person, held.get(person.id, [])) for person in found)


def person(tx: Session, person_id: UUID) -> PersonEntry:
    """Raises NotThere."""
    found = tx.get(Person, person_id)
    if found is None:
        raise NotThere("people.not_there")
    held = tx.scalars(
        _current().where(RoleAssignment.person_id == person_id).order_by(RoleAssignment.assigned_at)
    )
    return _entry(found, held)


def _entry(person: Person, held: Iterable[RoleAssignment]) -> PersonEntry:
    return PersonEntry(
        card=_card(person),
        telephone=person.telephone,
        locale=person.locale,
        active=person.active,
        created_at=person.created_at,
        version=person.version,
        roles=tuple(RoleHeld(a.role, a.assigned_at, a.assigned_by) for a in held),
    )


def administrators(tx: Session) -> tuple[UUID, ...]:
    return holders_of_role(tx, Role.ADMINISTRATOR)


def account(tx: Session, person_id: UUID, *, signs_for: bool = False) -> changes.Account:
    """Of anybody, also who has left. Raises NotThere."""
    if tx.get(Person, person_id) is None:
        raise NotThere("people.not_there")
    query = select(RoleAssignment.role).where(RoleAssignment.person_id == person_id)
    return changes.Account(roles_of(tx, person_id), frozenset(tx.scalars(query)), signs_for)


def check_second(
    tx: Session,
    actor: Actor,
    asked_by: UUID | None,
    person_id: UUID,
    change: changes.Change,
    given: frozenset[Role] = frozenset(),
) -> None:
    """Raises NotYou where another administrator has to confirm (``rules.changes``)."""
    changes.check_second(actor, asked_by, change, account(tx, person_id), given)


def count(tx: Session) -> int:
    return tx.scalar(select(func.count()).select_from(Person)) or 0


def open_sessions(
    tx: Session, person_id: UUID, now: datetime, idle: timedelta | None = None
) -> tuple[OpenSession, ...]:
    """Neither revoked nor expired, nor idle for longer than ``idle``; newest use first."""
    found = tx.scalars(
        select(SignInSession)
        .where(
            SignInSession.person_id == person_id,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
            SignInSession.used_at >= now - idle if idle else true(),
        )
        .order_by(SignInSession.used_at.desc())
    )
    return tuple(OpenSession(s.id, s.created_at, s.used_at, s.address, s.browser) for s in found)
