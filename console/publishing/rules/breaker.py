"""A platform that is unwell is left in peace: after some failures in a row, of more than one item,
its account rests, for a pause that grows; then one item tries (whichever failed least), and either
the account is served again or it rests on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    ChannelWorking,
)
from console.publishing.rules.channel import Receipt

OURS = frozenset({"delivery.not_begun"})
"""Codes by which it is not the platform that is unwell."""


@dataclass(frozen=True, slots=True)
class Terms:
    """``after``: failures in a row. ``first``, ``longest``: pauses."""

    after: int
    first: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Health:
    """``resting_until`` None: it is served. ``since``: when it began to rest."""

    failures: int = 0
    rests: int = 0
    since: datetime | None = None
    resting_until: datetime | None = None

    def may_try(self, at: datetime) -> bool:
        return self.resting_until is None or self.resting_until <= at


def says_of_platform(result: Receipt | Exception) -> bool | None:
    """True: it is well; False: it is unwell; None: this says nothing of it."""
    if isinstance(result, Receipt):
        return None if result.handed_over else True
    if isinstance(result, ChannelRejected):
        return True  # it answered, and knew why not
    if isinstance(result, ChannelUnavailable):
        ours = result.code in OURS or isinstance(result, ChannelWorking)
        return None if ours else False
    return False if isinstance(result, ChannelUncertain) else None


def after_failure(
    health: Health,
    at: datetime,
    terms: Terms,
    jitter: float,
    asked: timedelta | None = None,
    own: int = 0,
) -> Health:
    """``jitter`` (0 to 1) takes off up to a quarter; ``asked``: what the platform asked for, never
    earlier than that. ``own``: how often the same item failed in a row; where it alone did, it may
    itself be the trouble, and others are let through to learn that."""
    failures = health.failures + 1
    alone = health.since is None and own >= failures
    if failures < terms.after or alone:
        return replace(health, failures=failures)
    pause: timedelta = min(terms.longest, terms.first * 2.0 ** min(health.rests, 20))
    pause -= pause * (jitter / 4)
    until = at + max(pause, asked or timedelta(0))
    return Health(failures, health.rests + 1, health.since or at, until)
