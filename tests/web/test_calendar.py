"""发布日历: every release on its day, with its state in words; and months that are none."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from console.publishing.rules.states import HoldScope
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]


def day(page: str, label: str) -> str:
    """What stands on that day."""
    return page.partition(f'calendar-label">{label}')[2].partition('<li class="calendar-day')[0]


def test_each_release_stands_on_its_day_with_its_state(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(title="已经发的")
    night.run()
    tomorrow = clock.now() + timedelta(hours=20)
    held = night.signed(title="停下的", go_at=tomorrow)
    night.hold(HoldScope.RELEASE, release_id=held)
    night.signed(title="<b>待发的</b>", go_at=tomorrow + timedelta(minutes=5))
    asked = night.desk.draft(clock.now(), title="送审的", go_at=tomorrow + timedelta(days=5))
    night.desk.submit(clock.now(), asked, midnight=True)
    visitor = signed_in("auditor")
    page = visitor.get("/rollout/calendar/").text
    assert "已发" in day(page, "11月23日 周一")
    assert "已经发的" in day(page, "11月23日 周一")
    there = day(page, "11月24日 周二")
    assert there.index("停下的") < there.index("&lt;b&gt;待发的")
    assert "暂缓" in there
    assert "送审的" in day(page, "11月29日 周日")
    assert "审签中" in day(page, "11月29日 周日")
    assert 'aria-current="date"' in page
    assert "/rollout/calendar/" in visitor.get("/rollout/").text


@pytest.mark.parametrize("month", ["", "2026-13", "x", "9999-12", "2026-11-01", "%00", "0001-01"])
def test_what_is_no_month_is_this_one(signed_in: SignedIn, month: str) -> None:
    page = signed_in("leader").get(f"/rollout/calendar/?month={month}")
    assert page.status_code == 200
    assert "2026年11月" in page.text


def test_months_follow_each_other_over_the_year(signed_in: SignedIn) -> None:
    page = signed_in("leader").get("/rollout/calendar/?month=2026-12").text
    assert "month=2026-11" in page
    assert "month=2027-01" in page
    assert "这个月没有发出的" in page
    assert page.count('<li class="calendar-day') == 35


def test_a_release_late_in_the_evening_stands_on_the_bureaus_day(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    clock.move(hours=3, minutes=30)  # 23:30 in Shanghai is 15:30 in UTC
    night.signed(title="夜里的", go_at=clock.now() + timedelta(hours=1))
    page = signed_in("leader").get("/rollout/calendar/").text
    assert "夜里的" in day(page, "11月24日 周二")
