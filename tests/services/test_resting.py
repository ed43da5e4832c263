"""An unwell platform rests and loses nothing, a slow one delays nobody, the urgent go first."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.kernel.errors import ChannelUnavailable, NotNow, NotYou
from console.notices.records import Notice
from console.publishing import breakers
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action, Bulletin, Progress
from console.publishing.rules.states import DeliveryState as S
from console.publishing.service import try_now
from console.upkeep import rows
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.loopback import serving

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


def down(bulletin: Bulletin, progress: Progress) -> None:
    del bulletin, progress
    raise ChannelUnavailable("weibo.unreachable")


def rests(press: Press) -> list[tuple[str, int]]:
    with press.database.snapshot() as tx:
        return [(each.account, each.waiting) for each in breakers.resting(tx)]


def unwell(press: Press, desk: Desk, clock: FixedClock, count: int = 7) -> None:
    """So many releases are out on the website, and Weibo has failed five times in a row."""
    press.weibo.before = down
    for _ in range(count):
        desk.signed(clock.now())
    press.dispatcher().tick()


def test_after_failures_in_a_row_the_account_rests_and_what_waits_burns_no_attempt(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    unwell(press, desk, clock)
    assert press.attempts("weibo") == ["unavailable"] * 5
    assert rests(press) == [("main", 7)]
    clock.move(seconds=20)
    press.dispatcher().tick()
    assert len(press.attempts("weibo")) == 5
    clock.move(seconds=15)
    press.dispatcher().tick()
    assert len(press.attempts("weibo")) == 6  # one tries, and it rests on
    with press.database.snapshot() as tx:
        told = set(tx.scalars(select(Notice.kind).where(Notice.kind == "delivery.told_rests")))
        assert told
        found = {each.code for each in rows.look(tx, clock.now(), desk.policy)}
        assert "doctor.rests" in found
        until = breakers.resting(tx)[0].until - clock.now()
        assert timedelta(seconds=45) <= until <= timedelta(seconds=60)
    press.weibo.before = lambda _b, _p: None
    clock.move(seconds=61)
    press.dispatcher().tick()
    assert rests(press) == []
    assert len(press.weibo.posted) == len(press.weibo.calls) == 7
    assert press.states()["weibo"] is S.SENT


def test_a_releaser_has_one_tried_now(press: Press, desk: Desk, clock: FixedClock) -> None:
    unwell(press, desk, clock)
    press.weibo.before = lambda _b, _p: None
    with press.database.transaction() as tx:
        with pytest.raises(NotYou):
            try_now(tx, clock.now(), desk.people["auditor"], "weibo", "main")
        with pytest.raises(NotNow):
            try_now(tx, clock.now(), desk.people["spokesperson"], "wechat", "main")
        for _ in range(2):
            try_now(tx, clock.now(), desk.people["spokesperson"], "weibo", "main")
    press.dispatcher().tick()
    assert len(press.weibo.posted) == 7


def incident(desk: Desk, clock: FixedClock) -> UUID:
    form = IncidentForm(
        title="原州区一厂房爆炸", place="工业大道18号", level=Level.SERIOUS, level_basis="初判",
        detected_at=clock.now() - timedelta(minutes=5),
    )  # fmt: skip
    with desk.database.transaction() as tx:
        return incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form
        )


def test_an_incidents_release_overtakes_everything_routine_that_is_due(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    soon = clock.now() + timedelta(minutes=1)
    routine = [desk.signed(clock.now(), go_at=soon) for _ in range(6)]
    urgent = desk.signed(clock.now(), go_at=soon, incident_id=incident(desk, clock))
    clock.move(minutes=1)
    press.dispatcher().tick()
    assert press.website.batches == [1, 6]
    first = press.website.told[0]
    assert first == (desk.see(urgent).row.number, Action.PUBLISH)
    with press.database.snapshot() as tx:
        refs = dict(
            tx.execute(
                select(Delivery.client_ref, Delivery.release_id).where(Delivery.channel == "weibo")
            ).all()
        )
    assert refs[press.weibo.calls[0]] == urgent
    assert {refs[each] for each in press.weibo.calls[1:]} == set(routine)


def test_an_incidents_release_signed_while_many_routine_ones_go_is_next(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    soon, explosion = clock.now() + timedelta(minutes=1), incident(desk, clock)
    for _ in range(30):
        desk.signed(clock.now(), go_at=soon)
    clock.move(minutes=1)
    urgent: list[UUID] = []

    def something_happens(bulletin: Bulletin, progress: Progress) -> None:
        del bulletin, progress
        if len(press.weibo.calls) == 3 and not urgent:
            urgent.append(desk.signed(clock.now(), incident_id=explosion))
            press.dispatcher("the site").tick()

    press.weibo.before = something_happens
    press.dispatcher().tick()
    with press.database.snapshot() as tx:
        refs = dict(tx.execute(select(Delivery.client_ref, Delivery.release_id)).all())
    gone = [refs[each] for each in press.weibo.calls]
    assert len(gone) == len(set(gone)) == 31
    assert gone.index(urgent[0]) <= 5


def test_a_platform_that_really_hangs_delays_no_page_and_no_other_account(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    asked, answers = threading.Event(), threading.Event()

    def hang(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        asked.set()
        answers.wait(120)
        start("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    with serving(hang) as address, ThreadPoolExecutor(4) as crew:
        press.weibo.before = lambda _b, _p: httpx.get(address, timeout=150) and None
        desk.signed(clock.now())
        dispatcher = press.dispatcher(crew=crew)
        dispatcher.tick()
        assert asked.wait(60)  # the crew is at it
        desk.signed(clock.now())
        dispatcher.tick()
        with press.database.snapshot() as tx:
            found = tx.execute(select(Delivery.channel, Delivery.state)).all()
        assert [state for channel, state in found if channel == "website"] == [S.SENT, S.SENT]
        assert [state for channel, state in found if channel == "feeds"] == [S.SENT, S.SENT]
        assert S.SENDING in [state for channel, state in found if channel == "weibo"]
        answers.set()
    assert len(press.weibo.calls) == len(set(press.weibo.calls)) == 2


def test_one_item_that_always_fails_makes_no_account_rest(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    poisoned = desk.see(desk.signed(clock.now())).row.number

    def broken(bulletin: Bulletin, progress: Progress) -> None:
        del progress
        if bulletin.release.number == poisoned:
            raise ChannelUnavailable("weibo.unreachable")

    press.weibo.before = broken
    dispatcher = press.dispatcher()
    for _ in range(30):
        dispatcher.tick()
        clock.move(minutes=1)
    assert rests(press) == []
    good = [desk.signed(clock.now()) for _ in range(2)]
    for _ in range(2):
        dispatcher.tick()
    assert len(press.weibo.posted) == len(good)


def test_the_pause_that_a_platform_named_is_kept_when_its_account_is_served_again(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    hours = desk.see(desk.signed(clock.now())).row.number
    asked: list[timedelta] = []
    began = clock.now()

    def busy(bulletin: Bulletin, progress: Progress) -> None:
        if bulletin.release.number != hours:
            down(bulletin, progress)
        asked.append(clock.now() - began)
        raise ChannelUnavailable("weibo.unreachable", retry_after=timedelta(hours=1))

    press.weibo.before = busy
    dispatcher = press.dispatcher()
    dispatcher.tick()
    for _ in range(4):
        desk.signed(clock.now())
    dispatcher.tick()
    assert rests(press) == [("main", 5)]

    def better(bulletin: Bulletin, progress: Progress) -> None:
        if bulletin.release.number == hours:
            busy(bulletin, progress)

    press.weibo.before = better
    for _ in range(4):
        clock.move(minutes=1)
        dispatcher.tick()
    assert len(press.weibo.posted) == 4
    assert asked == [timedelta(0)]


def test_a_trial_pressed_by_hand_takes_what_failed_least(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    unwell(press, desk, clock, count=2)
    dispatcher = press.dispatcher()
    for _ in range(6):
        clock.move(minutes=1)
        dispatcher.tick()
    with press.database.transaction() as tx:
        tries = dict(
            tx.execute(
                select(Delivery.client_ref, Delivery.tries).where(Delivery.channel == "weibo")
            ).all()
        )
        try_now(tx, clock.now(), desk.people["spokesperson"], "weibo", "main")
    fewest = [ref for ref, count in tries.items() if count == min(tries.values())]
    press.weibo.before = lambda _b, _p: None
    dispatcher.tick()
    assert press.weibo.calls[0] in fewest
