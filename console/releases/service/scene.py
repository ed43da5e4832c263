"""Typed on scene and put forward in one press, for the commander to sign."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.authorisations.queries import able_to_sign, granted_to
from console.incidents.queries import of_id
from console.incidents.rules.levels import IncidentStatus
from console.incidents.service.locking import locked as locked_incident
from console.kernel.errors import Invalid, NotNow, NotYou
from console.people.queries import roles_of
from console.people.rules.actor import Actor
from console.people.rules.granted import Matter
from console.people.rules.roles import P, Role
from console.releases.policy import ReleasePolicy
from console.releases.queries.after_review import blocking
from console.releases.records import Release
from console.releases.rules.body import from_input
from console.releases.rules.package import content_of, opened
from console.releases.rules.scene import KIND, STEPS, SelfCheck, check_ticked, is_on_scene
from console.releases.rules.workflow import Stage
from console.releases.service.drafting import Started, start
from console.releases.service.submission import submit


def put_on_scene(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    incident_id: UUID,
    title: str,
    text: str,
    ticked: Collection[str],
) -> Started:
    """Begin, check and submit at once; pressed twice it is one.

    Raises Invalid, naming the field; NotNow where the incident is closed or nobody could sign.
    """
    actor.require(P.RELEASE_DRAFT)
    actor.require(P.RELEASE_SUBMIT)
    locked_incident(tx, incident_id)
    incident, body = of_id(tx, incident_id), from_input(text)
    if again := _already(tx, actor, incident_id, title.strip(), body):
        return Started(again.id, again.version)
    if incident.status is IncidentStatus.CLOSED:
        raise NotNow("incident.closed")
    if not text.strip():
        raise Invalid("scene.no_text", field="text")
    check_ticked(policy.on_scene.items, ticked)
    if not signers(tx, at, policy, actor.id, incident_id):
        raise NotNow("scene.nobody_signs")
    made = start(
        tx, at, actor, policy, kind=KIND, column=policy.on_scene.column, incident_id=incident_id,
        title=title.strip(), body=body, drill=incident.drill, anew=True,
    )  # fmt: skip
    submit(
        tx, at, actor, policy, release_id=made.id, version=made.version,
        after_midnight_meant=True,
        self_check=SelfCheck(
            policy.on_scene.items, actor.id, actor.name, actor.post, at.replace(microsecond=0)
        ),
    )  # fmt: skip
    return made


def signers(
    tx: Session, at: datetime, policy: ReleasePolicy, typist: UUID, incident_id: UUID
) -> tuple[UUID, ...]:
    """Who could sign a first report of this incident alone: the commander and their delegates,
    never who typed it, nor who owes an overdue review of another incident, nor who was authorised
    by somebody who does."""
    matter = Matter(incident_id, policy.on_scene.column, of_id(tx, incident_id).level.value)
    able = able_to_sign(tx, at, STEPS[0], matter)
    return tuple(
        each for each in able if each != typist and _is_free(tx, at, each, incident_id, matter)
    )


def _is_free(tx: Session, at: datetime, person_id: UUID, incident_id: UUID, matter: Matter) -> bool:
    if blocking(tx, at, person_id, incident_id) is not None:
        return False
    return STEPS[0] in roles_of(tx, person_id) or any(
        each.role is STEPS[0]
        and each.scope.covers(matter)
        and blocking(tx, at, each.rests_on, incident_id) is None
        for each in granted_to(tx, at, person_id)
    )


def check_handing_on(
    tx: Session, at: datetime, actor: Actor, role: Role, incident_id: UUID | None
) -> None:
    """Who owes an overdue after-review gets round it by nobody else's mouth either: to speak on
    scene is not handed on, but for the incident that is owed for. Raises NotYou."""
    if role is not STEPS[0]:
        return
    passed_on = {each.rests_on for each in actor.granted if each.role is role}
    for each in sorted({actor.id} | passed_on):
        if row := blocking(tx, at, each, incident_id):
            raise NotYou("scene.hands_on_debt", number=row.number)


def _already(tx: Session, actor: Actor, incident_id: UUID, title: str, body: str) -> Release | None:
    """The same words, put forward by the same person: a double touch."""
    rows = tx.scalars(
        select(Release).where(
            Release.incident_id == incident_id, Release.created_by == actor.id,
            Release.kind == KIND, Release.package != "",
            Release.stage.not_in((Stage.DRAFT, Stage.DISCARDED, Stage.WITHDRAWN)),
        )
    )  # fmt: skip

    def same(row: Release) -> bool:
        said = content_of(row.package)
        return is_on_scene(opened(row.package)) and (said.title, said.body) == (title, body)

    return next((row for row in rows if same(row)), None)
