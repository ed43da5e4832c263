"""Confirmed by mistake: it waits for a person again, and the confirmation stays on record."""

import json
from uuid import UUID

import pytest
from sqlalchemy import select

from console.audit.records import AuditEvent
from console.kernel.errors import FayanError, Invalid, NotNow
from console.notices.records import Notice
from console.publishing import service
from console.publishing.links import replaced
from console.publishing.rules.channel import Action
from console.publishing.rules.states import DeliveryState as S
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_relinking import RIGHT, WRONG, confirmed, relink

WHY = "点错了一篇"


def take_back(
    press: Press, desk: Desk, delivery: UUID, why: str = WHY, seen: S | None = S.CONFIRMED
) -> None:
    with press.database.transaction() as tx:
        service.mark_not_sent(
            tx, press.clock.now(), desk.people["media-reception"], delivery, why, seen=seen
        )


def confirm(press: Press, desk: Desk, delivery: UUID, link: str) -> None:
    with press.database.transaction() as tx:
        service.confirm_handover(
            tx, press.clock.now(), desk.people["spokesperson"], delivery, link,
            press.policy.accounts,
        )  # fmt: skip


def test_it_waits_again_and_another_may_have_the_link(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    slip = confirmed(press, desk, clock)
    clock.move(minutes=5)
    for _ in range(2):  # pressed twice
        take_back(press, desk, slip)
    row = press.row("weibo")
    assert (row.state, row.receipt["url"], row.confirmed_by) == (S.HANDED_OVER, None, None)
    assert row.trouble_details == {"by": "某media-reception", "reason": WHY}
    with press.database.snapshot() as tx:
        (event,) = tx.scalars(
            select(AuditEvent).where(AuditEvent.name == "publishing:delivery:not_sent")
        )
        (kept,) = replaced(tx, slip)
        told = [
            each.dedupe_key
            for each in tx.scalars(select(Notice))
            if each.kind == "delivery.told_handed_over" and str(slip) in each.dedupe_key
        ]
    assert json.loads(event.details)["before"] == WRONG
    assert (kept.url, kept.reason, kept.since) == (WRONG, WHY, clock.at.replace(minute=0))
    assert len(set(told)) == 2
    other = confirmed(press, desk, clock, WRONG)
    assert other != slip


def test_confirmed_anew_and_put_right_each_link_has_its_own_time(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    slip = confirmed(press, desk, clock)
    take_back(press, desk, slip)
    clock.move(minutes=10)
    confirm(press, desk, slip, f"{RIGHT}1")
    clock.move(minutes=10)
    relink(press, desk, slip, RIGHT, seen=1)
    with press.database.snapshot() as tx:
        first, second = replaced(tx, slip)
    assert (first.url, second.url) == (WRONG, f"{RIGHT}1")
    assert (second.at - second.since).total_seconds() == 600
    assert second.given_by == desk.people["spokesperson"].id


def test_what_was_said_to_be_deleted_and_was_not_waits_again(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    posted = confirmed(press, desk, clock)
    release_id = press.row("weibo").release_id
    desk.withdraw(clock.now(), release_id, "内容有误")
    press.dispatcher().tick()
    task = press.row("weibo", Action.WITHDRAW)
    assert task.state is S.HANDED_OVER
    confirm(press, desk, task.id, "")
    with pytest.raises(NotNow, match="followed"):
        take_back(press, desk, posted)  # its deletion is asked for: that one is dealt with
    take_back(press, desk, task.id)
    assert press.row("weibo", Action.WITHDRAW).state is S.HANDED_OVER
    with press.database.snapshot() as tx:
        assert replaced(tx, task.id) == ()


@pytest.mark.parametrize(
    ("why", "seen", "error", "code"),
    [
        (" ", S.CONFIRMED, Invalid, "delivery.reason_missing"),
        (WHY, S.HANDED_OVER, FayanError, "delivery.changed"),
    ],
)
def test_it_needs_a_reason_and_a_screen_that_is_up_to_date(
    press: Press, desk: Desk, clock: FixedClock, why: str, seen: S, error: type[FayanError],
    code: str,
) -> None:  # fmt: skip
    posted = confirmed(press, desk, clock)
    with pytest.raises(error, match=code):
        take_back(press, desk, posted, why, seen)
    assert press.states()["weibo"] is S.CONFIRMED


def test_what_the_system_sent_is_not_taken_back(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.dispatcher().tick()
    row = press.row("weibo")
    assert row.state is S.SENT
    with pytest.raises(NotNow, match="is_out"):
        take_back(press, desk, row.id, seen=None)
