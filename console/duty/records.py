"""The roster, and what one shift handed to the next."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base
from console.kernel.ids import new_id

OPEN = text("taken_at IS NULL AND withdrawn_at IS NULL")


class Shift(Base):
    """No two overlap: the service sees to it under a lock, the unique start catches the rest."""

    __tablename__ = "duty_shifts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    starts_at: Mapped[datetime] = mapped_column(unique=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    a_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    b_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    planned_at: Mapped[datetime]
    planned_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)


class Relief(Base):
    """交接班. What was handed over is never changed: a trigger refuses it. ``digest``: SHA-256 of
    items, note, people and time, which the audit names. Only what follows it is set later, once."""

    __tablename__ = "duty_reliefs"
    __table_args__ = (
        Index(
            "uq_duty_reliefs_open",
            "given_by",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime] = mapped_column(index=True)
    to_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    items: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    taken_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class ReliefTick(Base):
    """One item that somebody took over, with proof. Append-only."""

    __tablename__ = "duty_relief_ticks"
    __table_args__ = (UniqueConstraint("relief_id", "place"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    relief_id: Mapped[UUID] = mapped_column(ForeignKey("duty_reliefs.id"))
    place: Mapped[int]  # in ``items``, from 0
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    proof: Mapped[str] = mapped_column(String(24))
