"""Draft: begin with nothing, save, discard."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.incidents.records import Incident
from console.incidents.rules.levels import IncidentStatus
from console.kernel.errors import Invalid, NotNow, NotThere, Stale
from console.kernel.ids import new_id
from console.people.records import Person
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.rules.warning import PublicWarning
from console.releases.policy import ReleasePolicy
from console.releases.records import Release, Revision, TemplateUse
from console.releases.rules.content import (
    LONGEST_KEPT_TITLE,
    AttachmentRef,
    Content,
    content_to_json,
)
from console.releases.rules.kinds import CHANGES, Kind
from console.releases.rules.workflow import Action, Stage
from console.releases.service import found, guard
from console.releases.standing import newest

AGAIN = timedelta(minutes=2)  # who saw no answer presses again
MIRRORED = 200  # characters of a title that lists show


@dataclass(frozen=True, slots=True)
class Started:
    """``again``: the same press began it a moment ago, and nobody has written in it."""

    id: UUID
    version: int
    again: bool = False


def start(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    kind: Kind,
    column: str,
    incident_id: UUID | None = None,
    corrects_id: UUID | None = None,
    title: str = "",
    body: str = "",
    attachments: tuple[AttachmentRef, ...] = (),
    drill: bool = False,
    advice: str = "",
    warning: PublicWarning | None = None,
    lifts: tuple[str, ...] = (),
    anew: bool = False,
) -> Started:
    """A new draft with its first revision; pressed again for want of an answer, the same draft.
    ``anew``: another one in any case."""
    actor.require(P.RELEASE_DRAFT)
    if (kind in CHANGES) != (corrects_id is not None):
        raise found.kind_refused(kind)
    if column not in policy.columns:
        raise Invalid("content.no_such_column", field="column", column=column)
    incident = tx.get(Incident, incident_id) if incident_id else None
    if incident_id and incident is None:
        raise NotThere("incident.not_there")
    drill = incident.drill if incident else drill
    _check_drill(tx, incident, corrects_id, drill=drill)
    content = Content(
        kind=kind,
        column=column,
        title=title,
        list_title="",
        body=body,
        issuer=policy.issuer,
        source=policy.issuer,
        plan=policy.plan,
        attachments=attachments,
        advice=advice,
        warning=warning,
        lifts=lifts,
    )
    release = Release(
        id=new_id(), kind=kind, stage=Stage.DRAFT, column=column, title=title[:MIRRORED],
        list_title="", incident_id=incident_id, corrects_id=corrects_id,
        drill=drill, created_by=actor.id, created_at=at, updated_at=at, version=1, revision=1,
    )  # fmt: skip
    if known := None if anew else _untouched(tx, release, content):
        return Started(known.id, known.version, again=True)
    tx.add(release)
    tx.flush()
    tx.add(found.new_revision(release, actor, content, at))
    audit.record(
        tx, at, audit.Event.DRAFT_STARTED, actor=actor.username, subject=found.subject(release),
        kind=kind.value, column=column,
    )  # fmt: skip
    return Started(release.id, release.version)


def _untouched(tx: Session, asked: Release, content: Content) -> Release | None:
    tx.get(Person, asked.created_by, with_for_update={"key_share": True})  # two presses at once
    put_away = select(TemplateUse.release_id).where(TemplateUse.put_away_at.is_not(None))
    rows = tx.scalars(
        select(Release)
        .filter_by(created_by=asked.created_by, stage=Stage.DRAFT, version=1, kind=asked.kind)
        .filter_by(incident_id=asked.incident_id, corrects_id=asked.corrects_id, drill=asked.drill)
        .where(Release.created_at > asked.created_at - AGAIN, Release.id.not_in(put_away))
    )
    kept = content_to_json(content)
    return next((each for each in rows if newest(tx, each).content == kept), None)


def save(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    version: int,
    content: Content,
) -> int:
    """Keep ``content`` as the newest revision; the new version. The same words change nothing.

    Raises Stale when someone else saved since ``version``: nothing of theirs is overwritten.
    """
    release = found.locked(tx, release_id)
    found.may_move(release, Action.EDIT, actor)
    stored, latest = content_to_json(content), newest(tx, release)
    if latest.content == stored:
        return release.version
    if release.version != version:
        raise Stale("release.edited_elsewhere", revision=latest.place)
    if len(content.title) > LONGEST_KEPT_TITLE or len(content.list_title) > LONGEST_KEPT_TITLE:
        raise Invalid(
            "content.title_too_long",
            field="title",
            length=len(content.title),
            most=policy.limits.title,
        )
    if len(content.text) > policy.limits.body:
        raise Invalid(
            "content.body_too_long", field="body", length=len(content.text), most=policy.limits.body
        )
    if _may_overwrite(latest, actor, at, policy.revision_age):
        latest.content, latest.saved_at = stored, at
        latest.author_name, latest.author_post = actor.name, actor.post
    else:
        release.revision += 1
        tx.add(found.new_revision(release, actor, content, at))
        audit.record(
            tx, at, audit.Event.REVISION_MADE, actor=actor.username, subject=found.subject(release),
            revision=release.revision,
        )  # fmt: skip
    _mirror(release, content)
    guard.drop_edited(tx, at, actor, release, content)
    found.move(tx, at, release, Action.EDIT, actor)
    return release.version


def call_off(tx: Session, at: datetime, incident_id: UUID) -> int:
    """The drill is over: what was not out is discarded; how many releases."""
    rows = tx.scalars(
        select(Release)
        .where(
            Release.incident_id == incident_id,
            Release.drill.is_(True),
            Release.stage.in_((Stage.DRAFT, Stage.IN_REVIEW, Stage.SCHEDULED)),
        )
        .order_by(Release.id)
        .with_for_update()
    ).all()
    for release in rows:
        found.move(tx, at, release, Action.CALL_OFF, None)
        audit.record(
            tx, at, audit.Event.DISCARDED, actor=audit.SYSTEM, subject=found.subject(release),
            number=release.number,
        )  # fmt: skip
    return len(rows)


def _check_drill(
    tx: Session, incident: Incident | None, corrects_id: UUID | None, *, drill: bool
) -> None:
    """What is real corrects nothing of a drill, nor the other way; and a drill that ended stays
    as its report says."""
    old = tx.get(Release, corrects_id) if corrects_id else None
    if old is not None and old.drill != drill:
        raise Invalid("drill.not_of_one_kind")
    if incident and incident.drill and incident.status is IncidentStatus.CLOSED:
        raise NotNow("drill.ended")


def discard(tx: Session, at: datetime, actor: Actor, *, release_id: UUID, version: int) -> None:
    release = found.locked(tx, release_id)
    found.may_move(release, Action.DISCARD, actor)
    found.check_version(release, version)
    found.move(tx, at, release, Action.DISCARD, actor)
    audit.record(
        tx, at, audit.Event.DISCARDED, actor=actor.username, subject=found.subject(release),
        number=release.number,
    )  # fmt: skip


def _may_overwrite(latest: Revision, actor: Actor, at: datetime, age: timedelta) -> bool:
    return latest.author_id == actor.id and not latest.submitted and at - latest.started_at < age


def _mirror(release: Release, content: Content) -> None:
    release.kind, release.column = content.kind, content.column
    release.title = content.title[:MIRRORED]
    release.list_title = content.list_title[:MIRRORED]
