"""「重演一夜」 played through: movable clock, real SQLite, real tree, a real stand-in."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import feedparser
import httpx
import msgspec
import pytest

from console import audit
from console.chores.runner import Chores
from console.database import Database
from console.demo import acts, night, play
from console.demo.progress import Progress, progress
from console.demo.story import SCENES
from console.incidents.queries import everything
from console.kernel.errors import Misconfigured, NotNow
from console.people.rules.proof import Proof, act_of
from console.publishing.dispatcher import Dispatcher
from console.publishing.queries import of_release
from console.publishing.rules.states import HoldScope
from console.publishing.service import lift_hold, place_hold
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.releases import service
from console.releases.queries import ReleaseView
from console.releases.rules.workflow import Stage
from console.settings import Settings
from console.wiring import Wired, dispatcher, wire
from tests.fakes import FixedClock
from tests.loopback import serving

TITLES = [scene.title for scene in SCENES]


class Theatre:
    """The house while the night is played: its chores and its dispatcher, ticked by hand."""

    def __init__(self, house: Wired, clock: FixedClock, stand_in: str) -> None:
        self.house, self.clock, self.stand_in = house, clock, stand_in
        self.restart()

    def restart(self) -> None:
        """A new dispatcher process, under another name."""
        self.chores = Chores(
            self.house.database, self.clock, [night.handler(self.house)], f"c{self.clock.at}"
        )
        self.dispatcher: Dispatcher = dispatcher(self.house, f"d{self.clock.at}")

    def until(self, reached: Callable[[Progress], bool], seconds: float = 300) -> Progress:
        """Plays on, second by second of the play, until ``reached``; fails after ``seconds``."""
        end = self.clock.at + timedelta(seconds=seconds)
        while self.clock.at < end:
            pause = self.chores.tick()
            self.dispatcher.tick()
            if reached(now := self.see()):
                return now
            self.clock.move(seconds=max(0.5, min(pause or 1, 10)))
        pytest.fail(f"not reached: {self.see()}")

    def see(self) -> Progress:
        with self.house.database.snapshot() as tx:
            return progress(tx, self.clock.now())

    def look(self, release_id: UUID | None) -> ReleaseView:
        assert release_id
        with self.house.database.snapshot() as tx:
            return acts.look(tx, release_id)

    def sign_as_visitor(self, release_id: UUID | None, by: str = "leader") -> None:
        view = self.look(release_id)
        with self.house.database.transaction() as tx:
            leader = acts.person(tx, by)
            service.sign(
                tx, self.clock.now(), leader, self.house.policy, release_id=view.row.id,
                seen=view.digest,
                proof=Proof(leader.id, self.clock.now(), act_of("sign", view.digest)),
            )  # fmt: skip

    def ledger(self) -> list[dict[str, str]]:
        return [
            row
            for row in httpx.get(f"{self.stand_in}/_ledger").json()
            if not row["client_ref"].startswith("sample:")
        ]


@pytest.fixture
def stage(settings: Settings, seeded: Path, clock: FixedClock) -> Iterator[Theatre]:
    shutil.copytree(seeded, settings.var)
    with serving(Rehearsal(Ledger(settings.var / "rehearsal"), clock)) as stand_in:
        port = int(stand_in.rpartition(":")[2])
        house = wire(msgspec.structs.replace(settings, rehearsal_port=port), clock)
        yield Theatre(house, clock, stand_in)
        house.database.close()


def waits_for_visitor(now: Progress) -> bool:
    return now.state == "visitor"


def is_over(now: Progress) -> bool:
    return not now.playing


@pytest.mark.slow
def test_the_night_stops_for_the_visitor_and_then_plays_to_its_end(stage: Theatre) -> None:
    before = stage.see()
    assert (before.state, before.playing) == ("idle", False)
    night.start(stage.house, "leader")
    began = stage.clock.at
    now = stage.until(waits_for_visitor)
    assert [line.title for line in now.scenes if line.visitors] == ["情况通报（二）"]
    assert now.scenes[0].out
    assert now.scenes[1].stage is Stage.IN_REVIEW
    with pytest.raises(pytest.fail.Exception):
        stage.until(lambda seen: seen.state != "visitor", seconds=60)
    assert stage.see().scenes[1].stage is Stage.IN_REVIEW
    waited = stage.clock.at

    stage.sign_as_visitor(now.release_id)
    end = stage.until(is_over)
    assert end.state == "finished"
    assert [line.stage for line in end.scenes] == [
        Stage.PUBLISHED, Stage.PUBLISHED, Stage.SUPERSEDED, Stage.PUBLISHED, Stage.PUBLISHED,
    ]  # fmt: skip
    played = (stage.clock.at - began) - (waited - began) + timedelta(seconds=45)
    assert timedelta(seconds=90) < played < timedelta(seconds=210)

    rows = stage.ledger()
    assert sorted(row["platform"] for row in rows) == ["wechat"] * 5 + ["weibo"] * 5
    assert len({(row["platform"], row["client_ref"]) for row in rows}) == 10
    feed = feedparser.parse((stage.house.settings.public_tree / "feed.xml").read_bytes())
    shown = [entry.title for entry in feed.entries]
    for title in ("情况通报｜", "情况通报（二）｜", "情况通报（三）", "情况通报（四）｜"):
        assert any(title in entry for entry in shown), (title, shown)
    assert any("更正" in entry for entry in shown)


@pytest.mark.slow
def test_every_signature_is_a_real_one_and_the_audit_chain_holds(stage: Theatre) -> None:
    night.start(stage.house, "system")
    now = stage.until(waits_for_visitor)
    stage.sign_as_visitor(now.release_id, by="leader-2")
    end = stage.until(lambda seen: seen.scenes[1].out)
    signed = stage.look(end.scenes[1].release_id)
    assert [step.signed_by for step in signed.chain] == ["韩松", "邵敏", "高云帆"]
    with stage.house.database.snapshot() as tx:
        assert audit.verify(tx).broken is None
        rows = of_release(
            tx, signed.row.id, acts.person(tx, "media-reception"), stage.house.policy.accounts
        )
    assert {row.channel for row in rows} == {"website", "feeds", "weibo", "wechat"}


@pytest.mark.slow
def test_a_second_start_while_it_plays_is_refused_and_afterwards_is_another_incident(
    stage: Theatre,
) -> None:
    night.start(stage.house, "leader")
    with pytest.raises(NotNow, match=r"demo\.night_is_playing"):
        night.start(stage.house, "leader")
    now = stage.until(waits_for_visitor)
    with pytest.raises(NotNow):
        night.start(stage.house, "leader")
    stage.sign_as_visitor(now.release_id)
    stage.until(is_over)
    night.start(stage.house, "leader")
    again = stage.until(lambda seen: bool(seen.scenes[0].release_id))
    with stage.house.database.snapshot() as tx:
        assert len(everything(tx)) == 2
    assert again.scenes[0].release_id != now.scenes[0].release_id


@pytest.mark.slow
def test_without_the_visitor_it_goes_to_rest_after_ten_minutes_and_says_so(stage: Theatre) -> None:
    night.start(stage.house, "leader")
    stage.until(waits_for_visitor)
    stage.clock.move(minutes=9, seconds=50)
    stage.chores.tick()
    assert stage.see().state == "visitor"
    end = stage.until(is_over, seconds=20)
    assert end.state == "rested"
    assert end.scenes[1].stage is Stage.IN_REVIEW
    stage.sign_as_visitor(end.release_id)
    stage.dispatcher.tick()
    assert stage.see().scenes[1].out
    night.start(stage.house, "leader")


@pytest.mark.slow
def test_it_goes_on_where_it_was_after_a_restart_and_posts_nothing_twice(stage: Theatre) -> None:
    night.start(stage.house, "leader")
    stage.until(lambda seen: seen.deed == "weibo")
    stage.restart()
    with stage.house.database.snapshot() as tx:
        known = play.latest(tx)
    assert known
    stage.clock.move(seconds=5)
    stage.chores.tick()
    again = night.Night(stage.house, night.StandIn(stage.stand_in))
    again.run(asdict(known[0]))  # the same chore once more, as after a crash before its end
    assert len(stage.ledger()) == 1
    now = stage.until(waits_for_visitor)
    assert len(stage.ledger()) == 2
    assert [bool(line.release_id) for line in now.scenes] == [True, True, False, False, False]


@pytest.mark.slow
def test_a_post_whose_confirmation_was_lost_is_found_again_not_repeated(stage: Theatre) -> None:
    night.start(stage.house, "leader")
    now = stage.until(lambda seen: seen.deed == "weibo")
    with stage.house.database.snapshot() as tx:
        words = acts.words_for(tx, now.release_id or UUID(int=0), "weibo")
        row = night._delivery(tx, now.release_id or UUID(int=0), "weibo")
    assert row
    ref = row.client_ref
    first = night.StandIn(stage.stand_in).post("weibo", words, ref)
    stage.until(lambda seen: seen.deed == "wechat")
    assert len(stage.ledger()) == 1
    assert first.rpartition("/")[2] == stage.ledger()[0]["path"].rpartition("/")[2]


@pytest.mark.slow
def test_a_release_that_the_visitor_sent_back_waits_and_goes_on_when_submitted_again(
    stage: Theatre,
) -> None:
    night.start(stage.house, "leader")
    now = stage.until(waits_for_visitor)
    house, view = stage.house, stage.look(now.release_id)
    with house.database.transaction() as tx:
        service.send_back(
            tx, stage.clock.now(), acts.person(tx, "leader"), house.policy,
            release_id=view.row.id, seen=view.digest, comment="请补充医院名称。",
        )  # fmt: skip
    assert stage.until(lambda seen: seen.state == "sent_back")
    with house.database.transaction() as tx:
        acts.submit(
            tx, stage.clock.now(), acts.person(tx, "spokesperson"), house.policy, view.row.id
        )
    again = stage.until(waits_for_visitor)
    stage.sign_as_visitor(again.release_id)
    assert stage.until(lambda seen: seen.scenes[1].out)


@pytest.mark.slow
def test_a_hold_stops_the_play_too_until_it_is_lifted(stage: Theatre) -> None:
    house = stage.house
    night.start(house, "leader")
    stage.until(lambda seen: seen.deed == "weibo")
    with house.database.transaction() as tx:
        leader = acts.person(tx, "leader")
        held = place_hold(
            tx, stage.clock.now(), leader, HoldScope.ALL, reason="先停一下，再核一遍。"
        )
    with pytest.raises(pytest.fail.Exception):
        stage.until(lambda seen: seen.deed != "weibo", seconds=30)
    assert stage.ledger() == []
    assert stage.see().trouble == "delivery.held"
    with house.database.transaction() as tx:
        lift_hold(tx, stage.clock.now(), acts.person(tx, "leader"), held)
    stage.until(lambda seen: seen.deed == "wechat")
    assert len(stage.ledger()) == 1


def test_it_does_not_start_where_no_demonstration_may_be(
    settings: Settings, database: Database, clock: FixedClock
) -> None:
    config = settings.config
    closed = msgspec.structs.replace(
        settings,
        config=msgspec.structs.replace(
            config, demonstration=msgspec.structs.replace(config.demonstration, enabled=False)
        ),
    )
    house = replace(wire(settings, clock), settings=closed)
    with pytest.raises(Misconfigured):
        night.start(house, "system")


def test_a_silent_stand_in_is_told_and_waited_for(
    settings: Settings, database: Database, clock: FixedClock
) -> None:
    from console.publishing.rules.channel import Variant

    with pytest.raises(NotNow, match=r"demo\.stand_in_silent"):
        night.StandIn("http://localhost:9").post("weibo", Variant(text="x"), "r")
