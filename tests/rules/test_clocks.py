"""How a clock stands: by hand at its edges, then by whatever happens in whatever order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.incidents.rules.categories import Category
from console.incidents.rules.clocks import (
    ClockRule,
    Kept,
    MetBy,
    Standing,
    in_force,
    share,
    standing,
    steps_reached,
)
from console.incidents.rules.levels import Level

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
DUE = START + timedelta(hours=5)
SECOND = timedelta(seconds=1)
CLOCK = Kept(START, DUE, START)


def after(**hours: float) -> datetime:
    return START + timedelta(**hours)


def test_a_clock_runs_to_its_very_last_moment_and_is_missed_a_second_later() -> None:
    assert standing(CLOCK, DUE) is Standing.RUNNING
    assert standing(CLOCK, DUE + SECOND) is Standing.MISSED


def test_what_was_done_at_the_last_moment_is_met_and_a_second_later_is_late() -> None:
    late = after(days=3)
    assert standing(replace(CLOCK, met_at=DUE), late) is Standing.MET
    assert standing(replace(CLOCK, met_at=DUE + SECOND), late) is Standing.LATE


def test_a_limit_past_when_it_came_to_apply_is_never_missed() -> None:
    raised = replace(CLOCK, applies_from=DUE + SECOND)
    assert standing(raised, after(days=9)) is Standing.PAST
    assert standing(replace(raised, met_at=after(hours=7)), after(days=9)) is Standing.PAST
    assert standing(replace(raised, met_at=after(hours=2)), after(days=9)) is Standing.MET
    assert standing(replace(CLOCK, applies_from=DUE), after(days=9)) is Standing.MISSED


def test_a_waiver_does_not_undo_what_was_met() -> None:
    waived = replace(CLOCK, waived_at=after(hours=4))
    assert standing(waived, after(hours=8)) is Standing.WAIVED
    beside = replace(CLOCK, waived_at=after(hours=6))
    assert standing(beside, after(hours=8)) is Standing.MISSED
    assert standing(replace(waived, met_at=after(hours=1)), after(hours=8)) is Standing.MET


def test_one_that_was_missed_before_the_level_fell_stays_missed() -> None:
    assert standing(replace(CLOCK, off_at=after(hours=6)), after(hours=8)) is Standing.MISSED
    assert standing(replace(CLOCK, off_at=after(hours=4)), after(hours=8)) is Standing.OFF


@pytest.mark.parametrize(
    ("minutes", "steps"),
    [(0, ()), (149, ()), (150, (50,)), (239, (50,)), (240, (50, 80)), (299, (50, 80)),
     (300, (50, 80, 100)), (900, (50, 80, 100))],
)  # fmt: skip
def test_people_are_told_at_half_at_four_fifths_and_at_the_end(
    minutes: int, steps: tuple[int, ...]
) -> None:
    assert steps_reached(CLOCK, after(minutes=minutes)) == steps


@pytest.mark.parametrize(
    "settled",
    [{"met_at": START}, {"waived_at": START}, {"off_at": START}, {"applies_from": DUE + SECOND}],
)
def test_nobody_is_told_of_what_is_settled(settled: dict[str, datetime]) -> None:
    assert steps_reached(replace(CLOCK, **settled), after(days=1)) == ()


MOMENTS = st.integers(-600, 3000).map(lambda minutes: after(minutes=minutes))
MAYBE = st.none() | MOMENTS
KEPT = st.builds(
    Kept, st.just(START), MOMENTS.map(lambda at: max(at, START)), MOMENTS, MAYBE, MAYBE, MAYBE
)


@given(KEPT, MOMENTS)
def test_no_clock_is_missed_that_did_not_apply_before_its_end_or_was_met(
    clock: Kept, now: datetime
) -> None:
    found = standing(clock, now)
    if found is Standing.MISSED:
        assert clock.applies_from <= clock.due_at < now
        assert clock.met_at is None
    if found is Standing.MET:
        assert clock.met_at is not None
        assert clock.met_at <= clock.due_at
    assert 0 <= share(clock, now) <= 100
    assert set(steps_reached(clock, now)) <= {50, 80, 100}


@given(KEPT, MOMENTS, st.integers(0, 3000))
def test_time_alone_only_ever_ends_a_clock(clock: Kept, now: datetime, minutes: int) -> None:
    """Nothing that was done, missed or past becomes anything else by waiting."""
    before, later = standing(clock, now), standing(clock, now + timedelta(minutes=minutes))
    assert later is before or before in {Standing.RUNNING, Standing.OFF}


def rule(*categories: Category) -> ClockRule:
    return ClockRule(
        "one", "某时限", timedelta(hours=5), statutory=True, met_by=MetBy.RELEASE,
        legal_basis="依据", levels=frozenset({Level.SERIOUS}), categories=frozenset(categories),
    )  # fmt: skip


@pytest.mark.parametrize("category", Category)
def test_a_clock_without_categories_runs_for_every_one_of_its_levels(category: Category) -> None:
    assert in_force([rule()], Level.SERIOUS, category)
    assert not in_force([rule()], Level.GENERAL, category)


def test_a_clock_of_one_category_runs_for_it_and_while_the_category_is_not_known() -> None:
    health = rule(Category.PUBLIC_HEALTH)
    runs = {each for each in Category if in_force([health], Level.SERIOUS, each)}
    assert runs == {Category.PUBLIC_HEALTH, Category.UNKNOWN}
    assert not in_force([health], Level.GENERAL, Category.PUBLIC_HEALTH)
