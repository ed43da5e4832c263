"""预警: what makes a release a public warning, in the terms of CAP 1.2 (OASIS, 2010, §3.2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from console.kernel.clock import parse_utc, whole_seconds


class Category(StrEnum):
    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class Urgency(StrEnum):
    IMMEDIATE = "Immediate"  # act at once
    EXPECTED = "Expected"  # within the hour
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    OBSERVED = "Observed"
    LIKELY = "Likely"  # more than 50 in 100
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class PublicWarning:
    """``area``: where it holds, in words. What people should do is the release's 公众须知."""

    category: Category
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    area: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A warning that went out, as a later one refers to it."""

    number: str
    at: datetime


def to_json(warning: PublicWarning | None) -> dict[str, str] | None:
    if warning is None:
        return None
    return {
        "category": warning.category.value,
        "urgency": warning.urgency.value,
        "severity": warning.severity.value,
        "certainty": warning.certainty.value,
        "area": warning.area,
        "expires_at": whole_seconds(warning.expires_at),
    }


def from_json(stored: Mapping[str, Any] | None) -> PublicWarning | None:
    if not stored:
        return None
    return PublicWarning(
        Category(stored["category"]),
        Urgency(stored["urgency"]),
        Severity(stored["severity"]),
        Certainty(stored["certainty"]),
        stored["area"],
        parse_utc(stored["expires_at"]),
    )
