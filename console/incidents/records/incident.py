"""Incidents, in the least form that a series of releases needs; issue after issue adds tables."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.incidents.rules.categories import Category
from console.incidents.rules.levels import Degree, IncidentStatus, Level
from console.incidents.rules.opinion import OpinionType
from console.kernel.ids import new_id


class Incident(Base):
    __tablename__ = "incidents"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120))
    category: Mapped[Category] = mapped_column(
        words(Category), default=Category.UNKNOWN, server_default=Category.UNKNOWN.value
    )
    level: Mapped[Level] = mapped_column(words(Level))
    level_basis: Mapped[str] = mapped_column(Text)  # required: why this level (domain: §0.3)
    warning_level: Mapped[Degree] = mapped_column(
        words(Degree), default=Degree.NONE, server_default=Degree.NONE.value
    )
    response_level: Mapped[Degree] = mapped_column(
        words(Degree), default=Degree.NONE, server_default=Degree.NONE.value
    )
    opinion_type: Mapped[OpinionType] = mapped_column(
        words(OpinionType), default=OpinionType.NONE, server_default=OpinionType.NONE.value
    )
    short_count: Mapped[bool] = mapped_column(default=False, server_default=false())
    final_number: Mapped[str] = mapped_column(String(40), default="", server_default="")
    status: Mapped[IncidentStatus] = mapped_column(words(IncidentStatus))
    occurred_at: Mapped[datetime | None]
    detected_at: Mapped[datetime]
    drill: Mapped[bool] = mapped_column(default=False)
    first_public_at: Mapped[datetime | None]  # its first public release, whatever became of it
    first_public_number: Mapped[str] = mapped_column(String(40), default="", server_default="")
    media_unit: Mapped[str] = mapped_column(String(120), default="", server_default="")
    media_telephone: Mapped[str] = mapped_column(String(60), default="", server_default="")
    spokesperson: Mapped[str] = mapped_column(String(120), default="", server_default="")
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID]
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
