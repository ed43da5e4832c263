"""What the configuration says about authorisations."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from console.settings import Settings


@dataclass(frozen=True, slots=True)
class AuthorisationPolicy:
    longest: timedelta
    standing_longest: timedelta
    longest_reason: int  # characters
    zone: ZoneInfo
    columns: frozenset[str]


def from_settings(settings: Settings) -> AuthorisationPolicy:
    told = settings.config.authorisation
    return AuthorisationPolicy(
        longest=timedelta(days=told.longest_days),
        standing_longest=timedelta(days=told.standing_longest_days),
        longest_reason=settings.config.content.remark_characters,
        zone=settings.zone,
        columns=frozenset(settings.columns),
    )
