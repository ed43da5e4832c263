"""授权: one row each. What was given never changes, by trigger; only its use and end are set."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.kernel.ids import new_id
from console.people.rules.roles import Role


class Authorisation(Base):
    """``rests_on``: who holds the role; ``given_by`` unless it was passed on from ``parent_id``.
    ``levels``: JSON list, empty: any. ``used_at``: the latest signature that relied on it."""

    __tablename__ = "authorisations"
    __table_args__ = (Index("ix_authorisations_person_id_ends_at", "person_id", "ends_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    role: Mapped[Role] = mapped_column(words(Role))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(40))  # as it was then, like the next three
    person_post: Mapped[str] = mapped_column(String(60))
    given_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    giver_name: Mapped[str] = mapped_column(String(40))
    giver_post: Mapped[str] = mapped_column(String(60))
    rests_on: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("authorisations.id"))
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id"))
    column: Mapped[str] = mapped_column(String(31), default="")
    levels: Mapped[list[Any]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    standing: Mapped[bool] = mapped_column(default=False)  # 常设: for B 角
    may_pass_on: Mapped[bool] = mapped_column(default=False)  # 可转授一次
    reason: Mapped[str] = mapped_column(Text)
    paper: Mapped[str | None] = mapped_column(ForeignKey("files.sha256"))
    proof: Mapped[str] = mapped_column(String(24))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    revoked_because: Mapped[str] = mapped_column(Text, default="")
