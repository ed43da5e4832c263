"""In-app notices; carriers (robots, mail) read the same rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base
from console.kernel.ids import new_id


class Notice(Base):
    """``kind`` names the sentence, ``parameters`` fill it; never the text of a release.

    ``dedupe_key``: the same thing is never told twice to one person. ``carried_at``: when the
    carriers took it over; what became of it there is theirs.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("person_id", "dedupe_key"),
        Index("ix_notices_person_id_seen_at", "person_id", "seen_at"),
        Index("ix_notices_carried_at_created_at", "carried_at", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))  # release:<uuid>, delivery:<uuid>, …
    parameters: Mapped[dict[str, Any]]
    dedupe_key: Mapped[str] = mapped_column(String(160))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    carried_at: Mapped[datetime | None]


class DrillMember(Base):
    """Who takes part in a drill; nobody else is told of it. ``incident_id``: a row of a room above,
    so that no key holds it."""

    __tablename__ = "drill_members"

    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    since: Mapped[datetime]
