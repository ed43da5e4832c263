"""Changes of an account that wait for a second administrator: read, and who may decide them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.kernel.errors import NotNow, NotThere, NotYou
from console.people import queries
from console.people.records import AccountRequest
from console.people.rules.actor import Actor
from console.people.rules.changes import Change, Handed, Outcome, Wanted, check_independent
from console.people.rules.roles import Role


@dataclass(frozen=True, slots=True)
class RequestView:
    id: UUID
    person_id: UUID
    change: Change
    roles: tuple[Role, ...]
    seen: tuple[Role, ...]
    reason: str
    telephone: str
    asked_by: UUID
    asked_at: datetime
    expires_at: datetime
    outcome: Outcome | None
    decided_by: UUID | None

    def waits(self, now: datetime) -> bool:
        return self.outcome is None and now < self.expires_at


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


def check_open(row: AccountRequest, now: datetime, actor: Actor, outcome: Outcome) -> None:
    """Raises NotNow for what was decided or has expired; NotYou where another one decides."""
    if row.outcome is not None or now >= row.expires_at:
        raise NotNow("account.request_over")
    if (actor.id == row.asked_by) != (outcome is Outcome.WITHDRAWN):
        own = actor.id == row.asked_by
        raise NotYou("account.another_confirms" if own else "account.only_the_asker")


def check_two(tx: Session, actor: Actor, asked_by: UUID, since: datetime) -> None:
    """Who asked is an administrator still, and since ``since`` neither had the other's account in
    hand. Raises NotYou or NotNow."""
    if asked_by not in queries.administrators(tx):
        raise NotNow("account.asker_left")
    lately = tx.scalars(
        select(AccountRequest).where(
            AccountRequest.outcome == Outcome.CONFIRMED,
            AccountRequest.decided_at > since,
            AccountRequest.person_id.in_([asked_by, actor.id]),
        )
    )
    check_independent(asked_by, actor.id, map(_handed, lately))


def _handed(row: AccountRequest) -> Handed:
    by = frozenset({row.asked_by, row.decided_by or row.asked_by})
    return Handed(row.person_id, row.change, wanted_of(row).given, by)


def wanted_of(row: AccountRequest) -> Wanted:
    """What was asked for, with the roles that the asker saw."""
    return Wanted(
        row.change, frozenset(map(Role, row.roles)), frozenset(map(Role, row.seen)), row.reason,
        row.telephone,
    )  # fmt: skip


def digest_of(row: AccountRequest) -> str:
    """Of a telephone number, in hex, salted by an id that the audit never says."""
    return hashlib.sha256(f"{row.id}:{row.telephone}".encode()).hexdigest()


def _view(row: AccountRequest) -> RequestView:
    return RequestView(
        id=row.id, person_id=row.person_id, change=row.change,
        roles=tuple(map(Role, row.roles)), seen=tuple(map(Role, row.seen)), reason=row.reason,
        telephone=row.telephone, asked_by=row.asked_by, asked_at=row.asked_at,
        expires_at=row.expires_at, outcome=row.outcome, decided_by=row.decided_by,
    )  # fmt: skip
