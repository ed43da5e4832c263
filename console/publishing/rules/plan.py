"""发布计划: ordered stages, each with its channels, earliest start and policies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from console.kernel.clock import parse_utc, whole_seconds
from console.kernel.errors import Invalid

PUBLIC_PAGE = "website"
FEEDS = "feeds"
PORTAL = "portal"  # 集约化平台: entered there by a person, and then the public page


class Precondition(StrEnum):
    NONE = "none"
    PREVIOUS = "previous"  # every delivery of the stage before is out, or ``or_after`` has passed
    FACTS = "facts"  # somebody has said once more, after signing, that the facts hold


class IfLate(StrEnum):
    PUBLISH = "publish"
    HOLD = "hold"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """``at``: the chosen time; None: 签发即发, at the last signature. ``after`` is added to it."""

    channels: tuple[str, ...]
    at: datetime | None = None
    after: timedelta = timedelta(0)
    precondition: Precondition = Precondition.NONE
    or_after: timedelta = timedelta(minutes=5)
    late: timedelta = timedelta(hours=1)
    if_late: IfLate = IfLate.ASK


@dataclass(frozen=True, slots=True)
class Plan:
    stages: tuple[PlannedStage, ...]

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(channel for stage in self.stages for channel in stage.channels)

    @property
    def chosen_at(self) -> datetime | None:
        """The time chosen for the first stage; None: 签发即发."""
        return self.stages[0].at


def starting(plan: Plan, at: datetime | None) -> Plan:
    """Every stage counts from the one chosen time; None: 签发即发."""
    return Plan(tuple(replace(stage, at=at) for stage in plan.stages))


def chosen_start(stage: PlannedStage, later: datetime | None = None) -> datetime | None:
    """The latest of the times that people chose for it; None: 签发即发."""
    chosen = [each + stage.after for each in (stage.at, later) if each]
    return max(chosen, default=None)


def start_of(stage: PlannedStage, signed_at: datetime, later: datetime | None = None) -> datetime:
    """Effective start: the latest of signed, chosen and put-later. Never earlier than any."""
    chosen = chosen_start(stage, later)
    at_once = signed_at + stage.after if stage.at is None else signed_at
    return max(at_once, chosen) if chosen else at_once


def check(plan: Plan, known: Sequence[str]) -> None:
    """Raises Invalid when the plan could not be carried out."""
    if PUBLIC_PAGE not in plan.channels:
        raise Invalid("plan.no_public_page", field="plan")
    if plan.stages[0].precondition is Precondition.PREVIOUS:
        raise Invalid("plan.first_stage_waits", field="plan")
    if len(set(plan.channels)) != len(plan.channels):
        raise Invalid("plan.channel_twice", field="plan")
    for channel in plan.channels:
        if channel not in known:
            raise Invalid("plan.unknown_channel", field="plan", channel=channel)
    if "feeds" in plan.channels and not any(
        {"website", "feeds"} <= set(stage.channels) for stage in plan.stages
    ):
        raise Invalid("plan.feeds_without_page", field="plan")


def to_json(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "channels": list(stage.channels),
            "at": whole_seconds(stage.at) if stage.at else None,
            "after_seconds": int(stage.after.total_seconds()),
            "precondition": stage.precondition.value,
            "or_after_seconds": int(stage.or_after.total_seconds()),
            "late_seconds": int(stage.late.total_seconds()),
            "if_late": stage.if_late.value,
        }
        for stage in plan.stages
    ]


def from_json(stages: Sequence[Mapping[str, Any]]) -> Plan:
    return Plan(
        tuple(
            PlannedStage(
                channels=tuple(stage["channels"]),
                at=parse_utc(stage["at"]) if stage["at"] else None,
                after=timedelta(seconds=stage["after_seconds"]),
                precondition=Precondition(stage["precondition"]),
                or_after=timedelta(seconds=stage["or_after_seconds"]),
                late=timedelta(seconds=stage["late_seconds"]),
                if_late=IfLate(stage["if_late"]),
            )
            for stage in stages
        )
    )
