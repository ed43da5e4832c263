"""What may be said outside of a notice. Its own sentence may quote a title, a person or a figure;
the one that leaves has a number, a channel, a role, a share, and nothing else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.kernel.errors import Parameter

NUMBER: Final = re.compile(r"(?:[0-9A-Z\u4e00-\u9fff]{1,12}-){0,2}\d{4}-E?\d{1,6}")
"""Of a release, an incident or a drill. Words cannot pass for one."""


class Topic(StrEnum):
    """What a person may choose to be told of."""

    SIGN = "sign"  # a signature is needed, is late, has fallen
    CLOCK = "clock"  # clocks and tasks
    DELIVERY = "delivery"  # what failed, is in doubt, waits for a person
    DUTY = "duty"
    DRAFT = "draft"  # sent back, proposed, accepted
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Saying:
    """``code`` of the sentence; ``parameters`` are values of word tables, numbers, shares."""

    code: str
    parameters: Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class _Kind:
    """``code`` "": the notice's own sentence, which says nothing but ``needs``."""

    topic: Topic
    code: str = ""
    needs: tuple[str, ...] = ("number",)


KINDS: Final[Mapping[str, _Kind]] = {
    "release.told_to_sign": _Kind(Topic.SIGN),
    "release.told_unopened": _Kind(Topic.SIGN, needs=("number", "role")),
    "release.told_overdue": _Kind(Topic.SIGN, needs=("number", "role")),
    "release.told_to_ring": _Kind(Topic.SIGN, needs=("number", "role")),
    "release.told_fell": _Kind(Topic.SIGN),
    "release.told_override_wanted": _Kind(Topic.SIGN, "carried.override_wanted", ()),
    "clearance.told_to_sign": _Kind(Topic.SIGN, "carried.clearance", ()),
    "release.told_sent_back": _Kind(Topic.DRAFT, "carried.sent_back"),
    "release.told_proposed": _Kind(Topic.DRAFT, "carried.proposed"),
    "release.told_published": _Kind(Topic.DRAFT),
    "release.told_verifying": _Kind(Topic.DELIVERY, "carried.verifying"),
    "release.told_affected": _Kind(Topic.DELIVERY, "carried.affected"),
    "clock.told_running": _Kind(Topic.CLOCK, "carried.clock_running", ("number", "share")),
    "clock.told_out": _Kind(Topic.CLOCK, "carried.clock_out"),
    "drill.told_admitted": _Kind(Topic.OTHER),
    "drill.told_overtaken": _Kind(Topic.OTHER),
    "drill.told_ended": _Kind(Topic.OTHER),
    "task.told_overdue": _Kind(Topic.CLOCK, "carried.task_overdue"),
    "duty.nobody": _Kind(Topic.DUTY, needs=()),
    "delivery.told_handed_over": _Kind(Topic.DELIVERY, needs=("channel",)),
    "delivery.told_unknown": _Kind(Topic.DELIVERY, needs=("channel",)),
    "delivery.told_failed": _Kind(Topic.DELIVERY, needs=("channel",)),
    "delivery.told_refused": _Kind(Topic.DELIVERY, needs=("channel",)),
    "delivery.told_in_trouble": _Kind(Topic.DELIVERY, needs=("channel",)),
    "delivery.told_rests": _Kind(Topic.DELIVERY, needs=("channel",)),
    "delivery.told_not_visible": _Kind(Topic.DELIVERY, needs=("channel",)),
    "delivery.told_facts_wait": _Kind(Topic.DELIVERY, needs=()),
    "delivery.told_facts_moved": _Kind(Topic.DELIVERY, needs=()),
    "delivery.told_facts_old": _Kind(Topic.DELIVERY, needs=()),
    "delivery.told_no_account": _Kind(Topic.DELIVERY, "carried.no_account", ("channel",)),
    "delivery.told_late_held": _Kind(Topic.DELIVERY, needs=()),
    "delivery.told_late_asks": _Kind(Topic.DELIVERY, needs=()),
    "delivery.told_level_raised": _Kind(Topic.DELIVERY, needs=()),
}
"""What is not here is said in general: something waits, please look."""

GENERAL: Final = "carried.general"


def topic_of(kind: str) -> Topic:
    return KINDS[kind].topic if kind in KINDS else Topic.OTHER


def saying(
    kind: str, parameters: Mapping[str, Parameter], words: Mapping[str, Mapping[str, str]]
) -> Saying:
    """``words``: the tables of ``channel`` and ``role``; a value that is in none is not said."""
    known = KINDS.get(kind)
    if known is None:
        return Saying(GENERAL, {})
    given = {name: parameters.get(name, "") for name in known.needs}
    if not all(_may_leave(name, value, words) for name, value in given.items()):
        return Saying(GENERAL, {})
    return Saying(known.code or kind, given)


def _may_leave(name: str, value: object, words: Mapping[str, Mapping[str, str]]) -> bool:
    match name:
        case "number":
            return NUMBER.fullmatch(str(value)) is not None
        case "share":
            return isinstance(value, int) and 0 <= value <= 100
        case _:
            return str(value) in words.get(name, {})
