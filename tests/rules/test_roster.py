"""The roster's arithmetic: day and night, weeks, gaps, and clocks that change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.duty.rules.roster import (
    Hours,
    Pair,
    Planned,
    Span,
    Turn,
    a_week_later,
    check,
    common,
    gaps,
    overlap,
    pattern,
    slot,
    week_of,
    week_span,
)
from console.kernel.errors import Invalid
from console.kernel.ids import new_id

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
HOURS = Hours(time(8), time(20))
PAIR, OTHERS = Pair(new_id(), new_id()), Pair(new_id(), new_id())
HOUR = timedelta(hours=1)
MONDAY = date(2026, 11, 23)


def span(start: int, end: int) -> Span:
    begin = datetime(2026, 11, 23, tzinfo=UTC)
    return Span(begin + start * HOUR, begin + end * HOUR)


def times(start: int, end: int) -> tuple[datetime, datetime]:
    found = span(start, end)
    return found.starts_at, found.ends_at


def test_a_night_ends_where_the_next_day_begins() -> None:
    night = slot(MONDAY, Turn.NIGHT, HOURS, SHANGHAI)
    assert night == Span(
        datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 24, 0, tzinfo=UTC)
    )
    assert slot(MONDAY + timedelta(days=1), Turn.DAY, HOURS, SHANGHAI).starts_at == night.ends_at


def test_a_week_by_day_and_night_leaves_no_gap_and_overlaps_nowhere() -> None:
    for zone, day in (
        (SHANGHAI, MONDAY),
        (BERLIN, date(2026, 3, 25)),
        (BERLIN, date(2026, 10, 21)),
    ):
        whole = week_span(day, HOURS, zone)
        planned = pattern(week_of(day), {Turn.DAY: PAIR, Turn.NIGHT: OTHERS}, HOURS, zone)
        assert len(planned) == 14
        assert gaps(planned, whole.starts_at, whole.ends_at) == ()
        assert not any(
            overlap(one, other) for one in planned for other in planned if one is not other
        )


def test_a_night_in_which_the_clocks_change_is_longer_or_shorter() -> None:
    def length(day: date) -> timedelta:
        night = slot(day, Turn.NIGHT, HOURS, BERLIN)
        return night.ends_at - night.starts_at

    assert length(date(2026, 3, 28)) == 11 * HOUR
    assert length(date(2026, 10, 24)) == 13 * HOUR


def test_a_week_later_is_the_same_hour_on_the_wall() -> None:
    night = slot(date(2026, 3, 22), Turn.NIGHT, HOURS, BERLIN)
    later = a_week_later(Planned(night.starts_at, night.ends_at, PAIR), BERLIN)
    again = slot(date(2026, 3, 29), Turn.NIGHT, HOURS, BERLIN)
    assert (later.starts_at, later.ends_at) == (again.starts_at, again.ends_at)


def test_what_touches_does_not_overlap() -> None:
    assert not overlap(span(0, 8), span(8, 16))
    assert overlap(span(0, 9), span(8, 16))
    assert overlap(span(0, 24), span(8, 9))


def test_what_is_in_both() -> None:
    assert common(span(0, 9), span(8, 16)) == span(8, 9)
    assert common(span(0, 8), span(8, 16)) is None


@pytest.mark.parametrize(
    ("shifts", "missing"),
    [
        ([], [(0, 24)]),
        ([(0, 24)], []),
        ([(-5, 3), (20, 40)], [(3, 20)]),
        ([(3, 8), (8, 20)], [(0, 3), (20, 24)]),
        ([(2, 10), (4, 6)], [(0, 2), (10, 24)]),
        ([(30, 40)], [(0, 24)]),
    ],
)
def test_a_gap_is_when_nobody_is_there(
    shifts: list[tuple[int, int]], missing: list[tuple[int, int]]
) -> None:
    asked = span(0, 24)
    found = gaps([span(*each) for each in shifts], asked.starts_at, asked.ends_at)
    assert found == tuple(span(*each) for each in missing)


hours = st.integers(-10, 40)


@given(st.lists(st.tuples(hours, st.integers(1, 30)), max_size=6), st.integers(0, 23))
def test_every_hour_is_in_a_shift_or_in_a_gap_and_never_in_both(
    shifts: list[tuple[int, int]], hour: int
) -> None:
    planned = [span(start, start + length) for start, length in shifts]
    asked, here = span(0, 24), span(hour, hour + 1)
    missing = any(overlap(here, each) for each in gaps(planned, asked.starts_at, asked.ends_at))
    assert missing != any(overlap(here, each) for each in planned)


@pytest.mark.parametrize(
    ("shift", "code"),
    [
        (Planned(*times(0, 8), Pair(PAIR.a, PAIR.a)), "duty.same_person"),
        (Planned(*times(8, 8), PAIR), "duty.ends_before_it_starts"),
        (Planned(*times(9, 8), PAIR), "duty.ends_before_it_starts"),
        (Planned(*times(0, 49), PAIR), "duty.too_long"),
    ],
)
def test_what_is_no_shift_is_refused(shift: Planned, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(shift)
    assert refused.value.code == code
