"""Shaping a plan by hand: stages in another order, at other distances, with other policies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from console.kernel.errors import Invalid
from console.publishing.rules.plan import IfLate, Plan, PlannedStage, Precondition

LONGEST: Final = 7 * 24 * 60  # minutes, of any time in a plan
HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """One stage as a form has it: minutes as text."""

    channels: tuple[str, ...]
    after: str
    precondition: str
    or_after: str
    late: str
    if_late: str


def typed(stage: PlannedStage) -> Typed:
    return Typed(
        stage.channels,
        str(_minutes(stage.after)),
        stage.precondition.value,
        str(_minutes(stage.or_after)),
        str(_minutes(stage.late)),
        stage.if_late.value,
    )


def shaped(stages: Sequence[Typed], kept: Plan) -> Plan:
    """The plan that the form describes; its chosen time is that of ``kept``, its channels must be
    those of ``kept``. Raises Invalid, naming the field of the stage."""
    made = tuple(_stage(place, each) for place, each in enumerate(stages))
    if sorted(each for stage in made for each in stage.channels) != sorted(kept.channels):
        raise Invalid("plan.other_channels", field="plan")
    return Plan(tuple(replace(stage, at=kept.chosen_at) for stage in _first_follows_none(made)))


def moved(plan: Plan, place: int, by: int) -> Plan:
    """The stage at ``place`` one up (-1) or down (1). The page stays first; else as it is."""
    to = place + by
    if not (1 <= place < len(plan.stages) and 1 <= to < len(plan.stages)):
        return plan
    stages = list(plan.stages)
    stages[place], stages[to] = stages[to], stages[place]
    return Plan(tuple(stages))


def limited(plan: Plan, channels: Iterable[str]) -> Plan:
    """Only these channels; a stage that has none of them goes."""
    wanted = set(channels)
    kept = [
        replace(stage, channels=tuple(each for each in stage.channels if each in wanted))
        for stage in plan.stages
    ]
    return Plan(_first_follows_none([each for each in kept if each.channels]))


def span(plan: Plan) -> int:
    """Minutes that a drawing of it has to show: whole hours, and one to move a stage into."""
    ends = [
        _minutes(each.after)
        + max(
            _minutes(each.late),
            _minutes(each.or_after) if each.precondition is Precondition.PREVIOUS else 0,
        )
        for each in plan.stages
    ]
    return -(-max(ends) // HOUR) * HOUR + HOUR


def _stage(place: int, given: Typed) -> PlannedStage:
    try:
        precondition, if_late = Precondition(given.precondition), IfLate(given.if_late)
    except ValueError as error:
        raise Invalid("plan.unreadable", field=f"precondition-{place}") from error
    return PlannedStage(
        channels=given.channels,
        after=_read(given.after, f"after-{place}"),
        precondition=precondition,
        or_after=_read(given.or_after, f"or_after-{place}"),
        late=_read(given.late, f"late-{place}"),
        if_late=if_late,
    )


def _first_follows_none(stages: Sequence[PlannedStage]) -> tuple[PlannedStage, ...]:
    if not stages:
        raise Invalid("plan.no_public_page", field="plan")
    first = stages[0]
    if first.precondition is Precondition.PREVIOUS:
        first = replace(first, precondition=Precondition.NONE)
    return (first, *stages[1:])


def _read(text: str, field: str) -> timedelta:
    said = text.strip()
    if not (said.isascii() and said.isdigit() and len(said) <= 5 and int(said) <= LONGEST):
        raise Invalid("plan.minutes", field=field, most=LONGEST)
    return timedelta(minutes=int(said))


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
