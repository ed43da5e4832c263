"""What the disclosure guard 发布前检查 may be told."""

from datetime import timedelta

from console.configuration.basics import Count, Table


class Guard(Table, frozen=True):
    stale_hours: Count

    @property
    def stale_after(self) -> timedelta:
        return timedelta(hours=self.stale_hours)
