"""What is due goes out, once, in the plan's order; trouble stays with what has it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from console import audit
from console.audit.records import AuditEvent
from console.kernel.errors import ChannelRejected, ChannelUnavailable, ChannelUncertain, Invalid
from console.notices.records import Notice
from console.people.rules.roles import P
from console.publishing import service
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.channel import Action, Bulletin, Progress, Replay
from console.publishing.rules.states import DeliveryState as S
from console.releases.rules.workflow import Stage
from console.releases.service import withdraw
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock


def raising(error: Exception) -> object:
    def raise_it(*_: object) -> None:
        raise error

    return raise_it


def kinds_told(press: Press) -> list[str]:
    with press.database.snapshot() as tx:
        return sorted(set(tx.scalars(select(Notice.kind))))


def test_a_signed_release_reaches_every_channel_and_is_published(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    press.dispatcher().tick()
    assert set(press.states().values()) == {S.SENT}
    assert press.website.told == press.feeds.told == [("2026-0001", Action.PUBLISH)]
    assert len(press.weibo.posted) == len(press.wechat.posted) == 1
    assert desk.see(release_id).row.stage is Stage.PUBLISHED


def test_every_attempt_is_on_record_before_and_after_the_call(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    seen: list[str] = []

    def look(_bulletin: Bulletin, _progress: Progress) -> None:
        seen.extend(press.attempts("weibo"))

    press.weibo.before = look
    press.dispatcher().tick()
    assert seen == ["open"]
    assert press.attempts("weibo") == ["sent"]
    with press.database.snapshot() as tx:
        assert audit.verify(tx).broken is None
        assert tx.scalar(select(func.count()).select_from(Attempt)) == 4


def test_nothing_goes_before_its_time_and_the_dispatcher_says_when(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now(), go_at=clock.now() + timedelta(minutes=10))
    dispatcher = press.dispatcher()
    assert dispatcher.tick() == 600
    assert set(press.states().values()) == {S.WAITING}
    clock.move(minutes=10)
    assert dispatcher.tick() is None
    assert set(press.states().values()) == {S.SENT}


def test_a_second_look_sends_nothing_again(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    dispatcher = press.dispatcher()
    dispatcher.tick()
    dispatcher.tick()
    assert press.website.batches == [1]
    assert len(press.weibo.calls) == 1


def test_many_due_releases_share_one_batch(press: Press, desk: Desk, clock: FixedClock) -> None:
    for _ in range(3):
        desk.signed(clock.now())
    press.dispatcher().tick()
    assert press.website.batches == press.feeds.batches == [3]


def test_a_poisoned_release_fails_alone_and_its_feed_entry_waits(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    for _ in range(3):
        desk.signed(clock.now())

    def poison(bulletin: Bulletin) -> None:
        if bulletin.release.number == "2026-0002":
            raise ValueError("cannot be rendered")

    press.website.trouble = poison
    press.dispatcher().tick()
    assert [number for number, _ in press.feeds.told] == ["2026-0001", "2026-0003"]
    with press.database.snapshot() as tx:
        troubled = tx.scalars(select(Delivery).where(Delivery.state == S.RETRYING)).one()
    assert (troubled.channel, troubled.trouble) == ("website", "delivery.unexpected")
    assert "delivery.told_in_trouble" in kinds_told(press)
    press.website.trouble = lambda _: None
    clock.move(seconds=10)
    press.dispatcher().tick()
    assert {number for number, _ in press.feeds.told} == {"2026-0001", "2026-0002", "2026-0003"}


def test_one_that_breaks_the_whole_batch_fails_alone(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    for _ in range(3):
        desk.signed(clock.now())

    def explode(bulletins: Sequence[Bulletin]) -> None:
        if any(each.release.number == "2026-0002" for each in bulletins):
            raise RuntimeError("the batch is gone")

    press.website.whole = explode
    press.dispatcher().tick()
    assert [number for number, _ in press.website.told] == ["2026-0001", "2026-0003"]


def test_words_that_cannot_be_read_stop_only_their_own_release(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    first, _second = desk.signed(clock.now()), desk.signed(clock.now())
    honest = press.dispatcher()._desk.manuscripts

    class Torn:
        def bulletins(self, deliveries: Sequence[UUID]) -> tuple[Bulletin, ...]:
            found = honest.bulletins(deliveries)
            if any(each.release.number == "2026-0001" for each in found):
                raise LookupError("torn")
            return found

    press.dispatcher(manuscripts=Torn()).tick()
    assert press.website.told == [("2026-0002", Action.PUBLISH)]
    assert desk.see(first).row.stage is Stage.SCHEDULED
    assert "delivery.not_begun" in press_troubles(press)


def press_troubles(press: Press) -> set[str]:
    with press.database.snapshot() as tx:
        return set(tx.scalars(select(Delivery.trouble).where(Delivery.trouble != "")))


def test_an_unavailable_channel_is_tried_again_with_growing_pauses(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.before = raising(ChannelUnavailable("channel.down"))  # type: ignore[assignment] # a stand-in's hook
    dispatcher = press.dispatcher()
    pauses = []
    for _ in range(4):
        dispatcher.tick()
        row = press.row("weibo")
        assert row.state is S.RETRYING
        assert row.next_try_at is not None
        pauses.append((row.next_try_at - clock.now()).total_seconds())
        clock.at = row.next_try_at
    for pause, longest in zip(pauses, (5, 10, 20, 40), strict=True):
        assert longest / 2 <= pause <= longest
    assert press.weibo.posted == {}
    press.weibo.before = lambda _b, _p: None
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENT


def test_a_platform_that_names_its_pause_is_given_it(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    error = ChannelUnavailable("channel.busy", retry_after=timedelta(minutes=20))
    press.weibo.before = raising(error)  # type: ignore[assignment] # a stand-in's hook
    press.dispatcher().tick()
    assert press.row("weibo").next_try_at == clock.now() + timedelta(minutes=20)


def test_a_channel_that_stays_away_is_given_up_and_a_person_told(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.before = raising(ChannelUnavailable("channel.down"))  # type: ignore[assignment] # a stand-in's hook
    dispatcher = press.dispatcher()
    dispatcher.tick()
    with press.database.transaction() as tx:
        tx.get_one(Delivery, press.row("weibo").id).if_late = "publish"
    clock.move(hours=3 * 24)
    dispatcher.tick()
    row = press.row("weibo")
    assert (row.state, row.trouble) == (S.FAILED, "delivery.expired")
    assert "delivery.told_failed" in kinds_told(press)


def test_a_refusal_by_the_platform_fails_at_once_and_is_told(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.before = raising(ChannelRejected("channel.forbidden_word", word="某"))  # type: ignore[assignment] # a stand-in's hook
    press.dispatcher().tick()
    row = press.row("weibo")
    assert (row.state, row.trouble) == (S.FAILED, "channel.forbidden_word")
    assert row.trouble_details == {"word": "某"}
    assert press.states()["website"] is S.SENT
    assert "delivery.told_failed" in kinds_told(press)


def test_no_answer_means_unknown_and_is_never_sent_again_by_itself(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.weibo.kind = Replay.NEVER
    press.weibo.after = raising(ChannelUncertain("channel.no_answer"))  # type: ignore[assignment] # a stand-in's hook
    dispatcher = press.dispatcher()
    dispatcher.tick()
    clock.move(hours=20)
    dispatcher.tick()
    assert press.states()["weibo"] is S.UNKNOWN
    assert len(press.weibo.calls) == 1
    assert "delivery.told_unknown" in kinds_told(press)


@pytest.mark.parametrize(
    ("kind", "state"),
    [(Replay.NEVER, S.UNKNOWN), (Replay.LOOKUP, S.UNKNOWN), (Replay.SAFE, S.RETRYING)],
)
def test_a_bug_in_a_channel_is_judged_by_what_its_account_declared(
    press: Press, desk: Desk, clock: FixedClock, kind: Replay, state: S
) -> None:
    desk.signed(clock.now())
    press.weibo.kind = kind
    press.weibo.before = raising(ZeroDivisionError())  # type: ignore[assignment] # a stand-in's hook
    press.dispatcher().tick()
    assert press.states()["weibo"] is state
    assert press.states()["wechat"] is S.WAITING  # the stage before is not out
    assert press.states()["feeds"] is S.SENT


def test_a_broken_website_does_not_silence_weibo(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())
    press.website.trouble = raising(ChannelUnavailable("channel.down"))  # type: ignore[assignment] # a stand-in's hook
    dispatcher = press.dispatcher()
    dispatcher.tick()
    assert press.states()["weibo"] is S.WAITING
    assert press.states()["feeds"] is S.DUE
    clock.move(minutes=5)
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENT
    assert press.feeds.told == []


def test_handing_over_does_not_count_as_out(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    press.weibo.handed_over = True
    dispatcher = press.dispatcher()
    assert dispatcher.tick() == 300
    assert press.states()["weibo"] is S.HANDED_OVER
    assert press.states()["wechat"] is S.WAITING
    with press.database.transaction() as tx:
        service.confirm_handover(
            tx, clock.now(), desk.people["spokesperson"], press.row("weibo").id,
            "http://localhost:8090/weibo/1234567890/K3fnuEfZK", press.policy.accounts,
        )  # fmt: skip
    dispatcher.tick()
    assert press.states()["wechat"] is S.SENT


def test_who_may_hand_over_is_told_once(press: Press, desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    press.weibo.handed_over = True
    dispatcher = press.dispatcher()
    dispatcher.tick()
    dispatcher.tick()
    with press.database.snapshot() as tx:
        told = tx.scalars(
            select(Notice.person_id).where(Notice.kind == "delivery.told_handed_over")
        ).all()
    may = [each.id for each in desk.people.values() if each.may(P.DELIVERY_HANDOVER)]
    assert sorted(told) == sorted(may)


def test_a_broken_warrant_refuses_loudly_and_nothing_leaves(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now())

    class Refusing:
        def refusal(self, _tx: object, _delivery: object, _at: object) -> str | None:
            return "warrant.digest_differs"

        def refusals(self, _tx: object, rows: Sequence[object], _at: object) -> list[str | None]:
            return ["warrant.digest_differs" for _ in rows]

    dispatcher = press.dispatcher(warrant=Refusing())
    dispatcher.tick()
    clock.move(minutes=6)
    dispatcher.tick()
    assert set(press.states().values()) == {S.FAILED}
    assert press.website.told == press.weibo.calls == []
    assert press.attempts("website") == ["refused"]
    with press.database.snapshot() as tx:
        told = set(
            tx.scalars(select(Notice.person_id).where(Notice.kind == "delivery.told_refused"))
        )
    assert desk.people["leader"].id in told
    assert desk.people["spokesperson"].id in told


def test_a_ledger_that_breaks_for_one_release_stops_only_that_one(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    first, second = desk.signed(clock.now()), desk.signed(clock.now())
    honest = press.dispatcher()._desk.ledger

    class Breaking:
        def claimed(self, tx: object, rows: Sequence[Delivery], at: object) -> None:
            if any(row.release_id == first for row in rows):
                raise RuntimeError("no place on the shelf")
            honest.claimed(tx, rows, at)  # type: ignore[arg-type] # as it was given them

        def delivered(self, tx: object, rows: Sequence[Delivery], at: object) -> None:
            honest.delivered(tx, rows, at)  # type: ignore[arg-type] # as it was given them

    press.dispatcher(ledger=Breaking()).tick()
    assert [number for number, _ in press.website.told] == ["2026-0002"]
    assert desk.see(second).row.stage is Stage.PUBLISHED
    assert desk.see(first).row.stage is Stage.SCHEDULED


def test_a_withdrawal_passes_a_hold_by_word_and_gives_each_platform_a_task(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    press.weibo.handed_over = True
    dispatcher = press.dispatcher()
    dispatcher.tick()
    with press.database.transaction() as tx:
        service.place_hold(tx, clock.now(), desk.people["leader"], service.HoldScope.ALL)

    def withdrawn(**said: bool) -> None:
        with press.database.transaction() as tx:
            withdraw(
                tx, clock.now(), desk.people["leader"], desk.policy, release_id=release_id,
                seen=desk.see(release_id).digest, reason="误发",
                proof=desk.proof("leader", clock.now()), **said,
            )  # fmt: skip

    with pytest.raises(Invalid, match="say_through"):
        withdrawn()
    withdrawn(through=True)
    with press.database.snapshot() as tx:
        passing = select(AuditEvent.subject).where(AuditEvent.name == "publishing:hold:passed")
        assert tx.scalars(passing).all() == [f"release:{release_id}"]
    dispatcher.tick()
    states = press.states()
    assert states["website withdraw"] is states["feeds withdraw"] is S.SENT
    assert states["weibo"] is S.CANCELLED  # it waited for a person to post it
    assert states["weibo withdraw"] is S.HANDED_OVER
    assert states["wechat"] is S.CANCELLED
    assert "wechat withdraw" not in states
    assert press.website.told[-1] == ("2026-0001", Action.WITHDRAW)
