"""更正链接: a post by hand was confirmed with a wrong link, and is put right; nothing is lost."""

import json
from uuid import UUID

import pytest
from sqlalchemy import select

from console.audit.records import AuditEvent
from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, Stale
from console.publishing import service
from console.publishing.links import replaced, used_in
from console.publishing.queries import receipt_of_publish
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.releases.service import withdraw
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_public_withdrawals import start_correction

WRONG = "http://localhost:8090/weibo/1234567890/KwrongAAA"
RIGHT = "http://localhost:8090/weibo/1234567890/KrightAAA"
WHY = "贴成了另一篇的链接"
PICTURE = "a" * 64


@pytest.fixture
def posted(press: Press, desk: Desk, clock: FixedClock) -> UUID:
    """A Weibo post by hand, confirmed with a wrong link at 20:00."""
    return confirmed(press, desk, clock)


def confirmed(press: Press, desk: Desk, clock: FixedClock, link: str = WRONG) -> UUID:
    desk.signed(clock.now())
    press.weibo.handed_over = True
    press.dispatcher().tick()
    row = press.row("weibo")
    with press.database.transaction() as tx:
        service.confirm_handover(
            tx, clock.now(), desk.people["spokesperson"], row.id, link, press.policy.accounts
        )
    return row.id


def relink(
    press: Press,
    desk: Desk,
    delivery: UUID,
    link: str = RIGHT,
    why: str = WHY,
    *,
    by: str = "media-reception",
    seen: int = 0,
    screenshot: str = "",
    swap: bool = False,
) -> None:
    with press.database.transaction() as tx:
        service.relink(
            tx, press.clock.now(), desk.people[by], delivery, link, why, press.policy.accounts,
            seen=seen, screenshot=screenshot, swap=swap,
        )  # fmt: skip


def told(press: Press) -> list[AuditEvent]:
    with press.database.snapshot() as tx:
        found = select(AuditEvent).where(AuditEvent.name == "publishing:delivery:relinked")
        return list(tx.scalars(found.order_by(AuditEvent.seq)))


def test_the_link_is_put_right_once_and_the_first_one_stays(
    press: Press, desk: Desk, clock: FixedClock, posted: UUID
) -> None:
    when = clock.now()
    clock.move(minutes=5)
    relink(press, desk, posted)
    relink(press, desk, posted)  # pressed twice
    row = press.row("weibo")
    assert (row.state, row.receipt["url"], row.out_at) == (S.CONFIRMED, RIGHT, when)
    with press.database.snapshot() as tx:
        [first] = replaced(tx, posted)
    assert (first.url, first.since, first.at, first.reason) == (WRONG, when, clock.now(), WHY)
    assert first.given_by == desk.people["spokesperson"].id
    assert first.by == desk.people["media-reception"].id
    [event] = told(press)
    assert event.actor == "media-reception"
    kept = json.loads(event.details)
    assert (kept["before"], kept["link"], kept["reason"]) == (WRONG, RIGHT, WHY)

    clock.move(minutes=5)
    relink(press, desk, posted, WRONG, "其实没有错", seen=1)  # back again: a correction like any
    with press.database.snapshot() as tx:
        assert [each.url for each in replaced(tx, posted)] == [WRONG, RIGHT]
    assert len(told(press)) == 2


def test_two_tabs_do_not_overwrite_each_other(press: Press, desk: Desk, posted: UUID) -> None:
    relink(press, desk, posted)
    with pytest.raises(Stale, match="link_changed"):
        relink(press, desk, posted, f"{RIGHT}2", by="spokesperson")
    assert press.row("weibo").receipt["url"] == RIGHT


REFUSED: list[tuple[str, str, str, type[FayanError], str]] = [
    (RIGHT, WHY, "leader", NotYou, "people.not_permitted"),
    (RIGHT, WHY, "editor", NotYou, "people.not_permitted"),
    (RIGHT, WHY, "auditor", NotYou, "people.not_permitted"),
    (RIGHT, " ", "media-reception", Invalid, "delivery.relink_reason_missing"),
    (WRONG, WHY, "media-reception", Invalid, "delivery.same_link"),
    ("", WHY, "media-reception", Invalid, "delivery.link_missing"),
    ("javascript:alert(1)", WHY, "media-reception", Invalid, "delivery.not_our_link"),
    (f"{RIGHT}\nhttps://evil.example", WHY, "spokesperson", Invalid, "delivery.not_our_link"),
    ("https://weibo.com/9999999999/K3", WHY, "spokesperson", Invalid, "delivery.not_our_link"),
]


def test_refused_to(press: Press, desk: Desk, posted: UUID) -> None:
    for link, why, by, error, code in REFUSED:
        with pytest.raises(error) as said:
            relink(press, desk, posted, link, why, by=by)
        assert said.value.code == code
    assert (press.row("weibo").receipt["url"], told(press)) == (WRONG, [])


def test_another_releases_link_is_a_slip_and_a_former_one_is_free(
    press: Press, desk: Desk, clock: FixedClock, posted: UUID
) -> None:
    other = confirmed(press, desk, clock, RIGHT)
    with pytest.raises(Invalid, match="link_used"):
        relink(press, desk, posted, RIGHT)
    relink(press, desk, posted, f"{RIGHT}2")
    relink(press, desk, other, WRONG)  # which the first was confirmed with by mistake


def test_a_picture_may_take_a_links_place_and_a_link_a_pictures(
    press: Press, desk: Desk, posted: UUID
) -> None:
    relink(press, desk, posted, "", "链接打不开", screenshot=PICTURE)
    kept = press.row("weibo").receipt
    assert (kept["url"], kept["details"]) == (None, {"screenshot": PICTURE})
    relink(press, desk, posted, RIGHT, seen=1)
    with press.database.snapshot() as tx:
        assert [(each.url, each.screenshot) for each in replaced(tx, posted)] == [
            (WRONG, ""), ("", PICTURE),
        ]  # fmt: skip


def test_there_must_be_a_link_to_put_right(press: Press, desk: Desk, posted: UUID) -> None:
    for state, code in (
        (S.HANDED_OVER, "delivery.confirm_first"),
        (S.UNKNOWN, "delivery.confirm_first"),
        (S.CANCELLED, "delivery.is_cancelled"),
        (S.DUE, "delivery.no_link_yet"),
    ):
        with press.database.transaction() as tx:
            tx.get_one(Delivery, posted).state = state
        with pytest.raises(NotNow) as said:
            relink(press, desk, posted)
        assert said.value.code == code


def test_what_went_out_by_itself_and_pages_keep_the_link_they_got(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    for _ in range(3):
        press.dispatcher().tick()
    for channel, code in (("weibo", "posted_by_us"), ("website", "has_no_link")):
        with pytest.raises(NotNow, match=code):
            relink(press, desk, press.row(channel).id)


def test_frozen_held_or_withdrawn_the_link_of_what_is_out_can_be_put_right(
    press: Press, desk: Desk, clock: FixedClock, posted: UUID
) -> None:
    release_id = press.row("weibo").release_id
    with press.database.transaction() as tx:
        leader = desk.people["leader"]
        service.place_hold(tx, clock.now(), leader, HoldScope.ALL)
        service.freeze(tx, clock.now(), "leader", release_id, "核实中")
    relink(press, desk, posted)
    with press.database.transaction() as tx:
        withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=release_id,
            seen=desk.see(release_id).digest, reason="误发", through=True,
            proof=desk.proof("leader", clock.now()),
        )  # fmt: skip
    press.dispatcher().tick()
    relink(press, desk, posted, f"{RIGHT}3", seen=1)
    # Whoever takes the post down is led to it by the link as it is now.
    with press.database.snapshot() as tx:
        kept = receipt_of_publish(tx, release_id, "weibo", press.row("weibo").account)
    assert kept is not None
    assert kept.url == f"{RIGHT}3"
    assert press.row("weibo", Action.WITHDRAW).state is S.HANDED_OVER


def test_what_asks_readers_to_read_it_is_named(
    press: Press, desk: Desk, clock: FixedClock, posted: UUID
) -> None:
    """A correction is confirmed with a wrong link, and then noted under the old post."""
    old = press.row("weibo").release_id
    clock.move(minutes=5)
    change, digest = start_correction(desk, clock, old)
    desk.sign_all(clock.now(), change, digest)
    press.dispatcher().tick()
    press.dispatcher().tick()
    with press.database.snapshot() as tx:
        found = {
            each.release_id: each.id
            for each in tx.scalars(select(Delivery).where(Delivery.state == S.HANDED_OVER))
        }
    task, note = found[change], found[old]
    since = clock.now()
    with press.database.transaction() as tx:
        for each, link in ((task, f"{WRONG}2"), (note, "")):
            service.confirm_handover(
                tx, clock.now(), desk.people["spokesperson"], each, link, press.policy.accounts
            )
    clock.move(minutes=5)
    relink(press, desk, task)
    with press.database.snapshot() as tx:
        assert used_in(tx, task, since, clock.now()) == (note,)
        assert used_in(tx, posted, since) == (note,)  # led to where the old post was said to be
        assert used_in(tx, posted, clock.now()) == ()


def test_links_that_were_mixed_up_are_exchanged_at_once(
    press: Press, desk: Desk, clock: FixedClock, posted: UUID
) -> None:
    other = confirmed(press, desk, clock, RIGHT)
    relink(press, desk, posted, swap=True)
    relink(press, desk, posted, swap=True)  # pressed twice
    with press.database.snapshot() as tx:
        kept = [(tx.get_one(Delivery, each).receipt or {})["url"] for each in (posted, other)]
        former = [[one.url for one in replaced(tx, each)] for each in (posted, other)]
    assert (kept, former) == ([RIGHT, WRONG], [[WRONG], [RIGHT]])
    assert len(told(press)) == 2
    # What our own program posted keeps the link that the platform gave.
    with press.database.transaction() as tx:
        row = tx.get_one(Delivery, other)
        row.receipt = {**(row.receipt or {}), "handed_over": False}
    with pytest.raises(Invalid, match="link_used"):
        relink(press, desk, posted, WRONG, seen=1, swap=True)
