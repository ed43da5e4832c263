"""Who saw a text before the public did."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from console.releases.records import EarlyReading, Release, Revision


@dataclass(frozen=True, slots=True)
class Reader:
    """``revisions``: those they had on their screen, rising. Name and post as at the first time."""

    person_id: UUID
    name: str
    post: str
    first_at: datetime
    last_at: datetime
    revisions: tuple[int, ...]
    screen: str


def unpublished(tx: Session, release_id: UUID) -> int | None:
    """The newest revision of a text that the public has not seen; None: it has, or no such."""
    row = tx.execute(
        select(Release.revision).where(Release.id == release_id, Release.published_at.is_(None))
    ).first()
    return row[0] if row else None


def is_noted(tx: Session, release_id: UUID, revision: int, person_id: UUID, day: str) -> bool:
    """Also of whoever wrote this revision: that they know its words is on record."""
    read = exists().where(
        EarlyReading.release_id == release_id, EarlyReading.person_id == person_id,
        EarlyReading.revision == revision, EarlyReading.day == day,
    )  # fmt: skip
    wrote = exists().where(
        Revision.release_id == release_id, Revision.place == revision,
        Revision.author_id == person_id,
    )  # fmt: skip
    return bool(tx.scalar(select(read | wrote)))


def readers(tx: Session, release_id: UUID) -> tuple[Reader, ...]:
    """Whoever read first stands first; for the words of others, an author too."""
    found: dict[UUID, list[EarlyReading]] = {}
    for each in tx.scalars(
        select(EarlyReading)
        .where(EarlyReading.release_id == release_id)
        .order_by(EarlyReading.at, EarlyReading.id)
    ):
        found.setdefault(each.person_id, []).append(each)
    return tuple(
        Reader(
            person_id=who,
            name=rows[0].person_name,
            post=rows[0].post,
            first_at=rows[0].at,
            last_at=rows[-1].at,
            revisions=tuple(sorted({each.revision for each in rows})),
            screen=rows[0].screen,
        )
        for who, rows in found.items()
    )
