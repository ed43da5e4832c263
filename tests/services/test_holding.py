"""先期声明: cleared beforehand, filled in, signed out by one; and every way to cheat."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from console.incidents import service as incidents
from console.incidents.queries import of_id
from console.incidents.records import Incident
from console.incidents.rules.categories import Category
from console.kernel.errors import FayanError, Invalid, NotNow, NotYou
from console.kernel.ids import new_id
from console.people.queries import actor
from console.people.rules.roles import Role
from console.people.service import assign_role
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.release_templates import queries as templates
from console.release_templates import service as template_service
from console.release_templates.house import TEMPLATES
from console.release_templates.service.clearing import Terms
from console.releases import service
from console.releases.records import Release, Signature
from console.releases.rules.kinds import Kind
from console.releases.rules.package import digest_of, opened
from console.releases.rules.signing import chain_for
from console.releases.rules.workflow import Stage
from console.releases.templating import VOCABULARY, proposed
from tests.builders import SIGNERS, Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_incidents import changed

ZONE = ZoneInfo("Asia/Shanghai")
HOUSE = next(each for each in TEMPLATES if each.seed == "holding")
ACCIDENT = changed(
    category=Category.ACCIDENT_DISASTER, place="原州区北京路", title="原州区北京路一厂房爆炸"
)


@dataclass
class Night:
    """A cleared statement, an incident that just happened, and short verbs."""

    desk: Desk
    clock: FixedClock
    incident: UUID
    clearance: UUID

    def slots(self, **changes: str) -> dict[str, str]:
        with self.desk.database.snapshot() as tx:
            view = templates.clearance(tx, self.clearance)
            known = proposed(self.desk.policy, view, of_id(tx, self.incident), self.clock.now())
        return {**known, **changes}

    def put(self, *, by: str = "editor", incident: UUID | None = None, **changes: str) -> UUID:
        with self.desk.database.transaction() as tx:
            return service.put_forward(
                tx, self.clock.now(), self.desk.people[by], self.desk.policy,
                incident_id=incident or self.incident, clearance_id=self.clearance,
                slots=self.slots(**changes),
            ).id  # fmt: skip

    def sign(self, release_id: UUID, by: str = "leader") -> bool:
        return self.desk.sign(self.clock.now(), release_id, self.digest(release_id), by)

    def digest(self, release_id: UUID) -> str:
        return self.desk.see(release_id).digest

    def withdraw(self) -> None:
        with self.desk.database.transaction() as tx:
            template_service.end(
                tx, self.clock.now(), self.desk.people["legal"], clearance_id=self.clearance,
                reason="措辞过时",
            )  # fmt: skip

    def refusal(self, release_id: UUID, action: Action = Action.PUBLISH) -> str | None:
        with self.desk.database.snapshot() as tx:
            row = tx.query(Delivery).filter_by(release_id=release_id).first()
            assert row is not None
            row.action = action
            return service.ReleaseWarrant(self.desk.policy).refusal(tx, row)

    def forge(self, release_id: UUID, change: Callable[[dict[str, Any]], None]) -> None:
        """As somebody would who can write to the database: digests are made to match everywhere."""
        with self.desk.database.transaction() as tx:
            release = tx.get(Release, release_id)
            assert release is not None
            package = opened(release.package)
            change(package)
            release.package = json.dumps(
                package, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
            release.digest = digest_of(release.package)
            for row in tx.query(Signature).filter_by(release_id=release_id):
                row.digest = release.digest
            for delivery in tx.query(Delivery).filter_by(release_id=release_id):
                delivery.digest = release.digest


def opened_incident(desk: Desk, clock: FixedClock, form: incidents.IncidentForm = ACCIDENT) -> UUID:
    with desk.database.transaction() as tx:
        return incidents.open_incident(tx, clock.now(), desk.people["editor"], ZONE, form)


def cleared(desk: Desk, clock: FixedClock, days: int = 30) -> UUID:
    steps = chain_for(desk.policy.chains, Kind.INITIAL, "bulletins").steps
    terms = Terms(
        steps, "bulletins", VOCABULARY.facts, desk.policy.pre_cleared.longest,
        desk.policy.longest_remark,
    )  # fmt: skip
    with desk.database.transaction() as tx:
        template = template_service.create(
            tx, clock.now(), desk.people["admin"], VOCABULARY, name=HOUSE.name,
            wording=HOUSE.wording,
        )  # fmt: skip
        clearance = template_service.ask(
            tx, clock.now(), desk.people["admin"], terms, template_id=template, seen=1,
            expires_at=clock.now() + timedelta(days=days),
        )  # fmt: skip
        digest = templates.clearance(tx, clearance).digest
    for by in SIGNERS:
        with desk.database.transaction() as tx:
            template_service.sign(
                tx, clock.now(), desk.people[by], desk.policy, clearance_id=clearance,
                seen=digest, proof=desk.proof(by, clock.now()),
            )  # fmt: skip
    return clearance


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


def test_withdrawn_after_the_signature_it_was_good_when_it_was_signed(night: Night) -> None:
    release = night.put()
    night.sign(release)
    night.clock.at += timedelta(seconds=1)
    night.withdraw()
    assert night.refusal(release) is None


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


def _slot(package: dict[str, Any]) -> None:
    package["clearance"]["slots"]["地点"] = "原州区南京路"


def _slot_and_body(package: dict[str, Any]) -> None:
    """A slot that its kind does not take, and the body to match."""
    package["clearance"]["slots"]["地点"] = "北京路，凶手张三"
    package["body"] = package["body"].replace("原州区北京路", "北京路，凶手张三")


def _put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    *above, last = path.split(".")

    def change(package: dict[str, Any]) -> None:
        place: Any = package
        for key in above:
            place = place[int(key) if key.isdigit() else key]
        place[last] = value

    return change


def _body(package: dict[str, Any]) -> None:
    package["body"] += "\n<p>凶手张三已被抓获。</p>"


def _uncited(package: dict[str, Any]) -> None:
    del package["clearance"]


def _both(package: dict[str, Any]) -> None:
    package["chain"] = ["bureau_leader", "unit_head"]


FORGERIES: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "a slot": _slot,
    "a slot and the body": _slot_and_body,
    "the body": _body,
    "the title": _put("title", "凶手被抓"),
    "the list title": _put("list_title", "凶手被抓｜11月23日"),
    "the issuer": _put("issuer", "某某分局"),
    "the column": _put("column", "news"),
    "the kind": _put("kind", "statement"),
    "the weibo text": _put("variants.weibo.text", "凶手被抓"),
    "the wechat summary": _put("variants.wechat.summary", "凶手被抓"),
    "a promise": _put("next_update_at", "2026-11-24T00:00:00Z"),
    "a picture": _put(
        "attachments",
        [{"sha256": "0" * 64, "name": "x.png", "media_type": "image/png", "size": 1, "alt": "图"}],
    ),
    "a later time": _put("plan.0.at", "2026-11-24T00:00:00Z"),
    "no citation": _uncited,
    "an empty citation": _put("clearance", {}),
    "an unknown clearance": _put("clearance.clearance", str(new_id())),
    "another version": _put("clearance.version_id", str(new_id())),
    "another digest": _put("clearance.digest", "0" * 64),
    "a longer life": _put("clearance.expires_at", "2030-01-01T00:00:00Z"),
    "another signer": _put("clearance.signatures.1.name", "某某"),
    "fewer signers": _put("clearance.signatures", []),
    "a longer chain": _both,
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_does_not_go_out_even_with_digests_that_match(night: Night, what: str) -> None:
    release = night.put()
    night.sign(release)
    assert night.refusal(release) is None
    night.forge(release, FORGERIES[what])
    refused = night.refusal(release)
    assert refused == ("warrant.not_signed" if what == "a longer chain" else "warrant.clearance")
    if what != "a longer chain":
        assert night.refusal(release, Action.WITHDRAW) is None  # taking back is never refused


def test_a_forged_package_is_not_signed_either(night: Night) -> None:
    release = night.put()
    night.forge(release, _body)
    with pytest.raises(NotNow, match=r"clearance\.void_words"):
        night.sign(release)


def test_a_normal_release_without_its_secrecy_step_does_not_go_out(
    night: Night, clock: FixedClock
) -> None:
    release = night.desk.signed(clock.now(), go_at=clock.now() + timedelta(hours=1))
    assert night.refusal(release) is None

    def shorten(package: dict[str, Any]) -> None:
        package["chain"] = ["unit_head", "bureau_leader", "legal_reviewer"]

    night.forge(release, shorten)
    assert night.refusal(release) == "warrant.clearance"


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
