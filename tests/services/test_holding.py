"""先期声明: cleared beforehand, filled in, signed out by one; and every way to cheat."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from console.checks.findings import Finding, Severity
from console.duty.policy import from_settings as duty_policy
from console.duty.rules.roster import Pair, Planned
from console.duty.service import rostering
from console.incidents.records import Incident
from console.incidents.rules.categories import Category
from console.incidents.rules.levels import IncidentStatus
from console.kernel.errors import FayanError, Invalid, NotNow, NotYou
from console.people.queries import actor
from console.people.rules.roles import Role
from console.people.service import assign_role
from console.release_templates import queries as templates
from console.release_templates import service as template_service
from console.releases import service
from console.releases.records import Release
from console.releases.rules.citing import check_unfound
from console.releases.rules.package import incident_in
from console.releases.rules.workflow import Stage
from console.releases.templating import VOCABULARY
from console.settings import Settings
from tests.builders import SIGNERS, Desk
from tests.cleared import ACCIDENT, HOUSE, Night, cleared, opened_incident
from tests.dispatching import Press
from tests.fakes import FixedClock


@pytest.fixture
def night(desk: Desk, clock: FixedClock) -> Night:
    clearance = cleared(desk, clock)
    clock.at += timedelta(minutes=1)
    return Night(desk, clock, opened_incident(desk, clock), clearance)


def test_one_signature_of_another_person_sends_it_out_and_the_package_says_who_cleared_it(
    night: Night, press: Press
) -> None:
    release = night.put()
    view = night.desk.see(release)
    assert [step.role for step in view.chain] == [Role.BUREAU_LEADER]
    cited: Any = view.package["clearance"]
    assert [each["role"] for each in cited["signatures"]] == [
        "unit_head", "secrecy_reviewer", "bureau_leader"
    ]  # fmt: skip
    assert cited["slots"]["地点"] == "原州区北京路"
    assert view.content.text.startswith("11月23日")
    assert "发生一起事故。接报后" in view.content.text
    assert night.sign(release) is True
    press.dispatcher().tick()
    assert night.desk.see(release).row.stage is Stage.PUBLISHED


def test_pressed_twice_it_is_one(night: Night) -> None:
    assert night.put() == night.put()


def test_the_drafter_does_not_sign_and_nobody_signs_in_another_role(night: Night) -> None:
    with night.desk.database.transaction() as tx:
        both = night.desk.people["editor"]
        assign_role(tx, night.clock.now(), None, both.id, Role.BUREAU_LEADER)
        night.desk.people["editor"] = actor(tx, both.id)
    release = night.put()
    for by, code in (("editor", "release.author_signs"), ("secrecy", "release.not_your_step")):
        with pytest.raises(NotYou) as refused:
            night.sign(release, by)
        assert refused.value.code == code
    assert night.sign(release, "leader-2")


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("地点", "北京路，嫌疑人张三已被抓获"),
        ("地点", ""),
        ("发生时间", "2027-01-01T00:00:00Z"),
        ("类别", Category.NATURAL_DISASTER.value),
        ("咨询电话", "13812345678"),
        ("另外", "加一句话"),
    ],
)
def test_only_what_a_slot_takes_is_filled_in(night: Night, label: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        night.put(**{label: value})
    assert refused.value.field == label


def test_a_finding_of_the_guard_voids_it(night: Night) -> None:
    named = replace(ACCIDENT, title="犯罪嫌疑人王小明持刀伤人")
    incident = opened_incident(night.desk, night.clock, named)
    with pytest.raises(NotNow, match=r"clearance\.finding"):
        night.put(incident=incident)
    with night.desk.database.snapshot() as tx:
        assert tx.query(Release).count() == 0


def test_it_is_a_first_report_of_the_category_it_was_cleared_for(night: Night) -> None:
    other = opened_incident(night.desk, night.clock, replace(ACCIDENT, category=Category.OPINION))
    with pytest.raises(NotNow, match=r"clearance\.other_category"):
        night.put(incident=other)
    night.put()
    with pytest.raises(NotNow, match=r"clearance\.not_first"):
        night.put(by="spokesperson")


def test_who_may_not_draft_does_not_put_it_forward(night: Night) -> None:
    with pytest.raises(NotYou):
        night.put(by="leader")


def test_an_expired_or_withdrawn_clearance_is_not_used(night: Night) -> None:
    night.clock.at += timedelta(days=30)
    with pytest.raises(FayanError, match=r"clearance\.void_ended|slot"):
        night.put()


def test_withdrawn_before_it_is_used(night: Night) -> None:
    night.withdraw()
    with pytest.raises(NotNow, match=r"clearance\.void_ended"):
        night.put()


def test_it_counts_at_the_signature_not_only_at_submission(night: Night) -> None:
    release = night.put()
    night.clock.at += timedelta(seconds=30)
    night.withdraw()
    with pytest.raises(NotNow, match=r"clearance\.void_ended"):
        night.sign(release)


def test_expired_between_submission_and_signature(desk: Desk, clock: FixedClock) -> None:
    clearance = cleared(desk, clock, days=1)
    clock.at += timedelta(hours=23, minutes=59)
    night = Night(
        desk, clock,
        opened_incident(desk, clock, replace(
            ACCIDENT, detected_at=clock.now(), occurred_at=clock.now() - timedelta(minutes=20)
        )),
        clearance,
    )  # fmt: skip
    release = night.put()
    clock.at += timedelta(minutes=2)
    with pytest.raises(NotNow, match=r"clearance\.void_ended"):
        night.sign(release)


def test_withdrawn_after_the_signature_what_is_not_public_yet_stays_in(night: Night) -> None:
    release = night.put()
    night.sign(release)
    assert night.refusal(release) is None
    night.clock.at += timedelta(seconds=1)
    night.withdraw()
    assert night.refusal(release) == "warrant.clearance"


@pytest.mark.parametrize(
    "change", [{"category": Category.SOCIAL_SECURITY}, {"status": IncidentStatus.CLOSED}]
)
def test_an_incident_that_is_another_or_over_by_now_stops_it_at_signing_and_before_delivery(
    night: Night, change: dict[str, object]
) -> None:
    def now_is() -> None:
        with night.desk.database.transaction() as tx:
            row = tx.get(Incident, night.incident)
            assert row is not None
            for name, value in change.items():
                setattr(row, name, value)

    unsigned = night.put()
    now_is()
    with pytest.raises(NotNow, match=r"clearance\.void_incident"):
        night.sign(unsigned)


def test_an_incident_that_ends_after_the_signature_stops_the_delivery(night: Night) -> None:
    release = night.put()
    night.sign(release)
    with night.desk.database.transaction() as tx:
        row = tx.get(Incident, night.incident)
        assert row is not None
        row.status = IncidentStatus.CLOSED
    assert night.refusal(release) == "warrant.clearance"


def test_once_the_incident_has_been_told_of_it_is_no_first_statement(night: Night) -> None:
    release = night.put()
    other = night.desk.draft(night.clock.now(), incident_id=night.incident)
    with night.desk.database.transaction() as tx:
        told = tx.get(Release, other)
        assert told is not None
        told.published_at = night.clock.now()
    with pytest.raises(NotNow) as refused:
        night.sign(release)
    assert refused.value.code == "clearance.void_overtaken"


@pytest.mark.parametrize("later", [timedelta(hours=13), timedelta(days=200)])
def test_what_waits_after_the_signature_until_it_is_old_or_expired_stays_in(
    night: Night, later: timedelta
) -> None:
    release = night.put()
    night.sign(release)
    assert night.refusal(release) is None
    night.clock.at += later
    assert night.refusal(release) == "warrant.clearance"


@pytest.mark.parametrize("place", ["张三放火烧市场", "李四酒驾撞市场", "县长跑路", "学生坠楼广场"])
def test_a_sentence_in_the_place_of_a_road_is_put_forward_by_nobody(
    night: Night, place: str
) -> None:
    with pytest.raises(Invalid, match=r"slot\.no_road"):
        night.put(地点=place)


def test_a_finding_without_a_passage_is_told_in_its_own_words() -> None:
    found = Finding("facts.missing_element", Severity.WARN, 0, 0, "")
    with pytest.raises(NotNow, match=r"finding\.facts\.missing_element"):
        check_unfound([found])


def test_what_was_put_forward_long_ago_is_no_first_statement(night: Night) -> None:
    release = night.put()
    night.clock.at += timedelta(hours=12, minutes=1)
    with pytest.raises(NotNow, match=r"clearance\.void_late"):
        night.sign(release)


def test_it_names_the_incident_by_its_slots_and_by_nothing_that_somebody_typed(
    night: Night,
) -> None:
    release = night.put()
    sealed = incident_in(night.desk.see(release).package)
    assert sealed is not None
    assert (sealed.title, sealed.place) == ("原州区北京路事故", "原州区北京路")
    package = night.desk.see(release).package
    assert "厂房爆炸" not in json.dumps(package, ensure_ascii=False)


def test_what_the_guard_learns_before_the_signature_voids_it(night: Night) -> None:
    release = night.put()
    with night.desk.database.transaction() as tx:
        row = tx.get(Incident, night.incident)
        assert row is not None
        row.title = "犯罪嫌疑人王小明持刀伤人"
    with pytest.raises(NotNow, match=r"clearance\.finding"):
        night.sign(release)


def test_sent_back_it_is_a_draft_like_any_other_and_goes_the_normal_way(night: Night) -> None:
    release = night.put()
    with night.desk.database.transaction() as tx:
        service.send_back(
            tx, night.clock.now(), night.desk.people["leader"], night.desk.policy,
            release_id=release, seen=night.digest(release), comment="地点再核实",
        )  # fmt: skip
    night.desk.submit(night.clock.now(), release, by="editor", midnight=True)
    view = night.desk.see(release)
    assert len(view.chain) == len(SIGNERS)
    assert "clearance" not in view.package


def on_duty(night: Night, settings: Settings, a: str, b: str) -> None:
    desk, now = night.desk, night.clock.now()
    pair = Pair(desk.people[a].id, desk.people[b].id)
    with desk.database.transaction() as tx:
        rostering.plan(
            tx, now, desk.people["spokesperson"], duty_policy(settings),
            Planned(now - timedelta(hours=1), now + timedelta(hours=8), pair),
        )  # fmt: skip


def test_where_shifts_are_planned_somebody_on_duty_signs(night: Night, settings: Settings) -> None:
    on_duty(night, settings, "editor", "unit-head")
    release = night.put()
    assert [step.role for step in night.desk.see(release).chain] == [Role.UNIT_HEAD]
    with pytest.raises(NotYou, match=r"release\.not_your_step"):
        night.sign(release, "leader")
    assert night.sign(release, "unit-head")


def test_who_holds_the_role_and_is_not_on_duty_does_not_sign(
    night: Night, settings: Settings
) -> None:
    with night.desk.database.transaction() as tx:
        legal = night.desk.people["legal"]
        assign_role(tx, night.clock.now(), None, legal.id, Role.DEPUTY)
        night.desk.people["legal"] = actor(tx, legal.id)
    on_duty(night, settings, "editor", "deputy")
    release = night.put()
    with pytest.raises(NotYou, match=r"clearance\.not_on_duty"):
        night.sign(release, "legal")
    assert night.sign(release, "deputy")


def test_with_nobody_on_duty_who_may_sign_it_says_so(night: Night, settings: Settings) -> None:
    on_duty(night, settings, "editor", "spokesperson")
    with pytest.raises(NotNow, match=r"clearance\.nobody_on_duty"):
        night.put()


def test_who_was_on_duty_when_it_was_put_forward_may_still_sign_after_the_shift(
    night: Night, settings: Settings
) -> None:
    on_duty(night, settings, "editor", "deputy")
    release = night.put()
    night.clock.at += timedelta(hours=8, minutes=1)
    assert night.sign(release, "deputy")


def test_what_a_signer_writes_afterwards_takes_nothing_from_what_they_cleared(
    night: Night,
) -> None:
    release = night.put()
    night.sign(release)
    with night.desk.database.transaction() as tx:
        head = night.desk.people["unit-head"]
        assign_role(tx, night.clock.now(), None, head.id, Role.ADMINISTRATOR)
        view = templates.clearance(tx, night.clearance)
        template_service.save(
            tx, night.clock.now() + timedelta(seconds=1), actor(tx, head.id), VOCABULARY,
            template_id=view.version.template_id, seen=1,
            wording=replace(HOUSE.wording, title="别的"),
        )  # fmt: skip
    assert night.refusal(release) is None
