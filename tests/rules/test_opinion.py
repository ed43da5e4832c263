"""舆情 is graded by the matrix; counts stay open for a while."""

from datetime import timedelta

import pytest

from console.incidents.rules.counting import USUAL
from console.incidents.rules.levels import Level, graver
from console.incidents.rules.opinion import Sign, propose_by_signs
from tests.fakes import START

MATRIX = (
    Sign("scattered", Level.GENERAL, "零散议论"),
    Sign("several", Level.LARGER, "多个平台出现"),
    Sign("national", Level.EXTREMELY_SERIOUS, "全国性影响"),
)


@pytest.mark.parametrize(
    ("seen", "level", "words"),
    [
        ((), Level.UNGRADED, ""),
        (("gone-from-the-matrix",), Level.UNGRADED, ""),
        (("scattered",), Level.GENERAL, "零散议论"),
        (("scattered", "several"), Level.LARGER, "多个平台出现"),
        (("national", "scattered"), Level.EXTREMELY_SERIOUS, "全国性影响"),
    ],
)
def test_the_gravest_sign_seen_proposes(seen: tuple[str, ...], level: Level, words: str) -> None:
    found = propose_by_signs(seen, MATRIX)
    assert (found.level, found.sign) == (level, words)


def test_counts_are_open_for_seven_days_or_thirty() -> None:
    assert USUAL.closes_at(START, short=True) == START + timedelta(days=7)
    assert USUAL.closes_at(START, short=False) == START + timedelta(days=30)


def test_graver_is_strict_and_ungraded_is_the_least() -> None:
    assert graver(Level.SERIOUS, Level.LARGER)
    assert graver(Level.GENERAL, Level.UNGRADED)
    assert not graver(Level.LARGER, Level.LARGER)
    assert not graver(Level.UNGRADED, Level.GENERAL)
