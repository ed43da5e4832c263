"""A correction of what the ledger no longer agrees with, begun with both figures in it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.releases.policy import ReleasePolicy
from console.releases.queries.affected import affected
from console.releases.rules import correcting
from console.releases.rules.content import content_from_json
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.releases.service import found
from console.releases.service.beginning import start_correction
from console.releases.service.drafting import Started
from console.releases.standing import newest


def start_from_ledger(
    tx: Session, at: datetime, actor: Actor, policy: ReleasePolicy, *, release_id: UUID
) -> Started:
    """Pressed again while it is a draft, the same draft. Raises NotNow, NotThere, NotYou."""
    actor.require(P.RELEASE_DRAFT)
    old = found.locked(tx, release_id)
    listed = affected(tx, old.incident_id, policy.zone) if old.incident_id else ()
    here = next((each for each in listed if each.row.id == old.id), None)
    if here and here.pending and here.pending.stage is Stage.DRAFT:
        return Started(here.pending.id, here.pending.version)
    body = None
    if here and here.wrong and old.published_at:
        body = correcting.body(
            content_from_json(newest(tx, old).content).body, here.wrong,
            name=f"{old.number}号《{old.title}》", issued=old.published_at, zone=policy.zone,
        )  # fmt: skip
    return start_correction(
        tx, at, actor, policy, release_id=release_id, kind=Kind.CORRECTION, body=body
    )
