"""How often one person may ask for work that is done while typing: a bucket that fills again."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock


@dataclass(frozen=True, slots=True)
class Pace:
    """``at_once``: so many without a pause; ``per_minute``: and so many in the long run."""

    at_once: int
    per_minute: int


@dataclass(frozen=True, slots=True)
class Bucket:
    left: float
    at: datetime


def take(bucket: Bucket | None, at: datetime, pace: Pace) -> tuple[Bucket, int]:
    """One out of it. The second: 0, or the whole seconds after which there is one again."""
    left = float(pace.at_once)
    if bucket is not None:
        passed = max(timedelta(), at - bucket.at)
        left = min(left, bucket.left + passed / timedelta(minutes=1) * pace.per_minute)
    if left >= 1:
        return Bucket(left - 1, at), 0
    return Bucket(left, at), max(1, ceil((1 - left) * 60 / pace.per_minute))


class Pacer:
    """The buckets of one process; a restart fills them. Nothing hangs on them but its work."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._buckets: dict[Hashable, Bucket] = {}
        self._lock = Lock()

    def wait(self, who: Hashable, at: datetime) -> int:
        """0: go on; else the seconds to wait, and nothing was taken."""
        with self._lock:
            self._buckets[who], seconds = take(self._buckets.get(who), at, self._pace)
        return seconds
