"""Levels and states of an incident. 突发事件应对法; thresholds come with the incident desk."""

from enum import StrEnum


class Level(StrEnum):
    EXTREMELY_SERIOUS = "extremely_serious"  # 特别重大
    SERIOUS = "serious"  # 重大
    LARGER = "larger"  # 较大
    GENERAL = "general"  # 一般
    UNGRADED = "ungraded"  # 未定级: 社会安全事件 is not among the four-level types


GRAVEST_FIRST = (
    Level.EXTREMELY_SERIOUS,
    Level.SERIOUS,
    Level.LARGER,
    Level.GENERAL,
    Level.UNGRADED,
)


def graver(level: Level, than: Level) -> bool:
    return GRAVEST_FIRST.index(level) < GRAVEST_FIRST.index(than)


class Degree(StrEnum):
    """Of a warning (一级 red to 四级 blue) and of a response: neither is the level of the incident.
    突发事件应对法 第63条、第71条."""

    NONE = "none"
    FOURTH = "fourth"
    THIRD = "third"
    SECOND = "second"
    FIRST = "first"


class IncidentStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
