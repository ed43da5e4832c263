"""先期声明: words that the whole chain cleared before anything happened; one person fills them in,
another on duty signs them out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.duty.queries import in_use, on_duty
from console.incidents.queries import of_id
from console.incidents.rules.levels import IncidentStatus
from console.incidents.service.locking import locked as locked_incident
from console.kernel.errors import NotNow, NotYou
from console.people.queries import holders_of_role
from console.people.rules.actor import Actor
from console.people.rules.roles import P, Role
from console.release_templates import queries
from console.release_templates.queries import ClearanceView
from console.releases.policy import ReleasePolicy
from console.releases.records import Release
from console.releases.rules.citing import check_unfound, citation_in
from console.releases.rules.content import content_from_json
from console.releases.rules.package import opened
from console.releases.rules.workflow import Stage
from console.releases.service import citing, found, guard
from console.releases.service.drafting import Started, start
from console.releases.service.submission import submit
from console.releases.standing import newest
from console.releases.templating import statement


def put_forward(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    incident_id: UUID,
    clearance_id: UUID,
    slots: Mapping[str, str],
) -> Started:
    """Fill in and submit at once; pressed twice it is one. ``slots``: label → canonical value.

    Raises Invalid, naming the slot; NotNow where the clearance does not count, is not meant for
    this incident, a first report is there already, or the guard finds anything.
    """
    actor.require(P.RELEASE_DRAFT)
    actor.require(P.RELEASE_SUBMIT)
    locked_incident(tx, incident_id)
    incident, view = of_id(tx, incident_id), queries.clearance(tx, clearance_id)
    if again := _already(tx, actor, view, incident_id, slots):
        return Started(again.id, again.version)
    if incident.status is IncidentStatus.CLOSED:
        raise NotNow("incident.closed")
    if found.next_series_place(tx, incident_id) != 1:
        raise NotNow("clearance.not_first")
    if not view.good(at):
        raise NotNow("clearance.void_ended")
    citing.check_meant(view, incident, slots)
    signer = signing_role(tx, at, policy, actor.id)
    words = statement(policy, view, slots, at)
    made = start(
        tx, at, actor, policy, kind=words.kind, column=words.column, incident_id=incident_id,
        title=words.title, body=words.body, anew=True,
    )  # fmt: skip
    submit(
        tx, at, actor, policy, release_id=made.id, version=made.version,
        after_midnight_meant=True, cited=citing.cite(view, slots), signer=signer,
    )  # fmt: skip
    return made


def signing_role(tx: Session, at: datetime, policy: ReleasePolicy, drafter: UUID) -> Role:
    """Of the first who may sign it out: on duty, where shifts are planned; never the drafter.

    Raises NotNow when there is nobody.
    """
    there = _answering(tx, at) if in_use(tx) else None
    for role in policy.pre_cleared.signers:
        able = set(holders_of_role(tx, role)) - {drafter}
        if able if there is None else able & there:
            return role
    raise NotNow("clearance.nobody_signs" if there is None else "clearance.nobody_on_duty")


def off_duty(tx: Session, at: datetime, actor: Actor, release: Release) -> NotYou | None:
    """Why this person does not sign out what was cleared beforehand: they are not on duty now, nor
    were when it was put forward. None: they may, or no shift was ever planned."""
    if not in_use(tx) or not release.package or citation_in(opened(release.package)) is None:
        return None
    there = _answering(tx, at) | _answering(tx, release.submitted_at or at)
    return None if actor.id in there else NotYou("clearance.not_on_duty")


def duty_refusal(tx: Session, at: datetime, actor: Actor, *, release_id: UUID) -> NotYou | None:
    release = tx.get(Release, release_id)
    return off_duty(tx, at, actor, release) if release else None


def _answering(tx: Session, at: datetime) -> frozenset[UUID]:
    duty = on_duty(tx, at)
    return frozenset(duty.both) if duty else frozenset()


def check(tx: Session, policy: ReleasePolicy, release: Release, at: datetime, actor: Actor) -> None:
    """Before it is signed: who signs, the citation as of now, and the guard as it is now.

    Raises NotYou, NotNow.
    """
    citing.check(tx, policy, release, at)
    if citation_in(opened(release.package)) is None:
        return
    if refused := off_duty(tx, at, actor, release):
        raise refused
    judged = guard.look(tx, at, policy, release, content_from_json(newest(tx, release).content))
    check_unfound(judged.findings)


def _already(
    tx: Session, actor: Actor, view: ClearanceView, incident_id: UUID, slots: Mapping[str, str]
) -> Release | None:
    rows = tx.scalars(
        select(Release)
        .where(Release.incident_id == incident_id, Release.series_place == 1)
        .where(Release.created_by == actor.id)
        .where(Release.stage.not_in((Stage.DRAFT, Stage.DISCARDED, Stage.WITHDRAWN)))
    )
    return next((row for row in rows if citing.same_slots(row, view, slots)), None)
