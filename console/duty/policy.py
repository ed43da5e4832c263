"""What the configuration says about duty, in the rules' own types."""

from dataclasses import dataclass
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from console.duty.rules.roster import Hours
from console.people.rules.roles import GRANTS, P, Role
from console.settings import Settings


@dataclass(frozen=True, slots=True)
class DutyPolicy:
    """``roles``: whose holders may be A or B 角. ``silence``: A has not looked for so long, and B
    is told. ``acknowledging``: a handover that stands unanswered for so long is escalated."""

    roles: tuple[Role, ...]
    hours: Hours
    zone: ZoneInfo
    silence: timedelta
    acknowledging: timedelta
    proof_lasts: timedelta


def from_settings(settings: Settings) -> DutyPolicy:
    """Raises Misconfigured for a role that is none, for one that could never hand its shift over,
    and for a night that does not begin after the day."""
    told = settings.config.duty
    for place, name in enumerate(told.roles):
        here = f"duty.roles[{place}]"
        if name not in set(Role):
            known = ", ".join(each.value for each in Role)
            raise settings.misplaced("chain.unknown_word", here, word=name, known=known)
        if P.DUTY_HAND_OVER not in GRANTS[Role(name)]:
            raise settings.misplaced("duty.role_cannot_hand_over", here, role=name)
    hours = Hours(time.fromisoformat(told.day_starts), time.fromisoformat(told.night_starts))
    if hours.night <= hours.day:
        raise settings.misplaced("duty.night_before_day", "duty.night_starts")
    return DutyPolicy(
        roles=tuple(Role(name) for name in told.roles),
        hours=hours,
        zone=settings.zone,
        silence=timedelta(minutes=told.silence_minutes),
        acknowledging=timedelta(minutes=told.acknowledge_minutes),
        proof_lasts=timedelta(seconds=settings.config.signing.proof_seconds),
    )
