"""What a draft begins from: its template, and what the ledger learned since the last release."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.queries.facts import FactChange, changed_since
from console.kernel.errors import NotThere
from console.release_templates import queries as templates
from console.release_templates.queries import VersionView
from console.releases.queries.lists import ReleaseRow, row
from console.releases.records import Release, TemplateUse
from console.releases.rules.kinds import SERIES
from console.releases.rules.workflow import Stage


@dataclass(frozen=True, slots=True)
class Since:
    """``last``: the release of the incident's series that the public read last; None: none yet.
    ``changes``: of what may be released, since its words were submitted. ``template`` None: it
    began with nothing; ``put_away``: its words may all be changed."""

    last: ReleaseRow | None
    changes: tuple[FactChange, ...]
    template: VersionView | None
    put_away: bool


def since(tx: Session, release_id: UUID) -> Since:
    """Raises NotThere."""
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    use = tx.get(TemplateUse, release_id)
    version = templates.version(tx, use.version_id) if use else None
    away = use is not None and use.put_away_at is not None
    last = _last(tx, release)
    if last is None or release.incident_id is None or last.submitted_at is None:
        return Since(None, (), version, away)
    changes = changed_since(tx, release.incident_id, last.submitted_at, free=True)
    return Since(row(last), changes, version, away)


def _last(tx: Session, release: Release) -> Release | None:
    if release.incident_id is None:
        return None
    return tx.scalars(
        select(Release)
        .where(Release.incident_id == release.incident_id, Release.id != release.id)
        .where(Release.stage.in_((Stage.PUBLISHED, Stage.SUPERSEDED)), Release.kind.in_(SERIES))
        .order_by(Release.published_at.desc(), Release.id.desc())
        .limit(1)
    ).first()
