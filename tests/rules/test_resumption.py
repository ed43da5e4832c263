"""What lifting a hold does to one waiting delivery."""

from datetime import datetime, timedelta

import pytest

from console.publishing.rules.resumption import Fate, fate
from console.publishing.rules.states import HoldScope
from tests.fakes import START

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("scope", HoldScope)
def test_what_is_still_to_come_keeps_its_time(scope: HoldScope) -> None:
    assert fate(scope, START, START + HOUR, None, "ask", held_otherwise=False) is (
        Fate.KEEPS_ITS_TIME
    )


@pytest.mark.parametrize("scope", HoldScope)
def test_what_another_hold_stops_stays(scope: HoldScope) -> None:
    assert fate(scope, START, START - HOUR, None, "ask", held_otherwise=True) is Fate.STAYS_HELD


@pytest.mark.parametrize("scope", HoldScope)
@pytest.mark.parametrize("not_before", [START - HOUR, START], ids=["an hour ago", "now"])
def test_what_is_due_and_not_too_late_goes(scope: HoldScope, not_before: datetime) -> None:
    assert fate(
        scope, START, not_before, START + HOUR, "ask", held_otherwise=False
    ) is Fate.GOES_NOW  # fmt: skip


@pytest.mark.parametrize("if_late", ["ask", "hold"])
@pytest.mark.parametrize("scope", [HoldScope.ALL, HoldScope.INCIDENT])
def test_what_is_too_late_is_asked_about(scope: HoldScope, if_late: str) -> None:
    late = START - HOUR
    assert fate(scope, START, late - HOUR, late, if_late, held_otherwise=False) is Fate.ASKS


def test_lifting_a_releases_own_hold_says_that_it_may_go_late() -> None:
    late = START - HOUR
    assert fate(
        HoldScope.RELEASE, START, late - HOUR, late, "ask", held_otherwise=False
    ) is Fate.GOES_NOW  # fmt: skip


def test_a_plan_may_say_publish_however_late() -> None:
    late = START - HOUR
    assert fate(
        HoldScope.ALL, START, late - HOUR, late, "publish", held_otherwise=False
    ) is Fate.GOES_NOW  # fmt: skip
