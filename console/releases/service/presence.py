"""Who has a draft open. It says nothing of the words, so the audit has no event of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from console.kernel.errors import NotThere
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.releases.records import DraftPresence, Release
from console.releases.rules.workflow import Stage


def be_here(
    tx: Session, at: datetime, actor: Actor, release_id: UUID, *, looking: bool = False
) -> None:
    """The editor, or a signer's screen (``looking``), says so every few seconds.

    Raises NotYou, NotThere.
    """
    if not actor.may(P.RELEASE_SIGN):
        actor.require(P.RELEASE_DRAFT)
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    if looking != (release.stage is Stage.IN_REVIEW):
        return  # a screen that was left open while the release moved on
    own = (DraftPresence.release_id == release_id, DraftPresence.person_id == actor.id)
    if tx.execute(update(DraftPresence).where(*own).values(seen_at=at)).rowcount:  # type: ignore[attr-defined] # an UPDATE has it
        return
    try:
        with tx.begin_nested():
            tx.add(DraftPresence(release_id=release_id, person_id=actor.id, seen_at=at))
    except IntegrityError:
        return  # another tab of theirs was first


def leave(tx: Session, release_id: UUID) -> None:
    """It goes from review to a draft or back: who had it open then is not who has it open now."""
    tx.execute(delete(DraftPresence).where(DraftPresence.release_id == release_id))
