"""A first report typed on scene, and short verbs for those who sign and review it."""

from dataclasses import dataclass
from uuid import UUID

from console.incidents.rules.categories import Category
from console.publishing.records import Delivery
from console.releases import queries, service
from console.releases.queries import AfterReviewView
from console.releases.rules.scene import Verdict
from tests.builders import Desk
from tests.cleared import opened_incident
from tests.fakes import FixedClock
from tests.services.test_incidents import changed

WORDS = "11月23日20时许，原州区北京路一处厂房起火，消防、公安等部门已到场处置，请勿前往围观。"
ALL = ("no-secrets", "no-names", "no-cause", "figures")
ELSEWHERE = changed(
    category=Category.ACCIDENT_DISASTER, place="原州区南京路", title="原州区南京路一仓库起火"
)


@dataclass
class Scene:
    desk: Desk
    clock: FixedClock
    incident: UUID

    @classmethod
    def of(cls, desk: Desk, clock: FixedClock) -> "Scene":
        return cls(desk, clock, opened_incident(desk, clock))

    def elsewhere(self) -> "Scene":
        """Another incident of the same night."""
        return Scene(self.desk, self.clock, opened_incident(self.desk, self.clock, ELSEWHERE))

    def put(self, *, by: str = "editor", text: str = WORDS, ticked: tuple[str, ...] = ALL) -> UUID:
        with self.desk.database.transaction() as tx:
            return service.put_on_scene(
                tx, self.clock.now(), self.desk.people[by], self.desk.policy,
                incident_id=self.incident, title="情况通报", text=text, ticked=ticked,
            ).id  # fmt: skip

    def sign(self, release_id: UUID, by: str = "commander", ticked: tuple[str, ...] = ALL) -> bool:
        at = self.clock.now()
        with self.desk.database.transaction() as tx:
            return service.sign(
                tx, at, self.desk.people[by], self.desk.policy, release_id=release_id,
                seen=self.desk.see(release_id).digest, proof=self.desk.proof(by, at),
                ticked=ticked,
            )  # fmt: skip

    def review(
        self, release_id: UUID, verdict: Verdict = Verdict.SOUND, *, by: str = "secrecy",
        remark: str = "",
    ) -> None:  # fmt: skip
        at = self.clock.now()
        with self.desk.database.transaction() as tx:
            service.review_afterwards(
                tx, at, self.desk.people[by], self.desk.policy, release_id=release_id,
                seen=self.desk.see(release_id).digest, verdict=verdict, remark=remark,
                proof=self.desk.proof(by, at),
            )  # fmt: skip

    def owed(self, release_id: UUID) -> AfterReviewView:
        with self.desk.database.snapshot() as tx:
            found = queries.after_review(tx, release_id)
        assert found
        return found

    def refusal(self, release_id: UUID) -> str | None:
        """Why the dispatcher would not send it now."""
        with self.desk.database.snapshot() as tx:
            row = tx.query(Delivery).filter_by(release_id=release_id).first()
            assert row is not None
            return service.ReleaseWarrant(self.desk.policy).refusal(tx, row, self.clock.now())

    def escalate(self) -> int:
        with self.desk.database.transaction() as tx:
            return service.escalate_after_reviews(tx, self.clock.now())
