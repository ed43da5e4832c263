"""暂缓发布 freezes what has not left; resuming keeps the stages apart; late words ask first."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from console.audit.records import AuditEvent
from console.incidents.rules.reception import Reception
from console.incidents.service.responding import name_reception
from console.kernel.errors import ChannelUnavailable, Invalid, NotNow, NotThere, NotYou
from console.kernel.ids import new_id
from console.notices.records import Notice
from console.people.rules.roles import P
from console.publishing import queries, service
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action, Bulletin, Progress
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.releases import service as releases
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.ledger_room import Room

ALL, RELEASE = HoldScope.ALL, HoldScope.RELEASE
KEEPERS = {P.DELIVERY_HANDOVER, P.RELEASE_SIGN}


def hold(press: Press, desk: Desk, scope: HoldScope, by: str = "leader", **target: UUID) -> UUID:
    with press.database.transaction() as tx:
        return service.place_hold(tx, press.clock.now(), desk.people[by], scope, **target)


def lift(press: Press, desk: Desk, hold_id: UUID, by: str = "leader") -> None:
    with press.database.transaction() as tx:
        service.lift_hold(tx, press.clock.now(), desk.people[by], hold_id)


def in_force(press: Press) -> list[tuple[HoldScope, str, str]]:
    with press.database.snapshot() as tx:
        return [(each.scope, each.placed_by, each.reason) for each in queries.holds(tx)]


def told(press: Press, kind: str) -> int:
    with press.database.snapshot() as tx:
        return tx.scalar(select(func.count()).where(Notice.kind == kind)) or 0


def test_one_press_freezes_every_channel(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    hold(press, desk, ALL)
    dispatcher = press.dispatcher()
    dispatcher.tick()
    clock.move(minutes=10)
    dispatcher.tick()
    assert press.website.told == press.feeds.told == press.weibo.calls == []


def test_pressing_again_finds_the_same_hold(press: Press, desk: Desk, clock: FixedClock) -> None:
    assert hold(press, desk, ALL) == hold(press, desk, ALL, by="spokesperson")
    assert in_force(press) == [(ALL, "leader", "")]


def test_a_release_hold_stops_that_release_only(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    first, _second = desk.signed(clock.now()), desk.signed(clock.now())
    hold(press, desk, RELEASE, release_id=first)
    press.dispatcher().tick()
    assert press.website.told == [("2026-0002", Action.PUBLISH)]
    with press.database.snapshot() as tx:
        found = service.holding(tx, release_id=first, incident_id=None)
        assert found is not None
        assert found.placed_by == "leader"


def test_resuming_keeps_the_stages_apart(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    held = hold(press, desk, ALL)
    dispatcher = press.dispatcher()
    dispatcher.tick()
    clock.move(minutes=20)
    lift(press, desk, held)
    press.website.trouble = raise_unavailable
    dispatcher.tick()
    assert press.states()["weibo"] is S.WAITING  # five minutes count from the resuming
    clock.move(minutes=5)
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENT


def raise_unavailable(_bulletin: Bulletin) -> None:
    raise ChannelUnavailable("channel.down")


def test_a_hold_placed_between_claim_and_call_is_seen_before_the_call(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())

    def press_hold(_bulletin: Bulletin, _progress: Progress) -> None:
        hold(press, desk, ALL)

    press.weibo.before = press_hold
    dispatcher = press.dispatcher()
    dispatcher.tick()
    assert press.weibo.calls == []
    assert press.attempts("weibo") == ["refused"]
    assert press.states()["weibo"] is S.DUE
    with press.database.snapshot() as tx:
        held_by = queries.holds(tx)[0].id
    lift(press, desk, held_by)
    press.weibo.before = lambda _b, _p: None
    dispatcher.tick()
    assert len(press.weibo.calls) == 1


def test_a_hold_placed_while_a_batch_is_claimed_stops_what_is_not_written_yet(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    later = desk.signed(clock.now())

    def hold_the_next(bulletin: Bulletin) -> None:
        if bulletin.release.number == "2026-0001":
            hold(press, desk, RELEASE, release_id=later)

    press.website.trouble = hold_the_next
    press.dispatcher().tick()
    assert press.website.told == press.feeds.told == [("2026-0001", Action.PUBLISH)]
    with press.database.snapshot() as tx:
        states = set(tx.scalars(select(Delivery.state).where(Delivery.release_id == later)))
    assert states == {S.DUE, S.WAITING}


def test_a_delivery_that_passes_holds_goes_through(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    hold(press, desk, ALL)
    with press.database.transaction() as tx:
        for row in tx.scalars(select(Delivery).where(Delivery.release_id == release_id)):
            row.passes_hold = True
    press.dispatcher().tick()
    assert set(press.states().values()) == {S.SENT}


def test_what_is_said_anew_of_an_incident_waits_and_keeps_no_withdrawal_waiting(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    room = Room(desk)
    release = desk.signed(clock.now(), incident_id=room.id)
    dispatcher = press.dispatcher()
    for _ in range(3):
        dispatcher.tick()
    hold(press, desk, ALL)
    clock.move(minutes=1)
    with press.database.transaction() as tx:
        named = Reception("市公安局新闻中心", "", "")
        name_reception(tx, clock.now(), desk.people["leader"], room.id, named)
    dispatcher.tick()
    assert press.website.told == [("2026-0001", Action.PUBLISH)]
    with press.database.transaction() as tx:
        releases.withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=release,
            seen=desk.see(release).digest, reason="误发", through=True,
            proof=desk.proof("leader", clock.now()),
        )  # fmt: skip
    for _ in range(2):
        dispatcher.tick()
    assert ("2026-0001", Action.WITHDRAW) in press.website.told
    assert ("2026-0001", Action.WITHDRAW) in press.feeds.told


def test_who_may_not_hold_is_refused(press: Press, desk: Desk, clock: FixedClock) -> None:
    with pytest.raises(NotYou):
        hold(press, desk, ALL, by="auditor")
    held = hold(press, desk, ALL)
    with pytest.raises(NotYou):
        lift(press, desk, held, by="auditor")


def test_a_hold_needs_its_target(press: Press, desk: Desk, clock: FixedClock) -> None:
    with pytest.raises(Invalid, match="no_target"):
        hold(press, desk, RELEASE)
    with pytest.raises(NotThere):
        lift(press, desk, new_id())


def test_lifting_twice_is_harmless_and_told_once(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    held = hold(press, desk, ALL)
    lift(press, desk, held)
    lift(press, desk, held)
    with press.database.snapshot() as tx:
        names = tx.scalars(
            select(AuditEvent.name).where(AuditEvent.name.contains("hold")).order_by(AuditEvent.seq)
        ).all()
    assert names == ["publishing:hold:placed", "publishing:hold:lifted"]


# Lateness


def set_policy(press: Press, if_late: str) -> None:
    with press.database.transaction() as tx:
        for row in tx.scalars(select(Delivery)):
            row.if_late = if_late


def test_a_late_release_that_may_goes_out(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    set_policy(press, "publish")
    clock.move(hours=2)
    press.dispatcher().tick()
    assert press.states()["website"] is S.SENT


@pytest.mark.parametrize(
    ("if_late", "kind"),
    [("ask", "delivery.told_late_asks"), ("hold", "delivery.told_late_held")],
)
def test_late_words_never_go_out_by_themselves(
    press: Press, desk: Desk, clock: FixedClock, if_late: str, kind: str
) -> None:
    release_id = desk.signed(clock.now())
    set_policy(press, if_late)
    clock.move(hours=2)
    dispatcher = press.dispatcher()
    dispatcher.tick()
    dispatcher.tick()
    assert press.website.told == []
    assert in_force(press) == [(RELEASE, "system", "delivery.missed_its_time")]
    may = [each for each in desk.people.values() if each.permissions & KEEPERS]
    assert told(press, kind) == len(may)
    with press.database.snapshot() as tx:
        held = queries.holds(tx)[0]
    assert held.release_id == release_id
    lift(press, desk, held.id)  # a person says: late as it is
    dispatcher.tick()
    assert set(press.states().values()) == {S.SENT}


def test_lifting_a_wide_hold_asks_about_each_late_release(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    held = hold(press, desk, ALL)
    clock.move(hours=2)
    fresh = desk.signed(clock.now())
    lift(press, desk, held)
    assert [scope for scope, *_ in in_force(press)] == [RELEASE]
    dispatcher = press.dispatcher()
    dispatcher.tick()
    assert press.website.told == [("2026-0002", Action.PUBLISH)]
    assert desk.see(fresh).row.number == "2026-0002"
    with press.database.snapshot() as tx:
        late = queries.holds(tx)[0]
    lift(press, desk, late.id)
    dispatcher.tick()
    assert press.website.told[-1] == ("2026-0001", Action.PUBLISH)


def test_a_channel_that_was_away_too_long_asks_before_old_words_go(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.before = lambda b, _p: raise_unavailable(b)
    dispatcher = press.dispatcher()
    dispatcher.tick()
    press.weibo.before = lambda _b, _p: None
    clock.move(hours=2)
    dispatcher.tick()
    assert press.weibo.calls == []
    assert in_force(press)[0][0] is RELEASE


# Put later, take back


def test_putting_later_moves_every_stage_by_the_same_time(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    start = clock.now() + timedelta(minutes=10)
    release_id = desk.signed(clock.now(), go_at=start)
    with press.database.transaction() as tx:
        moved = service.move_later(
            tx, clock.now(), desk.people["leader"], release_id, start + timedelta(hours=1)
        )
    assert moved == 4
    weibo = press.row("weibo")
    assert weibo.not_before == start + timedelta(hours=1)
    assert weibo.or_after == start + timedelta(hours=1, minutes=5)
    assert weibo.late_after == start + timedelta(hours=2)
    clock.at = start
    press.dispatcher().tick()
    assert press.website.told == []


def test_it_can_only_be_put_later(press: Press, desk: Desk, clock: FixedClock) -> None:
    start = clock.now() + timedelta(minutes=10)
    release_id = desk.signed(clock.now(), go_at=start)
    with pytest.raises(Invalid, match="only_later"), press.database.transaction() as tx:
        service.move_later(tx, clock.now(), desk.people["leader"], release_id, start)


def test_what_began_can_be_neither_taken_back_nor_put_later(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    press.dispatcher().tick()
    leader = desk.people["leader"]
    with pytest.raises(NotNow, match="already_going"), press.database.transaction() as tx:
        service.cancel_unsent(tx, clock.now(), leader, release_id)
    with pytest.raises(NotNow, match="already_going"), press.database.transaction() as tx:
        service.move_later(tx, clock.now(), leader, release_id, clock.now() + timedelta(hours=1))


def test_words_taken_back_and_signed_again_unchanged_are_taken_up_again(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now(), go_at=clock.now() + timedelta(minutes=10))
    digest = desk.see(release_id).digest
    lay = {
        "release_id": release_id, "incident_id": None, "digest": digest,
        "plan": press.policy.plan, "signed_at": clock.now(), "accounts": press.policy.accounts,
    }  # fmt: skip
    with press.database.transaction() as tx:
        assert service.lay(tx, clock.now(), **lay) == 0  # type: ignore[arg-type] # fields by name, of any kind
        assert service.cancel_unsent(tx, clock.now(), desk.people["leader"], release_id) == 4
    assert set(press.states().values()) == {S.CANCELLED}
    with press.database.transaction() as tx:
        assert service.lay(tx, clock.now(), **lay) == 4  # type: ignore[arg-type] # fields by name, of any kind
    press.dispatcher().tick()
    assert set(press.states().values()) == {S.SENT}


def test_a_client_reference_is_stable_for_life(press: Press, desk: Desk, clock: FixedClock) -> None:
    release_id = desk.signed(clock.now(), go_at=clock.now() + timedelta(minutes=10))
    before = {press.row(name).client_ref for name in press.channels()}
    assert len(before) == 4
    with press.database.transaction() as tx:
        service.cancel_unsent(tx, clock.now(), "system", release_id)
        service.lay(
            tx, clock.now(), release_id=release_id, incident_id=None,
            digest=desk.see(release_id).digest, plan=press.policy.plan, signed_at=clock.now(),
            accounts=press.policy.accounts,
        )  # fmt: skip
    assert {press.row(name).client_ref for name in press.channels()} == before
