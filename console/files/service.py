"""One row for each file that was ever attached."""

from datetime import datetime

from sqlalchemy.orm import Session

from console import audit
from console.database import insert_missing, upsert
from console.files.records import FileBringer, StoredFile
from console.files.rules import StoredName
from console.people.rules.actor import Actor
from console.people.rules.roles import P


def register(
    tx: Session, at: datetime, actor: Actor, stored: StoredName, needs: P | None = P.RELEASE_DRAFT
) -> None:
    """The bytes are in the store already. The same file again is kept once, with everybody
    who brought it. ``needs`` None: the act that it comes with is judged by its own room."""
    if needs is not None:
        actor.require(needs)
    if tx.get(StoredFile, stored.sha256) is None and _is_new(tx, at, actor, stored):
        audit.record(
            tx, at, audit.Event.FILE_STORED, actor=actor.username,
            subject=f"file:{stored.sha256}", file=stored.name, size=stored.size,
        )  # fmt: skip
    brought = {"sha256": stored.sha256, "username": actor.username, "at": at}
    insert_missing(tx, FileBringer, [brought])


def _is_new(tx: Session, at: datetime, actor: Actor, stored: StoredName) -> bool:
    """Not where somebody else stores the same at this moment."""
    row = {
        "sha256": stored.sha256, "name": stored.name, "media_type": stored.media_type,
        "size": stored.size, "stored_at": at, "stored_by": actor.username,
    }  # fmt: skip
    asked = upsert(tx, StoredFile).values(row).on_conflict_do_nothing()
    return tx.scalar(asked.returning(StoredFile.sha256)) is not None
