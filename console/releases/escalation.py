"""A step that nobody opens is told to B 角, then to the drafter, who rings; each once."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.notices.service import tell
from console.releases.queries.waiting import substitutes, waiting
from console.releases.records import Release
from console.releases.rules.workflow import Stage
from console.releases.service.asking import key
from console.releases.standing import authors


def escalate_signatures(tx: Session, now: datetime, unopened: timedelta) -> int:
    """How many steps were spoken of. B may sign by the role or on a standing authorisation: who may
    not is not asked."""
    told = 0
    for release in tx.scalars(select(Release).where(Release.stage == Stage.IN_REVIEW)):
        for step in waiting(tx, now, release.id):
            since = now - step.since
            if step.opened or since < unopened:
                continue
            able = [each.id for each in step.signers]
            subject, number = f"release:{release.id}", release.number or ""
            said = {"number": number, "role": step.role.value}
            asked = key(release, step.place)
            tell(
                tx, now, substitutes(tx, now, able), "release.told_unopened", subject, said,
                f"{asked}:unopened",
            )  # fmt: skip
            if since >= 2 * unopened or not able:
                tell(
                    tx, now, sorted(authors(tx, release)), "release.told_to_ring", subject, said,
                    f"{asked}:ring",
                )  # fmt: skip
            told += 1
    return told
