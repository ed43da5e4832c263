"""The fact ledger 情况台账. What was said is never changed: a trigger refuses it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.incidents.rules.facts import FactKey
from console.kernel.ids import new_id


class FactEntry(Base):
    """``number`` and ``words`` both None: unknown. ``digest``: SHA-256 of the value, which the
    audit names instead of it. Only what follows ``digest`` may be set later, and only once."""

    __tablename__ = "fact_entries"
    __table_args__ = (Index("ix_fact_entries_incident_id_key", "incident_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    key: Mapped[FactKey] = mapped_column(words(FactKey))
    label: Mapped[str] = mapped_column(String(60), default="")  # of a free fact
    number: Mapped[int | None] = mapped_column(BigInteger)
    words: Mapped[str | None] = mapped_column(Text)
    as_of: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(120))
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    releasable: Mapped[bool] = mapped_column(default=False)
    mistaken_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    mistaken_at: Mapped[datetime | None]
