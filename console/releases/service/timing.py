"""What time does to words that wait: a warning that is over, a promise that is past, a first word
that a later one of its incident has overtaken. Asked at every signature and before they go out."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from console.kernel.errors import NotNow
from console.releases.records import Release
from console.releases.rules.kinds import SERIES, Kind
from console.releases.rules.package import content_of
from console.releases.rules.workflow import Stage

TELLING = SERIES | {Kind.STATEMENT, Kind.REBUTTAL}


def check(tx: Session, release: Release, at: datetime) -> None:
    """Raises NotNow with the reason that ``refusal`` gives."""
    if refused := refusal(tx, release, at):
        raise NotNow(refused)


def refusal(tx: Session, release: Release, at: datetime) -> str | None:
    """Why these words may not go out at ``at``. A warning that is over goes to no channel; what is
    public already goes on to the others whatever else has passed."""
    content = content_of(release.package)
    if content.warning and content.warning.expires_at <= at:
        return "warrant.warning_over"
    if release.published_at is not None:
        return None
    if content.next_update_at and content.next_update_at <= at:
        return "warrant.promise_past"
    return "warrant.overtaken" if _overtaken(tx, release) else None


def told_already(tx: Session, release: Release) -> bool:
    """Has the public another word on what happened in its incident? A notice is none."""
    told = exists().where(*_standing(release), Release.kind.in_(TELLING))
    return bool(tx.scalar(select(told)))


def _overtaken(tx: Session, release: Release) -> bool:
    """首报 after 续报: the later one in its series is public, and this one would stand on top."""
    if release.incident_id is None or release.kind not in SERIES or release.series_place is None:
        return False
    later = exists().where(*_standing(release), Release.series_place > release.series_place)
    return bool(tx.scalar(select(later)))


def _standing(release: Release) -> tuple[ColumnElement[bool], ...]:
    return (
        Release.incident_id == release.incident_id,
        Release.id != release.id,
        Release.published_at.is_not(None),
        Release.stage != Stage.WITHDRAWN,
    )
