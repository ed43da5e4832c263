"""核实中, as the public may know it: which line stands on a release, or that its words held."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.publishing.rules.shelf import Verifying
from console.release_templates.queries import lines_of
from console.releases.records import Verification

CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Verified:
    """``now``: the line that stands. ``confirmed_at``: the last time that its words held."""

    now: Verifying | None = None
    confirmed_at: datetime | None = None


NEVER = Verified()


def verifications(tx: Session, release_ids: Iterable[UUID]) -> dict[UUID, Verified]:
    """Those about which there is something to say. The line is read from what the chain signed."""
    rows = tx.scalars(
        select(Verification)
        .where(
            Verification.release_id.in_(list(release_ids)),
            or_(Verification.ended_at.is_(None), Verification.ended_because == CONFIRMED),
        )
        .order_by(Verification.placed_at, Verification.id)
    ).all()
    lines = lines_of(tx, (each.clearance_id for each in rows if each.ended_at is None))
    found: dict[UUID, Verified] = {}
    for each in rows:
        known = found.get(each.release_id, NEVER)
        if each.ended_at is not None:
            found[each.release_id] = replace(known, confirmed_at=_second(each.ended_at))
        elif each.clearance_id in lines:
            standing = Verifying(lines[each.clearance_id], _second(each.placed_at))
            found[each.release_id] = replace(known, now=standing)
    return found


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
