"""The package of a release, as it was signed."""

from uuid import UUID

from sqlalchemy.orm import Session

from console.releases.records import Release


def package_of(tx: Session, release_id: UUID) -> str:
    """Empty for one that was never submitted."""
    release = tx.get(Release, release_id)
    return release.package if release else ""
