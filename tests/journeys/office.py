"""The same services and the same database behind a running bureau: to arrange what a test begins
from, and to count from outside what became of it."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from console import wiring
from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.people import queries
from console.people.rules.actor import Actor
from console.publishing import service as publishing
from console.publishing.rules.states import HoldScope
from console.settings import HOME, load
from console.wiring import Wired
from tests.builders import Desk
from tests.journeys.bureau import Bureau

T = TypeVar("T")


@dataclass(frozen=True)
class Office:
    bureau: Bureau
    wired: Wired
    desk: Desk

    @classmethod
    def of(cls, bureau: Bureau) -> "Office":
        wired = wiring.wire(load(environment(bureau)))
        with wired.database.snapshot() as tx:
            people = {
                each.card.username: queries.actor(tx, each.card.id) for each in queries.people(tx)
            }
        return cls(bureau, wired, Desk(wired.database, wired.policy, people))

    def close(self) -> None:
        self.wired.database.close()

    def actor(self, username: str) -> Actor:
        return self.desk.people[username]

    def draft(self, title: str = "情况通报", **given: object) -> UUID:
        return self.desk.draft(now(), title=title, **given)  # type: ignore[arg-type] # fields by name, of any kind

    def submitted(self, title: str = "情况通报", *, signed_by: int = 0, **given: object) -> UUID:
        """In review, the first ``signed_by`` of unit-head, secrecy, leader having signed."""
        release_id = self.draft(title, **given)
        digest = self.desk.submit(now(), release_id, midnight=True)
        for signer in ("unit-head", "secrecy", "leader")[:signed_by]:
            self.desk.sign(now(), release_id, digest, signer)
        return release_id

    def signed(self, title: str = "情况通报", **given: object) -> UUID:
        return self.submitted(title, signed_by=3, **given)

    @contextmanager
    def everything_held(self) -> Iterator[None]:
        """What is signed meanwhile is due at once in the end, however long the signing takes."""
        leader = self.actor("leader")
        with self.wired.database.transaction() as tx:
            hold = publishing.place_hold(tx, now(), leader, HoldScope.ALL)
        yield
        with self.wired.database.transaction() as tx:
            publishing.lift_hold(tx, now(), leader, hold)

    def number(self, release_id: UUID) -> str:
        return self.desk.see(release_id).row.number or ""

    def stage(self, release_id: UUID) -> str:
        return self.desk.see(release_id).row.stage.value

    def title(self, release_id: UUID) -> str:
        return self.desk.see(release_id).content.title

    def incident(self, title: str) -> UUID:
        form = IncidentForm(
            title=title, place="平安路1号", level=Level.GENERAL, level_basis="无人伤亡",
            detected_at=now() - timedelta(minutes=5),
        )  # fmt: skip
        with self.wired.database.transaction() as tx:
            return incidents.open_incident(
                tx, now(), self.actor("spokesperson"), self.wired.policy.zone, form
            )

    def events(self, name: str, subject: str) -> int:
        """How often the audit says that this happened."""
        query = "SELECT count(*) FROM audit_events WHERE name = ? AND subject = ?"
        return int(self.rows(query, name, subject)[0][0])

    def rows(self, query: str, *parameters: object) -> list[tuple[object, ...]]:
        """Straight from the file, past everything of ours."""
        with sqlite3.connect(self.wired.settings.var / "fayan.sqlite3", timeout=10) as database:
            found = database.execute(query, parameters).fetchall()
        database.close()
        return [tuple(each) for each in found]

    def audit_holds(self) -> str:
        """What ``fayan audit verify`` prints, in a process of its own."""
        verified = subprocess.run(
            [sys.executable, "-m", "console", "audit", "verify"],
            cwd=HOME, env={**os.environ, **environment(self.bureau)}, capture_output=True,
            text=True, check=False, timeout=60,
        )  # fmt: skip
        assert verified.returncode == 0, verified.stderr
        return verified.stdout


def environment(bureau: Bureau) -> dict[str, str]:
    return {
        "FAYAN_CONFIG": str(bureau.config),
        "FAYAN_VAR": str(bureau.var),
        "FAYAN_PUBLIC_URL": bureau.newsroom,
    }


def now() -> datetime:
    return datetime.now(UTC)


def eventually(look: Callable[[], T], *, seconds: float = 30, every: float = 0.1) -> T:
    """The first truthy answer. An AssertionError of ``look`` counts as "not yet"."""
    deadline = time.monotonic() + seconds
    while True:
        trouble: AssertionError | None = None
        found: T | None = None
        try:
            found = look()
        except AssertionError as error:
            trouble = error
        if found:
            return found
        if time.monotonic() > deadline:
            raise trouble or AssertionError(f"never came true; last: {found!r}")
        time.sleep(every)


def in_subject(release_id: UUID) -> str:
    return f"release:{release_id}"
