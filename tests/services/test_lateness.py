"""A dispatcher that was away, and clocks that jump: each stage by its own policy, nothing stale by
itself, nothing stuck until the clock has caught up."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from console.chores import leases
from console.chores.runner import Chores, Handler
from console.database import Database
from console.kernel.clock import SystemClock
from console.kernel.errors import ChannelUnavailable
from console.people.rules.roles import P
from console.publishing import queries, service
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action, Bulletin, Progress
from console.publishing.rules.states import DeliveryState as S
from console.publishing.wake import ring
from console.scheduler import holder_name, run
from tests.builders import Desk
from tests.dispatching import Killed, Press
from tests.fakes import START, FixedClock
from tests.services.test_publishing_holds import told
from tests.services.test_scheduler import Bell, until

KEEPERS = {P.DELIVERY_HANDOVER, P.RELEASE_SIGN}


def policies(press: Press, **by_channel: str) -> None:
    with press.database.transaction() as tx:
        for row in tx.scalars(select(Delivery)):
            row.if_late = by_channel.get(row.channel, "publish")


def lift_all(press: Press, desk: Desk) -> None:
    with press.database.transaction() as tx:
        for hold in queries.holds(tx):
            service.lift_hold(tx, press.clock.now(), desk.people["leader"], hold.id)


def test_each_stage_keeps_its_own_policy_after_an_hour_away(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now(), go_at=clock.now() + timedelta(minutes=5))
    policies(press, weibo="hold", wechat="ask")
    clock.move(hours=1, minutes=30)  # the dispatcher was down
    dispatcher = press.dispatcher()
    for _ in range(3):
        dispatcher.tick()
    assert press.website.told == press.feeds.told == [("2026-0001", Action.PUBLISH)]
    assert press.weibo.calls == press.wechat.calls == []
    people = len([each for each in desk.people.values() if each.permissions & KEEPERS])
    assert told(press, "delivery.told_late_held") == people
    lift_all(press, desk)  # a person says: late as it is
    for _ in range(3):
        dispatcher.tick()
    assert set(press.states().values()) == {S.SENT}


def test_within_its_tolerance_it_goes_out_as_if_nothing_had_been(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    policies(press, website="ask", feeds="ask", weibo="ask", wechat="ask")
    clock.move(minutes=59)
    dispatcher = press.dispatcher()
    dispatcher.tick()
    dispatcher.tick()
    assert set(press.states().values()) == {S.SENT}


def test_a_clock_far_ahead_makes_it_ask_and_set_right_again_it_keeps_its_time(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    due = clock.now() + timedelta(hours=1)
    desk.signed(clock.now(), go_at=due)
    dispatcher = press.dispatcher()
    clock.move(hours=6)
    dispatcher.tick()
    assert press.website.told == []
    clock.at = START + timedelta(minutes=5)
    lift_all(press, desk)
    dispatcher.tick()
    assert press.website.told == []  # not before its time either
    clock.at = due
    dispatcher.tick()
    dispatcher.tick()
    assert set(press.states().values()) == {S.SENT}


def test_a_retry_noted_by_a_clock_that_was_ahead_does_not_wait_for_it(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    def down(_bulletin: Bulletin, _progress: Progress) -> None:
        raise ChannelUnavailable("channel.down")

    clock.move(hours=1)
    desk.signed(clock.now())
    press.weibo.before = down
    dispatcher = press.dispatcher()
    dispatcher.tick()
    assert press.states()["weibo"] is S.RETRYING
    press.weibo.before = lambda _b, _p: None
    clock.at = START + timedelta(minutes=1)
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENT


def test_a_claim_and_the_tree_of_who_died_under_a_clock_that_was_ahead_are_taken_over(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    def die(_bulletins: Sequence[Bulletin]) -> None:
        raise Killed

    clock.move(hours=1)
    desk.signed(clock.now())
    press.website.whole = die
    with pytest.raises(Killed):
        press.dispatcher("dead").tick()
    press.website.whole = lambda _: None
    clock.at = START
    survivor = press.dispatcher("two")
    survivor.start()
    survivor.tick()  # nobody can tell yet that it is dead
    clock.move(seconds=61)
    survivor.tick()
    assert press.website.told == [("2026-0001", Action.PUBLISH)]
    assert press.states()["website"] is S.SENT


def test_a_lease_from_ahead_binds_nobody_and_a_living_one_does(
    database: Database, clock: FixedClock
) -> None:
    lease, ahead = timedelta(seconds=60), clock.now() + timedelta(hours=1)
    with database.transaction() as tx:
        assert leases.acquire(tx, ahead, "tree", "one", lease)
        assert leases.acquire(tx, clock.now(), "tree", "two", lease)
        assert leases.acquire(tx, clock.now(), "tree", "three", lease) is None


def test_chores_do_not_wait_for_a_clock_that_was_ahead(
    database: Database, clock: FixedClock
) -> None:
    done: list[datetime] = []
    handler = Handler("look", lambda _payload: done.append(clock.now()), timedelta(minutes=1))
    chores = Chores(database, clock, [handler], "one")
    clock.move(hours=1)
    chores.start()
    chores.tick()
    clock.at = START + timedelta(minutes=2)
    chores.tick()
    clock.move(minutes=1)
    chores.tick()
    assert done == [START + timedelta(minutes=each) for each in (60, 2, 3)]


def test_what_was_signed_under_a_clock_that_was_ahead_goes_out_now(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    dispatcher = press.dispatcher()
    clock.move(hours=1)
    dispatcher.tick()
    desk.signed(clock.now())
    clock.at = START
    dispatcher.tick()
    dispatcher.tick()
    assert set(press.states().values()) == {S.SENT}


class Jumping:
    """The system's clock, set forward and back by hand."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def now(self) -> datetime:
        return SystemClock().now() + self.by


def test_the_running_process_survives_both_jumps(
    press: Press, desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path: Path = tmp_path_factory.mktemp("j") / "run" / "wake.sock"
    clock, stop = Jumping(), threading.Event()
    press.clock = clock
    desk.signed(clock.now(), go_at=clock.now() + timedelta(hours=1))
    dispatcher = press.dispatcher(holder_name())
    thread = threading.Thread(target=run, args=(dispatcher, Bell(), path, stop))
    thread.start()
    try:
        until(lambda: press.website.refreshed == 1)
        clock.by = timedelta(minutes=61)  # nobody rings: the guard's look finds it
        until(lambda: press.states().get("website") is S.SENT)
        clock.by = timedelta(0)
        desk.signed(clock.now())
        ring(path)
        until(lambda: len(press.website.told) == 2)
    finally:
        stop.set()
        thread.join(10)
