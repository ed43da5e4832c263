"""What the configuration says about incidents, in the rules' own types."""

from dataclasses import dataclass
from datetime import timedelta

from console.incidents.rules.clocks import ClockRule, MetBy
from console.incidents.rules.grading import Threshold
from console.incidents.rules.issuers import Issuer, IssuerRule, Speaking
from console.incidents.rules.levels import Level
from console.settings import Settings

WAN = 10_000  # 元


@dataclass(frozen=True, slots=True)
class IncidentPolicy:
    clocks: tuple[ClockRule, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    issuers: tuple[IssuerRule, ...] = ()


def from_settings(settings: Settings) -> IncidentPolicy:
    """Raises Misconfigured for two clocks of one name."""
    clocks: list[ClockRule] = []
    for place, told in enumerate(settings.config.clocks):
        if told.name in {each.name for each in clocks}:
            raise settings.misplaced("clock.twice", f"clocks[{place}].name", name=told.name)
        clocks.append(
            ClockRule(
                name=told.name,
                title=told.title,
                length=timedelta(minutes=told.minutes),
                statutory=told.kind == "statutory",
                met_by=MetBy(told.met_by),
                legal_basis=told.legal_basis,
                levels=frozenset(Level(level) for level in told.levels),
            )
        )
    thresholds = tuple(
        Threshold(Level(each.level), each.deaths, each.serious_injuries, each.loss_wan * WAN)
        for each in settings.config.grading
    )
    issuers = tuple(
        IssuerRule(
            Speaking(Issuer(each.issuer), each.name, each.link),
            frozenset(Level(level) for level in each.levels),
            each.legal_basis,
        )
        for each in settings.config.issuers
    )
    return IncidentPolicy(tuple(clocks), thresholds, issuers)
