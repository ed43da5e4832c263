"""An administrator changes somebody's account: at once, or as a request that another administrator
confirms where ``rules.changes`` says so. The proof of person is looked at before
(``act_of("account", …)``).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from console import audit
from console.audit import Event
from console.kernel.errors import Invalid, NotNow, NotThere, Stale
from console.people import account_requests, factors, identities, invitations, queries, service
from console.people.records import AccountRequest, Person, SignInAttempt
from console.people.rules.actor import Actor
from console.people.rules.assignments import check_assignment
from console.people.rules.changes import (
    Account,
    Change,
    Outcome,
    Wanted,
    gives_anew,
    needs_second,
)
from console.people.rules.roles import P, Role
from console.people.service import PAIR, Particulars

FIRST_GIVEN = "首次给出可以签字、放行、授权或管理人员的角色，口令和核验方式重新发放"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a code of an invitation and a request may wait. ``independent``: how long after one
    administrator had another one's account in hand the two do not count as two. ``signs_for``:
    whether an authorisation lets this person sign for somebody, now or later."""

    invitation: timedelta
    request: timedelta
    independent: timedelta
    signs_for: Callable[[Session, datetime, UUID], bool]


@dataclass(frozen=True, slots=True)
class Done:
    """``code``: of an invitation, to be shown once. ``request``: what now waits for another.
    ``changed``: whether anything was changed now."""

    code: str = ""
    request: UUID | None = None
    changed: bool = True


def change(
    tx: Session, now: datetime, actor: Actor, terms: Terms, person_id: UUID, wanted: Wanted
) -> Done:
    """Does it, or asks for it. Raises NotYou, NotNow, NotThere, Invalid or Stale."""
    actor.require(P.PEOPLE_MANAGE)
    wanted = wanted.checked()
    known = account(tx, now, terms, person_id)
    if wanted.change is Change.ROLES:
        _check_seen(known.held, wanted)
    if needs_second(wanted.change, known, wanted.given):
        return Done(request=_ask(tx, now, actor, terms, person_id, wanted))
    return _do(tx, now, actor, terms, person_id, wanted, asked_by=None)


def change_particulars(
    tx: Session,
    now: datetime,
    actor: Actor,
    terms: Terms,
    person_id: UUID,
    *,
    version: int,
    particulars: Particulars,
) -> Done:
    """At once, but for the telephone of a guarded account, which is asked for. Raises NotYou,
    NotNow, NotThere, Invalid or Stale; then nothing was changed."""
    actor.require(P.PEOPLE_MANAGE)
    wanted, known = particulars.checked(), queries.person(tx, person_id).telephone
    guarded = account(tx, now, terms, person_id)
    asks = wanted.telephone != known and needs_second(Change.TELEPHONE, guarded)
    at_once = replace(wanted, telephone=known) if asks else wanted
    changed = service.change_person(tx, now, actor, person_id, version=version, particulars=at_once)
    if not asks:
        return Done(changed=changed)
    number = Wanted(Change.TELEPHONE, telephone=wanted.telephone)
    return Done(request=_ask(tx, now, actor, terms, person_id, number), changed=changed)


def account(tx: Session, now: datetime, terms: Terms, person_id: UUID) -> Account:
    """What the rules need to know of somebody's account. Raises NotThere."""
    signs_for = terms.signs_for(tx, now, person_id)
    return queries.account(tx, person_id, signs_for=signs_for)


def decide(
    tx: Session, now: datetime, actor: Actor, terms: Terms, request_id: UUID, outcome: Outcome
) -> Done:
    """Another administrator confirms or refuses; who asked may withdraw.

    Raises NotYou (also where the two are not independent), NotThere, NotNow for what was decided
    or has expired, Stale for roles that have changed since.
    """
    actor.require(P.PEOPLE_MANAGE)
    row = tx.scalars(
        select(AccountRequest).where(AccountRequest.id == request_id).with_for_update()
    ).first()
    if row is None:
        raise NotThere("account.no_request")
    account_requests.check_open(row, now, actor, outcome)
    if outcome is Outcome.CONFIRMED:
        account_requests.check_two(tx, actor, row.asked_by, now - terms.independent)
    row.outcome, row.decided_by, row.decided_at = outcome, actor.id, now
    event = {
        Outcome.CONFIRMED: Event.CHANGE_CONFIRMED,
        Outcome.REFUSED: Event.CHANGE_REFUSED,
        Outcome.WITHDRAWN: Event.CHANGE_WITHDRAWN,
    }[outcome]
    asker = queries.names(tx, [row.asked_by])[row.asked_by].username
    _record(tx, now, event, actor, row.person_id, change=row.change.value, asked_by=asker)
    if outcome is not Outcome.CONFIRMED:
        return Done()
    return _do(
        tx, now, actor, terms, row.person_id, account_requests.wanted_of(row),
        asked_by=row.asked_by, digest=account_requests.digest_of(row),
    )  # fmt: skip


def failures(tx: Session, since: datetime, person_id: UUID) -> int:
    """Failed sign-ins and proofs under somebody's name that still count."""
    query = (
        select(func.count())
        .select_from(SignInAttempt)
        .join(Person, Person.username == SignInAttempt.username)
    )
    return tx.scalar(query.where(Person.id == person_id, SignInAttempt.at > since)) or 0


def _ask(
    tx: Session, now: datetime, actor: Actor, terms: Terms, person_id: UUID, wanted: Wanted
) -> UUID:
    for role in wanted.given:
        check_assignment(actor, person_id, role)
    if len(queries.administrators(tx)) < PAIR:
        raise NotNow("account.nobody_to_confirm")
    # Of two who ask at once, the second waits here and finds the request of the first.
    tx.get(Person, person_id, with_for_update={"key_share": True})
    if account_requests.waiting(tx, now, person_id):
        raise NotNow("account.asked_already")
    row = AccountRequest(
        person_id=person_id, change=wanted.change, roles=sorted(wanted.roles),
        seen=sorted(wanted.seen), reason=wanted.reason, telephone=wanted.telephone,
        asked_by=actor.id, asked_at=now, expires_at=now + terms.request,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    given = {"roles": sorted(role.value for role in wanted.given)} if wanted.given else {}
    number = (
        {"sha256": account_requests.digest_of(row)} if wanted.change is Change.TELEPHONE else {}
    )
    _record(
        tx, now, Event.CHANGE_ASKED, actor, person_id, change=wanted.change.value, **given, **number
    )
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
    digest: str = "",
) -> Done:
    if wanted.change is Change.INVITE:
        code = invitations.invite(tx, now, actor, person_id, terms.invitation, asked_by=asked_by)
        return Done(code=code)
    if wanted.change is Change.ROLES:
        return _set_roles(tx, now, actor, terms, person_id, wanted, asked_by)
    if wanted.change is Change.TELEPHONE and asked_by:
        service.set_telephone(
            tx, now, actor, person_id, wanted.telephone, asked_by=asked_by, digest=digest
        )
    elif wanted.change is Change.FACTORS:
        factors.reset_factors(tx, now, actor, person_id, wanted.reason, asked_by=asked_by)
    elif wanted.change is Change.UNBIND:
        identities.unbind(tx, now, actor, person_id, asked_by=asked_by)
    elif wanted.change is Change.UNLOCK:
        _unlock(tx, now, actor, person_id)
    elif wanted.change in {Change.CLOSE, Change.REOPEN}:
        service.set_active(
            tx, now, actor, person_id, active=wanted.change is Change.REOPEN, asked_by=asked_by,
            reason=wanted.reason,
        )  # fmt: skip
    else:
        raise Invalid("account.choose", field="change")
    return Done()


def _set_roles(
    tx: Session,
    now: datetime,
    actor: Actor,
    terms: Terms,
    person_id: UUID,
    wanted: Wanted,
    asked_by: UUID | None,
) -> Done:
    """New ones first, so that the last administrator may hand the office over in one act."""
    held, before = queries.roles_of(tx, person_id), queries.account(tx, person_id)
    _check_seen(held, wanted)
    for role in sorted(wanted.roles - held):
        service.assign_role(tx, now, actor, person_id, role, asked_by=asked_by)
    for role in sorted(held - wanted.roles):
        service.revoke_role(tx, now, actor, person_id, role, asked_by=asked_by)
    if not gives_anew(before, wanted.given):
        return Done()
    factors.reset_factors(tx, now, actor, person_id, FIRST_GIVEN, asked_by=asked_by)
    code = invitations.invite(tx, now, actor, person_id, terms.invitation, asked_by=asked_by)
    return Done(code=code)


def _check_seen(held: frozenset[Role], wanted: Wanted) -> None:
    if held != wanted.seen:
        raise Stale("person.changed_meanwhile")


def _unlock(tx: Session, now: datetime, actor: Actor, person_id: UUID) -> None:
    person = tx.get_one(Person, person_id)
    tx.execute(delete(SignInAttempt).where(SignInAttempt.username == person.username))
    _record(tx, now, Event.ACCOUNT_UNLOCKED, actor, person_id)


def _record(
    tx: Session,
    now: datetime,
    event: Event,
    actor: Actor,
    person_id: UUID,
    **details: str | list[str],
) -> None:
    audit.record(tx, now, event, actor=actor.username, subject=f"person:{person_id}", **details)
