"""Through a hold and out of it: sending one release through, lifting a hold, what that meets."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.kernel.errors import Invalid, NotNow, NotYou
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import P
from console.publishing import queries as plans
from console.publishing import service as publishing
from console.publishing.ports import ASK_AGAIN
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.states import UNSENT
from console.releases.policy import ReleasePolicy
from console.releases.records import Release
from console.releases.rules.package import content_of
from console.releases.rules.passing import may_lift, may_pass
from console.releases.service import found
from console.releases.service.warrant import ReleaseWarrant
from console.releases.standing import authors


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


def resume(
    tx: Session, at: datetime, actor: Actor, policy: ReleasePolicy, *, hold_id: UUID, proof: Proof
) -> None:
    """恢复发布. Raises NotYou where somebody else held back what this person wrote."""
    actor.require(P.RELEASE_HOLD)
    publishing.to_lift(tx, hold_id)
    if writes_in(tx, actor, hold_id):
        raise NotYou("hold.own_words")
    policy.require(proof, actor.id, at, act_of("resume", hold_id))
    publishing.lift_hold(tx, at, actor, hold_id, proof.method)


def writes_in(tx: Session, actor: Actor, hold_id: UUID) -> bool:
    """Is this person kept from lifting it, as the author of what it stops?"""
    hold = plans.hold(tx, hold_id)
    if may_lift(actor.username, hold.placed_by, hold.also_by, is_author=True):
        return False
    stopped = publishing.stopped(tx, hold_id)
    found = tx.scalars(select(Release).where(Release.id.in_(stopped)).order_by(Release.id))
    return any(actor.id in authors(tx, each) for each in found)


def refusals(
    tx: Session, at: datetime, policy: ReleasePolicy, release_ids: Iterable[UUID]
) -> dict[UUID, str]:
    """Which of these would not go out now, and the code of why: signatures, digest, guard, facts.

    The dispatcher's own question; it changes nothing.
    """
    said = _asked(tx, at, policy, release_ids)
    return {row.release_id: code for row, code in said if code and code not in ASK_AGAIN}


def to_confirm_again(
    tx: Session, at: datetime, policy: ReleasePolicy, release_ids: Iterable[UUID]
) -> frozenset[UUID]:
    """Deliveries of these releases that would ask for a word on the facts once more; what else of
    the release waits may go."""
    said = _asked(tx, at, policy, release_ids)
    return frozenset(row.id for row, code in said if code in ASK_AGAIN)


def _asked(
    tx: Session, at: datetime, policy: ReleasePolicy, release_ids: Iterable[UUID]
) -> Sequence[tuple[Delivery, str | None]]:
    waiting = tx.scalars(
        select(Delivery)
        .where(
            Delivery.release_id.in_(set(release_ids)),
            Delivery.action == Action.PUBLISH,
            Delivery.state.in_(UNSENT),
        )
        .order_by(Delivery.id)
    ).all()
    return tuple(zip(waiting, ReleaseWarrant(policy).refusals(tx, waiting, at), strict=True))
