"""A process that dies leaves an open attempt under a lease; nothing is lost, nothing goes twice."""

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from console.chores import leases
from console.kernel.errors import ChannelUnavailable, NotNow
from console.publishing import service
from console.publishing.batch import TREE
from console.publishing.close import close
from console.publishing.desk import Claim
from console.publishing.progress import BatchTurn, DeliveryProgress
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.channel import (
    Absent,
    Action,
    Bulletin,
    CannotTell,
    Found,
    Progress,
    Receipt,
    Replay,
    Sighting,
)
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope, Outcome
from tests.builders import Desk
from tests.dispatching import Killed, Press
from tests.fakes import FixedClock


def die(*_: object) -> None:
    raise Killed


def crash(press: Press, holder: str = "one") -> None:
    with pytest.raises(Killed):
        press.dispatcher(holder).tick()


def test_a_website_killed_before_writing_is_written_by_the_next_dispatcher(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.website.whole = die
    crash(press)
    assert press.attempts("website") == ["open"]
    press.website.whole = lambda _: None
    press.dispatcher("two").tick()
    assert press.website.told == []  # the lease stands
    clock.move(seconds=61)
    press.dispatcher("two").tick()
    assert press.website.told == [("2026-0001", Action.PUBLISH)]
    assert press.attempts("website") == ["lost", "sent"]
    assert press.states()["feeds"] is S.SENT


def test_a_lease_taken_over_has_the_shared_pages_written_anew(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.website.whole = die
    crash(press)
    press.website.whole = lambda _: None
    clock.move(seconds=61)
    press.dispatcher("two").tick()
    assert press.website.refreshed == press.feeds.refreshed == 1


def test_a_post_killed_after_the_platform_took_it_is_found_there(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.kind = Replay.LOOKUP
    press.weibo.after = die
    crash(press)
    press.weibo.sighting = lambda: Found(Receipt("https://weibo.example/found"))
    clock.move(minutes=5)
    press.dispatcher("two").tick()
    assert press.states()["weibo"] is S.SENT
    assert press.row("weibo").receipt["url"] == "https://weibo.example/found"
    assert len(press.weibo.calls) == 1
    assert press.attempts("weibo") == ["lost", "sent"]


def test_a_platform_is_asked_only_after_it_had_time_to_settle(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.kind = Replay.LOOKUP
    press.weibo.before = die
    crash(press)
    press.weibo.before = lambda _b, _p: None
    asked: list[timedelta] = []
    start = clock.now()

    def look() -> Sighting:
        asked.append(clock.now() - start)
        return Absent()

    press.weibo.sighting = look
    dispatcher = press.dispatcher("two")
    clock.move(seconds=61)
    assert dispatcher.tick() == 119
    assert (asked, press.weibo.calls) == ([], [])
    clock.move(seconds=119)
    dispatcher.tick()
    assert asked == [timedelta(minutes=3)]
    assert press.states()["weibo"] is S.SENT  # absent, so it was safe to send
    assert len(press.weibo.calls) == 1


def test_a_platform_that_cannot_tell_leaves_it_to_a_person(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.kind = Replay.LOOKUP
    press.weibo.after = die
    crash(press)
    press.weibo.sighting = CannotTell
    clock.move(minutes=5)
    dispatcher = press.dispatcher("two")
    dispatcher.tick()
    clock.move(hours=1)
    dispatcher.tick()
    assert press.states()["weibo"] is S.UNKNOWN
    assert len(press.weibo.calls) == 1


def test_a_platform_that_cannot_be_asked_is_asked_again_later(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.kind = Replay.LOOKUP
    press.weibo.after = die
    crash(press)
    answers: list[Sighting | Exception] = [
        ChannelUnavailable("channel.down"),
        Found(Receipt("https://weibo.example/late")),
    ]

    def look() -> Sighting:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    press.weibo.sighting = look
    dispatcher = press.dispatcher("two")
    clock.move(minutes=5)
    pause = dispatcher.tick()
    assert press.states()["weibo"] is S.SENDING
    assert pause is not None
    clock.move(minutes=5)
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENT
    assert len(press.weibo.calls) == 1


def test_a_platform_that_answers_after_the_lease_is_asked_again(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    """Nobody took over meanwhile, and nobody has to look it up by hand."""
    desk.signed(clock.now())
    press.weibo.kind = Replay.LOOKUP
    press.weibo.after = die
    crash(press)

    def slow() -> Sighting:
        clock.move(seconds=61)
        return Found(Receipt("https://weibo.example/found"))

    press.weibo.sighting = slow
    dispatcher = press.dispatcher("two")
    clock.move(minutes=5)
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENDING
    press.weibo.sighting = lambda: Found(Receipt("https://weibo.example/found"))
    clock.move(minutes=5)
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENT
    assert len(press.weibo.calls) == 1


def test_a_platform_is_asked_under_a_hold_too(press: Press, desk: Desk, clock: FixedClock) -> None:
    """Nothing is sent by that, and what is out is known."""
    desk.signed(clock.now())
    press.weibo.kind = Replay.LOOKUP
    press.weibo.after = die
    crash(press)
    with press.database.transaction() as tx:
        service.place_hold(tx, clock.now(), desk.people["leader"], HoldScope.ALL)
    press.weibo.sighting = lambda: Found(Receipt("https://weibo.example/found"))
    clock.move(minutes=5)
    press.dispatcher("two").tick()
    assert press.states()["weibo"] is S.SENT
    assert len(press.weibo.calls) == 1


def test_an_account_that_must_never_be_repeated_waits_for_a_person(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.kind = Replay.NEVER
    press.weibo.after = die
    crash(press)
    press.weibo.after = lambda _b, _p: None
    clock.move(minutes=2)
    dispatcher = press.dispatcher("two")
    dispatcher.tick()
    assert press.states()["weibo"] is S.UNKNOWN
    with press.database.transaction() as tx:
        service.mark_not_sent(
            tx, clock.now(), desk.people["spokesperson"], press.row("weibo").id, "后台没有这条"
        )
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENT
    assert len(press.weibo.calls) == 2  # the person's word let it go again


def test_a_result_that_comes_after_its_lease_moved_on_is_refused(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.before = die
    crash(press, "first")  # website and feeds are out now
    press.weibo.before = lambda _b, _p: None
    clock.move(seconds=61)
    press.dispatcher("first").tick()
    desk.signed(clock.now())
    press.weibo.before = die
    crash(press, "first")
    row = press.row("weibo")
    press.weibo.before = lambda _b, _p: None
    clock.move(seconds=61)
    press.dispatcher("second").tick()
    slow = press.dispatcher("first")._desk
    late = Claim.of(row)
    with press.database.transaction() as tx:
        assert close(tx, clock.now(), slow, [(late, Receipt("https://late.example"))]) == []
    assert press.row("weibo").receipt["url"] != "https://late.example"


def test_progress_is_kept_for_the_one_who_takes_over(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    found: list[dict[str, str]] = []

    def upload_then_die(_bulletin: Bulletin, progress: Progress) -> None:
        found.append(dict(progress.load()))
        progress.save({"cover": "m-1"})
        if len(found) == 1:
            raise Killed

    press.weibo.before = upload_then_die
    crash(press)
    clock.move(seconds=61)
    press.dispatcher("two").tick()
    assert found == [{}, {"cover": "m-1"}]
    assert press.states()["weibo"] is S.SENT


def test_who_lost_the_lease_can_neither_save_nor_go_on(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    caught: list[str] = []

    def stall(_bulletin: Bulletin, progress: Progress) -> None:
        if caught:
            return
        clock.move(seconds=61)
        for act in (progress.ready, lambda: progress.save({"cover": "m-1"})):
            with pytest.raises(NotNow) as refused:
                act()
            caught.append(refused.value.code)

    press.weibo.before = stall
    press.dispatcher().tick()
    assert caught == ["delivery.lease_lost"] * 2
    assert press.weibo.calls == []
    press.dispatcher("two").tick()
    assert len(press.weibo.calls) == 1


class Stopped:
    """A writer that was stopped, and goes on when its lease is over."""

    name = "website"
    wrote = False

    def deliver_batch(self, bulletins: Sequence[Bulletin], turn: BatchTurn) -> list[Receipt]:
        turn._turn._deadline = 0.0
        turn.ready(0)
        self.wrote = True
        return [Receipt()] * len(bulletins)

    def refresh(self, turn: BatchTurn) -> None: ...


def test_a_writer_that_wakes_after_its_lease_writes_nothing(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    dispatcher, website = press.dispatcher(), Stopped()
    dispatcher._desk.pages["website"] = website  # type: ignore[index] # it is there, or this fails
    dispatcher.tick()
    assert not website.wrote
    assert press.states()["website"] is S.SENDING  # left to whoever takes over
    assert press.feeds.told == []


def test_the_tree_has_one_writer_at_a_time(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    with press.database.transaction() as tx:
        assert leases.acquire(tx, clock.now(), TREE, "another", timedelta(seconds=30))
    dispatcher = press.dispatcher()
    dispatcher.tick()
    assert press.website.told == []
    clock.move(seconds=31)
    dispatcher.tick()
    assert press.website.told == [("2026-0001", Action.PUBLISH)]


def test_a_ledger_that_fails_at_the_close_is_told_again(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    honest = press.dispatcher()._desk.ledger

    class Forgetful:
        times = 0

        def claimed(self, *about: object) -> None:
            honest.claimed(*about)  # type: ignore[arg-type] # as it was given them

        def delivered(self, *about: object) -> None:
            self.times += 1
            if self.times == 1:
                raise RuntimeError("disk full")
            honest.delivered(*about)  # type: ignore[arg-type] # as it was given them

    dispatcher = press.dispatcher(ledger=Forgetful())
    dispatcher.tick()
    clock.move(seconds=10)
    dispatcher.tick()
    assert press.states()["website"] is S.SENT


@pytest.mark.slow
def test_two_dispatchers_in_threads_never_send_twice(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    releases = [desk.signed(clock.now()) for _ in range(12)]
    dispatchers = [press.dispatcher(f"d{place}") for place in range(3)]
    gate = threading.Barrier(3)
    broken: list[BaseException] = []

    def work(place: int) -> None:
        try:
            gate.wait()
            for _ in range(30):
                dispatchers[place].tick()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion
            broken.append(error)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert len(press.weibo.calls) == len(set(press.weibo.calls)) == len(releases)
    assert len(press.wechat.calls) == len(set(press.wechat.calls)) == len(releases)
    assert set(Counter(press.website.told).values()) == {1}
    with press.database.snapshot() as tx:
        assert set(tx.scalars(select(Delivery.state))) == {S.SENT}
        assert set(tx.scalars(select(Attempt.outcome))) == {Outcome.SENT}


def test_progress_belongs_to_its_claim_alone(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    press.dispatcher().tick()
    stranger = DeliveryProgress(press.dispatcher("two")._desk, Claim.of(press.row("weibo")))
    with pytest.raises(NotNow, match="lease_lost"):
        stranger.load()
