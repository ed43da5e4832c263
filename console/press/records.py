"""The media list."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base
from console.kernel.ids import new_id


class MediaContact(Base):
    """``ended_at`` set: name and address are gone, ``fingerprint`` stays. ``ended_by``: a user
    name, or "" for the person themself."""

    __tablename__ = "media_contacts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    outlet: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    consent: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(80), default="")
