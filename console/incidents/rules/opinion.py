"""舆情 grading by an editable matrix: signs that a person saw propose the level, a person confirms.

No national standard exists (domain: §4); the matrix is the bureau's own configuration.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from console.incidents.rules.grading import Proposal
from console.incidents.rules.levels import GRAVEST_FIRST, Level


class OpinionType(StrEnum):
    NONE = "none"  # no 舆情事件, or not yet clear
    ENFORCEMENT = "enforcement"  # 涉警执法
    CASE = "case"  # 案事件
    CONDUCT = "conduct"  # 队伍形象
    TRAFFIC = "traffic"  # 交通事故
    DISASTER = "disaster"  # 灾害事故
    RUMOUR = "rumour"  # 谣言
    POLICY = "policy"  # 政策误读
    SERVICE = "service"  # 民生服务
    FOREIGN_ETHNIC_RELIGIOUS = "foreign_ethnic_religious"  # 涉外、民族宗教


@dataclass(frozen=True, slots=True)
class Sign:
    """One cell of the matrix. ``words``: what a person can see, in Chinese."""

    name: str
    level: Level
    words: str


def propose_by_signs(seen: Iterable[str], matrix: Sequence[Sign]) -> Proposal:
    """The gravest level of which a sign was seen; ungraded while none was. Names that the matrix no
    longer has count for nothing."""
    names = frozenset(seen)
    found = [sign for sign in matrix if sign.name in names]
    gravest = min(found, key=lambda sign: GRAVEST_FIRST.index(sign.level), default=None)
    if gravest is None:
        return Proposal(Level.UNGRADED)
    return Proposal(gravest.level, by="sign", sign=gravest.words)
