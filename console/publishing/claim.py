"""Taking what is due: HOLD, lateness and warrant are judged in the claim's own transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from console import audit
from console.publishing import due
from console.publishing.close import fail, tell_stopped, try_again
from console.publishing.desk import Claim, Desk, apart, lock_releases
from console.publishing.holds import hold_late
from console.publishing.ports import ASK_AGAIN, OVERTAKEN
from console.publishing.reconfirming import ask_again
from console.publishing.records import Attempt, Delivery
from console.publishing.rows import cancel_overtaken
from console.publishing.rules.lateness import verdict
from console.publishing.rules.plan import FEEDS, PUBLIC_PAGE, IfLate
from console.publishing.rules.states import OUT, Outcome
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.urgency import Urgency
from console.publishing.telling import REFUSED

log = structlog.get_logger()


def anything(tx: Session, at: datetime, channels: Iterable[str]) -> bool:
    """Whether ``take`` would find something for these channels."""
    return bool(tx.scalar(due.ANYTHING, {"now": at, "channels": list(channels)}))


def accounts_due(tx: Session, at: datetime, channels: Iterable[str]) -> list[tuple[str, str]]:
    """(channel, account) with something to do."""
    found = tx.execute(due.ACCOUNTS, {"now": at, "channels": list(channels)})
    return [(channel, account) for channel, account in found]


def take(
    tx: Session,
    at: datetime,
    desk: Desk,
    channels: Sequence[str],
    *,
    account: str = "",
    limit: int,
    by_time: bool = False,
    on_trial: bool = False,
) -> list[Claim]:
    """Claim up to ``limit``; a page stands before the feeds that tell of it.

    ``account``: of that one only; "": of all. The urgent go first, and in a batch by themselves;
    ``by_time``: this once whoever waited longest; ``on_trial``: whoever failed least, to learn
    whether the account is well.
    """
    tx.execute(due.PROMOTE, {"now": at})
    found = tx.execute(
        _query(account, by_time=by_time, on_trial=on_trial),
        {"now": at, "channels": list(channels), "most": limit}
        | ({"account": account} if account else {}),
    )
    candidates: dict[UUID, UUID] = dict(found.all())
    ours = lock_releases(tx, candidates.values(), skip_locked=True)
    ids = [row for row, release in candidates.items() if release in ours]
    rows = tx.scalars(due.LOCK, {"now": at, "ids": ids}).all()
    if not by_time and not account:
        rows = _urgent_alone(rows)
    asked = [row for row in rows if _in_time(tx, at, desk, row)]
    refusals = _refusals(tx, at, desk, asked)
    going = [row for row in asked if _may_go(tx, at, desk, row, refusals[row.id])]
    going = _told(tx, at, desk, going)
    pages = {Claim.of(row).page for row in going if row.channel == PUBLIC_PAGE}
    return [
        _open(tx, at, desk, row)
        for row in going
        if row.channel != FEEDS or Claim.of(row).page in pages or _page_out(tx, row)
    ]


def _query(account: str, *, by_time: bool, on_trial: bool) -> Select[UUID, UUID]:
    if account and on_trial:
        return due.POSTS_ON_TRIAL
    if account:
        return due.POSTS_BY_TIME if by_time else due.POSTS
    return due.BATCH_BY_TIME if by_time else due.BATCH


def _urgent_alone(rows: Sequence[Delivery]) -> Sequence[Delivery]:
    """They do not wait until a hundred routine pages are written; if there are none, all go."""
    return [row for row in rows if row.urgency < Urgency.ROUTINE] or rows


def out_of(tx: Session, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these deliveries that are out."""
    return frozenset(
        tx.scalars(select(Delivery.id).where(Delivery.id.in_(list(ids)), Delivery.state.in_(OUT)))
    )


def next_time(tx: Session, at: datetime) -> datetime | None:
    """The next moment after ``at`` at which something may become due."""
    return min((each for each in tx.scalars(due.NEXT, {"now": at}) if each), default=None)


def _in_time(tx: Session, at: datetime, desk: Desk, row: Delivery) -> bool:
    """Not too late by its plan, and there is a channel for it."""
    late = verdict(at, row.late_after, row.if_late)
    if late is not IfLate.PUBLISH:
        hold_late(tx, at, row, late)
        return False
    if row.channel not in desk.pages and row.channel not in desk.posts:
        fail(tx, at, row, "delivery.no_channel", {})
        tell_stopped(tx, at, desk, [row])
        return False
    return True


def _refusals(
    tx: Session, at: datetime, desk: Desk, rows: Sequence[Delivery]
) -> dict[UUID, str | Exception | None]:
    """What the warrant says of each; where it breaks, each is asked by itself."""
    if not rows:
        return {}
    try:
        with apart(tx):
            said = desk.warrant.refusals(tx, rows, at)
        return {row.id: refusal for row, refusal in zip(rows, said, strict=True)}
    except Exception as error:
        log.exception("warrant failed", deliveries=[str(row.id) for row in rows])
        if len(rows) == 1:
            return {rows[0].id: error}
        return {key: one for row in rows for key, one in _refusals(tx, at, desk, [row]).items()}


def _may_go(
    tx: Session, at: datetime, desk: Desk, row: Delivery, refusal: str | Exception | None
) -> bool:
    if isinstance(refusal, Exception):
        try_again(tx, at, desk, row, refusal)
        return False
    if refusal is None:
        return True
    if refusal in ASK_AGAIN:
        ask_again(tx, at, row, refusal)
        return False
    if refusal in OVERTAKEN:
        cancel_overtaken(tx, at, row, refusal)
        return False
    row.fence += 1
    tx.add(
        Attempt(
            delivery_id=row.id,
            fence=row.fence,
            holder=desk.holder,
            opened_at=at,
            closed_at=at,
            outcome=Outcome.REFUSED,
            trouble=refusal,
        )
    )
    fail(tx, at, row, refusal, {}, kind=REFUSED)
    tell_stopped(tx, at, desk, [row])
    return False


def _told(tx: Session, at: datetime, desk: Desk, rows: list[Delivery]) -> list[Delivery]:
    """Tell the ledger of the claims; one that it cannot bear goes alone."""
    if not rows:
        return []
    try:
        with apart(tx):
            desk.ledger.claimed(tx, rows, at)
    except Exception as error:
        log.exception("ledger failed at the claim", deliveries=[str(row.id) for row in rows])
        if len(rows) == 1:
            try_again(tx, at, desk, rows[0], error)
            return []
        return [each for row in rows for each in _told(tx, at, desk, [row])]
    return rows


def _open(tx: Session, at: datetime, desk: Desk, row: Delivery) -> Claim:
    row.state, row.fence = S.SENDING, row.fence + 1
    row.holder, row.lease_until = desk.holder, at + desk.lease
    row.next_try_at, row.changed_at = None, at
    tx.add(
        Attempt(
            delivery_id=row.id,
            fence=row.fence,
            holder=desk.holder,
            opened_at=at,
            outcome=Outcome.OPEN,
        )
    )
    audit.record(
        tx, at, audit.Event.ATTEMPT_OPENED, actor=audit.SYSTEM, subject=f"delivery:{row.id}",
        release_id=str(row.release_id), channel=row.channel, account=row.account,
        action=row.action.value, fence=row.fence, client_ref=row.client_ref,
        passes_hold=row.passes_hold,
    )  # fmt: skip
    return Claim.of(row)


def _page_out(tx: Session, row: Delivery) -> bool:
    return bool(
        tx.scalar(
            select(
                exists().where(
                    Delivery.release_id == row.release_id,
                    Delivery.digest == row.digest,
                    Delivery.action == row.action,
                    Delivery.cause == row.cause,
                    Delivery.channel == PUBLIC_PAGE,
                    Delivery.state.in_(OUT),
                )
            )
        )
    )


def expire(tx: Session, at: datetime) -> None:
    """Give up what could not even be tried in all its days (feeds whose page failed)."""
    for row in tx.scalars(due.STUCK, {"now": at}):
        fail(tx, at, row, "delivery.expired", {})
