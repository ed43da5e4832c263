"""An administrator changes somebody's account: at once, or for an administrator's as a request that
another administrator confirms. The proof of person is looked at before (``act_of("account", …)``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from console import audit
from console.audit import Event
from console.kernel.errors import NotNow, NotThere, NotYou, Stale
from console.people import factors, invitations, queries, service
from console.people.records import AccountRequest, Person, SignInAttempt
from console.people.rules.actor import Actor
from console.people.rules.assignments import check_assignment
from console.people.rules.changes import Change, Outcome, Wanted, needs_second
from console.people.rules.roles import P, Role


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a code of an invitation and a request may wait."""

    invitation: timedelta
    request: timedelta


@dataclass(frozen=True, slots=True)
class Done:
    """``code``: of an invitation, to be shown once. ``request``: what now waits for another."""

    code: str = ""
    request: UUID | None = None


@dataclass(frozen=True, slots=True)
class RequestView:
    id: UUID
    person_id: UUID
    change: Change
    roles: tuple[Role, ...]
    seen: tuple[Role, ...]
    reason: str
    asked_by: UUID
    asked_at: datetime
    expires_at: datetime
    outcome: Outcome | None
    decided_by: UUID | None

    def waits(self, now: datetime) -> bool:
        return self.outcome is None and now < self.expires_at


def change(
    tx: Session, now: datetime, actor: Actor, terms: Terms, person_id: UUID, wanted: Wanted
) -> Done:
    """Does it, or asks for it. Raises NotYou, NotNow, NotThere, Invalid or Stale."""
    actor.require(P.PEOPLE_MANAGE)
    wanted = wanted.checked()
    held, among = _held(tx, person_id), len(queries.administrators(tx))
    second = needs_second(held, wanted.roles, administrators=among)
    if second and wanted.change is not Change.UNLOCK:
        return Done(request=_ask(tx, now, actor, terms, person_id, wanted))
    return _do(tx, now, actor, terms, person_id, wanted, asked_by=None)


def decide(
    tx: Session, now: datetime, actor: Actor, terms: Terms, request_id: UUID, outcome: Outcome
) -> Done:
    """Another administrator confirms or refuses; who asked may withdraw.

    Raises NotYou, NotThere, NotNow for what was decided or has expired, Stale for roles that have
    changed since.
    """
    actor.require(P.PEOPLE_MANAGE)
    row = tx.scalars(
        select(AccountRequest).where(AccountRequest.id == request_id).with_for_update()
    ).first()
    if row is None:
        raise NotThere("account.no_request")
    _check_open(row, now, actor, outcome)
    row.outcome, row.decided_by, row.decided_at = outcome, actor.id, now
    event = {
        Outcome.CONFIRMED: Event.CHANGE_CONFIRMED,
        Outcome.REFUSED: Event.CHANGE_REFUSED,
        Outcome.WITHDRAWN: Event.CHANGE_WITHDRAWN,
    }[outcome]
    _record(tx, now, event, actor, row.person_id, change=row.change.value)
    if outcome is not Outcome.CONFIRMED:
        return Done()
    wanted = Wanted(
        row.change, frozenset(map(Role, row.roles)), frozenset(map(Role, row.seen)), row.reason
    )
    return _do(tx, now, actor, terms, row.person_id, wanted, asked_by=row.asked_by)


def waiting(tx: Session, now: datetime, person_id: UUID | None = None) -> tuple[RequestView, ...]:
    """Requests that nobody has decided, oldest first."""
    query = select(AccountRequest).where(
        AccountRequest.outcome.is_(None), AccountRequest.expires_at > now
    )
    if person_id is not None:
        query = query.where(AccountRequest.person_id == person_id)
    return tuple(_view(row) for row in tx.scalars(query.order_by(AccountRequest.asked_at)))


def request(tx: Session, request_id: UUID) -> RequestView:
    row = tx.get(AccountRequest, request_id)
    if row is None:
        raise NotThere("account.no_request")
    return _view(row)


def failures(tx: Session, since: datetime, person_id: UUID) -> int:
    """Failed sign-ins and proofs under somebody's name that still count."""
    query = (
        select(func.count())
        .select_from(SignInAttempt)
        .join(Person, Person.username == SignInAttempt.username)
    )
    return tx.scalar(query.where(Person.id == person_id, SignInAttempt.at > since)) or 0


def _check_open(row: AccountRequest, now: datetime, actor: Actor, outcome: Outcome) -> None:
    if row.outcome is not None or now >= row.expires_at:
        raise NotNow("account.request_over")
    if (actor.id == row.asked_by) != (outcome is Outcome.WITHDRAWN):
        own = actor.id == row.asked_by
        raise NotYou("account.another_confirms" if own else "account.only_the_asker")


def _held(tx: Session, person_id: UUID) -> frozenset[Role]:
    if tx.get(Person, person_id) is None:
        raise NotThere("people.not_there")
    return queries.roles_of(tx, person_id)


def _ask(
    tx: Session, now: datetime, actor: Actor, terms: Terms, person_id: UUID, wanted: Wanted
) -> UUID:
    for role in wanted.roles - wanted.seen:
        check_assignment(actor, person_id, role)
    if len(queries.administrators(tx)) < 2:
        raise NotNow("account.nobody_to_confirm")
    if waiting(tx, now, person_id):
        raise NotNow("account.asked_already")
    row = AccountRequest(
        person_id=person_id, change=wanted.change, roles=sorted(wanted.roles),
        seen=sorted(wanted.seen), reason=wanted.reason, asked_by=actor.id, asked_at=now,
        expires_at=now + terms.request,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    _record(tx, now, Event.CHANGE_ASKED, actor, person_id, change=wanted.change.value)
    return row.id


def _do(
    tx: Session,
    now: datetime,
    actor: Actor,
    terms: Terms,
    person_id: UUID,
    wanted: Wanted,
    *,
    asked_by: UUID | None,
) -> Done:
    if wanted.change is Change.INVITE:
        code = invitations.invite(tx, now, actor, person_id, terms.invitation, asked_by=asked_by)
        return Done(code=code)
    if wanted.change is Change.ROLES:
        _set_roles(tx, now, actor, person_id, wanted, asked_by)
    elif wanted.change is Change.FACTORS:
        factors.reset_factors(tx, now, actor, person_id, wanted.reason, asked_by=asked_by)
    elif wanted.change is Change.UNLOCK:
        _unlock(tx, now, actor, person_id)
    else:
        service.set_active(
            tx, now, actor, person_id, active=wanted.change is Change.REOPEN, asked_by=asked_by,
            reason=wanted.reason,
        )  # fmt: skip
    return Done()


def _set_roles(
    tx: Session,
    now: datetime,
    actor: Actor,
    person_id: UUID,
    wanted: Wanted,
    asked_by: UUID | None,
) -> None:
    """New ones first, so that the last administrator may hand the office over in one act."""
    held = queries.roles_of(tx, person_id)
    if held != wanted.seen:
        raise Stale("person.changed_meanwhile")
    for role in sorted(wanted.roles - held):
        service.assign_role(tx, now, actor, person_id, role, asked_by=asked_by)
    for role in sorted(held - wanted.roles):
        service.revoke_role(tx, now, actor, person_id, role, asked_by=asked_by)


def _unlock(tx: Session, now: datetime, actor: Actor, person_id: UUID) -> None:
    person = tx.get_one(Person, person_id)
    tx.execute(delete(SignInAttempt).where(SignInAttempt.username == person.username))
    _record(tx, now, Event.ACCOUNT_UNLOCKED, actor, person_id)


def _view(row: AccountRequest) -> RequestView:
    return RequestView(
        id=row.id, person_id=row.person_id, change=row.change,
        roles=tuple(map(Role, row.roles)), seen=tuple(map(Role, row.seen)), reason=row.reason,
        asked_by=row.asked_by, asked_at=row.asked_at, expires_at=row.expires_at,
        outcome=row.outcome, decided_by=row.decided_by,
    )  # fmt: skip


def _record(
    tx: Session, now: datetime, event: Event, actor: Actor, person_id: UUID, **details: str
) -> None:
    audit.record(tx, now, event, actor=actor.username, subject=f"person:{person_id}", **details)
