"""Levels and states of an incident. 突发事件应对法; thresholds come with the incident desk."""

from enum import StrEnum


class Level(StrEnum):
    EXTREMELY_SERIOUS = "extremely_serious"  # 特别重大
    SERIOUS = "serious"  # 重大
    LARGER = "larger"  # 较大
    GENERAL = "general"  # 一般
    UNGRADED = "ungraded"  # 未定级: 社会安全事件 is not among the four-level types


class IncidentStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
