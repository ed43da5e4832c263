"""A night for the running screens: releases that really went through signing and the dispatcher."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.publishing import service as publishing
from console.publishing.records import Delivery
from console.publishing.rules.states import HoldScope
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock

WEIBO_LINK = "http://localhost:8090/weibo/1234567890/Mabcdefghij"
HEADING = re.compile(r"<h1[^>]*>([^<]*)</h1>")


@dataclass
class Night:
    desk: Desk
    press: Press
    clock: FixedClock

    def incident(self, *, title: str = "原州区一厂房爆炸", drill: bool = False) -> UUID:
        form = IncidentForm(
            title=title, place="工业大道18号", level=Level.SERIOUS, level_basis="初判 11 人死亡",
            detected_at=self.clock.now() - timedelta(minutes=5), drill=drill,
        )  # fmt: skip
        with self.desk.database.transaction() as tx:
            return incidents.open_incident(
                tx, self.clock.now(), self.desk.people["spokesperson"], self.desk.policy.zone, form
            )

    def signed(self, *, go_at: datetime | None = None, **draft: object) -> UUID:
        return self.desk.signed(self.clock.now(), go_at=go_at, **draft)

    def run(self) -> None:
        """The dispatcher does whatever it can do now."""
        dispatcher = self.press.dispatcher()
        dispatcher.start()
        for _ in range(5):
            dispatcher.tick()

    def handed_over(self, **draft: object) -> Delivery:
        """A release whose Weibo post waits for a person."""
        self.press.weibo.handed_over = True
        self.signed(**draft)
        self.run()
        return self.press.row("weibo")

    def hold(
        self,
        scope: HoldScope = HoldScope.ALL,
        *,
        by: str = "leader",
        incident_id: UUID | None = None,
        release_id: UUID | None = None,
    ) -> UUID:
        with self.desk.database.transaction() as tx:
            return publishing.place_hold(
                tx, self.clock.now(), self.desk.people[by], scope, incident_id=incident_id,
                release_id=release_id,
            )  # fmt: skip


def headings(text: str) -> list[str]:
    return HEADING.findall(text)
