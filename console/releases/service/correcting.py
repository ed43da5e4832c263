"""What the ledger no longer agrees with: told, and its correction begun with both figures."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.notices.service import tell
from console.people.queries import holders_of_role
from console.people.rules.actor import Actor
from console.people.rules.roles import P, Role
from console.releases.policy import ReleasePolicy
from console.releases.queries.affected import affected
from console.releases.rules import correcting
from console.releases.rules.content import content_from_json
from console.releases.rules.kinds import Kind
from console.releases.rules.titles import shortened
from console.releases.rules.workflow import Stage
from console.releases.service import found
from console.releases.service.beginning import start_correction
from console.releases.service.drafting import Started
from console.releases.standing import newest


def tell_affected(tx: Session, at: datetime, policy: ReleasePolicy, incident_id: UUID) -> None:
    """After a change of the ledger: who wrote what is wrong now, and the spokespersons, are told
    once of each passage."""
    for each in affected(tx, incident_id, policy.zone):
        for wrong in each.wrong:
            claim = wrong.claim
            tell(
                tx, at, [each.row.created_by, *holders_of_role(tx, Role.SPOKESPERSON)],
                "release.told_affected", f"incident:{incident_id}",
                {"number": each.row.number or "", "said": shortened(claim.said)},
                f"affected:{each.row.id}:{claim.key}:{claim.entry or claim.value}",
            )  # fmt: skip


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
