"""One clock, passed in. Inside the house every time is aware and in UTC."""

from datetime import UTC, datetime, tzinfo
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def aware(moment: datetime) -> datetime:
    """``moment`` in UTC; a naive one is refused with ValueError."""
    if moment.tzinfo is None:
        message = f"naive time: {moment!r}"
        raise ValueError(message)
    return moment.astimezone(UTC)


def whole_seconds(moment: datetime) -> str:
    """RFC 3339 in UTC without fractions: the only form that is ever signed or hashed."""
    return aware(moment).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def parse_utc(text: str) -> datetime:
    return aware(datetime.fromisoformat(text))


def local(moment: datetime, zone: tzinfo) -> datetime:
    return aware(moment).astimezone(zone)


def not_ahead(noted: str, now: datetime) -> str:
    """What was noted, or ``now`` where that lies ahead: the clock was set back since, and what is
    counted from there would not end for as long."""
    return whole_seconds(now) if parse_utc(noted) > now else noted
