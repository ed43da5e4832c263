"""常规静默: while a grave incident lasts, what has nothing to do with it waits, each release under
a hold of its own, so that one after the other can be resumed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from console import audit
from console.database import Base
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.holds import place
from console.publishing.records import Delivery, Hold
from console.publishing.rules.channel import Action
from console.publishing.rules.states import UNSENT, HoldScope

QUIET = "hold.quiet"


def outside(tx: Session, incident_id: UUID) -> Sequence[UUID]:
    """Releases outside it that are still to go out and not quiet for it; the next first. None for
    the sake of a drill."""
    incidents = Base.metadata.tables["incidents"]
    if tx.scalar(select(incidents.c.drill).where(incidents.c.id == incident_id)):
        return ()
    rows = tx.execute(
        select(Delivery.release_id, Delivery.not_before)
        .where(
            Delivery.action == Action.PUBLISH,
            Delivery.state.in_(UNSENT),
            or_(Delivery.incident_id.is_(None), Delivery.incident_id != incident_id),
            ~exists().where(Hold.release_id == Delivery.release_id, _of(incident_id)),
        )
        .order_by(Delivery.not_before, Delivery.release_id)
    )
    return tuple(dict.fromkeys(release for release, _ in rows))


def quieted(tx: Session, incident_id: UUID) -> Mapping[UUID, UUID]:
    """Release → its hold, of everything that is quiet for this incident, the oldest first."""
    rows = tx.execute(select(Hold.release_id, Hold.id).where(_of(incident_id)).order_by(Hold.id))
    return {release: hold for release, hold in rows if release}


def be_quiet(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, release_ids: Iterable[UUID]
) -> int:
    """Hold these of what stands ``outside``; how many were. Pressed twice it holds them once."""
    actor.require(P.RELEASE_HOLD)
    wanted = set(release_ids)
    held = [each for each in outside(tx, incident_id) if each in wanted]
    for release_id in held:
        place(tx, at, actor.username, HoldScope.RELEASE, incident_id, release_id, QUIET)
    if held:
        audit.record(
            tx, at, audit.Event.QUIETED, actor=actor.username, subject=f"incident:{incident_id}",
            releases=[str(each) for each in held],
        )  # fmt: skip
    return len(held)


def _of(incident_id: UUID) -> ColumnElement[bool]:
    return (
        Hold.lifted_at.is_(None)
        & (Hold.scope == HoldScope.RELEASE)
        & (Hold.incident_id == incident_id)
    )
