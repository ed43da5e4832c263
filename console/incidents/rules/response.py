"""应急预案: what opening an incident sets going; tasks with an owner, a due time, who did it when.

Duties D18 (启动应急处置预案) and D19 (明确媒体接待部门,确定新闻发言人). The list is configuration.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from console.incidents.rules.categories import Category
from console.incidents.rules.levels import Level
from console.people.rules.roles import Role


class TaskKind(StrEnum):
    """What finishes a task beside a person's word."""

    PLAIN = "plain"
    RELEASE = "release"  # the first public release
    MEDIA_UNIT = "media_unit"  # naming the media-reception unit
    SPOKESPERSON = "spokesperson"  # naming the spokesperson


@dataclass(frozen=True, slots=True)
class TaskRule:
    """``recipients``: each must be told, and when it was is kept. Empty ``levels`` or
    ``categories``: any. ``role``: whose task it is until somebody takes it."""

    name: str
    title: str
    hint: str
    within: timedelta
    role: Role
    legal_basis: str
    kind: TaskKind = TaskKind.PLAIN
    recipients: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset()
    categories: frozenset[Category] = frozenset()

    def fits(self, level: Level, category: Category) -> bool:
        return (not self.levels or level in self.levels) and (
            not self.categories or category in self.categories
        )


class TaskState(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"
    SKIPPED = "skipped"  # not applicable, with a reason


def asked(rules: Sequence[TaskRule], level: Level, category: Category) -> tuple[TaskRule, ...]:
    return tuple(rule for rule in rules if rule.fits(level, category))


def state(due_at: datetime, done_at: datetime | None, skipped: str, now: datetime) -> TaskState:
    """Derived, never stored."""
    if skipped:
        return TaskState.SKIPPED
    if done_at is not None:
        return TaskState.DONE if done_at <= due_at else TaskState.DONE_LATE
    return TaskState.OPEN if now <= due_at else TaskState.OVERDUE


def left(recipients: Iterable[str], told: Iterable[str]) -> tuple[str, ...]:
    """Who has not been told, in the order of the plan."""
    known = frozenset(told)
    return tuple(each for each in recipients if each not in known)
