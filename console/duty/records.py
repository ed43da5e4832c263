"""The roster."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base
from console.kernel.ids import new_id


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
