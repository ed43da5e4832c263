"""Clocks of incidents, what became of each, and press conferences that were held."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.incidents.rules.clocks import MetBy
from console.kernel.ids import new_id


class Clock(Base):
    """``title`` and ``legal_basis`` as they were when it started. ``name`` is the rule's, or
    ``next_update`` for a promise (then ``promised_by`` is the release that made it, if one did).

    It is never deleted: a level that no longer asks for it sets ``off_at``, a later promise too.
    """

    __tablename__ = "clocks"
    __table_args__ = (Index("ix_clocks_incident_id_name", "incident_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    name: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(80))
    statutory: Mapped[bool]
    met_by: Mapped[MetBy] = mapped_column(words(MetBy))
    legal_basis: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    applies_from: Mapped[datetime]
    promised_by: Mapped[str] = mapped_column(String(40), default="")
    met_at: Mapped[datetime | None]
    met_with: Mapped[str] = mapped_column(String(120), default="")  # a release's number, a place
    waived_at: Mapped[datetime | None]
    waived_by: Mapped[str] = mapped_column(String(80), default="")  # name and post, as then
    reason: Mapped[str] = mapped_column(Text, default="")  # of the waiver, or why it is off
    off_at: Mapped[datetime | None]


class Conference(Base):
    """发布会: time, place, speaker, link."""

    __tablename__ = "conferences"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), index=True)
    at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(120))
    speaker: Mapped[str] = mapped_column(String(120))
    link: Mapped[str] = mapped_column(String(500), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
