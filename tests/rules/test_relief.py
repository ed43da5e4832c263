"""交接班: kept as it was, given by who is on duty, taken by who comes, late by steps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.duty.rules.relief import (
    Item,
    Late,
    Part,
    in_order,
    kept,
    lateness,
    may_give,
    may_take,
    read,
)
from console.kernel.ids import new_id

A, B, NAMED, OTHER, GIVER = (new_id() for _ in range(5))
START = datetime(2026, 11, 23, 12, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
words = st.text(max_size=20)
items = st.builds(
    Item, part=st.sampled_from(Part), subject=words, title=words, number=words, name=words,
    state=words, at=words, who=st.lists(words, max_size=3).map(tuple), drill=st.booleans(),
)  # fmt: skip


@given(st.lists(items, max_size=5))
def test_what_is_kept_is_read_again_as_it_was(found: list[Item]) -> None:
    assert list(read(kept(found))) == found


@given(st.lists(items, max_size=6))
def test_the_order_does_not_depend_on_who_gathered(found: list[Item]) -> None:
    parts = [each.part for each in in_order(found)]
    assert parts == sorted(parts, key=tuple(Part).index)
    assert sorted(map(repr, in_order(found))) == sorted(map(repr, found))


def test_promises_come_first_and_the_earliest_of_them_on_top() -> None:
    fact = Item(Part.FACT, "incident:1", at="2026-11-23T01:00:00Z")
    late, soon = (
        Item(Part.PROMISE, "incident:1", at=f"2026-11-23T0{hour}:00:00Z") for hour in (9, 8)
    )
    assert in_order([fact, late, soon]) == (soon, late, fact)


def test_who_is_on_duty_or_was_hands_over_and_anybody_while_nobody_is() -> None:
    assert may_give(A, (A, B), ())
    assert may_give(GIVER, (A, B), (GIVER, OTHER))
    assert not may_give(OTHER, (A, B), (GIVER, NAMED))
    assert may_give(OTHER, (), (GIVER, NAMED))


def test_who_was_named_or_comes_takes_it_and_never_who_gave_it() -> None:
    assert may_take(NAMED, GIVER, NAMED, ())
    assert may_take(B, GIVER, NAMED, (A, B))
    assert not may_take(OTHER, GIVER, NAMED, (A, B))
    assert not may_take(GIVER, GIVER, NAMED, (GIVER, B))


@pytest.mark.parametrize(
    ("minutes", "step"),
    [(0, Late.IN_TIME), (29, Late.IN_TIME), (30, Late.TOLD), (59, Late.TOLD), (60, Late.LEADERS),
     (6000, Late.LEADERS)],
)  # fmt: skip
def test_one_that_nobody_takes_is_told_to_more_and_more(minutes: int, step: Late) -> None:
    assert lateness(START, START + timedelta(minutes=minutes), HALF_AN_HOUR) is step
