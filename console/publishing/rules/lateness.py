"""What becomes of a delivery that missed its time."""

from datetime import datetime

from console.publishing.rules.plan import IfLate


def verdict(at: datetime, late_after: datetime | None, if_late: str) -> IfLate:
    """PUBLISH: it may go (in time, or late and allowed to). HOLD, ASK: it must not, by itself."""
    if late_after is None or at <= late_after:
        return IfLate.PUBLISH
    return IfLate(if_late)
