"""A correction or a withdrawal reaches what is on its way; an account may leave meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from console.kernel.errors import ChannelUnavailable, NotNow
from console.notices.records import Notice
from console.publishing import service as publishing
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action, Bulletin, Progress
from console.publishing.rules.states import DeliveryState as S
from console.releases import service
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock


def correct(desk: Desk, clock: FixedClock, old: UUID, kind: Kind = Kind.CORRECTION) -> UUID:
    """A signed correction of it."""
    with desk.database.transaction() as tx:
        change = service.start_correction(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=old, kind=kind
        ).id
    desk.sign_chain(clock.now(), change, desk.submit(clock.now(), change, midnight=True))
    return change


def weibo_of(press: Press, release_id: UUID) -> dict[Action, Delivery]:
    with press.database.snapshot() as tx:
        return {
            row.action: row
            for row in tx.scalars(
                select(Delivery).where(
                    Delivery.release_id == release_id, Delivery.channel == "weibo"
                )
            )
        }


def told(press: Press) -> set[str]:
    with press.database.snapshot() as tx:
        return set(tx.scalars(select(Notice.kind)))


def meanwhile(act: Callable[[], object]) -> Callable[[Bulletin, Progress], None]:
    """Do it while the post of a publication is under way."""

    def before(bulletin: Bulletin, _progress: Progress) -> None:
        if bulletin.action is Action.PUBLISH:
            act()

    return before


def away(_bulletin: Bulletin, _progress: Progress) -> None:
    raise ChannelUnavailable("channel.away")


def test_words_that_a_correction_replaced_go_to_no_account_any_more(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    press.weibo.handed_over = True
    old = desk.signed(clock.now())
    press.dispatcher().tick()
    assert weibo_of(press, old)[Action.PUBLISH].state is S.HANDED_OVER
    correct(desk, clock, old)
    press.dispatcher().tick()
    rows = weibo_of(press, old)
    assert rows.keys() == {Action.PUBLISH}
    assert rows[Action.PUBLISH].state is S.CANCELLED
    assert rows[Action.PUBLISH].trouble == "delivery.superseded"


def test_words_that_waited_when_a_correction_replaced_them_are_never_sent(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    press.weibo.before = away
    old = desk.signed(clock.now())
    press.dispatcher().tick()
    assert weibo_of(press, old)[Action.PUBLISH].state is S.RETRYING
    press.weibo.before = lambda _b, _p: None
    correct(desk, clock, old)
    clock.move(minutes=20)
    press.dispatcher().tick()
    assert weibo_of(press, old)[Action.PUBLISH].state is S.CANCELLED
    assert len(press.weibo.calls) == 1  # the correction's own


def test_whoever_posted_the_old_words_is_asked_to_note_the_correction_there(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    old = desk.signed(clock.now())
    press.dispatcher().tick()
    press.weibo.handed_over = True
    change = correct(desk, clock, old)
    press.dispatcher().tick()
    update = weibo_of(press, old)[Action.UPDATE]
    assert update.state is S.HANDED_OVER
    assert update.cause == desk.see(change).row.number
    desk.withdraw(clock.now(), old)  # nothing is left to note
    assert weibo_of(press, old)[Action.UPDATE].state is S.CANCELLED


def test_an_erratum_asks_nothing_of_the_platforms(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    old = desk.signed(clock.now())
    press.dispatcher().tick()
    correct(desk, clock, old, Kind.ERRATUM)
    press.dispatcher().tick()
    assert desk.see(old).row.stage is Stage.PUBLISHED
    assert weibo_of(press, old).keys() == {Action.PUBLISH}
    assert press.row("website", Action.UPDATE).release_id == old


def test_the_warrant_refuses_replaced_words_that_somebody_sends_again(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    old = desk.signed(clock.now())
    press.dispatcher().tick()
    correct(desk, clock, old)
    press.dispatcher().tick()
    with press.database.transaction() as tx:
        row = tx.get_one(Delivery, weibo_of(press, old)[Action.PUBLISH].id)
        row.state = S.DUE
    calls = len(press.weibo.calls)
    press.dispatcher().tick()
    assert len(press.weibo.calls) == calls
    assert weibo_of(press, old)[Action.PUBLISH].trouble == "warrant.superseded"


def test_a_withdrawal_while_a_post_is_being_handed_over_leaves_nobody_a_task(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    press.weibo.handed_over = True
    release_id = desk.signed(clock.now())
    press.weibo.before = meanwhile(lambda: desk.withdraw(clock.now(), release_id))
    press.dispatcher().tick()
    rows = weibo_of(press, release_id)
    assert rows[Action.PUBLISH].state is S.CANCELLED
    assert rows[Action.PUBLISH].trouble == "warrant.withdrawn"
    assert rows[Action.WITHDRAW].state is S.CANCELLED
    assert "delivery.told_handed_over" not in told(press)


def test_a_withdrawal_while_a_post_is_sent_still_takes_it_back_there(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    press.weibo.before = meanwhile(lambda: desk.withdraw(clock.now(), release_id))
    press.dispatcher().tick()
    rows = weibo_of(press, release_id)
    assert (rows[Action.PUBLISH].state, rows[Action.WITHDRAW].state) == (S.SENT, S.SENT)


def without(press: Press, desk: Desk, channel: str) -> None:
    """The account leaves the configuration."""
    left = {name: each for name, each in desk.policy.accounts.items() if name != channel}
    press.policy = desk.policy = replace(desk.policy, accounts=left)


def test_a_withdrawal_passes_over_an_account_that_is_gone_and_says_so(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    press.dispatcher().tick()
    without(press, desk, "weibo")
    desk.withdraw(clock.now(), release_id)
    press.dispatcher().tick()
    assert weibo_of(press, release_id).keys() == {Action.PUBLISH}
    assert press.row("website", Action.WITHDRAW).state is S.SENT
    assert press.row("wechat", Action.WITHDRAW).state is S.SENT
    assert "delivery.told_no_account" in told(press)


def test_the_last_signature_is_refused_when_the_plan_names_an_account_that_is_gone(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    desk.sign(clock.now(), release_id, digest, "unit-head")
    desk.sign(clock.now(), release_id, digest, "secrecy")
    without(press, desk, "weibo")
    with pytest.raises(NotNow, match="no_account"):
        desk.sign(clock.now(), release_id, digest, "leader")
    view = desk.see(release_id)
    assert view.row.stage is Stage.IN_REVIEW
    with press.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            version=view.row.version, reason="换渠道",
        )  # fmt: skip
    assert desk.see(release_id).row.stage is Stage.DRAFT


def test_what_waits_for_an_account_that_is_gone_fails_where_people_see_it(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    without(press, desk, "weibo")
    press.dispatcher().tick()
    row = weibo_of(press, release_id)[Action.PUBLISH]
    assert (row.state, row.trouble) == (S.FAILED, "delivery.no_account")
    assert desk.see(release_id).row.stage is Stage.PUBLISHED
    assert "delivery.told_failed" in told(press)
    with press.database.transaction() as tx:
        publishing.cancel(tx, clock.now(), desk.people["spokesperson"], row.id, "账号停用")
