"""Sending through a hold: protective words only, recorded, stopped again by the next press."""

from uuid import UUID

import pytest
from sqlalchemy import select

from console.audit.records import AuditEvent
from console.kernel.errors import FayanError, Invalid, NotNow, NotYou
from console.people.rules.proof import act_of
from console.publishing import queries as publishing
from console.publishing import service as holds
from console.publishing.rules.channel import Action, Bulletin
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.releases import queries, service
from console.releases.rules.kinds import Kind
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_public_withdrawals import start_correction


def hold(press: Press, desk: Desk, scope: HoldScope = HoldScope.ALL, **target: UUID) -> UUID:
    with press.database.transaction() as tx:
        return holds.place_hold(tx, press.clock.now(), desk.people["leader"], scope, **target)


def send(
    press: Press, desk: Desk, release_id: UUID, *, by: str = "leader", reason: str = "提示避险"
) -> None:
    digest = desk.see(release_id).digest
    with press.database.transaction() as tx:
        service.send_through(
            tx, press.clock.now(), desk.people[by], press.policy, release_id=release_id,
            seen=digest, proof=desk.proof(by, press.clock.now(), act_of("send-through", digest)),
            reason=reason,
        )  # fmt: skip


def test_a_notice_passes_and_nothing_else_does(press: Press, desk: Desk, clock: FixedClock) -> None:
    hold(press, desk)
    desk.signed(clock.now())
    notice = desk.signed(clock.now(), kind=Kind.NOTICE, title="请避开工业大道")
    clock.move(hours=3)  # late by its plan, yet a person says now
    dispatcher = press.dispatcher()
    dispatcher.tick()
    send(press, desk, notice)
    send(press, desk, notice)  # pressed twice
    for _ in range(3):
        dispatcher.tick()
    assert press.website.told == press.feeds.told == [("2026-0002", Action.PUBLISH)]
    assert len(press.weibo.calls) == 1
    with press.database.snapshot() as tx:
        told = tx.scalars(select(AuditEvent).where(AuditEvent.name == "publishing:hold:passed"))
        (event,) = told.all()
    assert (event.subject, "提示避险" in event.details) == (f"release:{notice}", True)


def test_a_correction_passes_with_the_note_on_what_it_corrects(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    old = desk.signed(clock.now())
    dispatcher = press.dispatcher()
    dispatcher.tick()
    hold(press, desk)
    change, digest = start_correction(desk, clock, old)
    desk.sign_all(clock.now(), change, digest)
    dispatcher.tick()
    assert press.website.told == [("2026-0001", Action.PUBLISH)]  # signed is not sent
    send(press, desk, change)
    for _ in range(3):
        dispatcher.tick()
    assert press.website.told[1:] == [("2026-0002", Action.PUBLISH), ("2026-0001", Action.UPDATE)]
    assert press.feeds.told == press.website.told


def test_a_press_after_it_stops_what_has_not_gone(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    hold(press, desk)
    notice = desk.signed(clock.now(), kind=Kind.NOTICE)
    send(press, desk, notice)
    hold(press, desk)  # the same button again: it says that all is stopped, and it is
    press.dispatcher().tick()
    assert press.website.told == []
    send(press, desk, notice)
    hold(press, desk, HoldScope.RELEASE, release_id=notice)
    press.dispatcher().tick()
    assert press.website.told == []


def test_what_was_let_through_is_still_asked_about_when_its_time_was_missed(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    hold(press, desk)
    notice = desk.signed(clock.now(), kind=Kind.NOTICE)
    send(press, desk, notice)
    clock.move(hours=3)  # the dispatcher was down
    dispatcher = press.dispatcher()
    dispatcher.tick()
    dispatcher.tick()
    assert press.website.told == []
    with press.database.snapshot() as tx:
        scopes = {each.scope for each in publishing.holds(tx)}
    assert scopes == {HoldScope.ALL, HoldScope.RELEASE}


def test_refused_with_a_reason(press: Press, desk: Desk, clock: FixedClock) -> None:
    statement = desk.signed(clock.now())
    notice = desk.signed(clock.now(), kind=Kind.NOTICE)

    def refused(
        release_id: UUID,
        error: type[FayanError],
        code: str,
        *,
        by: str = "leader",
        reason: str = "急",
    ) -> None:
        with pytest.raises(error) as told:
            send(press, desk, release_id, by=by, reason=reason)
        assert told.value.code == code

    refused(notice, NotNow, "hold.nothing_to_pass")
    own = hold(press, desk, HoldScope.RELEASE, release_id=notice)
    refused(notice, NotNow, "hold.of_its_own")
    with press.database.transaction() as tx:
        holds.lift_hold(tx, clock.now(), desk.people["leader"], own)
    hold(press, desk)
    refused(statement, NotNow, "hold.may_not_pass")
    refused(notice, Invalid, "remark.missing", reason=" ")
    refused(notice, NotYou, "people.not_permitted", by="auditor")
    send(press, desk, notice)
    press.dispatcher().tick()
    press.dispatcher().tick()
    assert press.states()["website"] in {S.SENT, S.WAITING}
    refused(notice, NotNow, "delivery.already_going")


def test_a_hold_between_the_claim_and_the_call_stops_what_was_let_through(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    """A stranger's hold placed in that moment finds the claim under way: it had left."""
    hold(press, desk)
    notice = desk.signed(clock.now(), kind=Kind.NOTICE)
    send(press, desk, notice)

    def press_again(_bulletin: Bulletin) -> None:
        hold(press, desk)

    press.website.trouble = press_again
    press.dispatcher().tick()
    assert press.website.told == [("2026-0001", Action.PUBLISH)]
    assert press.weibo.calls == []  # not yet sending: stopped


def test_what_a_resuming_would_meet(press: Press, desk: Desk, clock: FixedClock) -> None:
    placed = clock.now()
    hold(press, desk)
    good, fallen = desk.signed(placed), desk.signed(placed)
    clock.move(minutes=1)
    with press.database.transaction() as tx:
        version = desk.see(fallen).row.version
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], press.policy, release_id=fallen,
            version=version, reason="改一处",
        )  # fmt: skip
    with press.database.snapshot() as tx:
        assert service.refusals(tx, clock.now(), press.policy, [good, fallen]) == {}
        assert [each.id for each in queries.fallen_since(tx, placed)] == [fallen]
        assert queries.fallen_since(tx, placed, release_id=good) == ()
