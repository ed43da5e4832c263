"""When a notice leaves: grouped with what else the minute brings; in quiet hours it waits, unless
an incident asks."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From ``starts`` to ``ends`` by the bureau's clocks, over midnight where it ends earlier; the
    same time twice: there are no quiet hours."""

    starts: time
    ends: time

    @classmethod
    def of(cls, starts: str, ends: str) -> "Quiet":
        """From two texts, ``22:00``. Raises ValueError."""
        return cls(time.fromisoformat(starts), time.fromisoformat(ends))

    def until(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """The end of the quiet hours that ``at`` lies in; None: it lies in none."""
        here = at.astimezone(zone)
        now = here.time()
        if self.starts == self.ends:
            return None
        over_midnight = self.ends < self.starts
        if over_midnight:
            within = now >= self.starts or now < self.ends
        else:
            within = self.starts <= now < self.ends
        if not within:
            return None
        day = here.date()
        if over_midnight and now >= self.starts:
            day += timedelta(days=1)
        return datetime.combine(day, self.ends, tzinfo=zone).astimezone(at.tzinfo)


def leaves_at(
    at: datetime, group: timedelta, quiet: Quiet, zone: ZoneInfo, *, for_incident: bool
) -> datetime:
    silent = None if for_incident else quiet.until(at, zone)
    return max(at + group, silent) if silent else at + group


def pause(tries: int, asked: timedelta | None = None) -> timedelta:
    """After so many tries; never less than the other side ``asked`` for."""
    own = min(LONGEST_PAUSE, FIRST_PAUSE * float(2 ** min(10, max(0, tries - 1))))
    return max(own, asked) if asked else own
