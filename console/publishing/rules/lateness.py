"""What becomes of a delivery that missed its time."""

from datetime import datetime, timedelta

from console.publishing.rules.plan import IfLate


def verdict(at: datetime, late_after: datetime | None, if_late: str) -> IfLate:
    """PUBLISH: it may go (in time, or late and allowed to). HOLD, ASK: it must not, by itself."""
    if late_after is None or at <= late_after:
        return IfLate.PUBLISH
    return IfLate(if_late)


def worn_out(said: datetime, at: datetime, lasts: timedelta) -> bool:
    """Whether a word on the facts, given at ``said``, no longer counts at ``at``. One that a clock
    far ahead dated counts no longer, either."""
    return abs(at - said) > lasts
