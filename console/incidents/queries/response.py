"""The response checklist as pages see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.records import Incident, ResponseTask
from console.incidents.rules.levels import IncidentStatus
from console.incidents.rules.response import TaskKind, TaskState, left, state
from console.kernel.clock import parse_utc
from console.people.rules.roles import Role


@dataclass(frozen=True, slots=True)
class TaskView:
    """``told``: recipient → when. ``left``: recipients that nobody has told yet."""

    id: UUID
    name: str
    title: str
    hint: str
    legal_basis: str
    kind: TaskKind
    role: Role
    told: Mapping[str, datetime]
    left: tuple[str, ...]
    due_at: datetime
    owner_id: UUID | None
    done_at: datetime | None
    done_by: UUID | None
    note: str
    skipped: str
    state: TaskState

    @property
    def open(self) -> bool:
        return self.state in {TaskState.OPEN, TaskState.OVERDUE}


def checklist(tx: Session, incident_id: UUID, now: datetime) -> tuple[TaskView, ...]:
    """In the order of the plan."""
    rows = tx.scalars(
        select(ResponseTask)
        .where(ResponseTask.incident_id == incident_id)
        .order_by(ResponseTask.place, ResponseTask.id)
    )
    return tuple(_view(row, now) for row in rows)


def overdue(tx: Session, now: datetime) -> tuple[tuple[ResponseTask, Incident], ...]:
    """Not done and past their time, of incidents that go on."""
    rows = tx.execute(
        select(ResponseTask, Incident)
        .join(Incident, ResponseTask.incident_id == Incident.id)
        .where(ResponseTask.done_at.is_(None), ResponseTask.due_at < now)
        .where(Incident.status == IncidentStatus.OPEN)
        .order_by(ResponseTask.due_at, ResponseTask.id)
    )
    return tuple((task, incident) for task, incident in rows)


def _view(row: ResponseTask, now: datetime) -> TaskView:
    return TaskView(
        id=row.id, name=row.name, title=row.title, hint=row.hint, legal_basis=row.legal_basis,
        kind=row.kind, role=row.role,
        told={who: parse_utc(when) for who, when in row.told.items()},
        left=left(row.recipients, row.told), due_at=row.due_at, owner_id=row.owner_id,
        done_at=row.done_at, done_by=row.done_by, note=row.note, skipped=row.skipped,
        state=state(row.due_at, row.done_at, row.skipped, now),
    )  # fmt: skip
