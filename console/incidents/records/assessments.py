"""研判: who graded an incident how, on what counts. Append-only, by trigger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.incidents.rules.levels import Degree, Level
from console.kernel.ids import new_id


class Assessment(Base):
    """``proposed``: what thresholds or matrix said then. A count that is None was not known.
    ``signs``: of the opinion matrix, as seen. ``late_reason``: why after counts had closed."""

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
    warning_level: Mapped[Degree] = mapped_column(
        words(Degree), default=Degree.NONE, server_default=Degree.NONE.value
    )
    response_level: Mapped[Degree] = mapped_column(
        words(Degree), default=Degree.NONE, server_default=Degree.NONE.value
    )
    signs: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    late_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
