"""A step that nobody opens is told to B 角, then to the drafter, who rings; one that is overdue, to
both; each once."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.notices.circles import among
from console.notices.service import tell
from console.releases.queries.waiting import Waiting, first_asked, substitutes, waiting
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
            if step.due_at and now >= step.due_at:
                told += _overdue(tx, now, release, step)
            if step.opened or since < unopened:
                continue
            subject, number = f"release:{release.id}", release.number or ""
            able = among(tx, subject, (each.id for each in step.signers))
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


def _overdue(tx: Session, now: datetime, release: Release, step: Waiting) -> int:
    """The drafter, and whoever was asked first. The chain said by when."""
    able = among(tx, f"release:{release.id}", (each.id for each in step.signers))
    tell(
        tx, now, sorted({*first_asked(tx, now, able), *authors(tx, release)}),
        "release.told_overdue", f"release:{release.id}",
        {"number": release.number or "", "role": step.role.value},
        f"{key(release, step.place)}:overdue",
    )  # fmt: skip
    return 1
