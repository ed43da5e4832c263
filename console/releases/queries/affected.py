"""已发布内容受影响: published releases of an incident that the ledger no longer agrees with."""

from dataclasses import dataclass
from datetime import tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.queries.facts import ledger
from console.releases.queries.known import entries_of
from console.releases.queries.lists import ReleaseRow, row
from console.releases.records import Release
from console.releases.rules.affected import Disagreement, Public, disagreements
from console.releases.rules.kinds import Kind
from console.releases.rules.package import content_in, opened
from console.releases.rules.resting import facts_in
from console.releases.rules.workflow import Stage

UNDER_WAY = (
    Stage.DRAFT, Stage.IN_REVIEW, Stage.SIGNED, Stage.SCHEDULED, Stage.PUBLISHING,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Affected:
    """``pending``: a correction of it that is under way."""

    row: ReleaseRow
    found: tuple[Disagreement, ...]
    pending: ReleaseRow | None = None

    @property
    def wrong(self) -> tuple[Disagreement, ...]:
        """What a correction is for; the rest is news."""
        return tuple(each for each in self.found if each.wrong)


def affected(tx: Session, incident_id: UUID, zone: tzinfo) -> tuple[Affected, ...]:
    """The newest first. What was corrected or withdrawn is no longer what the public is told."""
    entries = entries_of(ledger(tx, incident_id))
    if not entries:
        return ()
    releases = list(
        tx.scalars(
            select(Release)
            .where(Release.incident_id == incident_id, Release.stage == Stage.PUBLISHED)
            .where(Release.published_at.is_not(None))
            .order_by(Release.published_at, Release.id)
        )
    )
    found = disagreements([_public(each) for each in releases], entries, zone)
    pending = _pending(tx, [each.id for each in releases])
    return tuple(
        Affected(row(release), said, pending.get(release.id))
        for release, said in reversed(list(zip(releases, found, strict=True)))
        if said
    )


def is_wrong(tx: Session, release: ReleaseRow, zone: tzinfo) -> bool:
    """Is it out, and does the ledger ask for its correction?"""
    if release.incident_id is None or release.stage is not Stage.PUBLISHED:
        return False
    listed = affected(tx, release.incident_id, zone)
    return any(each.row.id == release.id and each.wrong for each in listed)


def _public(release: Release) -> Public:
    package = opened(release.package)
    at = release.published_at or release.updated_at
    return Public(release.kind.value, content_in(package).text, at, facts_in(package))


def _pending(tx: Session, releases: list[UUID]) -> dict[UUID, ReleaseRow]:
    begun = tx.scalars(
        select(Release)
        .where(Release.corrects_id.in_(releases), Release.kind == Kind.CORRECTION)
        .where(Release.stage.in_(UNDER_WAY))
        .order_by(Release.created_at)
    )
    return {each.corrects_id: row(each) for each in begun if each.corrects_id}
