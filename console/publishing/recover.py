"""After a crash: attempts that nobody closed, under leases that ran out."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session

from console import audit
from console.chores import leases
from console.kernel.errors import ChannelUnavailable, NotNow
from console.publishing import breakers, due
from console.publishing.batch import TREE
from console.publishing.close import close, unknown
from console.publishing.desk import Claim, Desk, lock_releases
from console.publishing.posts import ACCOUNT
from console.publishing.progress import LookingProgress
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.channel import Absent, CannotTell, Found, Replay
from console.publishing.rules.states import OUT, UNSENT, Outcome
from console.publishing.rules.states import DeliveryState as S
from console.publishing.shifts import bring_back

log = structlog.get_logger()

LOOKED = "delivery.looked"


def set_right(desk: Desk) -> None:
    """After the clock was set back: what was noted from ahead of it counts from now. A retry "in an
    hour" and the claim of somebody who died an hour from now would make their release wait; a claim
    keeps one lease from now, for whoever has it may be alive."""
    now = desk.clock.now()
    ahead = Delivery.changed_at > now
    with desk.database.transaction() as tx:
        breakers.set_right(tx, now)
        # With the claims made under them, or what nobody has written would be listed meanwhile.
        leases.set_right(tx, now, desk.lease, TREE, ACCOUNT)
        tx.execute(
            update(Delivery)
            .where(Delivery.state == S.RETRYING, ahead, Delivery.next_try_at > now)
            .values(next_try_at=now, changed_at=now)
        )
        longest = max(desk.lease, desk.settle, desk.backoff_longest)
        opened_ahead = exists().where(
            Attempt.delivery_id == Delivery.id,
            Attempt.outcome == Outcome.OPEN,
            Attempt.opened_at > now,
        )
        tx.execute(
            update(Delivery)
            .where(
                Delivery.state == S.SENDING,
                or_(
                    and_(or_(ahead, opened_ahead), Delivery.lease_until > now + desk.lease),
                    Delivery.lease_until > now + longest,
                ),
            )
            .values(lease_until=now + desk.lease, changed_at=now)
            .execution_options(synchronize_session=False)
        )
        tx.execute(  # the time a platform has to settle counts from here, too
            update(Attempt)
            .where(Attempt.outcome == Outcome.OPEN, Attempt.opened_at > now)
            .values(opened_at=now)
        )
        reckoned_ahead = select(Delivery).where(
            Delivery.state.not_in((*OUT, S.HANDED_OVER, S.CANCELLED)),
            Delivery.timed_at > now,
        )
        for row in tx.scalars(reckoned_ahead.order_by(Delivery.id).with_for_update()):
            bring_back(row, now)
        tx.flush()
        noted = Delivery.state.in_((*UNSENT, S.SENDING))
        tx.execute(
            update(Delivery)
            .where(noted, ahead)
            .values(changed_at=now)
            .execution_options(synchronize_session=False)
        )


def from_ahead(desk: Desk) -> bool:
    """Whether something was noted under a clock that was ahead while we did not look. Clocks of
    several machines may differ by less."""
    with desk.database.snapshot() as tx:
        asked = {"channels": list(desk.pages), "ahead": desk.clock.now() + 2 * desk.lease}
        return bool(tx.scalar(due.AHEAD, asked))


def recover(desk: Desk, apart: Callable[[Callable[[], None]], None]) -> None:
    """Settle every abandoned attempt by what its account declared. ``apart``: has the platforms
    asked where they delay nobody."""
    now = desk.clock.now()
    with desk.database.snapshot() as tx:
        abandoned = tx.execute(due.ABANDONED, {"now": now, "most": desk.batch * 2}).all()
    if not abandoned:
        return
    with desk.database.transaction() as tx:
        releases = lock_releases(tx, (release for _, release in abandoned), skip_locked=True)
        ids = [row for row, release in abandoned if release in releases]
        to_look = _take_over(tx, now, desk, ids)
    for claim, since in to_look:
        apart(partial(_look, desk, claim, since))


def _take_over(
    tx: Session, at: datetime, desk: Desk, ids: list[UUID]
) -> list[tuple[Claim, datetime]]:
    """Mark them lost; those whose platform can be asked are claimed for that."""
    rows = tx.scalars(
        select(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state == S.SENDING, Delivery.lease_until <= at)
        .order_by(Delivery.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    to_look = []
    for row in rows:
        if row.holder == desk.holder and row.id in desk.in_hand:
            # Its call is under way in this process: the clock has jumped past its lease, or we were
            # frozen. No other call leaves under that lease; who has it in hand closes it.
            continue
        attempt = tx.scalars(
            select(Attempt).where(Attempt.delivery_id == row.id, Attempt.fence == row.fence)
        ).one()
        replay = desk.replay(row)
        since = attempt.opened_at
        if replay is Replay.LOOKUP and at < since + desk.settle:
            # Asked earlier, the platform may not know yet. Whoever had it and wakes may not send.
            row.holder, row.lease_until = None, since + desk.settle
            continue
        attempt.outcome, attempt.closed_at = Outcome.LOST, at
        audit.record(
            tx, at, audit.Event.ATTEMPT_CLOSED, actor=audit.SYSTEM, subject=f"delivery:{row.id}",
            release_id=str(row.release_id), channel=row.channel, fence=row.fence,
            outcome=Outcome.LOST.value, state=row.state.value, holder=attempt.holder,
        )  # fmt: skip
        row.fence += 1
        row.holder = row.lease_until = None
        row.changed_at = at
        if replay is Replay.SAFE:
            row.state = S.DUE
        elif replay is Replay.NEVER:
            unknown(tx, at, row)
        else:
            to_look.append((_claim_to_look(tx, at, desk, row), since))
    return to_look


def _claim_to_look(tx: Session, at: datetime, desk: Desk, row: Delivery) -> Claim:
    row.holder, row.lease_until = desk.holder, at + desk.lease
    tx.add(
        Attempt(
            delivery_id=row.id,
            fence=row.fence,
            holder=desk.holder,
            opened_at=at,
            outcome=Outcome.OPEN,
            trouble=LOOKED,
        )
    )
    return Claim.of(row)


def _look(desk: Desk, claim: Claim, since: datetime) -> None:
    """Ask the platform, outside any transaction, and settle by its answer."""
    channel = desk.posts[claim.channel]
    later = False
    try:
        bulletin = desk.manuscripts.bulletins([claim.id])[0]
        seen = channel.find(bulletin, claim.ref, LookingProgress(desk, claim))
    except (ChannelUnavailable, NotNow) as error:  # NotNow: the lease ran out before the answer
        later, seen = True, CannotTell(error.code)
    except Exception:
        log.exception("looking failed", delivery=str(claim.id))
        seen = CannotTell()
    now = desk.clock.now()
    with desk.database.transaction() as tx:
        lock_releases(tx, {claim.release_id})
        if isinstance(seen, Found):
            close(tx, now, desk, [(claim, seen.receipt)])
            return
        row = tx.get_one(Delivery, claim.id, with_for_update=True, populate_existing=True)
        attempt = tx.scalars(
            select(Attempt).where(Attempt.delivery_id == claim.id, Attempt.fence == claim.fence)
        ).one()
        if row.fence != claim.fence or row.state is not S.SENDING:
            return
        attempt.closed_at = now
        if later and now < row.expires_at:
            _look_later(tx, now, desk, row, attempt)
            return
        row.holder = row.lease_until = None
        row.changed_at = now
        attempt.outcome = Outcome.UNCERTAIN
        if isinstance(seen, Absent) and now >= since + desk.settle:
            row.state = S.DUE
        else:
            unknown(tx, now, row)


def _look_later(tx: Session, at: datetime, desk: Desk, row: Delivery, attempt: Attempt) -> None:
    """The platform could not be asked, or not in time: the same question again, after a pause."""
    attempt.outcome = Outcome.UNAVAILABLE
    row.tries += 1
    row.fence += 1
    row.lease_until = at + min(desk.backoff_longest, desk.backoff_first * 2**row.tries)
    tx.add(
        Attempt(
            delivery_id=row.id,
            fence=row.fence,
            holder=desk.holder,
            opened_at=attempt.opened_at,
            outcome=Outcome.OPEN,
            trouble=LOOKED,
        )
    )
