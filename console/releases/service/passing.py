"""Through a hold and out of it: sending one release through, and what a resuming would meet."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.kernel.errors import Invalid, NotNow
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.publishing import service as publishing
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.states import UNSENT
from console.releases.policy import ReleasePolicy
from console.releases.rules.package import content_of
from console.releases.rules.passing import may_pass
from console.releases.service import found
from console.releases.service.ledger import ReleaseWarrant


def send_through(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    proof: Proof,
    reason: str,
) -> None:
    """越过暂缓发出: a correction or a protective notice of what is held, by a recorded act.

    ``seen``: the digest on the screen. Raises NotNow for any other release.
    """
    release = found.locked(tx, release_id)
    if not release.digest or not may_pass(release.kind, content_of(release.package).warning):
        raise NotNow("hold.may_not_pass")
    if seen != release.digest:
        raise Invalid("release.changed_since", field="digest")
    policy.require(proof, actor.id, at, act_of("send-through", seen))
    kept = found.required(reason, policy.longest_remark)
    publishing.send_through(tx, at, actor, release.id, kept, proof.method)


def refusals(
    tx: Session, at: datetime, policy: ReleasePolicy, release_ids: Iterable[UUID]
) -> dict[UUID, str]:
    """Which of these would not go out now, and the code of why: signatures, digest, guard, facts.

    The dispatcher's own question; it changes nothing.
    """
    warrant = ReleaseWarrant(policy)
    waiting = tx.scalars(
        select(Delivery)
        .where(
            Delivery.release_id.in_(set(release_ids)),
            Delivery.action == Action.PUBLISH,
            Delivery.state.in_(UNSENT),
        )
        .order_by(Delivery.id)
    )
    one_each = {row.release_id: row for row in waiting}
    asked = {key: warrant.refusal(tx, row, at) for key, row in one_each.items()}
    return {key: code for key, code in asked.items() if code}
