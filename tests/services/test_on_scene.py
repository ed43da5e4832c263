"""现场签发: one signature on scene, a self-check in place of the secrecy review, a review owed."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from console.audit import Event
from console.audit.queries import Filter, events
from console.authorisations import service as authorisations
from console.authorisations.policy import from_settings
from console.authorisations.queries import granted_to
from console.authorisations.rules.giving import Wanted
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.notices.queries import for_person
from console.people.rules.granted import Scope
from console.people.rules.roles import Role
from console.people.service import assign_role
from console.releases import service
from console.releases.records import AfterReview, Release, Signature
from console.releases.rules.package import digest_of, opened
from console.releases.rules.scene import Verdict
from console.releases.rules.workflow import Stage
from console.settings import Settings
from tests.builders import Desk, without_trigger
from tests.cleared import opened_incident
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.scened import ALL, ELSEWHERE, Scene

DAY = timedelta(hours=24)


@pytest.fixture
def scene(desk: Desk, clock: FixedClock) -> Scene:
    return Scene.of(desk, clock)


def told(scene: Scene, who: str) -> list[str]:
    with scene.desk.database.snapshot() as tx:
        return [row.kind for row in for_person(tx, scene.desk.people[who].id)]


def test_somebody_types_the_commander_signs_and_it_goes_out(scene: Scene, press: Press) -> None:
    release_id = scene.put()
    view = scene.desk.see(release_id)
    assert [step.role for step in view.chain] == [Role.SCENE_COMMANDER]
    assert view.package["on_scene"] is True
    assert [each["name"] for each in view.package["self_check"]["items"]] == list(ALL)
    assert view.package["self_check"]["name"] == "某editor"
    assert scene.sign(release_id)
    assert scene.refusal(release_id) is None
    press.dispatcher().tick()
    assert scene.desk.see(release_id).row.stage is Stage.PUBLISHED


def test_the_review_is_owed_from_the_signature_and_the_audit_says_so(scene: Scene) -> None:
    release_id = scene.put()
    scene.sign(release_id)
    owed = scene.owed(release_id)
    assert owed.due_at == scene.clock.now() + DAY
    assert (owed.signer_name, owed.ticked, owed.verdict) == ("某commander", ALL, "")
    with scene.desk.database.snapshot() as tx:
        said = events(tx, Filter(name=Event.AFTER_REVIEW_OWED))[0].details
        sent = events(tx, Filter(name=Event.SUBMITTED))[0].details
    assert said["on_scene"] is True
    assert said["self_check"] == list(ALL)
    assert sent["on_scene"] is True
    assert "scene.review_owed" in told(scene, "secrecy")


@pytest.mark.parametrize("left_out", ALL)
def test_each_item_is_ticked_by_who_types_and_by_who_signs(scene: Scene, left_out: str) -> None:
    ticked = tuple(each for each in ALL if each != left_out)
    with pytest.raises(Invalid, match="not_ticked") as refused:
        scene.put(ticked=ticked)
    assert refused.value.field == f"check-{left_out}"
    release_id = scene.put()
    with pytest.raises(Invalid, match="not_ticked"):
        scene.sign(release_id, ticked=ticked)
    assert scene.desk.see(release_id).chain[0].signed_by is None


def test_the_typist_never_signs_their_own_report(scene: Scene) -> None:
    """Not even as commander, nor on an authorisation."""
    commander = scene.desk.people["commander"]
    with scene.desk.database.transaction() as tx:
        assign_role(tx, scene.clock.now(), None, commander.id, Role.EDITOR)
        assign_role(
            tx, scene.clock.now(), None, scene.desk.people["leader"].id, Role.SCENE_COMMANDER
        )
    scene.desk.people["commander"] = type(commander)(
        commander.id, commander.username, commander.name, commander.post, commander.unit,
        frozenset({Role.EDITOR, Role.SCENE_COMMANDER}),
    )  # fmt: skip
    release_id = scene.put(by="commander")
    with pytest.raises(NotYou, match="author_signs"):
        scene.sign(release_id)


def test_a_commander_without_a_typist_has_nobody_to_sign(scene: Scene) -> None:
    with scene.desk.database.transaction() as tx:
        tx.execute(text("UPDATE role_assignments SET revoked_at = assigned_at, revoked_by = 'x'"
                        " WHERE role = 'scene_commander'"))  # fmt: skip
    with pytest.raises(NotNow, match="nobody_signs"):
        scene.put()


def test_a_delegate_of_the_commander_signs_and_owes_the_review_themself(
    scene: Scene, settings: Settings
) -> None:
    desk, at = scene.desk, scene.clock.now()
    wanted = Wanted(
        Role.SCENE_COMMANDER, desk.people["deputy"].id, Scope(scene.incident), at, at + DAY
    )
    with desk.database.transaction() as tx:
        authorisations.give(
            tx, at, desk.people["commander"], from_settings(settings), desk.policy, wanted,
            reason="赴另一现场", proof=desk.proof("commander", at),
        )  # fmt: skip
    release_id = scene.put()
    with pytest.raises(NotYou, match="not_your_step"):
        scene.sign(release_id, "unit-head")
    assert scene.sign(release_id, "deputy")
    assert scene.owed(release_id).signer_name == "某deputy"
    assert scene.desk.see(release_id).chain[0].authorisation
    assert scene.refusal(release_id) is None
    commander = desk.people["commander"]
    desk.people["commander"] = replace(commander, roles=commander.roles | {Role.SECRECY_REVIEWER})
    with pytest.raises(NotYou, match="reviews_own"):  # it was their word that signed
        scene.review(release_id, by="commander")


def test_an_overdue_review_blocks_the_next_one_elsewhere_and_nothing_here(scene: Scene) -> None:
    first = scene.put()
    scene.sign(first)
    elsewhere = scene.elsewhere()
    waiting = elsewhere.put()
    scene.clock.at += DAY - timedelta(microseconds=1)
    with scene.desk.database.snapshot() as tx:  # not overdue a moment before
        able = service.scene_signers(
            tx, scene.clock.now(), scene.desk.policy, scene.desk.people["editor"].id,
            elsewhere.incident,
        )  # fmt: skip
    assert len(able) == 1
    scene.clock.at += timedelta(microseconds=1)
    with pytest.raises(NotNow, match="review_overdue_first") as refused:
        elsewhere.sign(waiting)
    assert refused.value.parameters == {"number": scene.owed(first).number}
    scene.review(first)
    assert elsewhere.sign(waiting)


def test_nobody_else_speaks_for_a_commander_whose_review_is_overdue(
    scene: Scene, settings: Settings
) -> None:
    """Neither on what was handed on before, nor on what would be now."""
    desk, at, elsewhere = scene.desk, scene.clock.now(), scene.elsewhere()
    wanted = Wanted(Role.SCENE_COMMANDER, desk.people["deputy"].id, Scope(), at, at + 2 * DAY)
    with desk.database.transaction() as tx:
        authorisations.give(
            tx, at, desk.people["commander"], from_settings(settings), desk.policy, wanted,
            reason="赴另一现场", proof=desk.proof("commander", at),
        )  # fmt: skip
    first, waiting = scene.put(), elsewhere.put()
    scene.sign(first)
    scene.clock.at += DAY

    def hands_on(incident: UUID | None, who: str = "commander") -> None:
        with desk.database.snapshot() as tx:
            now, role = scene.clock.now(), Role.SCENE_COMMANDER
            actor = replace(desk.people[who], granted=granted_to(tx, now, desk.people[who].id))
            service.check_handing_on(tx, now, actor, role, incident)

    with desk.database.snapshot() as tx:
        assert not service.scene_signers(
            tx, scene.clock.now(), desk.policy, desk.people["editor"].id, elsewhere.incident
        )
    with pytest.raises(NotNow, match="review_overdue_first"):
        elsewhere.sign(waiting, "deputy")
    for who in ("commander", "deputy"):
        for incident in (None, elsewhere.incident):
            with pytest.raises(NotYou, match="hands_on_debt"):
                hands_on(incident, who)
    hands_on(scene.incident)  # where it is owed, speaking goes on
    scene.review(first)
    hands_on(None)
    assert elsewhere.sign(waiting, "deputy")


def test_in_the_same_incident_an_overdue_review_blocks_nothing(scene: Scene) -> None:
    first = scene.put()
    scene.sign(first)
    with scene.desk.database.transaction() as tx:
        scene.clock.at += DAY
        able = service.scene_signers(
            tx, scene.clock.now(), scene.desk.policy, scene.desk.people["editor"].id,
            scene.incident,
        )  # fmt: skip
    assert able == (scene.desk.people["commander"].id,)


def test_an_overdue_review_is_told_once_and_to_the_leaders(scene: Scene) -> None:
    release_id = scene.put()
    scene.sign(release_id)
    assert scene.escalate() == 0
    scene.clock.at += DAY / 2
    scene.escalate()
    assert "scene.review_soon" in told(scene, "secrecy")
    assert "scene.review_soon" not in told(scene, "leader")
    scene.clock.at += DAY / 2
    assert scene.escalate() == scene.escalate() == 1
    for who in ("secrecy", "leader", "unit-head", "commander"):
        assert told(scene, who).count("scene.review_overdue") == 1, who
    with scene.desk.database.snapshot() as tx:
        assert len(events(tx, Filter(name=Event.AFTER_REVIEW_OVERDUE))) == 1
    scene.review(release_id)
    assert scene.escalate() == 0


def test_only_a_secrecy_reviewer_reviews_once_and_nothing_of_their_own(scene: Scene) -> None:
    release_id = scene.put()
    with pytest.raises(NotThere, match="nothing_owed"):
        scene.review(release_id)
    scene.sign(release_id)
    for by in ("legal", "leader", "commander", "editor"):
        with pytest.raises(NotYou, match="not_a_reviewer"):
            scene.review(release_id, by=by)
    with pytest.raises(Invalid, match="say_what_is_wrong"):
        scene.review(release_id, Verdict.FAULTY)
    scene.review(release_id, Verdict.FAULTY, remark="写了警力部署")
    scene.review(release_id, Verdict.SOUND)  # the first word stands
    assert scene.owed(release_id).verdict == "faulty"
    assert "scene.reviewed_faulty" in told(scene, "leader")


def test_a_signer_who_reviews_does_not_review_their_own(scene: Scene) -> None:
    commander = scene.desk.people["commander"]
    release_id = scene.put()
    scene.sign(release_id)
    scene.desk.people["commander"] = type(commander)(
        commander.id, commander.username, commander.name, commander.post, commander.unit,
        frozenset({Role.SCENE_COMMANDER, Role.SECRECY_REVIEWER}),
    )  # fmt: skip
    with pytest.raises(NotYou, match="reviews_own"):
        scene.review(release_id, by="commander")


def test_what_the_guard_stops_does_not_go_this_way_either(scene: Scene) -> None:
    with pytest.raises(Invalid):
        scene.put(text="嫌疑人张建国（身份证号11010519491231002X）已被抓获，犯罪分子供认不讳。")


def test_pressing_twice_is_one(scene: Scene) -> None:
    assert scene.put() == scene.put()
    release_id = scene.put()
    assert scene.sign(release_id)
    assert scene.sign(release_id)
    with scene.desk.database.snapshot() as tx:
        assert tx.query(AfterReview).count() == 1


def test_an_edit_makes_it_a_normal_release_again(scene: Scene) -> None:
    release_id = scene.put()
    with scene.desk.database.transaction() as tx:
        service.recall(
            tx, scene.clock.now(), scene.desk.people["editor"], scene.desk.policy,
            release_id=release_id, version=scene.desk.see(release_id).row.version, reason="改字",
        )  # fmt: skip
    scene.desk.submit(scene.clock.now(), release_id, by="editor", midnight=True)
    view = scene.desk.see(release_id)
    assert view.package["on_scene"] is False
    assert Role.SECRECY_REVIEWER in [step.role for step in view.chain]


@pytest.mark.parametrize(
    "forged",
    [
        {"kind": "update"},
        {"chain": ["bureau_leader"]},
        {"chain": ["scene_commander", "bureau_leader"]},
        {"self_check": None},
        {"self_check": {"items": []}},
        {"incident": None},
        {"overrides": [{"by": "x"}]},
        {"on_scene": False},
    ],
)
def test_a_forged_package_does_not_go_out_without_its_secrecy_review(
    scene: Scene, forged: dict[str, object]
) -> None:
    release_id = scene.put()
    scene.sign(release_id)
    with scene.desk.database.transaction() as tx:
        release = tx.get_one(Release, release_id)
        package = {**opened(release.package), **forged}
        release.package = json.dumps(
            package, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        release.digest = digest_of(release.package)
        without_trigger(tx, "signatures_once", "signatures")
        without_trigger(tx, "after_reviews_update", "after_reviews")
        tx.execute(update(Signature).values(digest=release.digest))
        tx.execute(update(AfterReview).values(digest=release.digest))
        tx.execute(text("UPDATE deliveries SET digest = :digest"), {"digest": release.digest})
    assert scene.refusal(release_id) is not None


def test_without_the_row_that_owes_the_review_nothing_goes_out(scene: Scene) -> None:
    release_id = scene.put()
    scene.sign(release_id)
    with scene.desk.database.transaction() as tx:
        without_trigger(tx, "after_reviews_delete", "after_reviews")
        tx.execute(text("DELETE FROM after_reviews"))
    assert scene.refusal(release_id) == "warrant.on_scene"


def test_the_database_keeps_who_signed_and_by_when_the_review_is_owed(scene: Scene) -> None:
    scene.sign(scene.put())
    for statement in (
        "UPDATE after_reviews SET due_at = '2030-01-01'",
        "UPDATE after_reviews SET signer_name = 'x'",
        "DELETE FROM after_reviews",
    ):
        with (
            pytest.raises(DBAPIError, match="keep what was signed"),
            scene.desk.database.transaction() as tx,
        ):
            tx.execute(text(statement))


def test_what_was_owed_in_a_drill_stops_nobody_when_it_is_real(scene: Scene) -> None:
    form = replace(ELSEWHERE, drill=True)
    drill = Scene(scene.desk, scene.clock, opened_incident(scene.desk, scene.clock, form))
    drill.sign(drill.put())
    release_id = scene.put()
    scene.clock.at += DAY
    assert scene.sign(release_id)
