"""The level that counts propose: each threshold by hand, then that more is never less."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.incidents.policy import from_settings
from console.incidents.rules.categories import Category
from console.incidents.rules.grading import NOTHING_KNOWN, Counts, propose
from console.incidents.rules.levels import GRAVEST_FIRST, Level
from tests.conftest import rehearsal_settings

L = Level
RULES = from_settings(rehearsal_settings(Path("unused"))).thresholds
WAN = 10_000


def level(counts: Counts, category: Category = Category.ACCIDENT_DISASTER) -> L:
    return propose(counts, category, RULES).level


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(deaths=0), L.GENERAL), (Counts(deaths=2), L.GENERAL), (Counts(deaths=3), L.LARGER),
        (Counts(deaths=9), L.LARGER), (Counts(deaths=10), L.SERIOUS),
        (Counts(deaths=29), L.SERIOUS), (Counts(deaths=30), L.EXTREMELY_SERIOUS),
        (Counts(serious_injuries=9), L.GENERAL),
        (Counts(serious_injuries=10), L.LARGER), (Counts(serious_injuries=49), L.LARGER),
        (Counts(serious_injuries=50), L.SERIOUS), (Counts(serious_injuries=99), L.SERIOUS),
        (Counts(serious_injuries=100), L.EXTREMELY_SERIOUS), (Counts(loss=999 * WAN), L.GENERAL),
        (Counts(loss=1000 * WAN), L.LARGER), (Counts(loss=5000 * WAN - 1), L.LARGER),
        (Counts(loss=5000 * WAN), L.SERIOUS), (Counts(loss=10_000 * WAN - 1), L.SERIOUS),
        (Counts(loss=10_000 * WAN), L.EXTREMELY_SERIOUS),
    ],
)  # fmt: skip
def test_from_each_number_on_the_level_is_the_next(counts: Counts, expected: L) -> None:
    assert level(counts) is expected


def test_the_gravest_of_the_three_decides() -> None:
    found = propose(Counts(2, 12, 6000 * WAN), Category.ACCIDENT_DISASTER, RULES)
    assert (found.level, found.by, found.least) == (L.SERIOUS, "loss", 5000 * WAN)


def test_unknown_is_not_zero() -> None:
    assert level(NOTHING_KNOWN) is L.UNGRADED
    assert level(Counts(deaths=0)) is L.GENERAL


@pytest.mark.parametrize("category", [Category.SOCIAL_SECURITY, Category.OPINION, Category.UNKNOWN])
def test_what_the_law_does_not_grade_is_not_graded_by_numbers(category: Category) -> None:
    assert level(Counts(deaths=40), category) is L.UNGRADED


NUMBER = st.none() | st.integers(0, 2 * 10**8)


@given(NUMBER, NUMBER, NUMBER, st.integers(0, 10**8), st.integers(0, 2))
def test_more_of_anything_never_proposes_less(
    deaths: int | None, hurt: int | None, loss: int | None, more: int, which: int
) -> None:
    before = [deaths, hurt, loss]
    after = [(each or 0) + more if at == which else each for at, each in enumerate(before)]
    if all(each is None for each in before):
        return
    first, second = level(Counts(*before)), level(Counts(*after))
    assert GRAVEST_FIRST.index(second) <= GRAVEST_FIRST.index(first)
