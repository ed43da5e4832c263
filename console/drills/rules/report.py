"""The report of a drill: each step with its planned and its actual time, and what was late."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import msgspec


class Part(StrEnum):
    """What a line tells of; the value is a word of the table ``drill_part``."""

    OPENED = "opened"
    GRADED = "graded"
    TASK = "task"
    FACT_ENTERED = "fact_entered"
    FACT_CONFIRMED = "fact_confirmed"
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    OUTLET = "outlet"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """One step. ``number``: of its release, "" if none. ``what``: a title, or a value of the word
    table that its part names. ``planned`` None: nobody had said by when. ``done`` None: it was not
    done. ``waited``: seconds from its turn to its signature. ``note``: a word of its own, said or
    kept with the row."""

    part: Part
    number: str
    what: str
    who: str
    planned: datetime | None
    done: datetime | None
    waited: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClockLine:
    """``standing``: a value of the word table ``clock_standing``. ``met_with``: a number."""

    title: str
    legal_basis: str
    statutory: bool
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    met_with: str
    standing: str


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    post: str
    unit: str


@dataclass(frozen=True, slots=True)
class Report:
    """As of ``at``. ``ended_at`` None: it goes on. Times are UTC."""

    number: str
    title: str
    level: str
    opened_at: datetime
    at: datetime
    ended_at: datetime | None
    ended_by: str
    summary: str
    people: tuple[Person, ...]
    clocks: tuple[ClockLine, ...]
    lines: tuple[Line, ...]

    @property
    def lasted(self) -> timedelta:
        return self.at - self.opened_at

    @property
    def late(self) -> tuple[Line, ...]:
        return tuple(each for each in self.lines if late_by(each, self.at))

    @property
    def missed(self) -> tuple[ClockLine, ...]:
        return tuple(each for each in self.clocks if clock_late_by(each, self.at))


def late_by(line: Line, at: datetime) -> timedelta:
    """Zero: in time, or nobody had said by when. What was not done is late until ``at``."""
    if line.planned is None:
        return timedelta(0)
    late = (line.done or at) - line.planned
    return late if late >= SLACK else timedelta(0)


def clock_late_by(clock: ClockLine, at: datetime) -> timedelta:
    """Zero: met in time, no longer asked for, or not yet due."""
    if clock.met_at is None and clock.standing not in OWED:
        return timedelta(0)
    return max(timedelta(0), (clock.met_at or at) - clock.due_at)


OWED = frozenset({"running", "missed"})
FAR = datetime.max.replace(tzinfo=UTC)
SLACK = timedelta(minutes=1)
"""What is done within the minute of its time is in time: plans are made in minutes."""


def by_time(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """In the order in which they were done; what was not, where it was due."""
    return tuple(sorted(lines, key=lambda each: each.done or each.planned or FAR))


def sealed(report: Report) -> str:
    """Canonical: the same report gives the same text."""
    return msgspec.json.encode(report, order="sorted").decode()


def unsealed(text: str) -> Report:
    return msgspec.json.decode(text, type=Report)
