"""Sending through a hold: an explicit act for one release, recorded with its reason.

It passes the holds that stand now; one that is placed later stops it again.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import NotNow
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.holds import holding
from console.publishing.records import Hold
from console.publishing.rows import publishing
from console.publishing.rules.states import UNSENT, HoldScope
from console.publishing.shifts import put_off


def send_through(
    tx: Session, at: datetime, actor: Actor, release_id: UUID, reason: str, proof: str
) -> None:
    """Its unsent deliveries pass; what is overdue gets its pauses anew from now, as at a resuming.

    ``proof``: how ``actor`` proved who they are. Pressing twice is harmless. Raises NotNow where
    there is no hold to pass, where the release is held by itself (that hold is resumed), or where
    nothing is left to send.
    """
    actor.require(P.RELEASE_HOLD)
    waiting = [row for row in publishing(tx, release_id) if row.state in UNSENT]
    if not waiting:
        raise NotNow("delivery.already_going")
    if all(row.passes_hold for row in waiting):
        return
    hold = holding(tx, release_id=release_id, incident_id=waiting[0].incident_id)
    if hold is None:
        raise NotNow("hold.nothing_to_pass")
    if hold.scope is HoldScope.RELEASE:
        raise NotNow("hold.of_its_own")
    for row in waiting:
        row.passes_hold, row.changed_at = True, at
        put_off(row, at - row.not_before, at)
    passed(tx, at, actor, release_id, hold, reason, proof)


def passed(
    tx: Session, at: datetime, actor: Actor, release_id: UUID, hold: Hold, reason: str, proof: str
) -> None:
    """On record: what goes out of this release although it is held."""
    audit.record(
        tx, at, audit.Event.HOLD_PASSED, actor=actor.username, subject=f"release:{release_id}",
        scope=hold.scope.value, placed_by=hold.placed_by, reason=reason, proof=proof,
    )  # fmt: skip
