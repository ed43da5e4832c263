"""Channels that take one item at a time: each account in turn, accounts side by side."""

import structlog

from console.chores import leases
from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelWorking,
    FayanError,
    NotNow,
)
from console.publishing import breakers
from console.publishing import claim as claims
from console.publishing.close import close
from console.publishing.desk import NOT_BEGUN, Claim, Desk, Result
from console.publishing.progress import DeliveryProgress, Turn
from console.publishing.rules.urgency import by_time

log = structlog.get_logger()

ACCOUNT = "account:"

REFUSALS = 50
"""How many refused items one claim steps over; the rest wait for the next look."""


def accounts_due(desk: Desk) -> list[tuple[str, str]]:
    """Those that rest are not."""
    now = desk.clock.now()
    with desk.database.snapshot() as tx:
        found = claims.accounts_due(tx, now, desk.posts)
        return [each for each in found if breakers.may_try(tx, now, *each)]


def serve(desk: Desk, channel: str, account: str) -> int:
    """Deliver everything due for one account, the urgent first; how many were tried. An account
    whose platform is unwell rests, and what is due there waits."""
    count = 0
    while (taken := _claim(desk, channel, account, late_first=by_time(count))) is not None:
        claim, lease = taken
        with desk.in_hand.of([claim]):
            with Turn(desk, lease, [claim]):
                result = _deliver(desk, claim)
            with desk.database.transaction() as tx:
                now = desk.clock.now()
                close(tx, now, desk, [(claim, result)])
                breakers.note(tx, now, claim.id, result, desk.rest)
                leases.release(tx, now, lease)
        count += 1
    return count


def _claim(
    desk: Desk, channel: str, account: str, *, late_first: bool
) -> tuple[Claim, leases.Tenure] | None:
    now = desk.clock.now()
    with desk.database.transaction() as tx:
        if not breakers.may_try(tx, now, channel, account):
            return None
        lease = leases.acquire(tx, now, f"{ACCOUNT}{channel}:{account}", desk.holder, desk.lease)
        if lease is None:
            return None
        on_trial = breakers.on_trial(tx, channel, account)
        for _ in range(REFUSALS):
            taken = claims.take(
                tx, now, desk, (channel,), account=account, limit=1, by_time=late_first,
                on_trial=on_trial,
            )  # fmt: skip
            if taken:
                return taken[0], lease
            if (channel, account) not in claims.accounts_due(tx, now, (channel,)):
                break
        leases.release(tx, now, lease)
    return None


def _deliver(desk: Desk, claim: Claim) -> Result:
    progress = DeliveryProgress(desk, claim)
    try:
        bulletin = desk.manuscripts.bulletins([claim.id])[0]
        progress.ready()
    except (NotNow, ChannelRejected, ChannelWorking) as error:
        return error
    except Exception:
        log.exception("not begun", delivery=str(claim.id))
        return ChannelUnavailable(NOT_BEGUN)
    try:
        return desk.posts[claim.channel].deliver(bulletin, claim.ref, progress)
    except FayanError as error:
        return error
    except Exception as error:
        log.exception("channel broke", channel=claim.channel, delivery=str(claim.id))
        return error
