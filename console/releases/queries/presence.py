"""Who else has a draft open."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.people import queries as people
from console.releases.records import DraftPresence

GONE_AFTER = timedelta(seconds=20)  # the editor says that it is open every 6 seconds


def others_here(tx: Session, at: datetime, release_id: UUID, person_id: UUID) -> tuple[str, ...]:
    """Names, without that of ``person_id``."""
    found = tx.scalars(
        select(DraftPresence.person_id)
        .where(DraftPresence.release_id == release_id, DraftPresence.person_id != person_id)
        .where(DraftPresence.seen_at > at - GONE_AFTER)
        .order_by(DraftPresence.person_id)
    ).all()
    names = people.names(tx, list(found))
    return tuple(names[each].name for each in found if each in names)
