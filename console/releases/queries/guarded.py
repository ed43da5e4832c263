"""What the guard said of a release, and who let what through."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.checks.findings import Finding
from console.releases.records import GuardOverride, GuardReport, Release
from console.releases.rules.guarding import Override, findings_from_json, overrides_in
from console.releases.rules.package import opened


@dataclass(frozen=True, slots=True)
class GivenOverride:
    """One that counts now; ``id`` takes it back while the release is a draft."""

    id: UUID
    person_id: UUID
    override: Override


def overrides_of(tx: Session, release_id: UUID) -> tuple[GivenOverride, ...]:
    """Of a draft, the oldest first."""
    rows = tx.scalars(
        select(GuardOverride)
        .where(GuardOverride.release_id == release_id, GuardOverride.fell_at.is_(None))
        .order_by(GuardOverride.at, GuardOverride.id)
    )
    return tuple(
        GivenOverride(
            row.id,
            row.person_id,
            Override(
                row.code, row.part, row.excerpt, row.reason, row.person_name, row.post, row.at
            ),
        )
        for row in rows
    )


def sealed(tx: Session, release_id: UUID) -> tuple[tuple[Finding, ...], tuple[Override, ...]]:
    """What the guard said of the submitted words, and the overrides that were sealed with them.
    Nothing for a draft, or for words that were submitted before there was a guard."""
    release = tx.get(Release, release_id)
    if release is None or not release.package:
        return (), ()
    said = tx.scalar(
        select(GuardReport.findings).where(
            GuardReport.release_id == release_id, GuardReport.revision == release.revision
        )
    )
    return findings_from_json(said or []), overrides_in(opened(release.package))
