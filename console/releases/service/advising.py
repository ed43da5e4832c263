"""公众须知 of an incident: whose holds now, so that no correction brings an old one back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.releases.items import LISTED
from console.releases.records import Release
from console.releases.rules.kinds import CHANGES
from console.releases.rules.package import opened
from console.releases.rules.workflow import Stage
from console.releases.warned import lifted_by


def overtaken(tx: Session, old: Release) -> bool:
    """Has a later release of the incident told people what to do, or the final one told no more;
    or has one lifted it, where it was a warning 解除预警?

    ``old`` may itself be a correction: what counts is when the release was that it corrects.
    """
    first, numbers = _root(tx, old)
    if lifted_by(tx, numbers, LISTED):
        return True
    if first.incident_id is None or first.published_at is None:
        return False
    later = tx.scalars(
        select(Release)
        .where(Release.incident_id == first.incident_id, Release.kind.not_in(CHANGES))
        .where(Release.stage.in_((Stage.PUBLISHED, Stage.SUPERSEDED)))
        .where(Release.published_at > first.published_at)
    )
    return any(opened(row.package).get("advice") or row.kind == "final" for row in later)


def _root(tx: Session, release: Release) -> tuple[Release, list[str]]:
    """What it corrects through corrections of corrections, and the numbers of all of them."""
    numbers = [release.number or ""]
    while release.corrects_id and (before := tx.get(Release, release.corrects_id)):
        release = before
        numbers.append(release.number or "")
    return release, numbers
