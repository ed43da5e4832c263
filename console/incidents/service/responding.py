"""应急预案 at work: set the checklist going, take a task, finish it, say why it does not apply."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.incidents.records import Incident, ResponseTask
from console.incidents.rules.reception import Reception, checked
from console.incidents.rules.response import TaskKind, TaskRule, asked, left
from console.incidents.service.locking import locked_open
from console.kernel.clock import whole_seconds
from console.kernel.errors import Invalid, NotNow, NotThere
from console.people.queries import holders
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.service import say_anew

LONGEST_NOTE = 2000


def activate(tx: Session, at: datetime, incident: Incident, rules: Sequence[TaskRule]) -> None:
    """What level and category ask for and is not there yet. Nothing asked is taken back."""
    known = {row.name for row in _of(tx, incident.id)}
    added = [
        ResponseTask(
            incident_id=incident.id, name=rule.name, place=place, title=rule.title,
            hint=rule.hint, legal_basis=rule.legal_basis, kind=rule.kind, role=rule.role,
            recipients=list(rule.recipients), told={}, due_at=incident.detected_at + rule.within,
            note="", skipped="",
        )
        for place, rule in enumerate(rules)
        if rule.name not in known and rule in asked(rules, incident.level, incident.category)
    ]  # fmt: skip
    if not added:
        return
    tx.add_all(added)
    tx.flush()
    audit.record(
        tx, at, audit.Event.RESPONSE_ACTIVATED, actor=audit.SYSTEM,
        subject=f"incident:{incident.id}", number=incident.number, count=len(added),
    )  # fmt: skip
    if incident.first_public_at is not None:
        released(tx, incident.first_public_at, incident, incident.first_public_number)


def assign(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, task_id: UUID, owner_id: UUID
) -> None:
    """To oneself or another who may work on it."""
    task, incident = _open_task(tx, actor, incident_id, task_id)
    if owner_id not in holders(tx, P.INCIDENT_MANAGE):
        raise Invalid("task.no_owner", field="owner")
    if task.owner_id == owner_id:
        return
    task.owner_id = owner_id
    _record(tx, at, audit.Event.TASK_ASSIGNED, actor, incident, task, owner=str(owner_id))


def finish(
    tx: Session,
    at: datetime,
    actor: Actor,
    incident_id: UUID,
    task_id: UUID,
    *,
    done_at: datetime,
    note: str = "",
    told: Sequence[str] = (),
) -> None:
    """``told``: the recipients that were told at ``done_at``; the task is done with the last one.

    Raises Invalid for a time to come or before the incident, or when nobody was told.
    """
    task, incident = _open_task(tx, actor, incident_id, task_id)
    said = note.strip()
    if len(said) > LONGEST_NOTE:
        raise Invalid("incident.too_long", field="note", most=LONGEST_NOTE)
    if done_at > at:
        raise Invalid("task.not_yet", field="done_at")
    if done_at < incident.detected_at:
        raise Invalid("task.before", field="done_at")
    if task.recipients:
        new = [each for each in left(task.recipients, task.told) if each in told]
        if not new:
            raise Invalid("task.nobody_told", field="told")
        task.told = {**task.told, **dict.fromkeys(new, whole_seconds(done_at))}
        for each in new:
            _record(tx, at, audit.Event.TASK_TOLD, actor, incident, task, recipient=each)
    task.note = said or task.note
    if not left(task.recipients, task.told):
        _done(tx, at, actor, incident, task, done_at)


def skip(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, task_id: UUID, reason: str
) -> None:
    """不适用, with a reason."""
    task, incident = _open_task(tx, actor, incident_id, task_id)
    said = reason.strip()
    if not said:
        raise Invalid("task.no_reason", field="reason")
    if len(said) > LONGEST_NOTE:
        raise Invalid("incident.too_long", field="reason", most=LONGEST_NOTE)
    task.skipped, task.done_at, task.done_by = said, at, actor.id
    _record(tx, at, audit.Event.TASK_SKIPPED, actor, incident, task, reason=said)


def undo(tx: Session, at: datetime, actor: Actor, incident_id: UUID, task_id: UUID) -> None:
    """Ticked by mistake: it is open again; the audit keeps that it was ticked."""
    task, incident = _task(tx, actor, incident_id, task_id)
    if task.done_at is None and not task.told:
        return
    task.skipped, task.done_at, task.done_by, task.told = "", None, None, {}
    _record(tx, at, audit.Event.TASK_UNDONE, actor, incident, task)


def name_reception(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, given: Reception
) -> None:
    """Both may change; naming them finishes their tasks. The press page prints them, so it takes
    who confirms facts, and names only (``rules.reception``)."""
    actor.require(P.FACT_CONFIRM)
    incident = locked_open(tx, incident_id)
    kept = checked(given)
    was = Reception(incident.media_unit, incident.media_telephone, incident.spokesperson)
    if kept == was:
        return
    incident.media_unit, incident.media_telephone = kept.unit, kept.telephone
    incident.spokesperson = kept.spokesperson
    audit.record(
        tx, at, audit.Event.RECEPTION_NAMED, actor=actor.username,
        subject=f"incident:{incident.id}", number=incident.number, unit=kept.unit,
        spokesperson=kept.spokesperson,
    )  # fmt: skip
    say_anew(tx, at, incident.id, f"{incident.number}/reception/{whole_seconds(at)}")
    for kind, named in (
        (TaskKind.MEDIA_UNIT, kept.unit),
        (TaskKind.SPOKESPERSON, kept.spokesperson),
    ):
        for task in _of(tx, incident.id):
            if task.kind is kind and named and task.done_at is None:
                task.note = named
                _done(tx, at, actor, incident, task, at)


def released(tx: Session, at: datetime, incident: Incident, number: str) -> None:
    """A release is public: what waited for one is done."""
    for task in _of(tx, incident.id):
        if task.kind is TaskKind.RELEASE and task.done_at is None:
            task.note = number
            _done(tx, at, None, incident, task, at)


def _done(
    tx: Session,
    at: datetime,
    actor: Actor | None,
    incident: Incident,
    task: ResponseTask,
    done_at: datetime,
) -> None:
    task.done_at, task.done_by = done_at, actor.id if actor else None
    _record(tx, at, audit.Event.TASK_DONE, actor, incident, task)


def _of(tx: Session, incident_id: UUID) -> list[ResponseTask]:
    return list(
        tx.scalars(
            select(ResponseTask)
            .where(ResponseTask.incident_id == incident_id)
            .order_by(ResponseTask.place, ResponseTask.id)
            .with_for_update()
        )
    )


def _task(
    tx: Session, actor: Actor, incident_id: UUID, task_id: UUID
) -> tuple[ResponseTask, Incident]:
    actor.require(P.INCIDENT_MANAGE)
    incident = locked_open(tx, incident_id)
    task = tx.get(ResponseTask, task_id, with_for_update=True)
    if task is None or task.incident_id != incident_id:
        raise NotThere("task.not_there")
    return task, incident


def _open_task(
    tx: Session, actor: Actor, incident_id: UUID, task_id: UUID
) -> tuple[ResponseTask, Incident]:
    task, incident = _task(tx, actor, incident_id, task_id)
    if task.done_at is not None:
        raise NotNow("task.settled")
    return task, incident


def _record(
    tx: Session,
    at: datetime,
    event: audit.Event,
    actor: Actor | None,
    incident: Incident,
    task: ResponseTask,
    **more: str,
) -> None:
    audit.record(
        tx, at, event, actor=actor.username if actor else audit.SYSTEM,
        subject=f"incident:{incident.id}", **{"number": incident.number, "task": task.name, **more},
    )  # fmt: skip
    tx.flush()
