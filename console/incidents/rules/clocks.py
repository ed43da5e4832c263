"""时限: which clocks an incident runs under, and how each stands. Pure; only facts are kept, the
standing follows from them and the time (domain: §0, §1; design: §4).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from console.incidents.rules.categories import Category
from console.incidents.rules.levels import Level

STEPS = (50, 80, 100)  # per cent of a clock at which people are told


class MetBy(StrEnum):
    RELEASE = "release"  # the first public release
    CONFERENCE = "conference"  # a press conference that was held
    NEXT_RELEASE = "next_release"  # a promise: the next public release


class Standing(StrEnum):
    RUNNING = "running"  # 计时中
    MET = "met"  # 按时完成
    LATE = "late"  # 超时完成
    MISSED = "missed"  # 已超时
    PAST = "past"  # 适用时已过
    WAIVED = "waived"  # 已豁免
    OFF = "off"  # 不再适用


@dataclass(frozen=True, slots=True)
class ClockRule:
    """Empty ``categories``: any."""

    name: str
    title: str
    length: timedelta
    statutory: bool
    met_by: MetBy
    legal_basis: str
    levels: frozenset[Level]
    categories: frozenset[Category] = frozenset()

    def applies(self, level: Level, category: Category) -> bool:
        """While the category is not known no clock is left out for it: one too many is waived, one
        too few is missed."""
        if level not in self.levels:
            return False
        return not self.categories or category in {*self.categories, Category.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of one clock. ``applies_from``: since when the level asks for it."""

    started_at: datetime
    due_at: datetime
    applies_from: datetime
    met_at: datetime | None = None
    waived_at: datetime | None = None
    off_at: datetime | None = None


def standing(clock: Kept, now: datetime) -> Standing:
    """What was done stays done, whatever the level becomes afterwards."""
    if clock.met_at is not None and clock.met_at <= clock.due_at:
        return Standing.MET
    if clock.due_at < clock.applies_from:
        return Standing.PAST
    if clock.waived_at is not None and clock.waived_at <= clock.due_at:
        return Standing.WAIVED  # a waiver that comes after the miss stands beside it
    if clock.met_at is not None:
        return Standing.LATE
    ended = clock.off_at if clock.off_at is not None and clock.off_at < now else now
    if clock.due_at < ended:
        return Standing.MISSED
    return Standing.OFF if clock.off_at is not None else Standing.RUNNING


def share(clock: Kept, now: datetime) -> int:
    """Per cent of the time that has gone, 0 to 100."""
    whole = (clock.due_at - clock.started_at).total_seconds()
    gone = (now - clock.started_at).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, int(100 * gone / whole)))


def steps_reached(clock: Kept, now: datetime) -> tuple[int, ...]:
    """Which of ``STEPS`` a clock that still runs, or has just run out, has come to."""
    settled = clock.off_at is not None or clock.waived_at is not None
    if settled or standing(clock, now) not in {Standing.RUNNING, Standing.MISSED}:
        return ()
    gone = share(clock, now) if now <= clock.due_at else 100
    return tuple(step for step in STEPS if gone >= step)


def first_of(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def in_force(rules: Sequence[ClockRule], level: Level, category: Category) -> tuple[ClockRule, ...]:
    return tuple(rule for rule in rules if rule.applies(level, category))
