"""The pictures of a release: as they were sealed, or as the draft has them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.kernel.errors import NotThere
from console.publishing.rules.shelf import PublicFile
from console.releases.records import Release
from console.releases.rules.content import AttachmentRef, content_from_json
from console.releases.rules.package import content_in, opened
from console.releases.rules.pictures import PICTURES, Sized, Use, public_files, sized_in
from console.releases.standing import newest


@dataclass(frozen=True, slots=True)
class Pictured:
    """``own``: SHA-256 of all that the package names as pictures; empty: it is not sealed."""

    brought: tuple[AttachmentRef, ...]
    sized: tuple[Sized, ...] = ()
    own: frozenset[str] = frozenset()

    def sealed(self, sha256: str) -> str:
        """What goes out of ``sha256``, which is that itself or what was brought; "": nothing."""
        drawn = {each.of: each.sha256 for each in self.sized if each.use is Use.WEBSITE}
        return drawn.get(sha256, "") or (sha256 if sha256 in self.own else "")

    def draft(self, sha256: str) -> AttachmentRef | None:
        return next((each for each in self.brought if each.sha256 == sha256), None)


def pictured(tx: Session, release_id: UUID) -> Pictured:
    """Raises NotThere."""
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    if not release.package:
        words = content_from_json(newest(tx, release).content)
        return Pictured(tuple(each for each in words.attachments if each.media_type in PICTURES))
    package = opened(release.package)
    words, sized = content_in(package), sized_in(package)
    brought = tuple(each for each in words.attachments if each.media_type in PICTURES)
    own = {each.sha256 for each in public_files(package)} | {each.sha256 for each in sized}
    own |= {each.sha256 for each in brought if not sized}
    own |= {each.cover_sha256 for each in words.variants.values() if each.cover_sha256}
    return Pictured(brought, sized, frozenset(own))


def shown_pictures(tx: Session, release_id: UUID) -> tuple[PublicFile, ...]:
    """Those that stand with the words, as they were sealed; none of a draft."""
    package = tx.scalar(select(Release.package).where(Release.id == release_id))
    return tuple(each for each in public_files(opened(package)) if each.shown) if package else ()
