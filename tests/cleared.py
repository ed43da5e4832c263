"""A statement that the whole chain cleared, an incident that just happened, and short verbs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from console.incidents import service as incidents
from console.incidents.queries import of_id
from console.incidents.rules.categories import Category
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.release_templates import queries as templates
from console.release_templates import service as template_service
from console.release_templates.house import TEMPLATES, House
from console.release_templates.service.clearing import Terms
from console.releases import service
from console.releases.records import Release, Signature
from console.releases.rules.kinds import Kind
from console.releases.rules.package import digest_of, opened
from console.releases.rules.signing import chain_for
from console.releases.templating import VOCABULARY, proposed
from tests.builders import SIGNERS, Desk, without_trigger
from tests.fakes import FixedClock
from tests.services.test_incidents import changed

ZONE = ZoneInfo("Asia/Shanghai")
HOUSE = next(each for each in TEMPLATES if each.seed == "holding")
DOUBT = next(each for each in TEMPLATES if each.seed == "verifying")
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
            return service.ReleaseWarrant(self.desk.policy).refusal(tx, row, self.clock.now())

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
            without_trigger(tx, "signatures_once", "signatures")
            for row in tx.query(Signature).filter_by(release_id=release_id):
                row.digest = release.digest
            for delivery in tx.query(Delivery).filter_by(release_id=release_id):
                delivery.digest = release.digest


def opened_incident(desk: Desk, clock: FixedClock, form: incidents.IncidentForm = ACCIDENT) -> UUID:
    with desk.database.transaction() as tx:
        return incidents.open_incident(tx, clock.now(), desk.people["editor"], ZONE, form)


def cleared(desk: Desk, clock: FixedClock, days: int = 30, house: House = HOUSE) -> UUID:
    steps = chain_for(desk.policy.chains, Kind.INITIAL, "bulletins").steps
    terms = Terms(
        steps, "bulletins", VOCABULARY.facts, desk.policy.pre_cleared.longest,
        desk.policy.longest_remark,
    )  # fmt: skip
    with desk.database.transaction() as tx:
        template = template_service.create(
            tx, clock.now(), desk.people["admin"], VOCABULARY, name=house.name,
            wording=house.wording,
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
