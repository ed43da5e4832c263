"""The ledger's one line and its sums."""

from datetime import timedelta

import pytest

from console.incidents.rules.facts import FactKey, Figure, check_sums, headline
from console.kernel.errors import Invalid
from tests.fakes import START

K = FactKey


def line(**told: tuple[int | None, int]) -> list[tuple[str, int | None]]:
    """``told``: key → (value, minutes after the start)."""
    figures = {
        K(key): Figure(K(key), value, START + timedelta(minutes=at))
        for key, (value, at) in told.items()
    }
    return [(each.key.value, each.value) for each in headline(figures)]


def test_serious_and_minor_are_told_together() -> None:
    told = line(deaths=(2, 0), serious_injuries=(3, 0), minor_injuries=(2, 0), missing=(1, 0))
    assert told == [("deaths", 2), ("injuries", 5), ("missing", 1)]


def test_the_newer_of_the_whole_and_its_parts_is_told() -> None:
    parts = {"serious_injuries": (3, 5), "minor_injuries": (2, 9)}
    assert line(injuries=(4, 3), **parts) == [("injuries", 5)]
    assert line(injuries=(8, 9), **parts) == [("injuries", 8)]


def test_an_unknown_part_gives_no_sum_and_no_zero() -> None:
    told = line(serious_injuries=(3, 0), minor_injuries=(None, 0), missing=(None, 0))
    assert told == [("serious_injuries", 3), ("minor_injuries", None), ("missing", None)]
    assert line(serious_injuries=(3, 9), minor_injuries=(None, 9), injuries=(7, 0)) == [
        ("injuries", 7)
    ]
    assert line(injuries=(None, 0)) == [("injuries", None)]


def told(whole: int | None, serious: int | None, minor: int | None) -> dict[K, int | str | None]:
    return {K.INJURIES: whole, K.SERIOUS_INJURIES: serious, K.MINOR_INJURIES: minor}


@pytest.mark.parametrize(
    "counts",
    [(5, 3, 2), (5, 3, None), (5, None, 2), (None, 3, 2), (0, 0, 0), (5, None, None)],
)
def test_what_agrees_or_is_not_known_is_taken(counts: tuple[int | None, ...]) -> None:
    check_sums(told(*counts))


@pytest.mark.parametrize("counts", [(5, 3, 3), (6, 3, 2), (2, 3, None), (0, None, 1)])
def test_a_whole_that_its_parts_contradict_is_refused(counts: tuple[int | None, ...]) -> None:
    with pytest.raises(Invalid, match="injured"):
        check_sums(told(*counts))
