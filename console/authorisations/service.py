"""授权: give, rely on, revoke. All take the open transaction and the time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.authorisations.policy import AuthorisationPolicy
from console.authorisations.queries import AuthorisationView, granted, holding, scope_of, why_not
from console.authorisations.records import Authorisation
from console.authorisations.rules.giving import (
    AUTHORISABLE,
    Basis,
    Wanted,
    act_for,
    check_basis,
    check_person,
    check_span,
)
from console.files import queries as files
from console.incidents.queries import of_id
from console.kernel.clock import local, whole_seconds
from console.kernel.errors import Invalid, NotThere, NotYou
from console.kernel.ids import new_id
from console.notices.service import tell
from console.numbering import next_in
from console.people import queries as people
from console.people.records import Person
from console.people.rules.actor import Actor
from console.people.rules.granted import Matter
from console.people.rules.proof import Proof
from console.people.rules.roles import Role
from console.people.rules.signing import Proofs
from console.people.service import printable


def give(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: AuthorisationPolicy,
    proofs: Proofs,
    wanted: Wanted,
    *,
    reason: str,
    proof: Proof,
    paper: str | None = None,
) -> UUID:
    """Pressed twice it is one. ``paper``: the SHA-256 of a file that the giver stored.

    Raises NotYou for what they do not hold or was passed on before; Invalid, naming the field.
    """
    _lock_people(tx, actor.id, wanted.person_id)
    basis = _basis(tx, at, actor, wanted)
    check_basis(basis, wanted)
    _check(tx, actor, policy, wanted, basis.rests_on if basis else actor.id)
    kept = _reason(reason, policy.longest_reason)
    _check_paper(tx, actor, paper)
    proofs.require(proof, actor.id, at, act_for(wanted))
    if there := _same(tx, at, actor, wanted):
        return there.id
    who = people.names(tx, [wanted.person_id])[wanted.person_id]
    year = local(at, policy.zone).year
    row = Authorisation(
        id=new_id(), number=f"{year}-A{next_in(tx, f'authorisation:{year}'):04d}",
        role=wanted.role, person_id=who.id, person_name=who.name, person_post=who.post,
        given_by=actor.id, giver_name=actor.name, giver_post=actor.post,
        rests_on=basis.rests_on if basis else actor.id, parent_id=basis.parent if basis else None,
        incident_id=wanted.scope.incident_id, column=wanted.scope.column,
        levels=sorted(wanted.scope.levels), starts_at=wanted.starts_at, ends_at=wanted.ends_at,
        standing=wanted.standing, may_pass_on=wanted.may_pass_on, reason=kept, paper=paper,
        proof=proof.method,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    incident = of_id(tx, row.incident_id).number if row.incident_id else ""
    audit.record(
        tx, at, audit.Event.AUTHORISED, actor=actor.username, subject=_subject(row),
        number=row.number, role=row.role.value, to=who.username, incident=incident,
        column=row.column, levels=list(row.levels), until=whole_seconds(row.ends_at),
        standing=row.standing, may_pass_on=row.may_pass_on, reason=kept, paper=paper or "",
        rests_on=str(row.rests_on), proof=proof.method,
    )  # fmt: skip
    tell(
        tx, at, [who.id], "authorisation.given", _subject(row),
        {"name": actor.name, "number": row.number}, f"authorisation:{row.id}",
    )  # fmt: skip
    return row.id


def revoke(
    tx: Session, at: datetime, actor: Actor, authorisation_id: UUID, *, reason: str = ""
) -> None:
    """At once, with everything that was passed on from it. Twice is once; what was signed stays.

    By who gave it, whoever it rests on, who has it, or a leader of the bureau. Raises NotYou.
    """
    row = tx.get(Authorisation, authorisation_id, with_for_update=True)
    if row is None:
        raise NotThere("authorisation.not_there")
    if not may_revoke(actor, row):
        raise NotYou("authorisation.not_yours")
    if len(reason) > 2000:
        raise Invalid("remark.too_long", field="reason", length=len(reason), most=2000)
    passed_on = tx.scalars(
        select(Authorisation)
        .where(Authorisation.parent_id == row.id)
        .order_by(Authorisation.id)
        .with_for_update()
    )
    for each in (row, *passed_on):
        if each.revoked_at is None:
            _end(tx, at, actor, each, " ".join(printable(reason).split()))


def may_revoke(actor: Actor, it: Authorisation | AuthorisationView) -> bool:
    """Who gave it, whoever it rests on, who has it (they give it back), a leader of the bureau."""
    concerned = actor.id in (it.given_by, it.rests_on, it.person_id)
    return concerned or Role.BUREAU_LEADER in actor.roles


def rely(
    tx: Session,
    at: datetime,
    actor: Actor,
    role: Role,
    matter: Matter,
    *,
    authors: frozenset[UUID],
    spoken: frozenset[UUID],
) -> str | None:
    """The number of the authorisation on which ``actor`` signs as ``role`` at ``at``; locked, so
    that a revocation waits or is seen. None: nobody ever gave them one for it.

    ``authors``: on whose word nobody signs this; ``spoken``: whose will stands at another step of
    it, so that one will never carries two. Raises NotYou with the reason.
    """
    rows = tx.scalars(
        select(Authorisation)
        .where(Authorisation.person_id == actor.id, Authorisation.role == role)
        .order_by(Authorisation.ends_at.desc(), Authorisation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    good = set(tx.scalars(select(Authorisation.id).where(holding(at))))
    for row in rows:
        stands = granted(row).stands(authors, spoken)
        if row.id in good and scope_of(row).covers(matter) and stands:
            row.used_at = max(at, row.used_at or at)
            return row.number
    if refused := why_not(tx, at, actor.id, role, matter, authors):
        raise refused
    return None


def _basis(tx: Session, at: datetime, actor: Actor, wanted: Wanted) -> Basis | None:
    """The role, as the rows say now; else the best authorisation for it that holds."""
    if wanted.role in people.roles_of(tx, actor.id):
        return Basis(actor.id) if wanted.role in AUTHORISABLE else None
    rows = tx.scalars(
        select(Authorisation)
        .where(Authorisation.person_id == actor.id, Authorisation.role == wanted.role, holding(at))
        .order_by(Authorisation.ends_at.desc())
        .with_for_update()
    )
    found = [
        Basis(
            rests_on=row.rests_on, scope=scope_of(row), ends_at=row.ends_at, parent=row.id,
            passed_on=row.parent_id is not None, may_pass_on=row.may_pass_on,
        )
        for row in rows
    ]  # fmt: skip
    able = (each for each in found if each.may_pass_on and wanted.scope.within(each.scope))
    return next(able, found[0] if found else None)


def _check(
    tx: Session, actor: Actor, policy: AuthorisationPolicy, wanted: Wanted, rests_on: UUID
) -> None:
    person = tx.get(Person, wanted.person_id)
    if person is None or not person.active:
        raise Invalid("authorisation.no_person", field="person")
    check_person(wanted, people.roles_of(tx, wanted.person_id), actor.id, rests_on)
    check_span(wanted, policy.standing_longest if wanted.standing else policy.longest)
    if wanted.scope.column and wanted.scope.column not in policy.columns:
        raise Invalid("authorisation.no_column", field="column")
    if wanted.scope.incident_id:
        of_id(tx, wanted.scope.incident_id)


def _reason(text: str, longest: int) -> str:
    kept = " ".join(printable(text).split())
    if not kept:
        raise Invalid("authorisation.no_reason", field="reason")
    if len(kept) > longest:
        raise Invalid("remark.too_long", field="reason", length=len(kept), most=longest)
    return kept


def _check_paper(tx: Session, actor: Actor, paper: str | None) -> None:
    if not paper:
        return
    if paper not in files.brought(tx, [paper], actor.username):
        raise Invalid("authorisation.no_paper", field="paper")


def _same(tx: Session, at: datetime, actor: Actor, wanted: Wanted) -> Authorisation | None:
    """Given just now in the same words: a double touch."""
    rows = tx.scalars(
        select(Authorisation).where(
            Authorisation.given_by == actor.id, Authorisation.person_id == wanted.person_id,
            Authorisation.role == wanted.role, Authorisation.ends_at == wanted.ends_at,
            Authorisation.standing == wanted.standing, holding(at),
            Authorisation.starts_at >= at - timedelta(minutes=10),
        )
    )  # fmt: skip
    return next((row for row in rows if scope_of(row) == wanted.scope), None)


def _lock_people(tx: Session, *ids: UUID) -> None:
    """In one order, as an administrator who takes a role away locks them. Who tells them something
    does not wait: a signer, locked by the signature, would be waited for in turn."""
    asked = select(Person.id).where(Person.id.in_(ids)).order_by(Person.id)
    tx.execute(asked.with_for_update(key_share=True))


def _end(tx: Session, at: datetime, actor: Actor, row: Authorisation, reason: str) -> None:
    # Who signed while this waited for the row had signed before it was revoked.
    row.revoked_at = max(at, row.used_at or at)
    row.revoked_by, row.revoked_because = actor.id, reason
    audit.record(
        tx, at, audit.Event.AUTHORISATION_REVOKED, actor=actor.username, subject=_subject(row),
        number=row.number, reason=reason,
    )  # fmt: skip
    tell(
        tx, at, {row.person_id, row.given_by} - {actor.id}, "authorisation.revoked", _subject(row),
        {"name": actor.name, "number": row.number}, f"authorisation:{row.id}:revoked",
    )  # fmt: skip


def _subject(row: Authorisation) -> str:
    return f"authorisation:{row.id}"
