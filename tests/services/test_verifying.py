"""核实中: a line cleared beforehand stands at once, freezes what has not gone, and goes by a
signature."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from console.kernel.errors import FayanError, Invalid, NotNow, NotYou
from console.publishing import queries as publishing
from console.publishing import service as holds
from console.publishing.dispatcher import Dispatcher
from console.publishing.rules.states import DeliveryState as S
from console.release_templates import service as templates
from console.releases import service
from console.releases.rules.workflow import Stage
from console.wiring import Wired
from tests.builders import Desk, without_trigger
from tests.cleared import DOUBT, cleared, opened_incident
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_public_withdrawals import page, start_correction

LINE = DOUBT.wording.text
PAGE = "releases/2026-0001/index.html"
TOLD = (PAGE, "feed.xml", "atom.xml", "feed.json", "verify/2026-0001/index.html")


def question(desk: Desk, clock: FixedClock, release_id: UUID, by: str = "spokesperson") -> None:
    with desk.database.transaction() as tx:
        service.question(
            tx, clock.now(), desk.people[by], desk.policy, release_id=release_id,
            seen=desk.see(release_id).digest, proof=desk.proof(by, clock.now()),
            reason="有人反映人数不对",
        )  # fmt: skip


def confirm(desk: Desk, clock: FixedClock, release_id: UUID, by: str = "leader") -> None:
    with desk.database.transaction() as tx:
        service.confirm(
            tx, clock.now(), desk.people[by], desk.policy, release_id=release_id,
            seen=desk.see(release_id).digest, proof=desk.proof(by, clock.now()),
            comment="与现场核对无误",
        )  # fmt: skip


def code(act: object, *given: object, **named: object) -> str:
    with pytest.raises(FayanError) as told:
        act(*given, **named)  # type: ignore[operator] # fields by name, of any kind
    return told.value.code


def test_the_public_reads_the_line_until_a_signer_confirms(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock
) -> None:
    cleared(desk, clock, house=DOUBT)
    incident = opened_incident(desk, clock)
    release = desk.signed(clock.now(), incident_id=incident, text="11月23日20时，原州区有情况。")
    rollout.tick()
    clock.move(minutes=5)
    question(desk, clock, release)
    question(desk, clock, release)  # pressed twice
    rollout.tick()
    story = next(path for path in wired.tree.paths("incidents/") if path.endswith("/index.html"))
    for path in (*TOLD, story):
        assert LINE in page(wired, path), path
    assert "【核实中】" in page(wired, "feed.xml")
    assert "2026-11-23 20:05" in page(wired, PAGE)
    clock.move(minutes=5)
    confirm(desk, clock, release)
    confirm(desk, clock, release)
    rollout.tick()
    for path in (*TOLD, story):
        assert LINE not in page(wired, path), path
        assert "【核实中】" not in page(wired, path), path
    assert "经核实，内容不变" in page(wired, PAGE)
    assert desk.see(release).row.stage is Stage.PUBLISHED


def test_what_has_not_gone_out_is_frozen_and_no_press_lifts_it(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    cleared(desk, clock, house=DOUBT)
    release = desk.signed(clock.now())
    plain = UUID(int=0)

    def doubt_between(*_given: object) -> None:
        nonlocal plain
        if not press.weibo.calls:
            question(desk, clock, release)
            with desk.database.transaction() as tx:
                plain = holds.place_hold(
                    tx, clock.now(), desk.people["leader"], holds.HoldScope.RELEASE,
                    release_id=release,
                )  # fmt: skip

    press.weibo.before = doubt_between
    dispatcher = press.dispatcher()
    dispatcher.tick()
    press.weibo.before = lambda *_given: None
    with desk.database.snapshot() as tx:
        (bound,) = [each.id for each in publishing.holds(tx) if each.bound]

    def lift(hold: UUID) -> None:
        with desk.database.transaction() as tx:
            holds.lift_hold(tx, clock.now(), desk.people["leader"], hold)

    assert code(lift, bound) == "hold.bound"
    lift(plain)  # its neighbour goes, and changes nothing
    clock.move(hours=3)
    dispatcher.tick()
    assert press.weibo.calls == []
    assert press.website.told[-1][1].value == "update"  # the line itself passed
    confirm(desk, clock, release)
    dispatcher.tick()
    dispatcher.tick()
    assert press.states()["weibo"] is S.SENT
    assert press.states()["wechat"] is S.SENT


def test_a_correction_takes_the_line_away_and_so_does_a_withdrawal(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock
) -> None:
    cleared(desk, clock, house=DOUBT)
    old = desk.signed(clock.now())
    rollout.tick()
    question(desk, clock, old)
    rollout.tick()
    change, digest = start_correction(desk, clock, old)
    assert LINE in page(wired, PAGE)
    desk.sign_all(clock.now(), change, digest)
    rollout.tick()
    rollout.tick()
    assert LINE not in page(wired, PAGE)
    assert "已于" in page(wired, PAGE)  # its correction
    assert code(question, desk, clock, old) == "verifying.not_published"
    question(desk, clock, change)
    with desk.database.transaction() as tx:
        service.withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=change, seen=digest,
            proof=desk.proof("leader", clock.now()), reason="有误", through=True,
        )  # fmt: skip
    rollout.tick()
    assert LINE not in page(wired, "feed.xml")
    with desk.database.snapshot() as tx:
        assert publishing.holds(tx) == ()


def test_who_may_and_who_may_not(press: Press, desk: Desk, clock: FixedClock) -> None:
    release = desk.signed(clock.now())
    press.dispatcher().tick()
    assert code(question, desk, clock, release) == "verifying.no_line"
    cleared(desk, clock, house=DOUBT)
    later = desk.signed(clock.now(), go_at=clock.now() + timedelta(hours=1))
    assert code(question, desk, clock, later) == "verifying.not_published"
    assert code(question, desk, clock, release, by="editor") == "people.not_permitted"
    question(desk, clock, release, by="leader-2")
    assert code(confirm, desk, clock, release, by="spokesperson") == "people.not_permitted"
    assert code(confirm, desk, clock, release, by="secrecy") == "verifying.not_your_role"
    assert code(confirm, desk, clock, release, by="leader-2") == "verifying.own_doubt"
    confirm(desk, clock, release)


def test_another_digest_a_stale_proof_and_an_ended_clearance_are_refused(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    line = cleared(desk, clock, house=DOUBT)
    release = desk.signed(clock.now())
    press.dispatcher().tick()
    leader = desk.people["leader"]

    def ask(seen: str, reason: str = "存疑", old: int = 0) -> None:
        proof = desk.proof("leader", clock.now() - timedelta(minutes=old))
        with desk.database.transaction() as tx:
            service.question(
                tx, clock.now(), leader, desk.policy, release_id=release, seen=seen, proof=proof,
                reason=reason,
            )  # fmt: skip

    digest = desk.see(release).digest
    with pytest.raises(Invalid, match="changed_since"):
        ask("f" * 64)
    with pytest.raises(Invalid, match="missing"):
        ask(digest, reason=" ")
    with pytest.raises(NotYou):
        ask(digest, old=10)
    with desk.database.transaction() as tx:
        templates.end(tx, clock.now(), leader, clearance_id=line, reason="过时")
    with pytest.raises(NotNow, match="no_line"):
        ask(digest)


def test_a_line_that_was_changed_behind_the_signatures_is_not_shown(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock
) -> None:
    """Without its triggers the database could be told anything; the digest is asked."""
    cleared(desk, clock, house=DOUBT)
    release = desk.signed(clock.now())
    rollout.tick()
    question(desk, clock, release)
    with desk.database.transaction() as tx:
        without_trigger(tx, "template_clearances_update", "template_clearances")
        tx.execute(
            text("UPDATE template_clearances SET package = replace(package, '核实', '胡说')")
        )
    rollout.tick()
    assert "胡说" not in page(wired, PAGE)
    assert "核实中" not in page(wired, PAGE)
