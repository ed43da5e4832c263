"""One incident with its ledger, and short ways to enter and confirm."""

from datetime import timedelta
from uuid import UUID

from console.incidents.queries.facts import FactView, ledger
from console.incidents.rules.facts import FactKey
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm, open_incident
from console.incidents.service import facts as service
from console.incidents.service.facts import FactForm
from tests.builders import Desk
from tests.fakes import START

MINUTE = timedelta(minutes=1)


class Room:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        form = IncidentForm("厂房爆炸", "平安路", Level.GENERAL, "初判", detected_at=START)
        with desk.database.transaction() as tx:
            self.id = open_incident(tx, START, desk.people["spokesperson"], desk.policy.zone, form)

    def enter(
        self, *facts: FactForm, at: int = 0, as_of: int = 0, by: str = "spokesperson"
    ) -> tuple[UUID, ...]:
        with self.desk.database.transaction() as tx:
            return service.enter(
                tx, START + at * MINUTE, self.desk.people[by], self.id, facts,
                as_of=START + as_of * MINUTE, source="现场指挥部",
            )  # fmt: skip

    def confirm(
        self, fact: UUID, *, at: int = 1, by: str = "unit-head", releasable: bool = True
    ) -> None:
        with self.desk.database.transaction() as tx:
            who = self.desk.people[by]
            service.confirm(tx, START + at * MINUTE, who, fact, releasable=releasable)

    def latest(self, key: FactKey) -> FactView:
        with self.desk.database.snapshot() as tx:
            return ledger(tx, self.id).latest[key, ""]
