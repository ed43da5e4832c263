"""A clock that was ahead and is set right: what was noted under it does not wait until it is that
late again, and who is at work keeps what it has."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from console.kernel.errors import ChannelRejected
from console.publishing.handover import retry
from console.publishing.holds import in_force, lift_hold, place_hold
from console.publishing.rules.channel import Bulletin, Progress, Replay
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from tests.builders import Desk
from tests.dispatching import Killed, Press
from tests.fakes import FixedClock

AHEAD = timedelta(hours=2)


def die(*_: object) -> None:
    raise Killed


def crash(press: Press) -> None:
    with pytest.raises(Killed):
        press.dispatcher("dead").tick()


@pytest.mark.parametrize("seen_before", [False, True])
def test_a_post_cut_off_under_it_is_asked_about_in_minutes(
    press: Press, desk: Desk, clock: FixedClock, *, seen_before: bool
) -> None:
    """Also where somebody else had looked, and had put the question off until it had settled."""
    clock.at += AHEAD
    desk.signed(clock.now())
    press.weibo.kind = Replay.LOOKUP
    press.weibo.before = die
    crash(press)
    press.weibo.before = lambda _b, _p: None
    if seen_before:
        clock.move(seconds=61)
        press.dispatcher("other").tick()
        assert press.row("weibo").holder is None
    clock.at -= AHEAD
    heir = press.dispatcher("heir")
    heir.start()
    for _ in range(6):
        clock.move(minutes=1)
        heir.tick()
    assert press.states()["weibo"] is S.SENT
    assert press.attempts("weibo") == ["lost", "uncertain", "sent"]


def test_who_never_saw_it_ahead_finds_the_dead_writers_claim_all_the_same(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    heir = press.dispatcher("heir")
    heir.tick()
    clock.at += AHEAD
    desk.signed(clock.now())
    press.website.whole = die
    crash(press)
    press.website.whole = lambda _: None
    clock.at -= AHEAD
    clock.move(seconds=1)
    heir.tick()
    assert press.website.told == []
    assert press.website.refreshed == 0  # it would list what the dead one has claimed
    clock.move(seconds=61)
    heir.tick()
    assert len(press.website.told) == 1
    assert press.states()["website"] is S.SENT


def test_who_is_in_the_middle_of_a_call_keeps_its_claim(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    clock.at += AHEAD
    desk.signed(clock.now())
    press.weibo.kind = Replay.NEVER
    inside, answers = threading.Event(), threading.Event()

    def slow(bulletin: Bulletin, progress: Progress) -> None:
        del bulletin, progress
        inside.set()
        assert answers.wait(30)

    press.weibo.after = slow
    with ThreadPoolExecutor(4) as crew:
        dispatcher = press.dispatcher(crew=crew)
        dispatcher.tick()
        assert inside.wait(30)
        clock.at -= AHEAD
        dispatcher.tick()
        assert press.states()["weibo"] is S.SENDING
        answers.set()
    assert press.states()["weibo"] is S.SENT
    assert press.attempts("weibo") == ["sent"]


@pytest.mark.parametrize("kind", [Replay.LOOKUP, Replay.NEVER])
def test_set_forward_past_its_lease_in_the_middle_of_a_call_it_is_not_made_again(
    press: Press, desk: Desk, clock: FixedClock, kind: Replay
) -> None:
    """The platform does not know of it yet, and by this clock it has had time enough to settle."""
    desk.signed(clock.now())
    press.weibo.kind = kind
    inside, answers = threading.Event(), threading.Event()

    def slow(bulletin: Bulletin, progress: Progress) -> None:
        del bulletin, progress
        inside.set()
        assert answers.wait(30)

    press.weibo.after = slow
    with ThreadPoolExecutor(4) as crew:
        dispatcher = press.dispatcher(crew=crew)
        dispatcher.tick()
        assert inside.wait(30)
        clock.move(minutes=10)
        dispatcher.tick()
        assert press.states()["weibo"] is S.SENDING
        answers.set()
    assert press.states()["weibo"] is S.SENT
    assert press.attempts("weibo") == ["sent"]


def test_what_was_put_off_under_it_goes_now_but_nothing_before_its_chosen_time(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    soon = clock.now() + timedelta(minutes=40)
    at_once = desk.signed(clock.now())
    chosen = desk.signed(clock.now(), go_at=soon)
    dispatcher = press.dispatcher()
    dispatcher.tick()  # the clock was right
    hold(press, desk)
    signed_ahead = clock.now() + AHEAD
    held = desk.signed(clock.now())
    clock.at = signed_ahead
    later = desk.signed(clock.now())
    lift(press, desk)
    clock.at -= AHEAD
    dispatcher.tick()
    told = {number for number, _ in press.website.told}
    assert told == {number(desk, each) for each in (at_once, held, later)}
    clock.at = soon - timedelta(seconds=1)
    dispatcher.tick()
    assert number(desk, chosen) not in {each for each, _ in press.website.told}
    clock.at = soon
    dispatcher.tick()
    assert number(desk, chosen) in {each for each, _ in press.website.told}


def test_what_a_person_asked_to_be_tried_again_under_it_is_tried_now(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    def refuse(bulletin: Bulletin, progress: Progress) -> None:
        del bulletin, progress
        raise ChannelRejected("weibo.words")

    desk.signed(clock.now())
    dispatcher = press.dispatcher()
    press.weibo.before = refuse
    dispatcher.tick()
    clock.at += AHEAD
    with press.database.transaction() as tx:
        retry(tx, clock.now(), desk.people["spokesperson"], press.row("weibo").id)
    press.weibo.before = lambda _b, _p: None
    clock.at -= AHEAD
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENT


def number(desk: Desk, release_id: UUID) -> str:
    return desk.see(release_id).row.number or ""


def hold(press: Press, desk: Desk) -> None:
    with press.database.transaction() as tx:
        place_hold(tx, press.clock.now(), desk.people["editor"], HoldScope.ALL)


def lift(press: Press, desk: Desk) -> None:
    """The hold, and those of what missed its time meanwhile."""
    for _ in range(2):
        with press.database.transaction() as tx:
            for each in in_force(tx):
                lift_hold(tx, press.clock.now(), desk.people["leader"], each.id)
