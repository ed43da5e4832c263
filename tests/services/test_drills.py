"""演练: it runs like anything else, and ends at the board of drills; no public hears of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from console.drills.board import DrillBoard
from console.drills.records import DrillPost
from console.drills.routing import routed
from console.incidents import service as incidents
from console.incidents.policy import IncidentPolicy
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.publishing.queries import receipt_of_publish
from console.publishing.quota import planned
from console.publishing.records import Delivery, Sighting
from console.publishing.rules.channel import Action, BatchChannel, Channel
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.publishing.rules.urgency import Urgency
from console.publishing.service import place_hold
from console.releases import service
from console.releases.archive import DatabaseArchive
from console.releases.records import ShelfPlace
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.releases.shelf import DatabaseShelf
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock

NO_CLOCKS = IncidentPolicy()
CONSOLE = "http://localhost:8080"


class Office(Press):
    """A press whose channels are wired as in the house."""

    def channels(self) -> Mapping[str, Channel | BatchChannel]:
        board = DrillBoard(self.database, self.clock, CONSOLE)
        return {name: routed(each, board) for name, each in super().channels().items()}


@pytest.fixture
def press(desk: Desk, clock: FixedClock) -> Office:
    return Office(desk.database, desk.policy, clock)


def opened(
    desk: Desk, clock: FixedClock, *, drill: bool = True, policy: IncidentPolicy = NO_CLOCKS
) -> UUID:
    form = IncidentForm("演练：厂房爆炸", "示例区", Level.SERIOUS, "演练", clock.now(), drill=drill)
    with desk.database.transaction() as tx:
        return incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form, policy
        )


def test_a_drill_runs_to_its_end_and_reaches_no_channel(
    press: Office, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=opened(desk, clock))
    run(press, clock)
    assert desk.see(release_id).row.stage is Stage.PUBLISHED
    assert set(press.states().values()) == {S.SENT}
    assert (press.website.told, press.feeds.told) == ([], [])
    assert (press.weibo.calls, press.wechat.calls) == ([], [])
    with press.database.snapshot() as tx:
        posts = tx.scalars(select(DrillPost)).all()
        assert {each.channel for each in posts} == {"website", "feeds", "weibo", "wechat"}
        assert {each.number for each in posts} == {"Y-2026-0001"}
        assert {each.incident_number for each in posts} == {"Y-2026-E0001"}
        receipt = receipt_of_publish(tx, release_id, "weibo", "main")
        assert receipt
        assert (receipt.url or "").startswith(f"{CONSOLE}/drills/posts/")
        rows = tx.scalars(select(Delivery)).all()
        assert all(each.drill and each.urgency == Urgency.DRILL for each in rows)


def test_no_shelf_archive_or_list_knows_of_a_drill(
    press: Office, desk: Desk, clock: FixedClock
) -> None:
    incident_id = opened(desk, clock)
    desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=incident_id)
    run(press, clock)
    real = desk.signed(clock.now())
    run(press, clock)
    number = desk.see(real).row.number
    shelf = DatabaseShelf(press.database, desk.policy, page_entries=20)
    assert number == "2026-0001"
    assert [each.number for each in shelf.latest_of((), 20)[None]] == [number]
    assert [each.number for each in shelf.front(20)] == [number]
    assert list(shelf.stamps()) == [number]
    assert shelf.several(["Y-2026-0001"]) == ()
    assert shelf.incident_items("Y-2026-E0001") == ()
    assert shelf.current_incidents() == ()
    archive = DatabaseArchive(press.database)
    assert (archive.numbers(), archive.incident_numbers()) == ((number,), [])
    with press.database.snapshot() as tx:
        assert {each.release_id for each in tx.scalars(select(ShelfPlace))} == {real}


def test_a_withdrawn_drill_is_no_public_withdrawal(
    press: Office, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=opened(desk, clock))
    run(press, clock)
    digest = desk.see(release_id).digest
    with press.database.transaction() as tx:
        service.withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=release_id,
            seen=digest, reason="演练撤回",
            proof=desk.proof("leader", clock.now()),
        )  # fmt: skip
    run(press, clock)
    assert press.row("weibo", Action.WITHDRAW).state is S.SENT
    assert press.row("website", Action.WITHDRAW).state is S.SENT
    assert (press.website.told, press.weibo.calls) == ([], [])
    shelf = DatabaseShelf(press.database, desk.policy, page_entries=20)
    assert (shelf.taken_back(20), shelf.latest_of((), 20)[None]) == ((), ())


def test_a_drill_waits_for_no_eye_from_outside_and_takes_no_push_of_the_day(
    press: Office, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=opened(desk, clock))
    run(press, clock, watched=True)
    with press.database.snapshot() as tx:
        assert tx.scalars(select(Sighting)).all() == []
        day = clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)
        assert planned(tx, "wechat", *day, besides=UUID(int=0)) == 0
    assert desk.see(release_id).row.stage is Stage.PUBLISHED


def test_a_hold_stops_a_drill_as_it_would_stop_the_real_thing(
    press: Office, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=opened(desk, clock))
    with press.database.transaction() as tx:
        place_hold(tx, clock.now(), desk.people["leader"], HoldScope.RELEASE, release_id=release_id)
    run(press, clock)
    assert desk.see(release_id).row.stage is Stage.SCHEDULED
    with press.database.snapshot() as tx:
        assert tx.scalars(select(DrillPost)).all() == []


def test_real_and_drill_in_one_batch_go_their_own_ways(
    press: Office, desk: Desk, clock: FixedClock
) -> None:
    drill = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=opened(desk, clock))
    real = desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=opened(desk, clock, drill=False))
    run(press, clock)
    assert [number for number, _ in press.website.told] == ["2026-0001"]
    assert len(press.weibo.calls) == 1
    assert {desk.see(each).row.stage for each in (drill, real)} == {Stage.PUBLISHED}


def run(press: Office, clock: FixedClock, **others: Any) -> None:
    dispatcher = press.dispatcher(**others)
    for _ in range(4):
        dispatcher.tick()
        clock.move(minutes=10)
