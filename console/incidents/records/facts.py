"""The fact ledger 情况台账. What was said is never changed: a trigger refuses it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.incidents.rules.facts import FactKey
from console.kernel.ids import new_id


class FactEntry(Base):
    """``number`` and ``words`` both None: unknown (or cleared). ``digest``: SHA-256 of ``salt``
    and what was said, which the audit names instead of it; ``salt`` None: written before there
    was one. What follows ``reason`` may be set later, once, by one step each, and a trigger holds
    it to that. ``cleared_at``: value, source, label, salt, reason of a personal fact are gone."""

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
    salt: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(200), default="")  # why the guard was not followed
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    releasable: Mapped[bool] = mapped_column(default=False)
    mistaken_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    mistaken_at: Mapped[datetime | None]
    personal: Mapped[bool] = mapped_column(default=False)
    cleared_at: Mapped[datetime | None]


class FactMark(Base):
    """A confirmed fact was opened to the public, or closed to it, later than when it was
    confirmed. Append-only, by trigger; the newest counts."""

    __tablename__ = "fact_marks"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("fact_entries.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    releasable: Mapped[bool]
