"""The guard in the workflow: what it stops, who lets it through, and what it asks again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from console.audit.records import AuditEvent
from console.checks import guard
from console.checks.findings import Context, Draft, Finding, Severity
from console.checks.marking import mark
from console.database import Database
from console.kernel.errors import Invalid, NotNow, NotYou, Stale
from console.notices.records import Notice
from console.people import queries as people
from console.people.rules.proof import Proof
from console.people.rules.roles import Role
from console.people.service import assign_role
from console.publishing.records import Delivery
from console.releases import service
from console.releases.records import GuardOverride, GuardReport
from console.releases.rules.body import from_input
from console.releases.rules.guarding import overrides_in, version_in
from console.releases.rules.package import opened
from tests.builders import Desk, hire
from tests.fakes import FixedClock

NO_SUCH_DAY = "2月30日20时许，我市示例区发生一起情况。\n民警已到场处置。"


def key_of(desk: Desk, clock: FixedClock, release_id: UUID) -> str:
    """The one block of the draft."""
    with desk.database.snapshot() as tx:
        said = service.findings(tx, clock.now(), desk.policy, release_id)
    (block,) = [each for each in said if each.severity is Severity.BLOCK]
    return block.key


def let_through(
    desk: Desk, clock: FixedClock, release_id: UUID, *, by: str = "unit-head",
    reason: str = "原文引用对方证件，已核对", key: str = "", proof: Proof | None = None,
) -> None:  # fmt: skip
    with desk.database.transaction() as tx:
        service.override(
            tx, clock.now(), desk.people[by], desk.policy, release_id=release_id,
            key=key or key_of(desk, clock, release_id), reason=reason,
            proof=proof or desk.proof(by, clock.now()),
        )  # fmt: skip


@pytest.fixture
def stopped(desk: Desk, clock: FixedClock) -> UUID:
    return desk.draft(clock.now(), text=NO_SUCH_DAY)


def rows(database: Database) -> list[GuardOverride]:
    with database.snapshot() as tx:
        return list(tx.scalars(select(GuardOverride)))


def test_a_block_stops_submission_beside_its_field(
    desk: Desk, clock: FixedClock, stopped: UUID
) -> None:
    with pytest.raises(Invalid, match=r"finding\.time\.invalid") as refused:
        desk.submit(clock.now(), stopped)
    assert refused.value.field == "body"
    with desk.database.snapshot() as tx:
        told = service.problems(tx, clock.now(), desk.policy, release_id=stopped)
    assert [each.code for each in told] == ["finding.time.invalid"]


def test_what_a_second_person_lets_through_is_sealed_with_reason_and_name(
    desk: Desk, clock: FixedClock, stopped: UUID, database: Database
) -> None:
    let_through(desk, clock, stopped)
    desk.submit(clock.now(), stopped)
    package = desk.see(stopped).package
    (override,) = overrides_in(package)
    assert (override.code, override.part) == ("time.invalid", "text")
    assert override.excerpt in NO_SUCH_DAY
    assert (override.by, override.post) == ("某unit-head", "民警")
    assert version_in(package) == guard.VERSION
    with database.snapshot() as tx:
        report = tx.scalars(select(GuardReport)).one()
        event = tx.scalars(
            select(AuditEvent).where(AuditEvent.name == "releases:finding:overridden")
        ).one()
    assert [each["code"] for each in report.findings if each["severity"] == "block"] == [
        "time.invalid"
    ]
    assert json.loads(event.details)["reason"] == "原文引用对方证件，已核对"
    assert override.excerpt not in event.details


def test_an_author_does_not_override(desk: Desk, clock: FixedClock, stopped: UUID) -> None:
    desk.write(clock.now(), stopped, by="editor", title="另一个标题")
    for author in ("spokesperson", "editor"):
        with pytest.raises(NotYou):
            let_through(desk, clock, stopped, by=author)


def test_an_override_needs_its_own_fresh_proof_a_reason_and_the_permission(
    desk: Desk, clock: FixedClock, stopped: UUID
) -> None:
    with pytest.raises(Invalid, match=r"override\.no_reason"):
        let_through(desk, clock, stopped, reason=" \n ")
    with pytest.raises(Invalid, match=r"remark\.too_long"):
        let_through(desk, clock, stopped, reason="长" * 100_000)
    with pytest.raises(NotYou):
        let_through(desk, clock, stopped, proof=desk.proof("leader", clock.now()))
    with pytest.raises(NotYou):
        let_through(
            desk, clock, stopped, proof=desk.proof("unit-head", clock.now() - timedelta(days=1))
        )
    with pytest.raises(NotYou):
        let_through(desk, clock, stopped, by="secrecy")


def test_a_changed_passage_drops_its_override_and_another_edit_does_not(
    desk: Desk, clock: FixedClock, stopped: UUID, database: Database
) -> None:
    let_through(desk, clock, stopped)
    desk.write(clock.now(), stopped, body=from_input("补充一段。\n" + NO_SUCH_DAY))
    assert rows(database)[0].fell_at is None
    desk.write(clock.now(), stopped, body=from_input("2月31日20时许，发生一起情况。"))
    assert rows(database)[0].fell_because == "edited"
    with pytest.raises(Invalid, match="finding"):
        desk.submit(clock.now(), stopped)


def test_who_overrode_and_then_writes_is_an_author_and_overrides_nothing(
    desk: Desk, clock: FixedClock, stopped: UUID, database: Database
) -> None:
    let_through(desk, clock, stopped)
    with database.transaction() as tx:
        hire(tx, clock.now(), "unit-head-2", Role.UNIT_HEAD)
        assign_role(tx, clock.now(), None, desk.people["unit-head"].id, Role.EDITOR)
        desk.people["unit-head"] = people.actor(tx, desk.people["unit-head"].id)
    with pytest.raises(Invalid, match="finding"):
        desk.submit(clock.now(), stopped, by="unit-head")
    desk.write(clock.now(), stopped, by="unit-head", title="改过的标题")
    assert rows(database)[0].fell_because == "author"
    with pytest.raises(Invalid, match="finding"):
        desk.submit(clock.now(), stopped)


def test_an_override_can_be_taken_back_until_submission(
    desk: Desk, clock: FixedClock, stopped: UUID, database: Database
) -> None:
    let_through(desk, clock, stopped)
    with database.transaction() as tx:
        service.take_back(
            tx, clock.now(), desk.people["leader"], release_id=stopped,
            override_id=rows(database)[0].id,
        )  # fmt: skip
    assert rows(database)[0].fell_because == "taken_back"
    let_through(desk, clock, stopped)
    desk.submit(clock.now(), stopped)
    with database.transaction() as tx, pytest.raises(NotNow, match="not_a_draft"):
        service.take_back(
            tx, clock.now(), desk.people["leader"], release_id=stopped,
            override_id=rows(database)[-1].id,
        )  # fmt: skip


def test_the_drafter_asks_and_everyone_who_may_is_told_once(
    desk: Desk, clock: FixedClock, stopped: UUID, database: Database
) -> None:
    key = key_of(desk, clock, stopped)
    for _ in range(2):
        with database.transaction() as tx:
            service.ask(
                tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=stopped,
                key=key,
            )  # fmt: skip
    with database.snapshot() as tx:
        told = set(
            tx.scalars(
                select(Notice.person_id).where(Notice.kind == "release.told_override_wanted")
            )
        )
    assert desk.people["legal"].id in told
    assert desk.people["spokesperson"].id not in told
    with database.transaction() as tx, pytest.raises(Stale):
        service.ask(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=stopped,
            key="time.invalid|text|没有",
        )  # fmt: skip


def test_too_long_for_a_platform_is_never_let_through(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now(), title="题" * 101)
    with pytest.raises(Invalid, match=r"override\.cannot"):
        let_through(desk, clock, release_id)


def test_an_edit_after_the_guard_looked_makes_it_look_again(
    desk: Desk, clock: FixedClock, database: Database
) -> None:
    release_id = desk.draft(clock.now())
    with database.snapshot() as tx:
        judged = service.judge(tx, clock.now(), desk.policy, release_id)
    version = desk.write(clock.now(), release_id, body=from_input(NO_SUCH_DAY))
    with database.transaction() as tx, pytest.raises(Invalid, match="finding"):
        service.submit(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            version=version, judged=judged,
        )  # fmt: skip


def no_more(draft: Draft, context: Context) -> Iterator[Finding]:
    """A rule that came after submission."""
    del context
    if "民警" in draft.text:
        at = draft.text.index("民警")
        yield mark("wording.sensational", Severity.BLOCK, "text", draft.text, (at, at + 2))


def test_a_new_rule_stops_what_was_signed_before_it_until_then_nothing_is_read_again(
    desk: Desk, clock: FixedClock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_id = desk.signed(clock.now())
    warrant = service.ReleaseWarrant(desk.policy)
    monkeypatch.setattr(guard, "CHECKS", (*guard.CHECKS, no_more))
    with database.transaction() as tx:
        row = tx.scalars(select(Delivery).where(Delivery.release_id == release_id)).first()
        assert row is not None
        assert warrant.refusal(tx, row, clock.now()) is None
    monkeypatch.setattr(guard, "VERSION", "later")
    with database.transaction() as tx:
        row = tx.scalars(select(Delivery).where(Delivery.release_id == release_id)).first()
        assert row is not None
        assert warrant.refusal(tx, row, clock.now()) == "warrant.guard"


def test_what_was_let_through_goes_out_under_newer_rules_too(
    desk: Desk, clock: FixedClock, stopped: UUID, database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    let_through(desk, clock, stopped, by="legal")
    desk.sign_all(clock.now(), stopped, desk.submit(clock.now(), stopped))
    monkeypatch.setattr(guard, "VERSION", "later")
    with database.transaction() as tx:
        row = tx.scalars(select(Delivery).where(Delivery.release_id == stopped)).first()
        assert row is not None
        assert service.ReleaseWarrant(desk.policy).refusal(tx, row, clock.now()) is None


def test_a_package_sealed_before_the_guard_opens() -> None:
    assert version_in(opened('{"schema":1}')) == ""
    assert overrides_in(opened('{"schema":1,"overrides":[]}')) == ()
