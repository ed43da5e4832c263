"""A clock that was ahead and is set right: what was noted under it does not wait until it is that
late again, and who is at work keeps what it has."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from console.publishing.rules.channel import Bulletin, Progress, Replay
from console.publishing.rules.states import DeliveryState as S
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
