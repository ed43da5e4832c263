"""研判: who graded an incident how, on what counts. Append-only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.incidents.rules.levels import Level
from console.kernel.ids import new_id


class Assessment(Base):
    """``proposed``: what the thresholds said then. A count that is None was not known."""

    __tablename__ = "assessments"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    level: Mapped[Level] = mapped_column(words(Level))
    proposed: Mapped[Level] = mapped_column(words(Level))
    basis: Mapped[str] = mapped_column(Text)
    deaths: Mapped[int | None]
    serious_injuries: Mapped[int | None]
    loss: Mapped[int | None] = mapped_column(BigInteger)  # 元
