"""The rows of accounts that rest because their platform is unwell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from console import audit
from console.database import insert_missing
from console.kernel.errors import ChannelUnavailable, FayanError, NotNow
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.close import ASKED
from console.publishing.records import Breaker, Delivery
from console.publishing.rules.breaker import Health, Terms, after_failure, says_of_platform
from console.publishing.rules.channel import Receipt
from console.publishing.rules.states import DeliveryState as S
from console.publishing.telling import RESTS, tell_of

_dice = SystemRandom()
WAITING = (S.DUE, S.RETRYING)


@dataclass(frozen=True, slots=True)
class Rest:
    """An account that rests. ``why``: the code of its last failure; ``waiting``: items due."""

    channel: str
    account: str
    since: datetime
    until: datetime
    failures: int
    why: str
    details: Mapping[str, Any]
    waiting: int


def may_try(tx: Session, at: datetime, channel: str, account: str) -> bool:
    row = tx.get(Breaker, (channel, account), populate_existing=True)
    return row is None or _health(row).may_try(at)


def on_trial(tx: Session, channel: str, account: str) -> bool:
    """It rests, or is tried by one item after its rest."""
    row = tx.get(Breaker, (channel, account))
    return row is not None and row.since is not None


def note(
    tx: Session, at: datetime, delivery_id: UUID, result: Receipt | Exception, terms: Terms
) -> None:
    """What this attempt says of its platform."""
    delivery = tx.get_one(Delivery, delivery_id)
    channel, account = delivery.channel, delivery.account
    well = says_of_platform(result)
    if well is None or delivery.drill:  # nobody asked the platform
        return
    row = tx.get(Breaker, (channel, account), with_for_update=True, populate_existing=True)
    if well:
        if row is not None and row.failures:
            _close(tx, at, row)
        return
    if row is None:
        insert_missing(tx, Breaker, [{"channel": channel, "account": account, "changed_at": at}])
        row = tx.get_one(Breaker, (channel, account), with_for_update=True)
    before = _health(row)
    asked = result.retry_after if isinstance(result, ChannelUnavailable) else None
    after = after_failure(before, at, terms, _dice.random(), asked, delivery.tries)
    row.failures, row.rests, row.changed_at = after.failures, after.rests, at
    row.since, row.resting_until = after.since, after.resting_until
    if isinstance(result, FayanError):
        row.why, row.why_details = result.code, dict(result.parameters)
    if after.since is not None and before.since is None:
        _record(tx, at, audit.Event.ACCOUNT_RESTS, audit.SYSTEM, row, reason=row.why)
        tell_of(tx, at, delivery, RESTS, again=at.isoformat(), trouble=row.why)


def _close(tx: Session, at: datetime, row: Breaker) -> None:
    """The platform is well: what waits for its next try need not wait longer, but where the
    platform named the pause."""
    if row.since is not None:
        _record(tx, at, audit.Event.ACCOUNT_SERVED, audit.SYSTEM, row)
        tx.execute(
            update(Delivery)
            .where(
                Delivery.channel == row.channel,
                Delivery.account == row.account,
                Delivery.state == S.RETRYING,
                Delivery.next_try_at > at,
                Delivery.trouble_details[ASKED].as_integer().is_(None),
            )
            .values(next_try_at=at, changed_at=at)
        )
    row.failures = row.rests = 0
    row.since = row.resting_until = None
    row.why, row.why_details, row.changed_at = "", {}, at


def resting(tx: Session) -> tuple[Rest, ...]:
    """Every account that is not served now, or waits for its trial."""
    rows = tx.scalars(
        select(Breaker).where(Breaker.since.is_not(None)).order_by(Breaker.channel, Breaker.account)
    ).all()
    return tuple(
        Rest(
            row.channel, row.account, row.since, row.resting_until, row.failures, row.why,
            row.why_details, _waiting(tx, row),
        )
        for row in rows
        if row.since and row.resting_until
    )  # fmt: skip


def try_now(tx: Session, at: datetime, actor: Actor, channel: str, account: str) -> None:
    """One item tries at once; pressing twice is harmless."""
    actor.require(P.DELIVERY_HANDOVER)
    tx.execute(  # who waits for a later time is asked to come now; locked before the account is
        update(Delivery)
        .where(Delivery.id.in_(_first_waiting(channel, account)), Delivery.next_try_at > at)
        .values(next_try_at=at, changed_at=at)
    )
    row = tx.get(Breaker, (channel, account), with_for_update=True, populate_existing=True)
    if row is None or row.resting_until is None:
        raise NotNow("delivery.not_resting")
    if row.resting_until > at:
        row.resting_until, row.changed_at = at, at
        _record(tx, at, audit.Event.ACCOUNT_TRIED, actor.username, row)


def set_right(tx: Session, at: datetime) -> None:
    """After the clock was set back: a rest that was noted from ahead of it is over."""
    tx.execute(
        update(Breaker)
        .where(Breaker.changed_at > at, Breaker.resting_until > at)
        .values(resting_until=at, changed_at=at)
    )


def _first_waiting(channel: str, account: str) -> Any:
    return (
        select(Delivery.id)
        .where(
            Delivery.channel == channel,
            Delivery.account == account,
            Delivery.state == S.RETRYING,
        )
        .order_by(Delivery.tries, Delivery.urgency, Delivery.not_before, Delivery.id)
        .limit(1)
    )


def _waiting(tx: Session, row: Breaker) -> int:
    return (
        tx.scalar(
            select(func.count())
            .select_from(Delivery)
            .where(
                Delivery.channel == row.channel,
                Delivery.account == row.account,
                Delivery.state.in_(WAITING),
            )
        )
        or 0
    )


def _health(row: Breaker) -> Health:
    return Health(row.failures, row.rests, row.since, row.resting_until)


def _record(
    tx: Session, at: datetime, event: audit.Event, actor: str, row: Breaker, **more: str
) -> None:
    audit.record(
        tx, at, event, actor=actor, subject=f"account:{row.channel}:{row.account}",
        channel=row.channel, account=row.account, **more,
    )  # fmt: skip
