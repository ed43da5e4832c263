"""The words of a release, revision by revision."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.kernel.errors import NotThere
from console.releases.queries.lists import ReleaseRow, row
from console.releases.records import (
    EarlyReading,
    Release,
    Revision,
    Signature,
)
from console.releases.rules.content import Content, content_from_json
from console.releases.rules.package import opened
from console.releases.rules.posters import Poster, posters_in


def draft(tx: Session, release_id: UUID) -> tuple[ReleaseRow, Content]:
    """The newest revision's words, whatever the stage."""
    return _words(tx, release_id, None)


def revision(tx: Session, release_id: UUID, place: int) -> Content:
    return _words(tx, release_id, place)[1]


def newest_place(tx: Session, release_id: UUID) -> int:
    return tx.scalar(select(Release.revision).where(Release.id == release_id)) or 0


def place_of_digest(tx: Session, release_id: UUID, digest: str) -> int | None:
    """The revision that was submitted under this digest."""
    return tx.scalar(
        select(Revision.place).where(Revision.release_id == release_id, Revision.digest == digest)
    )


def last_seen(
    tx: Session, release_id: UUID, person_id: UUID, *, before: int | None = None
) -> int | None:
    """The revision this person last signed or had on their screen: the redline begins there."""
    found = []
    for kept in (Signature, EarlyReading):
        chosen = select(func.max(kept.revision)).where(
            kept.release_id == release_id, kept.person_id == person_id
        )
        found.append(tx.scalar(chosen.where(kept.revision < before) if before else chosen))
    return max(filter(None, found), default=None)


def last_submitted(tx: Session, release_id: UUID, before: int) -> int | None:
    """The newest revision before ``before`` that was ever sent to review."""
    return tx.scalar(
        select(func.max(Revision.place)).where(
            Revision.release_id == release_id, Revision.submitted, Revision.place < before
        )
    )


def _words(tx: Session, release_id: UUID, place: int | None) -> tuple[ReleaseRow, Content]:
    found = tx.get(Release, release_id)
    kept = (
        tx.scalars(
            select(Revision).where(
                Revision.release_id == release_id,
                Revision.place == (place or found.revision),
            )
        ).one_or_none()
        if found
        else None
    )
    if found is None or kept is None:
        raise NotThere("release.not_there")
    return row(found), content_from_json(kept.content)


def posters(tx: Session, release_id: UUID) -> tuple[Poster, ...]:
    """Those that were sealed, in order; none of a draft that was taken back."""
    package = tx.scalar(select(Release.package).where(Release.id == release_id))
    return posters_in(opened(package)) if package else ()
