"""One row for each file that was ever attached."""

from datetime import datetime

from sqlalchemy.orm import Session

from console import audit
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
    if tx.get(StoredFile, stored.sha256, with_for_update=True) is not None:
        if tx.get(FileBringer, (stored.sha256, actor.username)) is None:
            tx.add(FileBringer(sha256=stored.sha256, username=actor.username, at=at))
        return
    tx.add(
        StoredFile(
            sha256=stored.sha256, name=stored.name, media_type=stored.media_type,
            size=stored.size, stored_at=at, stored_by=actor.username,
        )
    )  # fmt: skip
    tx.flush()
    tx.add(FileBringer(sha256=stored.sha256, username=actor.username, at=at))
    audit.record(
        tx, at, audit.Event.FILE_STORED, actor=actor.username, subject=f"file:{stored.sha256}",
        file=stored.name, size=stored.size,
    )  # fmt: skip
