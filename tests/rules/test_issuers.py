"""发布主体: the level proposes, a person decides."""

import pytest

from console.incidents.rules.issuers import OURS, Issuer, IssuerRule, Speaking, wants_a_word
from console.incidents.rules.levels import Level

GOVERNMENT = Speaking(Issuer.GOVERNMENT, "示例市人民政府新闻办公室", "https://gov.example/1")
RULES = (IssuerRule(GOVERNMENT, frozenset({Level.SERIOUS}), "国办发〔2016〕80号"),)


@pytest.mark.parametrize(
    ("level", "now", "decided", "asked"),
    [
        (Level.SERIOUS, OURS, None, Issuer.GOVERNMENT),
        (Level.GENERAL, OURS, None, None),
        (Level.SERIOUS, OURS, Level.SERIOUS, None),  # answered: we go on speaking
        (Level.SERIOUS, OURS, Level.GENERAL, Issuer.GOVERNMENT),  # the level rose since
        (Level.SERIOUS, GOVERNMENT, Level.SERIOUS, None),
        (Level.GENERAL, GOVERNMENT, Level.SERIOUS, Issuer.BUREAU),  # it fell since
        (Level.GENERAL, GOVERNMENT, Level.GENERAL, None),
    ],
)
def test_a_proposal_stands_until_somebody_answers_it_at_this_level(
    level: Level, now: Speaking, decided: Level | None, asked: Issuer | None
) -> None:
    found = wants_a_word(level, now, decided, RULES)
    assert (found.speaking.issuer if found else None) is asked


def test_without_rules_nothing_is_asked() -> None:
    assert wants_a_word(Level.SERIOUS, OURS, None, ()) is None
