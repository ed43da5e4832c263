"""The chained events and their daily heads."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base


class AuditEvent(Base):
    """Append-only by trigger, on both databases."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_actor_seq", "actor", "seq"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    actor: Mapped[str] = mapped_column(String(80))  # user name, or "system"
    subject: Mapped[str] = mapped_column(String(120), index=True)  # release:<uuid>, person:<uuid>
    details: Mapped[str] = mapped_column(Text)  # canonical JSON
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last event of a day (UTC): whoever kept it can tell a rewritten yesterday."""

    __tablename__ = "audit_heads"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    hash: Mapped[str] = mapped_column(String(64))
