"""Times that are asked for, of releases that are being signed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.releases.records import Release
from console.releases.rules.package import content_of
from console.releases.rules.workflow import Stage

MOST = 200


def chosen_times(tx: Session) -> dict[UUID, datetime]:
    """Of those in review that are not to go at the last signature: when."""
    rows = tx.execute(
        select(Release.id, Release.package)
        .where(Release.stage == Stage.IN_REVIEW)
        .order_by(Release.updated_at.desc(), Release.id)
        .limit(MOST)
    )
    chosen = {key: content_of(package).plan.chosen_at for key, package in rows if package}
    return {key: at for key, at in chosen.items() if at is not None}
