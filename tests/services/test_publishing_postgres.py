"""The same engine on PostgreSQL: several writers at once, row locks, savepoints."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from console import audit
from console.chores import leases
from console.database import Database
from console.kernel.errors import FayanError
from console.notices import queries as notices
from console.notices import service as telling
from console.publishing import queries, service
from console.publishing.holds import in_force
from console.publishing.records import Attempt, Delivery, Hold
from console.publishing.rules.channel import Bulletin, Progress
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope, Outcome
from console.releases import service as releases
from console.releases.policy import from_settings
from console.releases.service import postpone
from console.settings import Settings
from tests.builders import Desk
from tests.dispatching import Killed, Press
from tests.fakes import FixedClock
from tests.staffed import Staffed

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def database(cluster: Database) -> Database:
    return cluster


@pytest.fixture
def desk(database: Database, settings: Settings, clock: FixedClock, office: Staffed) -> Desk:
    return Desk(database, from_settings(settings), office.lay(database))


def together(*acts: object) -> list[BaseException]:
    """Run all at once; what was raised."""
    gate = threading.Barrier(len(acts))
    raised: list[BaseException] = []

    def work(act: object) -> None:
        try:
            gate.wait()
            act()  # type: ignore[operator] # it is there, or this fails
        except BaseException as error:  # noqa: BLE001 - shown by the assertion
            raised.append(error)

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_a_release_reaches_every_channel(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    press.dispatcher().tick()
    assert set(press.states().values()) == {S.SENT}


def test_three_dispatchers_never_send_twice(press: Press, desk: Desk, clock: FixedClock) -> None:
    releases = [desk.signed(clock.now()) for _ in range(10)]
    dispatchers = [press.dispatcher(f"d{place}") for place in range(3)]

    def rounds(place: int) -> object:
        def work() -> None:
            for _ in range(25):
                dispatchers[place].tick()

        return work

    assert together(*(rounds(place) for place in range(3))) == []
    assert len(press.weibo.calls) == len(set(press.weibo.calls)) == len(releases)
    assert len(press.wechat.calls) == len(set(press.wechat.calls)) == len(releases)
    assert set(Counter(press.website.told).values()) == {1}
    with press.database.snapshot() as tx:
        assert set(tx.scalars(select(Delivery.state))) == {S.SENT}
        assert set(tx.scalars(select(Attempt.outcome))) == {Outcome.SENT}
        assert audit.verify(tx).broken is None


def test_a_crash_is_recovered(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())

    def die(_bulletin: Bulletin, _progress: Progress) -> None:
        raise Killed

    press.weibo.before = die
    with pytest.raises(Killed):
        press.dispatcher().tick()
    press.weibo.before = lambda _b, _p: None
    clock.move(seconds=61)
    press.dispatcher("two").tick()
    assert set(press.states().values()) == {S.SENT}


def test_a_hold_and_its_lifting(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    leader = desk.people["leader"]
    with press.database.transaction() as tx:
        hold = service.place_hold(tx, clock.now(), leader, HoldScope.ALL)
    press.dispatcher().tick()
    assert press.website.told == []
    clock.move(minutes=10)
    with press.database.snapshot() as tx:  # as the screen asks before anybody proves who they are
        assert queries.hold(tx, hold).placed_by == "leader"
        assert not releases.writes_in(tx, leader, hold)
    with press.database.transaction() as tx:
        releases.resume(
            tx, clock.now(), leader, desk.policy, hold_id=hold,
            proof=desk.proof("leader", clock.now()),
        )  # fmt: skip
    press.dispatcher().tick()
    assert set(press.states().values()) == {S.SENT}


def test_putting_later_while_it_is_claimed_neither_hangs_nor_tears(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    releases = [desk.signed(clock.now()) for _ in range(6)]
    dispatcher = press.dispatcher()

    def put_off() -> None:
        for release_id in releases:
            try:
                with press.database.transaction() as tx:
                    postpone(
                        tx, clock.now(), desk.people["leader"], desk.policy,
                        release_id=release_id, until=clock.now() + timedelta(hours=1),
                        reason="等现场确认",
                    )  # fmt: skip
            except FayanError:
                pass  # it was on its way already

    assert together(put_off, dispatcher.tick, put_off) == []
    with press.database.snapshot() as tx:
        for release_id in releases:
            states = set(
                tx.scalars(select(Delivery.state).where(Delivery.release_id == release_id))
            )
            assert states in ({S.WAITING}, {S.SENT}, {S.DUE}), states


def test_the_same_notice_told_by_two_at_once_is_told_once(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    editor = desk.people["editor"].id

    def tell() -> None:
        with press.database.transaction() as tx:
            telling.tell(tx, clock.now(), [editor], "published", "release:1", {}, "k")

    assert together(tell, tell, tell) == []
    with press.database.snapshot() as tx:
        assert notices.unseen_count(tx, editor) == 1


def test_a_lease_asked_for_by_two_at_once_has_one_holder(press: Press, clock: FixedClock) -> None:
    got: list[str] = []

    def acquire(holder: str) -> object:
        def work() -> None:
            with press.database.transaction() as tx:
                if leases.acquire(tx, clock.now(), "tree", holder, timedelta(minutes=1)):
                    got.append(holder)

        return work

    assert together(*(acquire(name) for name in ("one", "two", "three"))) == []
    assert len(got) == 1


def test_two_who_lift_a_hold_that_stands_twice_do_not_wait_for_each_other(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    leader = desk.people["leader"]
    for _ in range(8):
        with press.database.transaction() as tx:
            twice = [
                Hold(scope=HoldScope.ALL, placed_by="leader", placed_at=clock.now(), reason="")
                for _ in range(2)
            ]
            tx.add_all(twice)
            tx.flush()
            ids = [each.id for each in twice]

        def lift(hold: UUID) -> Callable[[], None]:
            def work() -> None:
                with press.database.transaction() as tx:
                    service.lift_hold(tx, clock.now(), leader, hold)

            return work

        assert together(lift(ids[0]), lift(ids[1])) == []
        with press.database.snapshot() as tx:
            assert not in_force(tx)
