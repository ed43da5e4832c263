"""What was posted in drills, and how they ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.publishing.rules.channel import Action


class DrillPost(Base):
    """What one account would have shown the public. The public tree, the shelf and the lists
    know nothing of these rows.

    ``key``: one for each release, digest, account and action; for an update also for what it says
    (``board.key_of``). ``incident_number`` is "" for a release without an incident.
    """

    __tablename__ = "drill_posts"
    __table_args__ = (Index("ix_drill_posts_incident_number", "incident_number"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    incident_number: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(40))
    action: Mapped[Action] = mapped_column(words(Action))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    posted_at: Mapped[datetime]


class DrillReport(Base):
    """How a drill ended. ``report``: ``rules.report.Report`` as canonical JSON, never changed;
    ``sha256`` of it stands in the audit."""

    __tablename__ = "drill_reports"

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    ended_at: Mapped[datetime]
    ended_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    report: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
