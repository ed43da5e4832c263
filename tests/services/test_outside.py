"""A release is confirmed when the public was seen to have it; where not, the house says so."""

import dataclasses
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from msgspec.structs import replace
from sqlalchemy import select, update

from console import audit, wiring
from console.chores import leases
from console.kernel.errors import NotNow, NotYou
from console.newsroom.reader import Reader
from console.newsroom.server import Newsroom
from console.notices.records import Notice
from console.publishing.engines.cluster import Round
from console.publishing.engines.embedded import Watch, Worker
from console.publishing.outside import HELD_FOR, LEASE, Outside
from console.publishing.records import Delivery, Sighting
from console.publishing.rules.channel import Action
from console.publishing.rules.sighting import Aim, Look, Sight, Visit
from console.publishing.rules.states import DeliveryState as S
from console.publishing.service import look_again
from console.releases.service import withdraw
from console.settings import Settings
from console.upkeep.doctor import examine
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.front import SECRET, Front
from tests.loopback import serving


@dataclass
class House:
    wired: wiring.Wired
    desk: Desk
    front: Front
    clock: FixedClock
    watcher: Outside

    def publish(self, **draft: object) -> None:
        self.desk.signed(self.clock.now(), **draft)
        self.send()

    def send(self) -> None:
        made = wiring.dispatcher(self.wired, "test")
        for _ in range(3):
            made.tick()

    def look(self, seconds: float = 0) -> None:
        self.clock.move(seconds=seconds)
        self.watcher.tick()

    def states(self, action: Action = Action.PUBLISH) -> dict[str, tuple[S, Sight | None]]:
        with self.wired.database.snapshot() as tx:
            rows = tx.execute(
                select(Delivery, Sighting)
                .outerjoin(Sighting, Sighting.delivery_id == Delivery.id)
                .where(Delivery.action == action)
                .order_by(Delivery.id)
            )
            return {row.channel: (row.state, seen.state if seen else None) for row, seen in rows}

    def every(self) -> list[tuple[S, Sight]]:
        with self.wired.database.snapshot() as tx:
            found = select(Delivery, Sighting).join(Sighting, Sighting.delivery_id == Delivery.id)
            return [(row.state, seen.state) for row, seen in tx.execute(found)]

    def saw(self, channel: str) -> str:
        with self.wired.database.snapshot() as tx:
            return (
                tx.scalars(
                    select(Sighting.saw)
                    .join(Delivery, Delivery.id == Sighting.delivery_id)
                    .where(Delivery.channel == channel)
                    .order_by(Delivery.id.desc())
                ).first()
                or ""
            )

    def told(self) -> list[bool]:
        """Of the press office's notices that the public cannot see something: which are unseen."""
        with self.wired.database.snapshot() as tx:
            found = tx.scalars(
                select(Notice)
                .where(Notice.kind == "delivery.told_not_visible")
                .where(Notice.person_id == self.desk.people["spokesperson"].id)
            )
            return [each.seen_at is None for each in found]


@pytest.fixture
def house(settings: Settings, desk: Desk, clock: FixedClock) -> Iterator[House]:
    front = Front(Newsroom(settings.public_tree, recheck_ms=0))
    with serving(front) as address:
        config = settings.config
        told = replace(
            settings, public_url=address, cdn_secret=SECRET.removeprefix("Bearer "),
            config=replace(
                config, outside=replace(config.outside, look=True),
                cdn=replace(
                    config.cdn, purge_url=f"{address}/purge", list_field="files", at_once=7
                ),
            ),
        )  # fmt: skip
        wired = wiring.wire(told, clock)
        watcher = wiring.outside(wired, "test")
        assert watcher is not None
        desk.policy = wired.policy
        yield House(wired, desk, front, clock, watcher)
        wired.database.close()


def test_what_was_written_is_confirmed_once_page_and_feeds_are_seen(house: House) -> None:
    house.publish()
    assert house.states()["website"] == (S.SENT, Sight.LOOKING)
    assert house.states()["weibo"] == (S.WAITING, None)  # its stage waits for the public
    house.look()
    assert house.states()["website"] == house.states()["feeds"] == (S.CONFIRMED, Sight.SEEN)
    assert {"/releases/2026-0001/", "/atom.xml", "/feed.xml"} <= set(house.front.asked)
    house.send()
    assert house.states()["weibo"][0] in {S.SENT, S.HANDED_OVER}
    with house.wired.database.snapshot() as tx:
        assert audit.verify(tx).broken is None


def test_a_site_that_is_down_is_told_found_by_the_doctor_and_silences_nobody(house: House) -> None:
    house.publish()
    house.front.broken = True
    house.look()
    assert house.states()["website"] == (S.SENT, Sight.LOOKING)
    assert house.told() == []
    house.look(seconds=61)
    assert house.states()["website"] == (S.SENT, Sight.NOT_VISIBLE)
    assert house.saw("website") == house.saw("feeds") == "outside.status"
    assert house.told() == [True, True]
    findings = {each.code: each.repair for each in examine(house.wired, lambda _d, _t: None)}
    assert findings["doctor.not_visible"].startswith("/rollout/")
    house.look(seconds=240)
    house.send()
    assert house.states()["weibo"][0] is not S.WAITING  # five minutes have passed
    house.front.broken = False
    house.watcher = wiring.outside(house.wired, "another process") or house.watcher
    house.look(seconds=301)
    assert house.states()["website"] == (S.CONFIRMED, Sight.SEEN)
    assert house.told() == [False, False]


def test_a_site_that_hangs_is_asked_once_a_round_told_and_delays_no_page(house: House) -> None:
    house.watcher._observer = Reader(house.wired.tree, house.wired.settings.public_url, 0.2)
    house.front.answers.clear()
    for title in ("第一篇", "第二篇", "第三篇"):
        house.desk.signed(house.clock.now(), title=title)
    house.send()
    house.look()
    assert len(house.front.asked) == 1  # of three pages and their feeds
    assert {sight for _, sight in house.every()} == {Sight.LOOKING}
    house.look(seconds=61)
    assert {sight for _, sight in house.every()} == {Sight.NOT_VISIBLE}
    assert house.saw("website") == house.saw("feeds") == "outside.slow"
    assert set(house.told()) == {True}
    house.publish(title="第四篇")
    assert house.states()["website"][0] is S.SENT
    house.front.answers.set()
    house.look(seconds=301)
    house.look(seconds=301)
    assert {sight for _, sight in house.every()} == {Sight.SEEN}


def test_a_burst_is_written_before_it_is_looked_at_and_nobody_waits_long(house: House) -> None:
    house.publish()
    with house.wired.database.transaction() as tx:
        tx.execute(update(Delivery).where(Delivery.channel == "feeds").values(state=S.SENDING))
    house.look()
    assert house.front.asked == []
    house.look(seconds=5)
    assert house.states()["website"] == (S.CONFIRMED, Sight.SEEN)


def test_where_nobody_looks_any_more_nothing_waits_for_a_look(house: House) -> None:
    house.publish()
    assert house.states()["weibo"][0] is S.WAITING
    config = house.wired.settings.config
    blind = replace(config, outside=replace(config.outside, look=False))
    house.wired = dataclasses.replace(
        house.wired, settings=replace(house.wired.settings, config=blind)
    )
    wiring.dispatcher(house.wired, "test").start()
    house.send()
    assert house.states()["website"] == (S.SENT, Sight.OVERTAKEN)
    assert house.states()["weibo"][0] is not S.WAITING


def test_a_stale_cache_is_purged_before_the_look_and_asked_until_it_takes_it(house: House) -> None:
    house.front.caching = True
    for path in ("/", "/atom.xml", "/feed.xml", "/releases/2026-0001/"):
        house.front.kept[path] = ("404 Not Found", [("Content-Type", "text/html")], b"not yet")
    house.front.deaf = True
    house.publish()
    house.look()
    assert house.saw("website") == "outside.purge_refused"
    assert house.front.asked == []  # a look would only fill the cache again
    house.front.deaf = False
    house.look(seconds=2)
    assert house.states()["website"] == (S.CONFIRMED, Sight.SEEN)
    assert len(house.front.purged) == len(set(house.front.purged)) > 7
    assert {"/", "/columns/bulletins/", "/columns/bulletins/atom.xml", "/latest.json"} <= set(
        house.front.purged
    )


def test_words_withdrawn_are_looked_for_until_the_notice_stands_in_their_place(
    house: House,
) -> None:
    house.publish()
    house.look()
    house.front.caching, house.front.deaf = True, True  # it has the page, and goes on showing it
    desk, now = house.desk, house.clock.now()
    with house.wired.database.transaction() as tx:
        release_id = tx.scalars(select(Delivery.release_id)).first()
        assert release_id is not None
        withdraw(
            tx, now, desk.people["leader"], desk.policy, release_id=release_id, reason="误发",
            seen=desk.see(release_id).digest, proof=desk.proof("leader", now),
        )  # fmt: skip
    house.send()
    house.look(seconds=61)
    assert house.states(Action.WITHDRAW)["website"] == (S.SENT, Sight.NOT_VISIBLE)
    assert house.saw("website") == "outside.still_shown"
    house.front.deaf = False
    with house.wired.database.transaction() as tx:
        row = tx.scalars(
            select(Delivery.id).where(
                Delivery.channel == "website", Delivery.action == Action.WITHDRAW
            )
        ).one()
        with pytest.raises(NotYou):
            look_again(tx, house.clock.now(), house.desk.people["auditor"], row)
        look_again(tx, house.clock.now(), house.desk.people["spokesperson"], row)
    house.look(seconds=301)
    assert house.states(Action.WITHDRAW)["website"] == (S.CONFIRMED, Sight.SEEN)
    with house.wired.database.transaction() as tx, pytest.raises(NotNow):
        look_again(tx, house.clock.now(), house.desk.people["spokesperson"], row)


def test_a_clock_set_back_hides_no_broken_site_from_who_runs_on(house: House) -> None:
    house.clock.move(hours=2)
    house.publish()
    house.front.broken = True
    house.look()
    house.clock.move(hours=-2)
    house.look()
    assert house.told() == []
    house.look(seconds=61)
    assert house.told() == [True, True]


@pytest.mark.parametrize("ahead", [2, 24 * 4])
def test_after_a_clock_set_back_a_restarted_process_looks_at_once(house: House, ahead: int) -> None:
    if ahead < 24:
        house.clock.move(hours=ahead)
        house.publish()
    else:
        house.publish()
        house.clock.move(hours=ahead)
    house.front.broken = True
    house.look()
    house.front.broken = False
    house.clock.move(hours=-ahead)
    house.watcher = wiring.outside(house.wired, "started anew") or house.watcher
    house.watcher.start()
    house.look()
    assert house.states()["website"] == (S.CONFIRMED, Sight.SEEN)


class Slow:
    """A visit to a site each of whose answers takes a while."""

    def __init__(self) -> None:
        self.looks = 0

    def look(self, aim: Aim) -> Look:
        del aim
        self.looks += 1
        time.sleep(0.2)
        return Look()

    def visit(self) -> nullcontext[Visit]:
        return nullcontext(self)


@pytest.mark.parametrize("engine", ["embedded", "cluster"])
def test_to_stop_takes_no_longer_than_one_look_and_leaves_the_rest_to_others(
    house: House, engine: str
) -> None:
    for number in range(6):
        house.desk.signed(house.clock.now(), title=f"通报{number}")
    house.send()
    slow = Slow()
    house.watcher._observer = slow
    worker: Worker = house.watcher
    alarm = BackgroundScheduler()
    runs = Watch("outside", worker, alarm) if engine == "embedded" else Round("outside", worker)
    runs.start()
    until = time.monotonic() + 5
    while not slow.looks and time.monotonic() < until:
        time.sleep(0.01)
    runs.stop()
    assert 1 <= slow.looks <= 3  # of twelve
    seen = [sight for _, sight in house.every()].count(Sight.SEEN)
    assert seen == slow.looks
    house.watcher = wiring.outside(house.wired, "another process") or house.watcher
    house.look()
    assert {sight for _, sight in house.every()} == {Sight.SEEN}


def test_who_is_killed_while_looking_keeps_others_from_it_for_half_a_minute(house: House) -> None:
    house.publish()
    with house.wired.database.transaction() as tx:
        assert leases.acquire(tx, house.clock.now(), LEASE, "killed", HELD_FOR)
    house.look()
    assert house.states()["website"] == (S.SENT, Sight.LOOKING)
    house.look(seconds=31)
    assert house.states()["website"] == (S.CONFIRMED, Sight.SEEN)
