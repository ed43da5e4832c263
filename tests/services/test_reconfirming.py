"""再次确认事实: a stage that waits for it goes when somebody else says so, and asks again when the
ledger has moved since."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from console.audit.records import AuditEvent
from console.incidents.rules.facts import FactKey
from console.incidents.service.facts import FactForm
from console.kernel.errors import FayanError, Invalid, NotNow, NotYou
from console.notices.records import Notice
from console.people.rules.proof import act_of
from console.publishing.rules.states import DeliveryState as S
from console.releases import service
from console.upkeep import rows
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import START, FixedClock
from tests.services.ledger_room import MINUTE, Room


def planned(
    desk: Desk,
    at: datetime,
    *asks: str,
    go_at: datetime | None = None,
    incident_id: UUID | None = None,
) -> UUID:
    """Signed; the stages of these channels ask for a word on the facts."""
    release = desk.draft(at, go_at=go_at, incident_id=incident_id)
    desk.ask_for_facts(at, release, *asks)
    desk.sign_chain(at, release, desk.submit(at, release, midnight=True))
    return release


def reconfirm(
    press: Press, desk: Desk, release: UUID, *, by: str = "leader", seen: str = ""
) -> None:
    digest = seen or desk.see(release).digest
    now = press.clock.now()
    with press.database.transaction() as tx:
        service.reconfirm(
            tx, now, desk.people[by], press.policy, release_id=release, seen=digest,
            proof=desk.proof(by, now, act_of("reconfirm", digest)),
        )  # fmt: skip


def asked(press: Press, kind: str = "wait") -> list[bool]:
    """Of those who were asked: who has not seen it yet."""
    with press.database.snapshot() as tx:
        found = select(Notice).where(Notice.kind == f"delivery.told_facts_{kind}")
        return [each.seen_at is None for each in tx.scalars(found)]


def test_it_waits_for_somebody_who_is_asked_in_time_and_goes_from_then(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release = planned(desk, clock.now(), "wechat", go_at=clock.now() + timedelta(hours=2))
    dispatcher = press.dispatcher()
    dispatcher.tick()
    assert asked(press) == []
    clock.move(hours=1, minutes=31)
    dispatcher.tick()
    assert asked(press) == [True] * len(asked(press)) != []
    clock.move(hours=3)
    for _ in range(3):
        dispatcher.tick()
    # Website and Weibo are late by their plan, and held; WeChat waits for the facts.
    assert press.states()["wechat"] is S.WAITING
    reconfirm(press, desk, release)
    reconfirm(press, desk, release)  # pressed twice
    assert not any(asked(press))
    row = press.row("wechat")
    assert (row.not_before, row.late_after) == (clock.now(), clock.now() + timedelta(hours=1))
    with press.database.snapshot() as tx:
        told = tx.scalars(
            select(AuditEvent).where(AuditEvent.name == "publishing:facts:reconfirmed")
        ).all()
    assert [each.actor for each in told] == ["leader"]


def test_what_follows_it_does_not_run_ahead_when_its_minutes_are_over(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release = planned(desk, clock.now(), "website")
    dispatcher = press.dispatcher()
    dispatcher.tick()
    clock.move(minutes=20)
    dispatcher.tick()
    assert set(press.states().values()) == {S.WAITING}
    with press.database.snapshot() as tx:
        assert "doctor.facts_wait" in {
            each.code for each in rows.look(tx, clock.now(), desk.policy)
        }
    reconfirm(press, desk, release)
    for _ in range(3):
        dispatcher.tick()
    assert len(press.website.told) == len(press.weibo.calls) == len(press.wechat.calls) == 1


def test_when_the_ledger_moves_after_the_word_it_is_asked_again(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    room = Room(desk)
    clock.at = START + 5 * MINUTE
    release = planned(
        desk, clock.now(), "wechat", go_at=START + 60 * MINUTE, incident_id=room.id
    )  # fmt: skip
    clock.at = START + 40 * MINUTE
    reconfirm(press, desk, release)
    room.confirm(room.enter(FactForm(FactKey.EVACUATED, 3), at=50, as_of=50)[0], at=51)
    clock.at = START + 60 * MINUTE
    dispatcher = press.dispatcher()
    for _ in range(3):
        dispatcher.tick()
    assert len(press.weibo.calls) == 1
    row = press.row("wechat")
    assert (row.state, row.trouble) == (S.WAITING, "warrant.facts_moved")
    assert press.wechat.calls == []
    assert any(asked(press, "moved"))
    clock.move(minutes=1)
    reconfirm(press, desk, release, by="unit-head")
    assert not any(asked(press, "moved"))
    dispatcher.tick()
    assert len(press.wechat.calls) == 1
    assert press.row("wechat").trouble == ""


def test_a_word_wears_out_and_is_asked_for_anew_before_the_stage_starts(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    """Of no incident: no ledger could overtake it. Given in the evening for the next morning."""
    start = clock.now() + timedelta(hours=10)
    release = planned(desk, clock.now(), "website", go_at=start)
    reconfirm(press, desk, release)
    dispatcher = press.dispatcher()
    clock.move(hours=9)
    dispatcher.tick()
    assert asked(press, "old") == []
    clock.move(minutes=30)
    dispatcher.tick()
    assert any(asked(press, "old"))
    assert press.row("website").trouble == "warrant.facts_old"
    reconfirm(press, desk, release, by="unit-head")
    assert not any(asked(press, "old"))
    clock.at = start
    dispatcher.tick()
    assert len(press.website.told) == 1


def test_a_word_that_wears_out_while_it_waits_lets_nothing_go(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    """It would have counted at its time; nobody was there to send it then."""
    release = planned(
        desk, clock.now(), "website", go_at=clock.now() + timedelta(hours=3, minutes=50)
    )
    reconfirm(press, desk, release)
    clock.move(hours=4, minutes=1)
    with press.database.snapshot() as tx:
        again = service.to_confirm_again(tx, clock.now(), press.policy, [release])
    assert press.row("website").id in again
    dispatcher = press.dispatcher()
    for _ in range(3):
        dispatcher.tick()
    assert (press.states()["website"], press.website.told) == (S.WAITING, [])
    assert any(asked(press, "old"))


@pytest.mark.parametrize(
    ("by", "seen", "error", "code"),
    [
        ("spokesperson", "", NotYou, "delivery.facts_own_words"),
        ("secrecy", "", NotYou, "people.not_permitted"),
        ("leader", "f" * 64, Invalid, "release.changed_since"),
    ],
)
def test_refused_to(
    press: Press,
    desk: Desk,
    clock: FixedClock,
    by: str,
    seen: str,
    error: type[FayanError],
    code: str,
) -> None:
    release = planned(desk, clock.now(), "wechat")
    with pytest.raises(error) as told:
        reconfirm(press, desk, release, by=by, seen=seen)
    assert told.value.code == code


def test_where_no_stage_asks_there_is_nothing_to_say(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release = desk.signed(clock.now())
    with pytest.raises(NotNow) as told:
        reconfirm(press, desk, release)
    assert told.value.code == "delivery.facts_not_asked"


def test_a_resuming_tells_who_asks_again_and_stops_nothing_else_of_the_release(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    room = Room(desk)
    clock.at = START + 5 * MINUTE
    release = planned(
        desk, clock.now(), "wechat", go_at=START + 60 * MINUTE, incident_id=room.id
    )  # fmt: skip
    reconfirm(press, desk, release)
    room.confirm(room.enter(FactForm(FactKey.EVACUATED, 3), at=50, as_of=50)[0], at=51)
    clock.at = START + 60 * MINUTE
    with press.database.snapshot() as tx:
        asked = (tx, clock.now(), press.policy, [release])
        assert service.refusals(*asked) == {}
        assert service.to_confirm_again(*asked) == {press.row("wechat").id}
