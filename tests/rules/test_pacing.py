"""A bucket for each person: so many at once, so many a minute."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.kernel.pacing import Bucket, Pace, Pacer, take
from tests.fakes import START

PACE = Pace(at_once=3, per_minute=60)


def test_so_many_at_once_then_one_a_second() -> None:
    pacer = Pacer(PACE)
    assert [pacer.wait("one", START) for _each in range(4)] == [0, 0, 0, 1]
    assert pacer.wait("two", START) == 0  # each person has a bucket of their own
    later = START + timedelta(seconds=1)
    assert [pacer.wait("one", later) for _each in range(2)] == [0, 1]
    rested = START + timedelta(hours=1)
    assert [pacer.wait("one", rested) for _each in range(4)] == [0, 0, 0, 1]


def test_who_waits_as_told_is_let_in() -> None:
    slow = Pacer(Pace(at_once=1, per_minute=7))
    assert slow.wait("one", START) == 0
    seconds = slow.wait("one", START)
    assert seconds == 9
    assert slow.wait("one", START + timedelta(seconds=seconds)) == 0


def test_a_clock_that_steps_back_gives_nothing_away() -> None:
    empty = Bucket(0.0, START)
    _bucket, seconds = take(empty, START - timedelta(hours=1), PACE)
    assert seconds == 1


@given(st.lists(st.floats(min_value=0, max_value=5), max_size=200))
def test_nobody_gets_more_than_the_pace(pauses: list[float]) -> None:
    pacer, at, taken = Pacer(PACE), START, 0
    for pause in pauses:
        at += timedelta(seconds=pause)
        taken += pacer.wait("one", at) == 0
    assert taken <= PACE.at_once + (at - START).total_seconds() + 1
