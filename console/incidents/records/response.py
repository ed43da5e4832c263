"""The response checklist of an incident. What was set going stays, whatever the configuration says
later."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.incidents.rules.response import TaskKind
from console.kernel.ids import new_id
from console.people.rules.roles import Role


class ResponseTask(Base):
    """``told``: recipient → when, RFC 3339, UTC. Done with no ``done_by``: a release did it."""

    __tablename__ = "response_tasks"
    __table_args__ = (UniqueConstraint("incident_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    place: Mapped[int]
    title: Mapped[str] = mapped_column(String(60))
    hint: Mapped[str] = mapped_column(String(200))
    legal_basis: Mapped[str] = mapped_column(String(200))
    kind: Mapped[TaskKind] = mapped_column(words(TaskKind))
    role: Mapped[Role] = mapped_column(words(Role))
    recipients: Mapped[list[str]] = mapped_column(JSON)
    told: Mapped[dict[str, str]] = mapped_column(JSON)
    due_at: Mapped[datetime]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(Text)
    skipped: Mapped[str] = mapped_column(Text)  # why it does not apply; "": it does
