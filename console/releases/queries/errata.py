"""What a 文字勘误 touched beside the wording, against the text that was published."""

from uuid import UUID

from sqlalchemy.orm import Session

from console.releases.policy import ReleasePolicy
from console.releases.records import Release
from console.releases.rules.content import Content, content_from_json
from console.releases.rules.errata import Touch, Touched, touched
from console.releases.rules.kinds import Kind
from console.releases.rules.package import content_of
from console.releases.standing import newest


def touches(tx: Session, policy: ReleasePolicy, release_id: UUID) -> tuple[Touch, ...]:
    """Of the newest words; empty for what is no erratum."""
    release = tx.get_one(Release, release_id)
    return touches_of(tx, policy, release, content_from_json(newest(tx, release).content))


def touches_of(
    tx: Session, policy: ReleasePolicy, release: Release, content: Content
) -> tuple[Touch, ...]:
    old = tx.get(Release, release.corrects_id) if release.corrects_id else None
    if content.kind is not Kind.ERRATUM or old is None:
        return ()
    base = old.published_at or old.submitted_at or release.created_at
    said = content_of(old.package) if old.package else content_from_json(newest(tx, old).content)
    found = touched(said.text, content.text, base, policy.zone)
    if content.attachments != said.attachments:
        return (*found, Touch(Touched.ATTACHMENT, "", ""))
    return found
