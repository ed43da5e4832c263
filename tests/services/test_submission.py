"""What submission seals, and what it refuses: incident words, series, list titles, authors."""

from uuid import UUID

import pytest
from sqlalchemy import select

from console.database import Database
from console.incidents import queries as incidents
from console.incidents import service as incident_service
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.kernel.errors import Invalid, NotYou
from console.language import sentence
from console.notices.records import Notice
from console.people import queries as people
from console.people.rules.roles import Role
from console.people.service import assign_role, revoke_role
from console.releases import service
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from tests.builders import Desk, hire
from tests.fakes import FixedClock


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    form = IncidentForm("某厂房爆炸", "示例区工业路", Level.SERIOUS, "初判", clock.now())
    with desk.database.transaction() as tx:
        return incident_service.open_incident(
            tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form
        )


def send_back(desk: Desk, clock: FixedClock, release_id: UUID, digest: str) -> None:
    with desk.database.transaction() as tx:
        service.send_back(
            tx, clock.now(), desk.people["unit-head"], desk.policy, release_id=release_id,
            seen=digest, comment="请核对",
        )  # fmt: skip


def discard(desk: Desk, clock: FixedClock, release_id: UUID) -> None:
    with desk.database.transaction() as tx:
        service.discard(
            tx, clock.now(), desk.people["spokesperson"], release_id=release_id,
            version=desk.see(release_id).row.version,
        )  # fmt: skip


def test_an_unchanged_text_submitted_again_is_told_again(
    desk: Desk, clock: FixedClock, database: Database
) -> None:
    release_id = desk.draft(clock.now())
    first = desk.submit(clock.now(), release_id)
    send_back(desk, clock, release_id, first)
    assert desk.submit(clock.now(), release_id) == first
    with database.snapshot() as tx:
        told = tx.scalars(
            select(Notice).where(Notice.person_id == desk.people["unit-head"].id)
        ).all()
    assert len(told) == 2


def test_who_submits_words_answers_for_them_and_does_not_sign_them(
    desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    with desk.database.transaction() as tx:
        assign_role(tx, clock.now(), None, desk.people["unit-head"].id, Role.EDITOR)
        hire(tx, clock.now(), "unit-head-2", Role.UNIT_HEAD)
        desk.people["unit-head"] = people.actor(tx, desk.people["unit-head"].id)
    digest = desk.submit(clock.now(), release_id, by="unit-head")
    with pytest.raises(NotYou, match="author_signs"):
        desk.sign(clock.now(), release_id, digest, "unit-head")


def test_a_text_too_long_for_wechat_is_refused_before_anyone_signs(
    desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), text="字" * 25_000)
    with pytest.raises(Invalid, match=r"channel\.wechat_from_text") as refused:
        desk.submit(clock.now(), release_id)
    told = sentence(refused.value.code, refused.value.parameters)
    assert "有 25000 个字，微信最多 19999 个" in told
    assert "取回" not in told


def test_no_two_list_titles_are_the_same(desk: Desk, clock: FixedClock) -> None:
    titles = []
    for title in ("警情通报", "警情通报", "警情通报", "谨防电信诈骗", "谨防电信诈骗"):
        release_id = desk.draft(clock.now(), title=title)
        desk.submit(clock.now(), release_id)
        titles.append(desk.see(release_id).row.list_title)
    assert titles == [
        "警情通报｜11月23日20时",
        "警情通报｜11月23日20时0分",
        "警情通报（2026-0003）",
        "谨防电信诈骗",
        "谨防电信诈骗｜11月23日20时",
    ]


def test_the_name_of_an_incident_is_signed_with_the_release(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    release_id = desk.draft(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    first = desk.submit(clock.now(), release_id)
    send_back(desk, clock, release_id, first)
    with desk.database.transaction() as tx:
        view = incidents.of_id(tx, incident)
        incident_service.change(
            tx, clock.now(), desk.people["spokesperson"], incident, view.version,
            IncidentForm("另一个名字", view.place, view.level, view.level_basis, view.detected_at),
        )  # fmt: skip
    assert desk.submit(clock.now(), release_id) != first


def test_only_the_first_of_a_series_is_a_first_report(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    one = desk.draft(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    two = desk.draft(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    desk.submit(clock.now(), one)
    with pytest.raises(Invalid, match=r"series\.not_the_first"):
        desk.submit(clock.now(), two)
    desk.write(clock.now(), two, kind=Kind.UPDATE)
    with pytest.raises(Invalid) as refused:
        desk.submit(clock.now(), two)
    assert refused.value.parameters == {"title": "情况通报（二）"}
    desk.write(clock.now(), two, title="情况通报（二）")
    desk.submit(clock.now(), two)
    assert desk.see(two).row.series_place == 2


def test_a_discarded_first_report_leaves_its_place_to_the_next(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    one = desk.draft(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    send_back(desk, clock, one, desk.submit(clock.now(), one))
    discard(desk, clock, one)
    two = desk.draft(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    desk.submit(clock.now(), two)
    assert desk.see(two).row.series_place == 1


def test_a_list_title_is_never_too_long_to_keep(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    with desk.database.transaction() as tx:
        view = incidents.of_id(tx, incident)
        incident_service.change(
            tx, clock.now(), desk.people["spokesperson"], incident, view.version,
            IncidentForm("长" * 120, view.place, view.level, view.level_basis, view.detected_at),
        )  # fmt: skip
    release_id = desk.draft(clock.now(), kind=Kind.INITIAL, incident_id=incident, title="题" * 100)
    desk.submit(clock.now(), release_id)
    assert len(desk.see(release_id).row.list_title) < 200


def test_words_that_were_pasted_keep_their_rare_characters(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now(), text="王\uf9d0某某")
    desk.write(clock.now(), release_id, body=from_input("王\uf9d0某某"))
    assert desk.see(release_id).content.text == "王\uf9d0某某"


def test_a_step_that_nobody_can_take_is_told_at_submission(
    desk: Desk, clock: FixedClock, database: Database
) -> None:
    release_id = desk.draft(clock.now())
    with database.transaction() as tx:
        revoke_role(
            tx, clock.now(), desk.people["admin"], desk.people["secrecy"].id, Role.SECRECY_REVIEWER
        )
    with pytest.raises(Invalid) as refused:
        desk.submit(clock.now(), release_id)
    assert (refused.value.code, refused.value.parameters["role"]) == (
        "chain.nobody_for_step",
        "secrecy_reviewer",
    )
