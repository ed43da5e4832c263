"""How long to wait before an unavailable channel is asked again."""

from datetime import datetime, timedelta


def next_try(
    at: datetime,
    *,
    tries: int,
    first: timedelta,
    longest: timedelta,
    jitter: float,
    asked: timedelta | None = None,
    until: datetime,
) -> datetime | None:
    """When to try again after ``tries`` failures (1 or more); None: give up, tell a person.

    The pause doubles from ``first`` up to ``longest``; ``jitter`` (0 to 1) takes off up to half
    of it, so that many items do not come back together. ``asked`` is what the platform asked for:
    never earlier than that.
    """
    pause = min(longest, first * 2 ** min(tries - 1, 30))
    pause -= pause * (jitter / 2)
    when = at + max(pause, asked or timedelta(0))
    return when if when < until else None
