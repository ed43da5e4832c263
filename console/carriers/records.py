"""What is to leave, and how each person wants to be reached."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.carriers.rules.states import SendingState
from console.database import Base, words
from console.kernel.ids import new_id


class Sending(Base):
    """One message: ``recipient`` is a person's id in hex, "" for a group. ``fence`` grows at each
    claim; a result under an older one does not count. ``trouble``: the code of what went wrong,
    ``said``: the other side's own words."""

    __tablename__ = "notice_sendings"
    __table_args__ = (
        Index("ix_notice_sendings_state_due_at", "state", "due_at"),
        Index("ix_notice_sendings_carrier_changed_at", "carrier", "changed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    carrier: Mapped[str] = mapped_column(String(31))
    recipient: Mapped[str] = mapped_column(String(32))
    state: Mapped[SendingState] = mapped_column(words(SendingState))
    test: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(String(60), default="")
    said: Mapped[str] = mapped_column(String(300), default="")


class Leg(Base):
    """A notice on its way to one recipient by one carrier: the same thing never goes twice."""

    __tablename__ = "notice_legs"
    __table_args__ = (UniqueConstraint("carrier", "recipient", "dedupe_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    carrier: Mapped[str] = mapped_column(String(31))
    recipient: Mapped[str] = mapped_column(String(32))
    dedupe_key: Mapped[str] = mapped_column(String(200))
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"))
    sending_id: Mapped[UUID] = mapped_column(ForeignKey("notice_sendings.id"), index=True)


class Reach(Base):
    """How a person wants to be reached. ``carriers``: name → ``{"on", "address", "off"}``; ``off``
    are topics. Quiet hours are local times, ``22:00``; "": the bureau's."""

    __tablename__ = "notice_reach"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    quiet_from: Mapped[str] = mapped_column(String(5), default="")
    quiet_to: Mapped[str] = mapped_column(String(5), default="")
    carriers: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
