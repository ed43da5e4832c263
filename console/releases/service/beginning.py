"""Begin a draft of the right kind, with what its template and the ledger already say."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.incidents.queries import of_id
from console.kernel.errors import Invalid, NotNow
from console.people.rules.actor import Actor
from console.releases.policy import ReleasePolicy
from console.releases.records import TemplateUse
from console.releases.rules.content import content_from_json
from console.releases.rules.kinds import CHANGES, SERIES, Kind
from console.releases.rules.titles import series_title
from console.releases.rules.workflow import Stage
from console.releases.service import found
from console.releases.service.advising import overtaken
from console.releases.service.drafting import Started, start
from console.releases.standing import newest
from console.releases.templating import Prefill, prefill


def start_next(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    incident_id: UUID,
    column: str,
    final: bool = False,
) -> Started:
    """The next release of an incident: the right kind, and a title numbered in its series."""
    place = found.next_series_place(tx, incident_id)
    kind = Kind.INITIAL if place == 1 else (Kind.FINAL if final else Kind.UPDATE)
    made = prefill(tx, policy, kind, of_id(tx, incident_id))
    started = start(
        tx, at, actor, policy, kind=kind, column=column, incident_id=incident_id,
        title=series_title(place), body=made.body if made else "",
    )  # fmt: skip
    return _used(tx, at, started, made)


def start_any(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    kind: Kind,
    column: str,
    incident_id: UUID | None,
) -> Started:
    """A draft of a chosen kind. A report of no incident begins with nothing: there is nothing to
    fill in. Raises like ``start``."""
    incident = of_id(tx, incident_id) if incident_id else None
    made = None if incident is None and kind in SERIES else prefill(tx, policy, kind, incident)
    title = made.title if made else ""
    if made and incident_id and kind in SERIES:
        title = series_title(found.next_series_place(tx, incident_id))
    started = start(
        tx, at, actor, policy, kind=kind, column=column, incident_id=incident_id, title=title,
        body=made.body if made else "",
    )  # fmt: skip
    return _used(tx, at, started, made)


def start_correction(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    kind: Kind,
    body: str | None = None,
) -> Started:
    """A correction or an erratum of a published release, beginning from its words below those of
    the template; or from ``body`` alone. Its advice comes along while it holds, and so
    does what it lifts."""
    old = found.locked(tx, release_id)
    if kind not in CHANGES:
        raise Invalid("release.not_a_change", field="kind")
    if old.stage is not Stage.PUBLISHED:
        raise NotNow("release.only_published_corrected")
    words = content_from_json(newest(tx, old).content)
    what = "更正" if kind is Kind.CORRECTION else "文字勘误"
    incident = of_id(tx, old.incident_id) if old.incident_id else None
    made = prefill(tx, policy, kind, incident) if body is None else None
    advises = kind is Kind.CORRECTION and not overtaken(tx, old)
    started = start(
        tx, at, actor, policy,
        kind=kind, column=old.column, incident_id=old.incident_id, corrects_id=old.id,
        title=f"关于{old.number}号发布的{what}",
        body=f"{made.body}\n{words.body}" if made else body or words.body,
        attachments=words.attachments, drill=old.drill, advice=words.advice if advises else "",
        warning=words.warning if advises else None,
        lifts=words.lifts if kind is Kind.CORRECTION else (),
    )  # fmt: skip
    return _used(tx, at, started, made)


def _used(tx: Session, at: datetime, started: Started, made: Prefill | None) -> Started:
    if made is not None and not started.again:
        tx.add(TemplateUse(release_id=started.id, version_id=made.version_id, at=at))
        tx.flush()
    return started
