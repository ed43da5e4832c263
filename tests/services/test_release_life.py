"""A release from its draft to its last signature, through the real services."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from console import audit
from console.database import Database
from console.kernel.errors import Invalid, NotNow, NotYou, Stale
from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState
from console.releases import queries, service
from console.releases.records import Release
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from tests.builders import Desk, hire, without_trigger
from tests.fakes import FixedClock


def test_three_signatures_schedule_a_release(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    assert desk.see(release_id).row.number == "2026-0001"
    for signer, last in (("unit-head", False), ("secrecy", False), ("leader", True)):
        assert desk.sign(clock.now(), release_id, digest, signer) is last
    view = desk.see(release_id)
    assert view.row.stage is Stage.SCHEDULED
    assert [step.signed_by for step in view.chain] == ["某unit-head", "某secrecy", "某leader"]


def test_deliveries_are_laid_for_every_channel_of_the_plan(
    desk: Desk, clock: FixedClock, database: Database
) -> None:
    release_id = desk.signed(clock.now())
    with database.snapshot() as tx:
        rows = tx.scalars(select(Delivery).where(Delivery.release_id == release_id)).all()
    assert {row.channel for row in rows} == {"website", "feeds", "weibo", "wechat"}
    assert {row.state for row in rows} == {DeliveryState.WAITING}
    assert {row.digest for row in rows} == {desk.see(release_id).digest}


def test_steps_are_signed_in_order(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    for early in ("secrecy", "leader"):
        with pytest.raises(NotYou, match="not_your_step"):
            desk.sign(clock.now(), release_id, digest, early)


def test_an_author_cannot_sign_even_as_a_signer(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now())
    with desk.database.transaction() as tx:
        from console.people.rules.roles import Role
        from console.people.service import assign_role

        assign_role(tx, clock.now(), None, desk.people["unit-head"].id, Role.EDITOR)
        hire(tx, clock.now(), "unit-head-2", Role.UNIT_HEAD)
        from console.people import queries as people

        desk.people["unit-head"] = people.actor(tx, desk.people["unit-head"].id)
    desk.write(clock.now(), release_id, by="unit-head", title="情况通报（修改）")
    digest = desk.submit(clock.now(), release_id)
    with pytest.raises(NotYou, match="author_signs"):
        desk.sign(clock.now(), release_id, digest, "unit-head")


def test_one_person_cannot_sign_two_steps(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    from console.people import queries as people
    from console.people.rules.roles import Role
    from console.people.service import assign_role

    with desk.database.transaction() as tx:
        assign_role(tx, clock.now(), None, desk.people["unit-head"].id, Role.SECRECY_REVIEWER)
        both = people.actor(tx, desk.people["unit-head"].id)
    desk.people["both"] = both
    desk.sign(clock.now(), release_id, digest, "both")
    assert desk.sign(clock.now(), release_id, digest, "both") is False  # a double touch
    view = desk.see(release_id, "both")
    assert [bool(step.signed_by) for step in view.chain] == [True, False, False]
    assert view.sign_refusal is not None
    assert view.sign_refusal.code == "release.signed_already"


def test_a_double_touch_of_the_last_signature_lays_one_rollout(
    desk: Desk, clock: FixedClock, database: Database
) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    desk.sign_all(clock.now(), release_id, digest)
    assert desk.sign(clock.now(), release_id, digest, "leader") is True
    with database.snapshot() as tx:
        assert len(tx.scalars(select(Delivery)).all()) == 4


def test_a_signature_must_name_the_words_on_the_screen(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now())
    old = desk.submit(clock.now(), release_id)
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            version=desk.see(release_id).row.version, reason="补充时间",
        )  # fmt: skip
    desk.write(clock.now(), release_id, body=from_input("改过的正文"))
    desk.submit(clock.now(), release_id)
    with pytest.raises(Stale, match="changed_since"):
        desk.sign(clock.now(), release_id, old, "unit-head")


def test_an_edit_after_signing_drops_every_signature_visibly(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.signed(clock.now(), go_at=clock.now() + timedelta(hours=2))
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            version=desk.see(release_id).row.version, reason="伤亡人数有变化",
        )  # fmt: skip
    view = desk.see(release_id)
    assert view.row.stage is Stage.DRAFT
    assert {each.person_name for each in view.fallen} == {"某unit-head", "某secrecy", "某leader"}
    assert view.remarks[0].text == "伤亡人数有变化"
    with desk.database.snapshot() as tx:
        states = set(tx.scalars(select(Delivery.state)))
    assert states == {DeliveryState.CANCELLED}


def test_sending_back_needs_a_comment_and_keeps_the_number(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)

    def send_back(comment: str) -> None:
        with desk.database.transaction() as tx:
            service.send_back(
                tx, clock.now(), desk.people["unit-head"], desk.policy, release_id=release_id,
                seen=digest, comment=comment,
            )  # fmt: skip

    with pytest.raises(Invalid, match="missing"):
        send_back("  \n ")
    assert desk.see(release_id).row.stage is Stage.IN_REVIEW
    send_back("请写明地点")
    view = desk.see(release_id)
    assert (view.row.stage, view.row.number) == (Stage.DRAFT, "2026-0001")
    again = desk.submit(clock.now(), release_id)
    assert desk.sign(clock.now(), release_id, again, "unit-head") is False
    assert desk.see(release_id).row.number == "2026-0001"


def test_the_loser_of_two_editors_overwrites_nothing(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now())
    with desk.database.snapshot() as tx:
        row, mine = queries.draft(tx, release_id)
    desk.write(clock.now(), release_id, by="editor", body=from_input("对方的文字"))
    with pytest.raises(Stale, match="edited_elsewhere"), desk.database.transaction() as tx:
        service.save(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            version=row.version, content=replace(mine, body=from_input("我的文字")),
        )  # fmt: skip
    assert desk.see(release_id).content.text == "对方的文字"


def test_autosave_keeps_one_revision_a_while_and_loses_none_of_another_author(
    desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    for second in range(30):
        clock.move(seconds=2)
        desk.write(clock.now(), release_id, body=from_input(f"第{second}次"))
    assert len(desk.see(release_id).revisions) == 1
    clock.move(minutes=11)
    desk.write(clock.now(), release_id, body=from_input("十一分钟后"))
    desk.write(clock.now(), release_id, by="editor", body=from_input("另一人"))
    assert [each.place for each in desk.see(release_id).revisions] == [3, 2, 1]


def test_saving_the_same_words_changes_nothing(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now())
    before = desk.see(release_id).row
    clock.move(minutes=30)
    desk.write(clock.now(), release_id)
    assert desk.see(release_id).row == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"title": ""}, "content.no_title"),
        ({"title": "长" * 300}, "content.title_too_long"),
        ({"body": ""}, "content.no_body"),
        ({"issuer": ""}, "content.no_issuer"),
        ({"issuer": "局" * 101}, "content.name_too_long"),
        ({"column": "gone"}, "content.no_such_column"),
    ],
)
def test_what_cannot_go_out_is_not_submitted_and_stays_a_draft(
    desk: Desk, clock: FixedClock, words: dict[str, str], code: str
) -> None:
    release_id = desk.draft(clock.now())
    desk.write(clock.now(), release_id, **words)
    with pytest.raises(Invalid) as refused:
        desk.submit(clock.now(), release_id)
    assert refused.value.code == code
    view = desk.see(release_id)
    assert (view.row.stage, view.row.number) == (Stage.DRAFT, None)


def test_a_plan_needs_a_public_page(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now())
    plan = desk.see(release_id).content.plan
    desk.write(clock.now(), release_id, plan=replace(plan, stages=plan.stages[1:]))
    with pytest.raises(Invalid, match=r"plan\.no_public_page"):
        desk.submit(clock.now(), release_id)


def test_a_time_in_the_past_is_refused(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now(), go_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(Invalid, match=r"time\.past"):
        desk.submit(clock.now(), release_id)


def test_a_time_just_after_midnight_must_be_meant(desk: Desk, clock: FixedClock) -> None:
    half_past_midnight = clock.now() + timedelta(hours=4, minutes=30)  # 00:30 in Shanghai
    release_id = desk.draft(clock.now(), go_at=half_past_midnight)
    with pytest.raises(Invalid) as refused:
        desk.submit(clock.now(), release_id)
    assert refused.value.code == "time.after_midnight"
    assert refused.value.parameters == {
        "day": "2026-11-24", "hour": "00:30", "before": "2026-11-23",
    }  # fmt: skip
    assert desk.submit(clock.now(), release_id, midnight=True)


def test_the_time_of_going_out_is_part_of_what_is_signed(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now(), go_at=clock.now() + timedelta(hours=1))
    first = desk.submit(clock.now(), release_id)
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            version=desk.see(release_id).row.version, reason="改时间",
        )  # fmt: skip
    desk.go_at(clock.now(), release_id, clock.now() + timedelta(hours=2))
    assert desk.submit(clock.now(), release_id) != first


def test_after_signing_the_time_only_moves_later(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.signed(clock.now(), go_at=clock.now() + timedelta(hours=1))

    def postpone(**by: float) -> None:
        with desk.database.transaction() as tx:
            service.postpone(
                tx, clock.now(), desk.people["leader"], desk.policy, release_id=release_id,
                until=clock.now() + timedelta(**by), reason="等家属知晓",
            )  # fmt: skip

    with pytest.raises(Invalid, match="only_later"):
        postpone(minutes=30)
    postpone(hours=3)
    with desk.database.snapshot() as tx:
        earliest = min(tx.scalars(select(Delivery.not_before)))
    assert earliest == clock.now() + timedelta(hours=3)


def test_a_published_release_is_neither_edited_nor_recalled(
    desk: Desk, clock: FixedClock, database: Database
) -> None:
    release_id = desk.signed(clock.now())
    with database.transaction() as tx:
        release = tx.get_one(Release, release_id)
        rows = tx.scalars(select(Delivery).where(Delivery.release_id == release_id)).all()
        ledger = service.ReleaseLedger(desk.policy)
        ledger.claimed(tx, rows, clock.now())
        assert release.stage is Stage.PUBLISHING
        ledger.delivered(tx, rows, clock.now())
        assert release.stage is Stage.PUBLISHED
    with pytest.raises(NotNow, match="not_now"):
        desk.write(clock.now(), release_id, title="改")


def test_altered_words_are_not_warranted(desk: Desk, clock: FixedClock, database: Database) -> None:
    release_id = desk.signed(clock.now())
    warrant = service.ReleaseWarrant(desk.policy)
    with database.transaction() as tx:
        row = tx.scalars(select(Delivery).where(Delivery.release_id == release_id)).first()
        assert row is not None
        assert warrant.refusal(tx, row, clock.now()) is None
        tx.execute(text("UPDATE releases SET package = replace(package, '处置', '处理')"))
        tx.expire_all()
        assert warrant.refusal(tx, row, clock.now()) == "warrant.digest_differs"


def test_a_missing_signature_is_not_warranted(
    desk: Desk, clock: FixedClock, database: Database
) -> None:
    release_id = desk.signed(clock.now())
    with database.transaction() as tx:
        row = tx.scalars(select(Delivery).where(Delivery.release_id == release_id)).first()
        assert row is not None
        without_trigger(tx, "signatures_delete", "signatures")
        tx.execute(text("DELETE FROM signatures WHERE step = 1"))
        refused = service.ReleaseWarrant(desk.policy).refusal(tx, row, clock.now())
        assert refused == "warrant.not_signed"


def test_every_act_is_in_the_audit_and_the_chain_holds(
    desk: Desk, clock: FixedClock, database: Database
) -> None:
    release_id = desk.signed(clock.now())
    with database.snapshot() as tx:
        assert audit.verify(tx).broken is None
        names = [
            name
            for (name,) in tx.execute(
                text("SELECT name FROM audit_events WHERE subject = :s ORDER BY seq"),
                {"s": f"release:{release_id}"},
            )
        ]
    assert names[0] == "releases:draft:started"
    assert names.count("releases:release:signed") == 3
    assert "releases:release:scheduled" in names


def test_numbers_follow_the_series_and_a_discarded_draft_takes_none(
    desk: Desk, clock: FixedClock
) -> None:
    dropped = desk.draft(clock.now())
    with desk.database.transaction() as tx:
        service.discard(
            tx, clock.now(), desk.people["spokesperson"], release_id=dropped,
            version=desk.see(dropped).row.version,
        )  # fmt: skip
    numbers = []
    for _ in range(3):
        release_id = desk.draft(clock.now())
        desk.submit(clock.now(), release_id)
        numbers.append(desk.see(release_id).row.number)
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]


def test_only_a_spokesperson_s_people_may_draft(desk: Desk, clock: FixedClock) -> None:
    for outsider in ("leader", "auditor", "admin", "secrecy"):
        with pytest.raises(NotYou, match="not_permitted"):
            desk.draft(clock.now(), by=outsider)


def test_generic_titles_get_a_list_title_that_tells_them_apart(
    desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), title="警情通报", kind=Kind.INITIAL)
    desk.submit(clock.now(), release_id)
    assert desk.see(release_id).row.list_title == "警情通报｜11月23日20时"
