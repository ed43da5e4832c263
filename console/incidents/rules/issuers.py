"""发布主体: who speaks. The level proposes, a person decides. 国办发〔2016〕80号."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from console.incidents.rules.levels import Level


class Issuer(StrEnum):
    BUREAU = "bureau"  # 本局
    GOVERNMENT = "government"  # 政府新闻办
    HEADQUARTERS = "headquarters"  # 指挥部
    SUPERIOR = "superior"  # 上级机关


@dataclass(frozen=True, slots=True)
class Speaking:
    """``name`` and ``link`` are empty where the bureau itself speaks. ``link``: where its word
    stands; "" : not known yet, and then no figure of it can be quoted."""

    issuer: Issuer = Issuer.BUREAU
    name: str = ""
    link: str = ""

    @property
    def ours(self) -> bool:
        return self.issuer is Issuer.BUREAU


OURS = Speaking()


@dataclass(frozen=True, slots=True)
class IssuerRule:
    speaking: Speaking
    levels: frozenset[Level]
    legal_basis: str


def propose(level: Level, rules: Sequence[IssuerRule]) -> IssuerRule | None:
    """The first rule that the level fits. None: we speak."""
    return next((rule for rule in rules if level in rule.levels), None)


def wants_a_word(
    level: Level, now: Speaking, decided_at_level: Level | None, rules: Sequence[IssuerRule]
) -> IssuerRule | None:
    """The proposal that nobody has answered yet: no decision was made at this level, and what
    holds is not what the level proposes."""
    found = propose(level, rules)
    asked = found.speaking.issuer if found else Issuer.BUREAU
    if decided_at_level is level or asked is now.issuer:
        return None
    return found or IssuerRule(OURS, frozenset({level}), "")
