"""再次确认事实: a stage of the plan may wait until somebody says once more that they hold."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.incidents.queries.facts import changed_since
from console.kernel.errors import Invalid, NotYou
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import P
from console.publishing import service as publishing
from console.publishing.ports import FACTS_MOVED, FACTS_OLD
from console.publishing.records import Delivery
from console.publishing.rules.lateness import worn_out
from console.releases.policy import ReleasePolicy
from console.releases.records import Release
from console.releases.service import found
from console.releases.standing import authors


def reconfirm(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    proof: Proof,
) -> None:
    """The facts of these words hold, says somebody who did not write them; what waited goes on.

    ``seen``: the digest on the screen. Raises NotYou, Invalid, NotNow where no stage asks.
    """
    release = found.locked(tx, release_id)
    actor.require(P.FACT_CONFIRM)
    if actor.id in authors(tx, release):
        raise NotYou("delivery.facts_own_words")
    if seen != release.digest:
        raise Invalid("release.changed_since", field="digest")
    policy.require(proof, actor.id, at, act_of("reconfirm", seen))
    publishing.confirm_facts(tx, at, actor, release.id, proof.method)


def refusal(
    tx: Session, policy: ReleasePolicy, release: Release, delivery: Delivery, at: datetime
) -> str | None:
    """The facts were confirmed once more too long ago, or the ledger says something else by now."""
    since = delivery.facts_confirmed_at
    if not delivery.needs_facts or since is None:
        return None
    if worn_out(since, at, policy.facts_last):
        return FACTS_OLD
    if release.incident_id is None:
        return None
    return FACTS_MOVED if changed_since(tx, release.incident_id, since) else None
