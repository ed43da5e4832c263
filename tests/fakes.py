"""Small stand-ins that implement a protocol."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 20:00 in Shanghai


class FixedClock:
    """A clock that moves only when told."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> datetime:
        self.at += timedelta(seconds=seconds, minutes=minutes, hours=hours)
        return self.at
