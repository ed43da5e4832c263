"""解除预警: what may be lifted, and the pages of what was lifted, which say so."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.kernel.errors import Invalid
from console.publishing.rules.channel import Action as Deed
from console.publishing.rules.moves import PAGES
from console.publishing.service import lay_change
from console.releases.policy import ReleasePolicy
from console.releases.queries.liftable import in_force_for, lifts_of
from console.releases.records import Release
from console.releases.rules.content import Content
from console.releases.rules.workflow import Stage


def problems(
    tx: Session, release: Release, old: Release | None, content: Content
) -> Iterator[Invalid]:
    """Only what holds is lifted; a correction may go on lifting what its own ``old`` did."""
    kept = set(lifts_of(old)) if old else set()
    asked = [each for each in content.lifts if each not in kept]
    if not asked:
        return
    holding = {item.number for item in in_force_for(tx, release)}
    for number in asked:
        if number not in holding:
            yield Invalid("lifts.not_in_force", field="lifts", number=number)


def tell(tx: Session, at: datetime, policy: ReleasePolicy, release: Release) -> None:
    """``release`` is out: the pages of what it lifts say so; of what its correction no longer
    lifts, no more."""
    _say_anew(tx, at, policy, release, release.number or "")


def untell(tx: Session, at: datetime, policy: ReleasePolicy, gone: Release) -> None:
    """It was withdrawn: what it lifted holds again for whoever reads the pages; what its own
    withdrawal lets stand again, it lifts again."""
    _say_anew(tx, at, policy, gone, f"{gone.number}/withdrawal")


def _say_anew(
    tx: Session, at: datetime, policy: ReleasePolicy, release: Release, cause: str
) -> None:
    old = tx.get(Release, release.corrects_id) if release.corrects_id else None
    numbers = {*lifts_of(release), *(lifts_of(old) if old else ())}
    if not numbers:
        return
    rows = tx.scalars(
        select(Release)
        .where(Release.number.in_(numbers), Release.stage.in_((Stage.PUBLISHED, Stage.SUPERSEDED)))
        .order_by(Release.id)
        .with_for_update(key_share=True)
    )
    for row in rows:
        row.changed_at = at.replace(microsecond=0)
        lay_change(
            tx, at, release_id=row.id, incident_id=row.incident_id, digest=row.digest,
            action=Deed.UPDATE, cause=cause, accounts=policy.accounts, channels=sorted(PAGES),
            expires_days=policy.expires_days,
        )  # fmt: skip
