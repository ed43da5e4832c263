"""Reading before publication is on record: once for a person, a version and a day."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.people.rules.actor import Actor
from console.releases.queries.readers import is_noted, unpublished
from console.releases.records import EarlyReading, Release
from console.releases.service import found


def note_reading(
    tx: Session, at: datetime, actor: Actor, *, release_id: UUID, day: str, screen: str
) -> bool:
    """False: it is on record already, or the text is public by now. ``day``: 2026-11-23 of the
    bureau's calendar; ``screen``: what showed it."""
    # Two tabs, one after the other.
    release = tx.get(Release, release_id, with_for_update={"key_share": True})
    if release is None or unpublished(tx, release_id) is None:
        return False
    if is_noted(tx, release_id, release.revision, actor.id, day):
        return False
    tx.add(
        EarlyReading(
            release_id=release_id, revision=release.revision, person_id=actor.id,
            person_name=actor.name, post=actor.post, day=day, at=at, screen=screen,
        )
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.READ_EARLY, actor=actor.username, subject=found.subject(release),
        number=release.number, revision=release.revision, screen=screen,
    )  # fmt: skip
    return True
