"""Which files belong to a release: those that any version of its words names."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.releases.records import Revision
from console.releases.rules.content import Content, content_from_json


def attached(tx: Session, release_id: UUID) -> frozenset[str]:
    """SHA-256 of its attachments and covers, whatever became of the version; empty where there is
    no such release."""
    contents = tx.scalars(select(Revision.content).where(Revision.release_id == release_id))
    return frozenset(each for content in contents for each in _named(content_from_json(content)))


def _named(content: Content) -> Iterator[str]:
    yield from (each.sha256 for each in content.attachments)
    yield from (each.cover_sha256 for each in content.variants.values() if each.cover_sha256)
