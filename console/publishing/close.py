"""Closing attempts: one transaction, refused for a claim whose fence has moved."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    FayanError,
    NotNow,
)
from console.publishing.desk import BACK, LEASE_LOST, Claim, Desk, Result, apart, lock_releases
from console.publishing.ports import OVERTAKEN
from console.publishing.records import Attempt, Delivery
from console.publishing.rows import cancel_overtaken
from console.publishing.rules.backoff import next_try
from console.publishing.rules.channel import Action, Receipt, Replay
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import Outcome
from console.publishing.sightings import await_sight
from console.publishing.telling import FAILED, HANDED_OVER, IN_TROUBLE, UNKNOWN, tell_of

log = structlog.get_logger()

UNEXPECTED = "delivery.unexpected"
NO_ANSWER = "delivery.no_answer"
ASKED = "asked_seconds"
"""In the details of a trouble: the pause that the platform named."""
TELL_AFTER = 3
"""Failures in a row after which an unavailable channel is told to a person."""


def close(
    tx: Session, at: datetime, desk: Desk, results: Sequence[tuple[Claim, Result]]
) -> list[Delivery]:
    """Close each attempt with its result; the deliveries that are out now."""
    ids = [claim.id for claim, _ in results]
    lock_releases(tx, {claim.release_id for claim, _ in results})
    rows = {
        row.id: row
        for row in tx.scalars(
            select(Delivery)
            .where(Delivery.id.in_(ids))
            .order_by(Delivery.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    attempts = {
        (each.delivery_id, each.fence): each
        for each in tx.scalars(
            select(Attempt).where(Attempt.delivery_id.in_(ids), Attempt.outcome == Outcome.OPEN)
        )
    }
    out, stopped = [], []
    for claim, result in results:
        row, attempt = rows[claim.id], attempts.get((claim.id, claim.fence))
        if row.fence != claim.fence or row.state is not S.SENDING or attempt is None:
            log.warning("closed too late", delivery=str(claim.id), fence=claim.fence)
            continue
        if isinstance(result, NotNow) and result.code == LEASE_LOST:
            continue  # whoever takes it over decides
        if isinstance(result, Exception) and not isinstance(result, FayanError):
            log.error("delivery broke", delivery=str(row.id), channel=row.channel, exc_info=result)
        attempt.outcome = _settle(tx, at, desk, row, result)
        attempt.closed_at, attempt.trouble = at, _trouble(result)
        row.holder = row.lease_until = None
        row.changed_at = at
        audit.record(
            tx, at, audit.Event.ATTEMPT_CLOSED, actor=audit.SYSTEM, subject=f"delivery:{row.id}",
            release_id=str(row.release_id), channel=row.channel, fence=claim.fence,
            outcome=attempt.outcome.value, state=row.state.value, trouble=attempt.trouble,
        )  # fmt: skip
        if attempt.outcome is Outcome.SENT:
            out.append(row)
        elif row.action is Action.PUBLISH and attempt.outcome is not Outcome.HANDED_OVER:
            stopped.append(row)
    if desk.watched:
        await_sight(tx, at, [row for row in out if row.channel in desk.pages and not row.drill])
    tell_stopped(tx, at, desk, stopped)
    return _tell_ledger(tx, at, desk, out)


def _settle(tx: Session, at: datetime, desk: Desk, row: Delivery, result: Result) -> Outcome:
    """The state that follows from a result, and the attempt's outcome."""
    if isinstance(result, Receipt):
        if result.handed_over and (gone := _overtaken(tx, at, desk, row)):
            cancel_overtaken(tx, at, row, gone)
            return Outcome.REFUSED
        return _took(tx, at, row, result)
    if isinstance(result, NotNow) and result.code in BACK:
        row.state = S.DUE
        return Outcome.REFUSED
    if isinstance(result, ChannelUnavailable):
        try_again(tx, at, desk, row, result)
        return Outcome.UNAVAILABLE
    if isinstance(result, ChannelRejected):
        fail(tx, at, row, result.code, result.parameters)
        return Outcome.REJECTED
    if desk.replay(row) is Replay.SAFE:
        try_again(tx, at, desk, row, result)
        uncertain = isinstance(result, ChannelUncertain)
        return Outcome.UNCERTAIN if uncertain else Outcome.UNAVAILABLE
    unknown(tx, at, row, result if isinstance(result, ChannelUncertain) else None)
    return Outcome.UNCERTAIN


def _overtaken(tx: Session, at: datetime, desk: Desk, row: Delivery) -> str:
    """The warrant's code when the release was taken back or replaced since the claim, or ""."""
    try:
        with apart(tx):
            refusal = desk.warrant.refusal(tx, row, at)
    except Exception:
        log.exception("warrant failed at the close", delivery=str(row.id))
        return ""
    return refusal if refusal in OVERTAKEN else ""


def _took(tx: Session, at: datetime, row: Delivery, receipt: Receipt) -> Outcome:
    row.receipt = {
        "url": receipt.url,
        "handed_over": receipt.handed_over,
        "details": dict(receipt.details),
    }
    row.out_at, row.tries, row.trouble, row.trouble_details = at, 0, "", {}
    if not receipt.handed_over:
        row.state = S.SENT
        return Outcome.SENT
    row.state = S.HANDED_OVER
    _why_by_hand(row, receipt)
    audit.record(
        tx, at, audit.Event.HANDED_OVER, actor=audit.SYSTEM, subject=f"delivery:{row.id}",
        release_id=str(row.release_id), channel=row.channel, account=row.account,
        action=row.action.value,
    )  # fmt: skip
    tell_of(tx, at, row, HANDED_OVER)
    return Outcome.HANDED_OVER


def _why_by_hand(row: Delivery, receipt: Receipt) -> None:
    """What kept the channel from posting itself, for whoever posts it instead."""
    if because := receipt.details.get("because"):
        row.trouble = because
        row.trouble_details = {k: v for k, v in receipt.details.items() if k != "because"}


def try_again(tx: Session, at: datetime, desk: Desk, row: Delivery, error: Exception) -> None:
    """Later, with growing pauses; when its days are over it is given up."""
    row.tries += 1
    asked = error.retry_after if isinstance(error, ChannelUnavailable) else None
    when = next_try(
        at,
        tries=row.tries,
        first=desk.backoff_first,
        longest=desk.backoff_longest,
        jitter=desk.jitter(),
        asked=asked,
        until=row.expires_at,
    )
    code = _code(error)
    if when is None:
        fail(tx, at, row, "delivery.expired", {"last": code})
        return
    row.state, row.next_try_at, row.changed_at = S.RETRYING, when, at
    row.trouble, row.trouble_details = code, _details(error)
    if asked is not None:
        row.trouble_details |= {ASKED: round(asked.total_seconds())}
    if code == UNEXPECTED or row.tries >= TELL_AFTER:
        tell_of(tx, at, row, IN_TROUBLE, trouble=code)


def fail(
    tx: Session,
    at: datetime,
    row: Delivery,
    code: str,
    details: Mapping[str, Any],
    *,
    kind: str = FAILED,
) -> None:
    """A person must look: nothing was published."""
    row.state, row.next_try_at, row.changed_at = S.FAILED, None, at
    row.trouble, row.trouble_details = code, dict(details)
    audit.record(
        tx, at, audit.Event.DELIVERY_REFUSED, actor=audit.SYSTEM, subject=f"delivery:{row.id}",
        release_id=str(row.release_id), channel=row.channel, reason=code,
    )  # fmt: skip
    tell_of(tx, at, row, kind, again=str(row.fence), trouble=code)


def unknown(tx: Session, at: datetime, row: Delivery, error: FayanError | None = None) -> None:
    """It may be published: a person looks before anything else happens."""
    row.state, row.next_try_at, row.changed_at = S.UNKNOWN, None, at
    row.trouble = error.code if error else NO_ANSWER
    row.trouble_details = dict(error.parameters) if error else {}
    tell_of(tx, at, row, UNKNOWN, again=str(row.fence))


def _tell_ledger(tx: Session, at: datetime, desk: Desk, rows: list[Delivery]) -> list[Delivery]:
    """Those the ledger took note of. What is safe to repeat is, until the ledger has it too."""
    if not rows:
        return []
    try:
        with apart(tx):
            desk.ledger.delivered(tx, rows, at)
    except Exception as error:
        log.exception("ledger failed", deliveries=[str(row.id) for row in rows])
        if len(rows) > 1:
            return [each for row in rows for each in _tell_ledger(tx, at, desk, [row])]
        if desk.replay(rows[0]) is Replay.SAFE:
            try_again(tx, at, desk, rows[0], error)
        return []
    return rows


def tell_stopped(tx: Session, at: datetime, desk: Desk, rows: Sequence[Delivery]) -> None:
    """What the ledger cannot note of an attempt that came to nothing, it finds at the next."""
    try:
        with apart(tx):
            desk.ledger.stopped(tx, rows, at)
    except Exception:
        log.exception("ledger failed", deliveries=[str(row.id) for row in rows])


def _code(error: Exception) -> str:
    return error.code if isinstance(error, FayanError) else UNEXPECTED


def _details(error: Exception) -> dict[str, Any]:
    return (
        dict(error.parameters) if isinstance(error, FayanError) else {"what": type(error).__name__}
    )


def _trouble(result: Result) -> str:
    return _code(result) if isinstance(result, Exception) else ""
