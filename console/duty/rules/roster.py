"""值班表: shifts with A and B 角, by day and night; what overlaps, and when nobody is there. Pure.

A shift is half open: at 20:00 the night is on duty, the day no longer is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from console.kernel.clock import local
from console.kernel.errors import Invalid
from console.people.rules.roles import Role

LONGEST = timedelta(hours=48)
LEADERS = (Role.UNIT_HEAD, Role.BUREAU_LEADER)
"""Whose holders are told when those on duty did not settle something in time."""
A_WEEK = timedelta(days=7)


class Turn(StrEnum):
    DAY = "day"  # 白班
    NIGHT = "night"  # 夜班


@dataclass(frozen=True, slots=True)
class Hours:
    """When day and night begin on the bureau's clocks; each ends where the other begins."""

    day: time
    night: time


@dataclass(frozen=True, slots=True)
class Pair:
    """A 角 answers first; B 角 when A is silent."""

    a: UUID
    b: UUID


class Spanned(Protocol):
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Span:
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    starts_at: datetime
    ends_at: datetime
    pair: Pair


def check(shift: Planned) -> None:
    """Raises Invalid."""
    if shift.pair.a == shift.pair.b:
        raise Invalid("duty.same_person", field="b")
    if shift.ends_at <= shift.starts_at:
        raise Invalid("duty.ends_before_it_starts", field="ends_at")
    if shift.ends_at - shift.starts_at > LONGEST:
        raise Invalid("duty.too_long", field="ends_at", hours=int(LONGEST.total_seconds() // 3600))


def overlap(one: Spanned, other: Spanned) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def gaps(shifts: Iterable[Spanned], starts_at: datetime, ends_at: datetime) -> tuple[Span, ...]:
    """When nobody is on duty between the two moments, the earliest first."""
    found, reached = [], starts_at
    for shift in sorted(shifts, key=lambda each: each.starts_at):
        if shift.starts_at >= ends_at:
            break
        if shift.starts_at > reached:
            found.append(Span(reached, shift.starts_at))
        reached = max(reached, shift.ends_at)
    if reached < ends_at:
        found.append(Span(reached, ends_at))
    return tuple(found)


def common(one: Spanned, other: Spanned) -> Span | None:
    """The time that is in both."""
    starts_at, ends_at = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
    return Span(starts_at, ends_at) if starts_at < ends_at else None


def week_of(day: date) -> tuple[date, ...]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=each) for each in range(7))


def week_span(day: date, hours: Hours, zone: tzinfo) -> Span:
    """From Monday's day shift to the end of Sunday's night."""
    week = week_of(day)
    return Span(_moment(week[0], hours.day, zone), _moment(week[0] + A_WEEK, hours.day, zone))


def slot(day: date, turn: Turn, hours: Hours, zone: tzinfo) -> Span:
    """The night of a day ends on the next."""
    if turn is Turn.DAY:
        return Span(_moment(day, hours.day, zone), _moment(day, hours.night, zone))
    tomorrow = day + timedelta(days=1)
    return Span(_moment(day, hours.night, zone), _moment(tomorrow, hours.day, zone))


def pattern(
    days: Sequence[date], turns: Mapping[Turn, Pair], hours: Hours, zone: tzinfo
) -> tuple[Planned, ...]:
    """The same people on each of the days."""
    return tuple(
        Planned(span.starts_at, span.ends_at, turns[turn])
        for day in days
        for turn in Turn
        if turn in turns
        for span in [slot(day, turn, hours, zone)]
    )


def a_week_later(shift: Planned, zone: tzinfo) -> Planned:
    """By the bureau's clocks, also when they change in between."""
    return Planned(_later(shift.starts_at, zone), _later(shift.ends_at, zone), shift.pair)


def _later(moment: datetime, zone: tzinfo) -> datetime:
    here = local(moment, zone).replace(tzinfo=None) + A_WEEK
    return here.replace(tzinfo=zone).astimezone(UTC)


def _moment(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
