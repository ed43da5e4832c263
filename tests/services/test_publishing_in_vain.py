"""An attempt of which nothing came leaves no trace: no stage, no time, no place in a list."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from console.publishing import batch
from console.publishing import service as publishing
from console.publishing.desk import Claim
from console.publishing.desk import Desk as Held
from console.publishing.dispatcher import Dispatcher
from console.publishing.records import Delivery
from console.publishing.rules.channel import Bulletin
from console.publishing.rules.plan import PUBLIC_PAGE
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.releases import service
from console.releases.records import Release
from console.releases.rules.workflow import Stage
from console.wiring import Wired
from tests.builders import Desk
from tests.fakes import FixedClock

PAGE = "releases/2026-0001/index.html"


def seen(desk: Desk, release_id: UUID) -> Release:
    with desk.database.snapshot() as tx:
        return tx.get_one(Release, release_id)


def page_state(desk: Desk, release_id: UUID) -> S:
    with desk.database.snapshot() as tx:
        return tx.scalars(
            select(Delivery.state).where(
                Delivery.release_id == release_id, Delivery.channel == PUBLIC_PAGE
            )
        ).one()


@pytest.fixture
def held_after_the_claim(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, clock: FixedClock
) -> Callable[[UUID], None]:
    """Press HOLD in the moment between the claim and the first write; call again to lift it."""
    honest = batch._bulletins

    def press(release_id: UUID) -> None:
        def late(held: Held, taken: Sequence[Claim]) -> dict[Claim, Bulletin | Exception]:
            monkeypatch.setattr(batch, "_bulletins", honest)
            with desk.database.transaction() as tx:
                publishing.place_hold(
                    tx, clock.now(), desk.people["leader"], HoldScope.RELEASE, release_id=release_id
                )
            return honest(held, taken)

        monkeypatch.setattr(batch, "_bulletins", late)

    return press


def lift(desk: Desk, clock: FixedClock, release_id: UUID) -> None:
    with desk.database.transaction() as tx:
        hold = publishing.holding(tx, release_id=release_id, incident_id=None)
        assert hold is not None
        publishing.lift_hold(tx, clock.now(), desk.people["leader"], hold.id)


def test_what_is_held_after_the_claim_waits_again_and_can_be_taken_back(
    rollout: Dispatcher,
    desk: Desk,
    clock: FixedClock,
    held_after_the_claim: Callable[[UUID], None],
) -> None:
    release_id = desk.signed(clock.now())
    held_after_the_claim(release_id)
    rollout.tick()
    found = seen(desk, release_id)
    assert (found.stage, found.published_at) == (Stage.SCHEDULED, None)
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            version=found.version, reason="改",
        )  # fmt: skip
    assert seen(desk, release_id).stage is Stage.DRAFT


def test_a_page_says_when_it_came_out_not_when_it_was_first_tried(
    wired: Wired,
    rollout: Dispatcher,
    desk: Desk,
    clock: FixedClock,
    held_after_the_claim: Callable[[UUID], None],
) -> None:
    clock.at = datetime(2026, 11, 30, 15, 50, tzinfo=UTC)  # ten to midnight in the bureau
    release_id = desk.signed(clock.now())
    held_after_the_claim(release_id)
    rollout.tick()
    desk.signed(clock.now(), title="其间发出的")
    rollout.tick()
    clock.move(hours=5)
    lift(desk, clock, release_id)
    rollout.tick()
    found = seen(desk, release_id)
    assert (found.stage, found.published_at) == (Stage.PUBLISHED, clock.now())
    assert wired.shelf.months() == ((2026, 12), (2026, 11))
    assert [each.number for each in wired.shelf.month_page(2026, 12)] == ["2026-0001"]
    assert [each.number for each in wired.shelf.month_page(2026, 11)] == ["2026-0002"]
    assert [each.number for each in wired.shelf.front(9)] == ["2026-0001", "2026-0002"]
    clock.move(hours=1)
    rollout.tick()
    assert seen(desk, release_id).published_at == clock.now() - timedelta(hours=1)


def test_a_page_that_cannot_be_written_can_still_be_put_later(
    wired: Wired,
    rollout: Dispatcher,
    desk: Desk,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_self: object, _path: str, _body: bytes) -> object:
        raise OSError("no space left on device")

    release_id = desk.signed(clock.now())
    with monkeypatch.context() as torn:
        torn.setattr(type(wired.tree), "_lay", full)
        rollout.tick()
    found = seen(desk, release_id)
    assert (found.stage, found.published_at) == (Stage.SCHEDULED, None)
    assert page_state(desk, release_id) is S.RETRYING
    until = clock.now() + timedelta(hours=2)
    with desk.database.transaction() as tx:
        service.postpone(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=release_id,
            until=until, reason="等磁盘",
        )  # fmt: skip
    clock.at = until
    rollout.tick()
    found = seen(desk, release_id)
    assert (found.stage, found.published_at) == (Stage.PUBLISHED, until)


def test_a_page_that_stands_without_its_lists_is_not_said_to_be_waiting(
    wired: Wired,
    rollout: Dispatcher,
    desk: Desk,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = type(wired.tree)._lay

    def torn_lists(self: object, path: str, body: bytes) -> object:
        if not path.endswith(PAGE.partition("/")[2]):  # it, and the page that verifies it
            raise OSError("no space left on device")
        return honest(self, path, body)  # type: ignore[arg-type] # as it was given them

    release_id, first = desk.signed(clock.now()), clock.now()
    with monkeypatch.context() as torn:
        torn.setattr(type(wired.tree), "_lay", torn_lists)
        rollout.tick()
    assert wired.tree.read(PAGE) is not None
    assert seen(desk, release_id).stage is Stage.PUBLISHING
    clock.move(minutes=1)
    rollout.tick()
    found = seen(desk, release_id)
    assert (found.stage, found.published_at) == (Stage.PUBLISHED, first)  # readers have seen it


def test_a_site_map_that_cannot_be_written_is_written_with_page_and_feed_again(
    wired: Wired,
    rollout: Dispatcher,
    desk: Desk,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It comes last, when the feed names the release already."""
    honest = type(wired.tree)._lay

    def torn_map(self: object, path: str, body: bytes) -> object:
        if path.startswith("sitemaps/2"):
            raise OSError("no space left on device")
        return honest(self, path, body)  # type: ignore[arg-type]

    release_id, first = desk.signed(clock.now()), clock.now()
    with monkeypatch.context() as torn:
        torn.setattr(type(wired.tree), "_lay", torn_map)
        rollout.tick()
    assert b"2026-0001" in (wired.tree.read("feed.xml") or b"")
    assert page_state(desk, release_id) is S.RETRYING
    clock.move(minutes=1)
    rollout.tick()
    found = seen(desk, release_id)
    assert (found.stage, found.published_at) == (Stage.PUBLISHED, first)
    for path in ("feed.xml", "sitemaps/2026-11.xml", "index.html"):
        assert b"2026-0001" in (wired.tree.read(path) or b""), path
    with desk.database.snapshot() as tx:
        rows = tx.scalars(select(Delivery).where(Delivery.release_id == release_id)).all()
        sent = {row.channel for row in rows if row.state is S.SENT}
    assert {"website", "feeds"} <= sent
