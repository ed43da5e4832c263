"""交接班: what a shift hands to the next, who may give and take it, when it is overdue. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

REMEMBERED = timedelta(hours=12)


class Part(StrEnum):
    """In the order in which a successor needs them."""

    PROMISE = "promise"  # 对外承诺的下次更新
    CORRECTION = "correction"  # 已发布、该更正的
    CLOCK = "clock"  # 正在计时的时限
    TASK = "task"  # 应急清单未办结
    DELIVERY = "delivery"  # 结果待核、待人工代发
    SIGNATURE = "signature"  # 等签字的通稿
    FACT = "fact"  # 未核实的情况
    HOLD = "hold"  # 暂缓发布


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is not done. ``subject``: ``incident:<uuid>``, ``release:``, … as in the
    audit. ``title`` and ``who`` as people wrote them; ``name``: a clock's title or a code of the
    part (fact key, role, channel, scope); ``state``: a code; ``at``: due, or waiting since: RFC
    3339, UTC. A fact's value is not in it: the ledger has it, and clears what is personal."""

    part: Part
    subject: str
    title: str = ""
    number: str = ""
    name: str = ""
    state: str = ""
    at: str = ""
    who: tuple[str, ...] = ()
    drill: bool = False


class Late(StrEnum):
    IN_TIME = "in_time"
    TOLD = "told"  # who gave it, who should take it, and those on duty
    LEADERS = "leaders"  # the leaders too


def in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    """By part, then what is due or waits first."""
    places = tuple(Part)
    return tuple(sorted(items, key=lambda each: (places.index(each.part), each.at, each.subject)))


def kept(items: Iterable[Item]) -> list[dict[str, Any]]:
    """As JSON keeps it."""
    return [{**asdict(each), "part": each.part.value, "who": list(each.who)} for each in items]


def read(stored: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(**{**each, "part": Part(each["part"]), "who": tuple(each["who"])}) for each in stored
    )


def may_give(person: UUID, on_duty: Collection[UUID], before: Collection[UUID]) -> bool:
    """Who is on duty, or was in the shift before; anybody while nobody is."""
    return not on_duty or person in on_duty or person in before


def may_take(person: UUID, given_by: UUID, named: UUID, coming: Collection[UUID]) -> bool:
    """Who was named, or is A or B of this shift or the next; never who gave it."""
    return person != given_by and (person == named or person in coming)


def forgotten(ended_at: datetime, now: datetime, patience: timedelta) -> bool:
    """Whether who went off duty without handing over is reminded; not of what was long ago."""
    return patience <= now - ended_at < REMEMBERED


def lateness(given_at: datetime, now: datetime, patience: timedelta) -> Late:
    """Of a handover that nobody has taken."""
    waited = now - given_at
    if waited >= 2 * patience:
        return Late.LEADERS
    return Late.TOLD if waited >= patience else Late.IN_TIME
