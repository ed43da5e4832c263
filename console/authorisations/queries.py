"""Reading authorisations: what holds now, who may sign on one, and what they were worth then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from console.authorisations.records import Authorisation
from console.kernel.errors import NotThere, NotYou
from console.people.queries import holders_of_role
from console.people.records import Person, RoleAssignment
from console.people.rules.granted import Granted, Matter, Scope
from console.people.rules.roles import Role


@dataclass(frozen=True, slots=True)
class AuthorisationView:
    """``holds``: at the moment that was asked for. ``lost``: its giver no longer has the role."""

    id: UUID
    number: str
    role: Role
    person_id: UUID
    person_name: str
    person_post: str
    given_by: UUID
    giver_name: str
    giver_post: str
    rests_on: UUID
    parent_id: UUID | None
    scope: Scope
    starts_at: datetime
    ends_at: datetime
    standing: bool
    may_pass_on: bool
    reason: str
    paper: str | None
    used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: UUID | None
    revoked_because: str
    holds: bool
    lost: bool


def scope_of(row: Authorisation) -> Scope:
    return Scope(row.incident_id, row.column, frozenset(row.levels))


def held_then(at: datetime) -> ColumnElement[bool]:
    """Whoever it rests on had the role at ``at``."""
    return exists().where(
        RoleAssignment.person_id == Authorisation.rests_on,
        RoleAssignment.role == Authorisation.role,
        RoleAssignment.assigned_at <= at,
        or_(RoleAssignment.revoked_at.is_(None), RoleAssignment.revoked_at > at),
    )


def holding(at: datetime) -> ColumnElement[bool]:
    """From its beginning up to, not at, its end; not revoked; resting on somebody who is there."""
    ground = aliased(Person)
    return and_(
        Authorisation.starts_at <= at,
        Authorisation.ends_at > at,
        Authorisation.revoked_at.is_(None),
        held_then(at),
        exists().where(ground.id == Authorisation.rests_on, ground.active),
    )


def is_named(tx: Session, at: datetime, person_id: UUID) -> bool:
    """In an authorisation that holds or may come to hold: it has neither ended nor been revoked."""
    named = exists().where(
        Authorisation.person_id == person_id,
        Authorisation.ends_at > at,
        Authorisation.revoked_at.is_(None),
    )
    return tx.scalar(select(named)) is True


def granted(row: Authorisation) -> Granted:
    return Granted(
        row.number, row.role, scope_of(row), row.ends_at, row.rests_on, row.standing, row.given_by
    )


def givers(tx: Session, numbers: Iterable[str]) -> frozenset[UUID]:
    """On whose word these stand: who holds the role, who gave it; 常设 apart."""
    wanted = set(numbers)
    if not wanted:
        return frozenset()
    rows = tx.execute(
        select(Authorisation.rests_on, Authorisation.given_by).where(
            Authorisation.number.in_(wanted), Authorisation.standing.is_(False)
        )
    )
    return frozenset(each for row in rows for each in row)


def granted_to(tx: Session, at: datetime, person_id: UUID) -> tuple[Granted, ...]:
    """What holds now, the oldest first."""
    rows = tx.scalars(
        select(Authorisation)
        .where(Authorisation.person_id == person_id, holding(at))
        .order_by(Authorisation.id)
    )
    return tuple(granted(row) for row in rows)


def able_to_sign(
    tx: Session,
    at: datetime,
    role: Role,
    matter: Matter,
    *,
    standing: bool = True,
    spoken: frozenset[UUID] = frozenset(),
) -> tuple[UUID, ...]:
    """Holders of the role, then those authorised for it in this matter. ``standing`` False: without
    B 角 under a standing authorisation, who are asked when A is silent. ``spoken``: whose will
    stands at another step (``Standing.spoken``); nobody signs on theirs."""
    rows = tx.scalars(
        select(Authorisation)
        .join(Person, Person.id == Authorisation.person_id)
        .where(Authorisation.role == role, Person.active, holding(at))
        .order_by(Authorisation.id)
    )
    authorised = (
        row.person_id
        for row in rows
        if scope_of(row).covers(matter)
        and (standing or not row.standing)
        and granted(row).stands(frozenset(), spoken)
    )
    return tuple(dict.fromkeys((*holders_of_role(tx, role), *authorised)))


def was_good(
    tx: Session, number: str, person_id: UUID, role: str, matter: Matter, at: datetime
) -> frozenset[UUID] | None:
    """On whose word it stood (who holds the role, who gave it), when ``person_id`` could rely on it
    at ``at``; None: they could not."""
    row = tx.scalars(
        select(Authorisation).where(
            Authorisation.number == number,
            Authorisation.person_id == person_id,
            Authorisation.starts_at <= at,
            Authorisation.ends_at > at,
            or_(Authorisation.revoked_at.is_(None), Authorisation.revoked_at >= at),
            held_then(at),
        )
    ).first()
    if row is None or row.role.value != role or not scope_of(row).covers(matter):
        return None
    return frozenset({row.rests_on, row.given_by})


def why_not(
    tx: Session,
    at: datetime,
    person_id: UUID,
    role: Role,
    matter: Matter,
    authors: frozenset[UUID],
) -> NotYou | None:
    """Of the authorisation for this role that lasts, or lasted, longest; where none opens this.
    None: nobody ever gave them one."""
    found = tx.execute(
        select(Authorisation, holding(at))
        .where(Authorisation.person_id == person_id, Authorisation.role == role)
        .order_by(Authorisation.ends_at.desc(), Authorisation.id)
    ).first()
    if found is None:
        return None
    row, holds = found
    if row.revoked_at is not None:
        code = "was_revoked"
    elif row.ends_at <= at:
        code = "has_ended"
    elif not holds:
        code = "has_no_ground"
    elif not scope_of(row).covers(matter):
        code = "not_for_this"
    elif granted(row).grounds & authors:
        code = "from_an_author"
    else:
        code = "from_a_signer"
    return NotYou(f"authorisation.{code}", number=row.number)


def of_person(tx: Session, at: datetime, person_id: UUID) -> tuple[AuthorisationView, ...]:
    return _views(tx, at, Authorisation.person_id == person_id)


def given_by(tx: Session, at: datetime, person_id: UUID) -> tuple[AuthorisationView, ...]:
    """Also what was passed on from theirs: it rests on them."""
    mine = or_(Authorisation.given_by == person_id, Authorisation.rests_on == person_id)
    return _views(tx, at, mine)


def everyone(tx: Session, at: datetime) -> tuple[AuthorisationView, ...]:
    return _views(tx, at, Authorisation.id.is_not(None))


def one(tx: Session, at: datetime, authorisation_id: UUID) -> AuthorisationView:
    """Raises NotThere."""
    found = _views(tx, at, Authorisation.id == authorisation_id)
    if not found:
        raise NotThere("authorisation.not_there")
    return found[0]


def by_numbers(tx: Session, at: datetime, numbers: Iterable[str]) -> dict[str, AuthorisationView]:
    """What signatures name, by number."""
    found = _views(tx, at, Authorisation.number.in_(set(numbers)))
    return {each.number: each for each in found}


def _views(tx: Session, at: datetime, asked: ColumnElement[bool]) -> tuple[AuthorisationView, ...]:
    """Those that hold first, then the newest first."""
    rows = tx.execute(
        select(Authorisation, held_then(at), holding(at))
        .where(asked)
        .order_by(Authorisation.id.desc())
        .limit(500)
    )
    views = [
        AuthorisationView(
            holds=bool(holds), lost=not has, scope=scope_of(row),
            **{name: getattr(row, name) for name in _PLAIN},
        )
        for row, has, holds in rows
    ]  # fmt: skip
    return tuple(sorted(views, key=lambda each: not each.holds))


_PLAIN = tuple(
    name
    for name in AuthorisationView.__dataclass_fields__
    if name not in {"holds", "lost", "scope"}
)
