"""发布主体: who was named to speak about an incident, when, by whom. Append-only, by trigger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.incidents.rules.issuers import Issuer
from console.incidents.rules.levels import Level
from console.kernel.ids import new_id


class IssuerDecision(Base):
    """``level``: what the incident was graded then. The newest one holds."""

    __tablename__ = "issuer_decisions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    issuer: Mapped[Issuer] = mapped_column(words(Issuer))
    name: Mapped[str] = mapped_column(String(120), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    level: Mapped[Level] = mapped_column(words(Level))
    reason: Mapped[str] = mapped_column(Text, default="")
