"""核实中 for the console: what stands, by whom, and who may end it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.kernel.errors import FayanError
from console.people.rules.actor import Actor
from console.release_templates.queries import lines_of
from console.releases.records import Release, Verification
from console.releases.rules.verifying import check_confirmer
from console.releases.standing import standing


@dataclass(frozen=True, slots=True)
class VerificationView:
    """``line``: what the public reads. ``closed``: why this person may not confirm; None: may."""

    release_id: UUID
    line: str
    placed_by: UUID
    placed_at: datetime
    reason: str
    closed: FayanError | None


def verifying(
    tx: Session, actor: Actor, release_ids: Iterable[UUID] | None = None
) -> tuple[VerificationView, ...]:
    """Of these releases, or all: what stands now, the oldest first."""
    wanted = select(Verification).where(Verification.ended_at.is_(None))
    if release_ids is not None:
        wanted = wanted.where(Verification.release_id.in_(list(release_ids)))
    rows = tx.scalars(wanted.order_by(Verification.placed_at, Verification.id)).all()
    lines = lines_of(tx, (each.clearance_id for each in rows))
    return tuple(
        VerificationView(
            release_id=each.release_id,
            line=lines.get(each.clearance_id, ""),
            placed_by=each.placed_by,
            placed_at=each.placed_at,
            reason=each.reason,
            closed=refusal(tx, actor, each),
        )
        for each in rows
    )


def refusal(tx: Session, actor: Actor, row: Verification) -> FayanError | None:
    """Why this person may not sign that the words stand; None: they may."""
    where = standing(tx, tx.get_one(Release, row.release_id))
    try:
        check_confirmer(actor, where, placed_by=row.placed_by)
    except FayanError as refused:
        return refused
    return None
