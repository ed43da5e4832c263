"""Taking what is due: HOLD, lateness and warrant are judged in the claim's own transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, and_, case, exists, func, not_, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from console import audit
from console.publishing.close import fail, try_again
from console.publishing.desk import Claim, Desk, apart, lock_releases
from console.publishing.holds import hold_late, unheld
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.lateness import verdict
from console.publishing.rules.plan import PUBLIC_PAGE, IfLate
from console.publishing.rules.states import OUT, Outcome
from console.publishing.rules.states import DeliveryState as S
from console.publishing.telling import REFUSED

log = structlog.get_logger()

FEEDS = "feeds"


def promote(tx: Session, at: datetime) -> None:
    """waiting → due, where the time and the precondition have come."""
    tx.execute(
        update(Delivery)
        .where(Delivery.state == S.WAITING, _turn_has_come(at))
        .values(state=S.DUE, changed_at=at)
        .execution_options(synchronize_session=False)
    )


def anything(tx: Session, at: datetime, channels: Iterable[str]) -> bool:
    """Whether ``take`` would find something for these channels."""
    wanted = exists().where(Delivery.channel.in_(list(channels)), _claimable(at))
    return bool(tx.scalar(select(wanted)))


def accounts_due(tx: Session, at: datetime, channels: Iterable[str]) -> list[tuple[str, str]]:
    """(channel, account) with something to do."""
    return list(
        tx.execute(
            select(Delivery.channel, Delivery.account)
            .where(Delivery.channel.in_(list(channels)), _claimable(at))
            .distinct()
        ).tuples()
    )


def take(
    tx: Session,
    at: datetime,
    desk: Desk,
    channels: Sequence[str],
    *,
    account: str | None = None,
    limit: int,
) -> list[Claim]:
    """Claim up to ``limit``; a page stands before the feeds that tell of it."""
    order = (
        Delivery.not_before,
        Delivery.release_id,
        Delivery.created_at,
        case((Delivery.channel == PUBLIC_PAGE, 0), else_=1),
        Delivery.id,
    )
    found = tx.execute(
        select(Delivery.id, Delivery.release_id)
        .where(Delivery.channel.in_(channels), _claimable(at))
        .where(Delivery.account == account if account else true())
        .order_by(*order)
        .limit(limit)
    ).tuples()
    candidates = {row: release for row, release in found}  # noqa: C416 - typed rows
    ours = lock_releases(tx, candidates.values(), skip_locked=True)
    rows = tx.scalars(
        select(Delivery)
        .where(Delivery.id.in_([row for row, release in candidates.items() if release in ours]))
        .where(_claimable(at))
        .order_by(*order)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    going = [row for row in rows if _may_go(tx, at, desk, row)]
    going = _told(tx, at, desk, going)
    pages = {Claim.of(row).page for row in going if row.channel == PUBLIC_PAGE}
    return [
        _open(tx, at, desk, row)
        for row in going
        if row.channel != FEEDS or Claim.of(row).page in pages or _page_out(tx, row)
    ]


def next_time(tx: Session, at: datetime) -> datetime | None:
    """The next moment after ``at`` at which something may become due."""
    moments = (
        select(func.min(Delivery.not_before)).where(
            Delivery.state == S.WAITING, Delivery.not_before > at
        ),
        select(func.min(Delivery.or_after)).where(
            Delivery.state == S.WAITING, Delivery.or_after > at
        ),
        select(func.min(Delivery.next_try_at)).where(
            Delivery.state == S.RETRYING, Delivery.next_try_at > at
        ),
        select(func.min(Delivery.lease_until)).where(
            Delivery.state == S.SENDING, Delivery.lease_until > at
        ),
    )
    return min((found for each in moments if (found := tx.scalar(each))), default=None)


def _may_go(tx: Session, at: datetime, desk: Desk, row: Delivery) -> bool:
    late = IfLate.PUBLISH if row.passes_hold else verdict(at, row.late_after, row.if_late)
    if late is not IfLate.PUBLISH:
        hold_late(tx, at, row, late)
        return False
    if row.channel not in desk.pages and row.channel not in desk.posts:
        fail(tx, at, row, "delivery.no_channel", {})
        return False
    try:
        with apart(tx):
            refusal = desk.warrant.refusal(tx, row)
    except Exception as error:
        log.exception("warrant failed", delivery=str(row.id))
        try_again(tx, at, desk, row, error)
        return False
    if refusal is None:
        return True
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


def _turn_has_come(at: datetime) -> ColumnElement[bool]:
    before = aliased(Delivery)
    previous_open = exists().where(
        before.release_id == Delivery.release_id,
        before.digest == Delivery.digest,
        before.action == Action.PUBLISH,
        before.stage == Delivery.stage - 1,
        before.state.not_in(OUT),
    )
    return and_(
        Delivery.not_before <= at,
        or_(Delivery.needs_previous.is_(False), Delivery.or_after <= at, ~previous_open),
    )


def _claimable(at: datetime) -> ColumnElement[bool]:
    earlier, page = aliased(Delivery), aliased(Delivery)
    one_at_a_time = ~exists().where(
        earlier.release_id == Delivery.release_id,
        earlier.channel == Delivery.channel,
        earlier.account == Delivery.account,
        earlier.id < Delivery.id,
        earlier.state.in_((S.DUE, S.SENDING, S.RETRYING)),
    )
    page_ready = exists().where(
        page.release_id == Delivery.release_id,
        page.digest == Delivery.digest,
        page.action == Delivery.action,
        page.cause == Delivery.cause,
        page.channel == PUBLIC_PAGE,
        or_(
            page.state.in_((*OUT, S.DUE)),
            and_(page.state == S.WAITING, page.not_before <= at),
            and_(page.state == S.RETRYING, page.next_try_at <= at),
        ),
    )
    return and_(
        or_(
            Delivery.state == S.DUE,
            and_(Delivery.state == S.RETRYING, Delivery.next_try_at <= at),
            and_(Delivery.state == S.WAITING, _turn_has_come(at)),
        ),
        unheld(),
        one_at_a_time,
        or_(Delivery.channel != FEEDS, page_ready),
    )


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
    rows = tx.scalars(
        select(Delivery)
        .where(Delivery.state == S.DUE, Delivery.expires_at <= at)
        .where(unheld(), not_(_claimable(at)))
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    for row in rows:
        fail(tx, at, row, "delivery.expired", {})
