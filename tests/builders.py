"""Short ways to a person, a draft, a signed release. They go through the real services."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from console.database import Database
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof
from console.people.rules.roles import Role
from console.people.service import Particulars, add_person, assign_role
from console.publishing.rules.plan import Precondition
from console.releases import queries, service
from console.releases.policy import ReleasePolicy
from console.releases.rules.body import from_input
from console.releases.rules.content import Content
from console.releases.rules.kinds import Kind

NO_PASSWORD = "!"
TEXT = "11月23日20时10分许，我市示例区发生一起情况。\n民警已到场处置，后续情况将及时通报。"
SIGNERS = ("unit-head", "secrecy", "leader")
STAFF: dict[str, Role] = {
    "spokesperson": Role.SPOKESPERSON,
    "editor": Role.EDITOR,
    "unit-head": Role.UNIT_HEAD,
    "secrecy": Role.SECRECY_REVIEWER,
    "legal": Role.LEGAL_REVIEWER,
    "leader": Role.BUREAU_LEADER,
    "leader-2": Role.BUREAU_LEADER,
    "deputy": Role.DEPUTY,
    "commander": Role.SCENE_COMMANDER,
    "media-reception": Role.MEDIA_RECEPTION,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMINISTRATOR,
}


def hire(tx: Session, at: datetime, username: str, role: Role) -> Actor:
    """A person with one role and no usable password."""
    person = add_person(
        tx,
        at,
        None,
        username=username,
        particulars=Particulars(name=f"某{username}", post="民警", unit="示例市公安局"),
        password_hash=NO_PASSWORD,
    )
    assign_role(tx, at, None, person, role)
    return people.actor(tx, person)


def staff(database: Database, at: datetime) -> dict[str, Actor]:
    with database.transaction() as tx:
        return {name: hire(tx, at, name, role) for name, role in STAFF.items()}


class AnyAct(str):
    """Tests that are not about what a proof was given for."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str)

    def __ne__(self, other: object) -> bool:
        return not isinstance(other, str)


ANY_ACT = AnyAct("any")


class Desk:
    """One bureau at work: people, policy and the verbs, each in a transaction of its own."""

    def __init__(self, database: Database, policy: ReleasePolicy, people: dict[str, Actor]) -> None:
        self.database, self.policy, self.people = database, policy, people

    def draft(
        self,
        at: datetime,
        *,
        title: str = "情况通报",
        text: str = TEXT,
        by: str = "spokesperson",
        kind: Kind = Kind.STATEMENT,
        column: str = "bulletins",
        incident_id: UUID | None = None,
        go_at: datetime | None = None,
    ) -> UUID:
        with self.database.transaction() as tx:
            started = service.start(
                tx, at, self.people[by], self.policy, kind=kind, column=column,
                incident_id=incident_id,
            )  # fmt: skip
        self.write(at, started.id, title=title, body=from_input(text), by=by)
        if go_at:
            self.go_at(at, started.id, go_at, by=by)
        return started.id

    def write(
        self, at: datetime, release_id: UUID, *, by: str = "spokesperson", **words: object
    ) -> int:
        """Save with some words changed (fields of Content), from the newest version."""
        with self.database.transaction() as tx:
            row, content = queries.draft(tx, release_id)
            changed: Content = replace(content, **words)  # type: ignore[arg-type] # fields by name, of any kind
            return service.save(
                tx, at, self.people[by], self.policy, release_id=release_id, version=row.version,
                content=changed,
            )  # fmt: skip

    def ask_for_facts(self, at: datetime, release_id: UUID, *channels: str) -> None:
        """The stages of these channels wait until the facts are confirmed again."""
        with self.database.snapshot() as tx:
            plan = queries.draft(tx, release_id)[1].plan
        stages = tuple(
            replace(each, precondition=Precondition.FACTS)
            if set(channels) & set(each.channels)
            else each
            for each in plan.stages
        )
        self.write(at, release_id, plan=replace(plan, stages=stages))

    def go_at(
        self, at: datetime, release_id: UUID, when: datetime, *, by: str = "spokesperson"
    ) -> None:
        with self.database.snapshot() as tx:
            _, content = queries.draft(tx, release_id)
        stages = tuple(replace(stage, at=when) for stage in content.plan.stages)
        self.write(at, release_id, by=by, plan=replace(content.plan, stages=stages))

    def submit(
        self, at: datetime, release_id: UUID, *, by: str = "spokesperson", midnight: bool = False
    ) -> str:
        with self.database.transaction() as tx:
            row, _ = queries.draft(tx, release_id)
            return service.submit(
                tx, at, self.people[by], self.policy, release_id=release_id, version=row.version,
                after_midnight_meant=midnight,
            )  # fmt: skip

    def proof(self, by: str, at: datetime, act: str = ANY_ACT) -> Proof:
        """As if ``by`` had typed the password just now, for whatever is done with it."""
        return Proof(self.people[by].id, at, act)

    def sign(self, at: datetime, release_id: UUID, digest: str, by: str, comment: str = "") -> bool:
        with self.database.transaction() as tx:
            return service.sign(
                tx, at, self.people[by], self.policy, release_id=release_id, seen=digest,
                proof=self.proof(by, at), comment=comment,
            )  # fmt: skip

    def withdraw(self, at: datetime, release_id: UUID, reason: str = "有误") -> None:
        """By the leader, who proved who they are."""
        with self.database.transaction() as tx:
            service.withdraw(
                tx, at, self.people["leader"], self.policy, release_id=release_id,
                seen=self.see(release_id).digest, reason=reason, proof=self.proof("leader", at),
            )  # fmt: skip

    def sign_all(self, at: datetime, release_id: UUID, digest: str) -> None:
        for signer in SIGNERS:
            self.sign(at, release_id, digest, signer)

    def sign_chain(self, at: datetime, release_id: UUID, digest: str) -> None:
        """By the roles that its own chain asks for."""
        who = {role: name for name, role in reversed(STAFF.items())}
        for step in self.see(release_id).chain:
            self.sign(at, release_id, digest, who[step.role])

    def signed(self, at: datetime, **draft: object) -> UUID:
        """Drafted, submitted and signed by everyone: scheduled."""
        release_id = self.draft(at, **draft)  # type: ignore[arg-type] # fields by name, of any kind
        self.sign_all(at, release_id, self.submit(at, release_id, midnight=True))
        return release_id

    def see(self, release_id: UUID, by: str = "spokesperson") -> queries.ReleaseView:
        with self.database.snapshot() as tx:
            return queries.release(tx, release_id, self.people[by])


def without_trigger(tx: Session, name: str, table: str) -> None:
    """As somebody with the whole database in their hands would begin."""
    sqlite = tx.get_bind().dialect.name == "sqlite"
    tx.execute(text(f"DROP TRIGGER IF EXISTS {name}" + ("" if sqlite else f" ON {table}")))
