"""What the disclosure guard 发布前检查 may be told."""

from datetime import timedelta

from console.configuration.basics import Count, Table
from console.kernel.pacing import Pace


class Guard(Table, frozen=True):
    stale_hours: Count
    asked_at_once: Count
    asked_per_minute: Count

    @property
    def stale_after(self) -> timedelta:
        return timedelta(hours=self.stale_hours)

    @property
    def pace(self) -> Pace:
        return Pace(self.asked_at_once, self.asked_per_minute)
