"""The dispatcher's smaller cares: long calls keep their lease, a crew works side by side, what
can never go is given up, a warrant that breaks stops one item."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from console.chores import leases
from console.kernel.errors import ChannelRejected
from console.publishing import batch
from console.publishing.lanes import PAGES
from console.publishing.records import Delivery
from console.publishing.rules.channel import Bulletin, Progress, Replay
from console.publishing.rules.states import DeliveryState as S
from tests.builders import Desk
from tests.dispatching import Pace, Press
from tests.fakes import FixedClock


def test_a_long_call_keeps_its_lease(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    press.pace = Pace(lease_seconds=1)

    def linger(_bulletin: Bulletin, progress: Progress) -> None:
        before = press.row("weibo").lease_until
        clock.move(seconds=0.8)
        end = time.monotonic() + 5
        while press.row("weibo").lease_until == before and time.monotonic() < end:
            time.sleep(0.02)
        clock.move(seconds=0.8)
        progress.ready()

    press.weibo.before = linger
    press.dispatcher().tick()
    assert press.states()["weibo"] is S.SENT
    assert press.attempts("weibo") == ["sent"]


def test_a_crew_serves_accounts_while_the_tick_goes_on(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    with ThreadPoolExecutor(2) as crew:
        dispatcher = press.dispatcher(crew=crew)
        end = time.monotonic() + 60
        while set(press.states().values()) != {S.SENT} and time.monotonic() < end:
            dispatcher.tick()
    assert set(press.states().values()) == {S.SENT}
    assert len(press.weibo.calls) == len(press.wechat.calls) == 1


def test_feeds_whose_page_failed_are_given_up_in_the_end(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())

    def refuse(_bulletin: Bulletin) -> None:
        raise ChannelRejected("channel.content_size", length=2, most=1)

    press.website.trouble = refuse
    dispatcher = press.dispatcher()
    dispatcher.tick()
    assert (press.states()["website"], press.states()["feeds"]) == (S.FAILED, S.DUE)
    clock.move(hours=3 * 24 + 1)
    dispatcher.tick()
    assert press.row("feeds").trouble == "delivery.expired"


def test_a_warrant_that_breaks_stops_only_its_own_item(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    first = desk.signed(clock.now())
    desk.signed(clock.now())
    honest = press.dispatcher()._desk.warrant

    class Breaking:
        def refusal(self, tx: object, delivery: Delivery, at: object) -> str | None:
            if delivery.release_id == first:
                raise LookupError("torn package")
            return honest.refusal(tx, delivery, at)  # type: ignore[arg-type] # as it was given them

        def refusals(self, tx: object, rows: Sequence[Delivery], at: object) -> list[str | None]:
            return [self.refusal(tx, row, at) for row in rows]

    press.dispatcher(warrant=Breaking()).tick()
    assert [number for number, _ in press.website.told] == ["2026-0002"]
    with press.database.snapshot() as tx:
        page = tx.scalars(
            select(Delivery).where(Delivery.release_id == first, Delivery.channel == "website")
        ).one()
    assert (page.state, page.trouble) == (S.RETRYING, "delivery.unexpected")


def test_words_that_cannot_be_read_are_never_taken_for_sent(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.kind = Replay.NEVER
    honest = press.dispatcher()._desk.manuscripts

    class Torn:
        def bulletins(self, deliveries: Sequence[object]) -> tuple[Bulletin, ...]:
            found = honest.bulletins(deliveries)  # type: ignore[arg-type] # as it was given them
            if any(each.account.channel == "weibo" for each in found):
                raise LookupError("torn")
            return found

    press.dispatcher(manuscripts=Torn()).tick()
    assert (press.row("weibo").state, press.row("weibo").trouble) == (
        S.RETRYING, "delivery.not_begun",
    )  # fmt: skip


def test_shared_pages_that_cannot_be_refreshed_stop_no_start_and_are_tried_again(
    press: Press, clock: FixedClock
) -> None:
    tries = 0

    def torn(_turn: object) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("torn")

    press.website.refresh = torn  # type: ignore[method-assign, assignment] # the test puts its own in place
    dispatcher = press.dispatcher()
    dispatcher.start()
    dispatcher.tick()
    assert (tries, press.feeds.refreshed) == (1, 1)
    assert batch.refresh(press.dispatcher("two")._desk)
    clock.move(seconds=31)
    dispatcher.tick()
    dispatcher.tick()
    assert (tries, press.feeds.refreshed) == (3, 3)


def test_who_finds_the_tree_taken_at_the_start_writes_what_is_shared_once_it_is_free(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    """On a new machine the chore that lays the audit's daily heads began at the same moment, and
    the site stood without its style sheet."""
    with desk.database.transaction() as tx:
        tenure = leases.acquire(tx, clock.now(), batch.TREE, "heads", timedelta(seconds=30))
    assert tenure
    dispatcher = press.dispatcher()
    dispatcher.start()
    dispatcher.tick()
    assert press.website.refreshed == press.feeds.refreshed == 0
    assert PAGES in dispatcher.due()
    with desk.database.transaction() as tx:
        assert leases.release(tx, clock.now(), tenure)
    for _ in range(2):
        dispatcher.tick()
    assert press.website.refreshed == press.feeds.refreshed == 1


def test_the_next_time_is_that_of_the_nearest_wait(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now(), go_at=clock.now() + timedelta(hours=2))
    desk.signed(clock.now(), go_at=clock.now() + timedelta(hours=1))
    assert press.dispatcher().tick() == 3600
