"""What the demonstration's people do, through the services that real people use."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.demo.cast import SIGNERS
from console.incidents.rules.facts import FactKey
from console.incidents.service import facts
from console.incidents.service.facts import FactForm
from console.kernel.errors import NotThere
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import Role
from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import Plan
from console.releases import queries, service
from console.releases.policy import PLAYED, ReleasePolicy
from console.releases.queries import ReleaseView
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind

SOURCE = "现场指挥部"


def person(tx: Session, username: str) -> Actor:
    """Raises NotThere."""
    card = people.card_of_username(tx, username)
    if card is None:
        raise NotThere("people.not_there")
    return people.actor(tx, card.id)


def learn(
    tx: Session,
    at: datetime,
    drafter: Actor,
    confirmer: Actor,
    incident_id: UUID,
    known: Mapping[FactKey, int],
) -> None:
    """The ledger comes first: entered by one, confirmed by another, free to be released."""
    if not known:
        return
    told = [FactForm(key, value) for key, value in known.items()]
    entered = facts.enter(tx, at, drafter, incident_id, told, as_of=at, source=SOURCE)
    for each in entered:
        facts.confirm(tx, at, confirmer, each, releasable=True)


def draft(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    kind: Kind,
    column: str,
    title: str,
    text: str,
    incident_id: UUID | None = None,
    channels: tuple[str, ...] = (),
) -> UUID:
    """``channels``: where it is to go; empty: everywhere the plan says."""
    started = service.start(
        tx, at, actor, policy,
        kind=kind, column=column, incident_id=incident_id, title=title, body=from_input(text),
    )  # fmt: skip
    if channels:
        _, content = queries.draft(tx, started.id)
        plan = _only(content.plan, channels)
        service.save(
            tx, at, actor, policy, release_id=started.id, version=started.version,
            content=replace(content, plan=plan),
        )  # fmt: skip
    return started.id


def correct(
    tx: Session, at: datetime, actor: Actor, policy: ReleasePolicy, old: UUID, text: str
) -> UUID:
    """A correction with the whole text as it is right now."""
    started = service.start_correction(tx, at, actor, policy, release_id=old, kind=Kind.CORRECTION)
    _, content = queries.draft(tx, started.id)
    service.save(
        tx, at, actor, policy, release_id=started.id, version=started.version,
        content=replace(content, body=from_input(text)),
    )  # fmt: skip
    return started.id


def submit(
    tx: Session, at: datetime, actor: Actor, policy: ReleasePolicy, release_id: UUID
) -> None:
    row, _ = queries.draft(tx, release_id)
    service.submit(tx, at, actor, policy, release_id=release_id, version=row.version)


def sign_next(
    tx: Session, at: datetime, policy: ReleasePolicy, release_id: UUID, *, until: Role | None = None
) -> Role | None:
    """The person whose turn it is signs; None: it was nobody's, or that of ``until``."""
    view = look(tx, release_id)
    role = next((step.role for step in view.chain if step.current), None)
    if role is None or role is until:
        return None
    signer = person(tx, SIGNERS[role])
    # Nobody typed a password, and the signature says so.
    proof = Proof(signer.id, at, act_of("sign", view.digest), PLAYED)
    service.sign(tx, at, signer, policy, release_id=release_id, seen=view.digest, proof=proof)
    return role


def look(tx: Session, release_id: UUID) -> ReleaseView:
    return queries.release(tx, release_id, person(tx, "leader"))


def words_for(tx: Session, release_id: UUID, channel: str) -> Variant:
    """What was signed for one channel: exactly this is posted."""
    view = look(tx, release_id)
    variants = view.package["variants"]
    if not isinstance(variants, dict):
        raise NotThere("release.not_there")
    return Variant(**variants[channel])


def _only(plan: Plan, channels: tuple[str, ...]) -> Plan:
    kept = (
        replace(stage, channels=tuple(each for each in stage.channels if each in channels))
        for stage in plan.stages
    )
    return Plan(tuple(stage for stage in kept if stage.channels))
