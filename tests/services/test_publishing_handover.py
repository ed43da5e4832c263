"""人工代发: the link proves it, double clicks are harmless, what is unknown is looked at first."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from console.audit.records import AuditEvent
from console.kernel.errors import (
    ChannelRejected,
    ChannelUncertain,
    Invalid,
    NotNow,
    NotThere,
    NotYou,
    Stale,
)
from console.kernel.ids import new_id
from console.publishing import queries, service
from console.publishing.quota import planned
from console.publishing.records import Delivery
from console.publishing.rules.channel import NOT_SENT, Action, Replay
from console.publishing.rules.moves import Move
from console.publishing.rules.plan import Plan
from console.publishing.rules.states import DeliveryState as S
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock

LINK = "http://localhost:8090/weibo/1234567890/K3fnuEfZK"


@pytest.fixture
def handed(press: Press, desk: Desk, clock: FixedClock) -> UUID:
    """A Weibo delivery that waits for a person."""
    desk.signed(clock.now())
    press.weibo.handed_over = True
    press.dispatcher().tick()
    return press.row("weibo").id


def put(press: Press, delivery_id: UUID, state: S) -> None:
    with press.database.transaction() as tx:
        tx.get_one(Delivery, delivery_id).state = state


def confirm(press: Press, desk: Desk, delivery_id: UUID, link: str = LINK, **more: S) -> None:
    with press.database.transaction() as tx:
        service.confirm_handover(
            tx, press.clock.now(), desk.people["spokesperson"], delivery_id, link,
            press.policy.accounts, **more,
        )  # fmt: skip


def events(press: Press, name: str) -> int:
    with press.database.snapshot() as tx:
        return tx.scalar(select(func.count()).where(AuditEvent.name == name)) or 0


def test_the_pasted_link_confirms_with_who_and_when(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    clock.move(minutes=3)
    confirm(press, desk, handed, f"  {LINK}\n")
    row = press.row("weibo")
    assert row.state is S.CONFIRMED
    assert row.receipt["url"] == LINK
    assert (row.confirmed_by, row.out_at) == (desk.people["spokesperson"].id, clock.now())


@pytest.mark.parametrize(
    "link",
    [
        "https://weibo.com/9999999999/K3fnuEfZK",
        f"{LINK}\nhttps://evil.example",
        "javascript:alert(1)",
        "x" * 600,
    ],
)
def test_a_link_that_is_not_ours_is_refused_by_the_accounts_name(
    press: Press, desk: Desk, handed: UUID, link: str
) -> None:
    with pytest.raises(Invalid, match="not_our_link") as refused:
        confirm(press, desk, handed, link)
    assert refused.value.parameters["account"] == "平安示例（微博·演练替身）"
    assert press.states()["weibo"] is S.HANDED_OVER


def test_without_a_link_a_post_is_not_confirmed(press: Press, desk: Desk, handed: UUID) -> None:
    with pytest.raises(Invalid, match="link_missing"):
        confirm(press, desk, handed, "  ")


def test_a_double_click_leaves_one_event(press: Press, desk: Desk, handed: UUID) -> None:
    confirm(press, desk, handed)
    confirm(press, desk, handed)
    assert events(press, "publishing:delivery:confirmed") == 1


def test_another_link_for_a_confirmed_post_is_refused(
    press: Press, desk: Desk, handed: UUID
) -> None:
    confirm(press, desk, handed)
    with pytest.raises(NotNow, match="already_confirmed"):
        confirm(press, desk, handed, LINK.replace("K3", "K4"))


def test_only_who_hands_over_may_confirm(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    with pytest.raises(NotYou), press.database.transaction() as tx:
        service.confirm_handover(
            tx, clock.now(), desk.people["leader"], handed, LINK, press.policy.accounts
        )


def test_a_screen_that_is_out_of_date_is_told_so(press: Press, desk: Desk, handed: UUID) -> None:
    put(press, handed, S.UNKNOWN)
    with pytest.raises(Stale):
        confirm(press, desk, handed, seen=S.HANDED_OVER)


def test_nothing_there_is_not_there(press: Press, desk: Desk) -> None:
    with pytest.raises(NotThere):
        confirm(press, desk, new_id())


def test_not_sent_needs_a_reason_and_keeps_the_task(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    who = desk.people["spokesperson"]
    with pytest.raises(Invalid, match="reason_missing"), press.database.transaction() as tx:
        service.mark_not_sent(tx, clock.now(), who, handed, " ")
    with press.database.transaction() as tx:
        service.mark_not_sent(tx, clock.now(), who, handed, "账号登录不上")
    assert press.states()["weibo"] is S.HANDED_OVER
    assert events(press, "publishing:delivery:not_sent") == 1


def test_an_unknown_one_marked_not_sent_goes_again_once(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    put(press, handed, S.UNKNOWN)
    for _ in range(2):
        with press.database.transaction() as tx:
            service.mark_not_sent(tx, clock.now(), desk.people["spokesperson"], handed, "后台没有")
    assert events(press, "publishing:delivery:not_sent") == 1
    assert press.row("weibo").progress == {NOT_SENT: "1"}
    press.weibo.handed_over = False
    press.dispatcher().tick()
    assert press.states()["weibo"] is S.SENT


def test_an_unknown_one_cannot_be_retried_unseen(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    put(press, handed, S.UNKNOWN)
    who = desk.people["spokesperson"]
    for act in (service.retry, service.cancel):
        with pytest.raises(NotNow, match="look_first"), press.database.transaction() as tx:
            act(tx, clock.now(), who, handed)


def test_a_failed_one_goes_again_when_asked(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    put(press, handed, S.FAILED)
    for _ in range(2):
        with press.database.transaction() as tx:
            service.retry(tx, clock.now(), desk.people["spokesperson"], handed)
    assert events(press, "publishing:delivery:retried") == 1
    press.weibo.handed_over = False
    clock.move(minutes=1)
    press.dispatcher().tick()
    assert press.states()["weibo"] is S.SENT


def test_a_person_may_leave_one_account_out_but_not_the_public_page(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    who = desk.people["spokesperson"]
    for _ in range(2):
        with press.database.transaction() as tx:
            service.cancel(tx, clock.now(), who, handed, "账号停用")
    assert press.states()["weibo"] is S.CANCELLED
    assert events(press, "publishing:delivery:cancelled") == 1
    with pytest.raises(NotNow, match="page_not_alone"), press.database.transaction() as tx:
        service.cancel(tx, clock.now(), who, press.row("website").id)


def test_a_withdrawal_there_is_confirmed_without_a_link(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    confirm(press, desk, handed)
    release_id = press.row("weibo").release_id
    desk.withdraw(clock.now(), release_id, "误发")
    press.dispatcher().tick()
    task = press.row("weibo", Action.WITHDRAW)
    assert task.state is S.HANDED_OVER
    confirm(press, desk, task.id, "")
    confirm(press, desk, task.id, "")
    assert press.row("weibo", Action.WITHDRAW).state is S.CONFIRMED


def test_the_board_shows_each_delivery_with_its_history_and_its_moves(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    accounts = press.policy.accounts
    with press.database.snapshot() as tx:
        rows = queries.board(tx, clock.now(), desk.people["spokesperson"], accounts)
        seen = {row.channel: row for row in rows}
        leader = queries.delivery(tx, handed, desk.people["leader"], accounts)
        queue = queries.handover_queue(tx, desk.people["spokesperson"], accounts)
    assert [each.outcome.value for each in seen["website"].attempts] == ["sent"]
    assert seen["website"].url == "http://localhost:8000/releases/2026-0001/"
    assert seen["weibo"].account_title == "平安示例（微博·演练替身）"
    assert [offer.move for offer in seen["weibo"].moves if offer.open] == [
        Move.CONFIRM, Move.NOT_SENT, Move.CANCEL,
    ]  # fmt: skip
    assert {offer.reason for offer in leader.moves} == {"people.not_permitted"}
    assert [row.id for row in queue] == [handed]


def test_the_board_says_what_is_held_by_whom_and_since_when(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    with press.database.transaction() as tx:
        service.place_hold(
            tx, clock.now(), desk.people["leader"], service.HoldScope.ALL, reason="核对人数"
        )
    with press.database.snapshot() as tx:
        rows = queries.of_release(tx, release_id, desk.people["editor"], press.policy.accounts)
        assert queries.upcoming(tx, desk.people["editor"], press.policy.accounts)
    assert all(row.held for row in rows)
    hold = rows[0].hold
    assert hold is not None
    assert (hold.placed_by, hold.placed_at, hold.reason) == ("leader", clock.now(), "核对人数")


def test_what_must_be_looked_after_is_listed(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    put(press, handed, S.FAILED)
    with press.database.snapshot() as tx:
        rows = queries.troubled(tx, desk.people["spokesperson"], press.policy.accounts)
        with pytest.raises(NotThere):
            queries.delivery(tx, new_id(), desk.people["leader"], press.policy.accounts)
    assert [row.id for row in rows] == [handed]


def test_one_that_is_on_its_way_offers_no_move(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    put(press, handed, S.SENDING)
    with press.database.snapshot() as tx:
        row = queries.delivery(tx, handed, desk.people["spokesperson"], press.policy.accounts)
    assert row.moves == ()


def test_one_post_does_not_confirm_two_releases(
    press: Press, desk: Desk, clock: FixedClock, handed: UUID
) -> None:
    confirm(press, desk, handed)
    desk.signed(clock.now(), title="另一通报")
    press.dispatcher().tick()
    with pytest.raises(Invalid, match="link_used") as refused:
        confirm(press, desk, press.row("weibo").id)
    assert refused.value.parameters["number"] == "2026-0001"
    confirm(press, desk, press.row("weibo").id, f"{LINK}2")
    assert press.row("weibo").state is S.CONFIRMED


def test_a_stage_that_was_called_off_keeps_no_other_waiting(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    later = replace(press.policy.plan.stages[-1], channels=("wechat",))
    first, *_ = press.policy.plan.stages
    stages = (first, replace(later, channels=("weibo",)), later)
    release_id = desk.draft(clock.now())
    desk.write(clock.now(), release_id, plan=Plan(stages))
    press.weibo.before = lambda _b, _p: raise_rejected()
    desk.sign_all(clock.now(), release_id, desk.submit(clock.now(), release_id))
    press.dispatcher().tick()
    assert (press.row("weibo").state, press.row("wechat").state) == (S.FAILED, S.WAITING)
    with press.database.transaction() as tx:
        service.cancel(tx, clock.now(), desk.people["spokesperson"], press.row("weibo").id, "停用")
    press.dispatcher().tick()
    assert press.row("wechat").state is S.SENT


def raise_rejected() -> None:
    raise ChannelRejected("channel.empty")


def test_what_may_be_out_counts_for_the_day_and_so_does_what_a_person_found_there(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    def no_answer(*_: object) -> None:
        raise ChannelUncertain("weibo.no_answer")

    press.weibo.kind, press.weibo.after = Replay.NEVER, no_answer
    desk.signed(clock.now())
    press.dispatcher().tick()

    def counted() -> int:
        day = (clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1))
        with press.database.snapshot() as tx:
            return planned(tx, "weibo", *day, besides=new_id())

    assert (press.states()["weibo"], counted()) == (S.UNKNOWN, 1)
    confirm(press, desk, press.row("weibo").id)
    assert (press.states()["weibo"], counted()) == (S.CONFIRMED, 1)
