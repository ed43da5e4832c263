"""Templates, their versions, and what was cleared beforehand. What was written or signed is never
changed: a trigger refuses it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base
from console.kernel.ids import new_id


class ReleaseTemplate(Base):
    """``seed``: the name of the house's own template that it began as; "" : a person's."""

    __tablename__ = "release_templates"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60))
    seed: Mapped[str] = mapped_column(String(40), default="", index=True)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class TemplateVersion(Base):
    """``categories``: of incidents it is for; empty: any. ``title`` "": by its place in a series.
    ``author_id`` None: shipped with the house."""

    __tablename__ = "template_versions"
    __table_args__ = (UniqueConstraint("template_id", "place"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    template_id: Mapped[UUID] = mapped_column(ForeignKey("release_templates.id"))
    place: Mapped[int]  # from 1
    kind: Mapped[str] = mapped_column(String(24))
    categories: Mapped[list[Any]]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[datetime]


class Clearance(Base):
    """预审: a version on its way through the chain, or through it. ``package``: the canonical JSON
    that is signed, ``digest`` its SHA-256. ``ended_because``: sent_back | withdrawn | retired."""

    __tablename__ = "template_clearances"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("template_versions.id"), index=True)
    package: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    chain: Mapped[list[Any]]
    expires_at: Mapped[datetime]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    ended_because: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")


class ClearanceSignature(Base):
    __tablename__ = "clearance_signatures"
    __table_args__ = (UniqueConstraint("clearance_id", "step"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    clearance_id: Mapped[UUID] = mapped_column(ForeignKey("template_clearances.id"))
    digest: Mapped[str] = mapped_column(String(64))
    step: Mapped[int]  # place in the chain, from 0
    role: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(40))  # as at signing
    post: Mapped[str] = mapped_column(String(60))  # as at signing
    signed_at: Mapped[datetime]
    proof: Mapped[str] = mapped_column(String(20))
    comment: Mapped[str] = mapped_column(Text, default="")
