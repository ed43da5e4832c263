"""The bureau that random people are let loose on: laid out once, copied for each day."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import update

from console import audit
from console.authorisations.policy import AuthorisationPolicy
from console.authorisations.policy import from_settings as authorising
from console.database import Database
from console.duty.policy import DutyPolicy
from console.duty.policy import from_settings as planning
from console.people.records import Person
from console.people.rules.roles import Role
from console.people.service import assign_role
from console.publishing.rules.plan import Plan
from console.releases.policy import ReleasePolicy, from_settings
from console.settings import Settings
from tests.builders import Desk
from tests.cleared import cleared, opened_incident
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.postgres import fresh_database, name_of
from tests.scened import ELSEWHERE
from tests.staffed import Staffed

BOTH = (
    ("spokesperson", Role.UNIT_HEAD), ("unit-head", Role.EDITOR), ("editor", Role.SCENE_COMMANDER),
    ("unit-head", Role.SECRECY_REVIEWER), ("deputy", Role.SECRECY_REVIEWER),
    ("leader", Role.LEGAL_REVIEWER), ("legal", Role.SPOKESPERSON),
)  # fmt: skip
"""Further roles: who drafts may sign elsewhere, and whoever signs may have drafted."""
CHANNELS = ("website", "weibo")


def narrowed(policy: ReleasePolicy) -> ReleasePolicy:
    """To a page and a post: two channels ask the warrant all that four would."""
    plan = Plan(
        tuple(
            replace(stage, channels=kept)
            for stage in policy.plan.stages
            if (kept := tuple(each for each in stage.channels if each in CHANNELS))
        )
    )
    return replace(policy, plan=plan, presets=())


@dataclass
class Bureau:
    """``desk.database`` is the one that is copied: nobody works in it."""

    desk: Desk
    clock: FixedClock
    authorising: AuthorisationPolicy
    planning: DutyPolicy
    ids: dict[str, UUID]
    incidents: tuple[UUID, ...]
    clearance: UUID
    published: UUID
    began: datetime

    @classmethod
    def laid(
        cls, database: Database, office: Staffed, policy: ReleasePolicy, settings: Settings,
        clock: FixedClock,
    ) -> "Bureau":  # fmt: skip
        """With two incidents, a cleared statement and a published release."""
        desk = Desk(database, narrowed(policy), office.lay(database))
        with database.transaction() as tx:
            tx.execute(update(Person).values(telephone="0954-1"))
            for name, role in BOTH:
                assign_role(tx, clock.now(), None, desk.people[name].id, role)
        usual = Desk(database, from_settings(settings), desk.people)
        clearance = cleared(usual, clock, days=1)
        incidents = opened_incident(desk, clock), opened_incident(desk, clock, ELSEWHERE)
        clock.move(seconds=1)
        published = desk.draft(clock.now(), by="editor")
        desk.sign_chain(clock.now(), published, desk.submit(clock.now(), published, by="editor"))
        Press(database, policy, clock).dispatcher().tick()
        clock.move(seconds=1.25)  # real clocks have fractions
        ids = {name: person.id for name, person in desk.people.items()}
        return cls(
            desk, clock, authorising(settings), planning(settings), ids, incidents, clearance,
            published, clock.now(),
        )  # fmt: skip

    @contextmanager
    def day(self, folder: Path) -> Iterator[Desk]:
        """A copy of its own, as it was when it was laid out."""
        self.clock.at = self.began
        made = Database(self._copied(folder), before_commit=[audit.append])
        try:
            yield Desk(made, self.desk.policy, dict(self.desk.people))
        finally:
            made.close()

    def _copied(self, folder: Path) -> str:
        self.desk.database.close()  # everything is in the file; nobody is connected
        url = self.desk.database.url
        if url.get_backend_name() == "sqlite":
            path = folder / f"{secrets.token_hex(6)}.sqlite3"
            return f"sqlite:///{shutil.copy(str(url.database), path)}"
        text = url.render_as_string(hide_password=False)
        server = text.replace(f"/{name_of(text)}", "/postgres", 1)
        return fresh_database(server, name_of(text))
