"""Releases that lost their signatures while something was held."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from console.releases.queries.lists import ReleaseRow, row
from console.releases.records import Release, Signature
from console.releases.rules.workflow import Stage


def fallen_since(
    tx: Session,
    since: datetime,
    *,
    incident_id: UUID | None = None,
    release_id: UUID | None = None,
    limit: int = 50,
) -> tuple[ReleaseRow, ...]:
    """Signed once, not signed now: they will not go out, whatever is resumed. The latest first."""
    wanted = select(Release).where(
        Release.stage.in_((Stage.DRAFT, Stage.IN_REVIEW)),
        exists().where(Signature.release_id == Release.id, Signature.fell_at >= since),
    )
    if incident_id is not None:
        wanted = wanted.where(Release.incident_id == incident_id)
    if release_id is not None:
        wanted = wanted.where(Release.id == release_id)
    found = tx.scalars(wanted.order_by(Release.updated_at.desc(), Release.id).limit(limit))
    return tuple(row(each) for each in found)
