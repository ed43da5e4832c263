"""Deliveries, their attempts, and holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.kernel.ids import new_id
from console.publishing.rules.channel import Action
from console.publishing.rules.sighting import Sight
from console.publishing.rules.states import DeliveryState, HoldScope, Outcome
from console.publishing.rules.urgency import Urgency


class Delivery(Base):
    """One release, one digest, one account, one action, one cause: unique, so never doubled.

    ``cause`` is "" for the release itself, or the number of what caused it (the correction that
    updates an old page, ``withdrawal``). ``stage`` is the place of its stage in the plan.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("release_id", "digest", "channel", "account", "action", "cause"),
        Index("ix_deliveries_state_not_before", "state", "not_before"),
        Index("ix_deliveries_release_id_stage", "release_id", "stage"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"))
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id"))
    digest: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(40))
    action: Mapped[Action] = mapped_column(words(Action))
    cause: Mapped[str] = mapped_column(String(60), default="")
    stage: Mapped[int] = mapped_column(default=0)
    state: Mapped[DeliveryState] = mapped_column(words(DeliveryState))
    client_ref: Mapped[str] = mapped_column(String(64), unique=True)
    not_before: Mapped[datetime]  # effective start: max(signed, chosen, postponed)
    timed_at: Mapped[datetime | None]  # when not_before and what follows from it were reckoned
    chosen_start: Mapped[datetime | None]  # a time that somebody chose; None: as soon as it may
    needs_previous: Mapped[bool] = mapped_column(default=False)
    needs_facts: Mapped[bool] = mapped_column(default=False)
    facts_confirmed_at: Mapped[datetime | None]  # once more, after signing; None: not yet
    facts_confirmed_by: Mapped[UUID | None]
    or_after: Mapped[datetime | None]  # the precondition counts as met from here on
    late_after: Mapped[datetime | None]  # missed beyond this: if_late decides
    if_late: Mapped[str] = mapped_column(String(10), default="publish")
    passes_hold: Mapped[bool] = mapped_column(default=False)
    drill: Mapped[bool] = mapped_column(default=False, server_default=false())
    urgency: Mapped[int] = mapped_column(SmallInteger, default=Urgency.ROUTINE)  # lower first
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    fence: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    receipt: Mapped[dict[str, Any] | None]
    trouble: Mapped[str] = mapped_column(String(80), default="")  # error code
    trouble_details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    out_at: Mapped[datetime | None]  # when it was sent, handed over or confirmed as posted
    confirmed_by: Mapped[UUID | None]


class Attempt(Base):
    """Append-only but for its closing; committed before the call leaves."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("delivery_id", "fence"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id"), index=True)
    fence: Mapped[int]
    holder: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome] = mapped_column(words(Outcome))
    trouble: Mapped[str] = mapped_column(Text, default="")


class ReplacedLink(Base):
    """What a post by hand was confirmed with before somebody put it right; append-only.

    ``place``: from 1, in the order of a delivery's corrections. ``since``, ``given_by``: from when
    it counted, and who gave it.
    """

    __tablename__ = "replaced_links"
    __table_args__ = (UniqueConstraint("delivery_id", "place"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id"))
    place: Mapped[int]
    url: Mapped[str] = mapped_column(String(500))  # "": a picture attested it
    screenshot: Mapped[str] = mapped_column(String(64))  # SHA-256, or ""
    since: Mapped[datetime]
    given_by: Mapped[UUID | None]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[UUID]
    reason: Mapped[str] = mapped_column(Text)


class Breaker(Base):
    """An account whose platform failed lately. ``why``: the code of the last failure.

    ``since``: when it began to rest; None: it is served.
    """

    __tablename__ = "breakers"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    account: Mapped[str] = mapped_column(String(40), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    rests: Mapped[int] = mapped_column(default=0)  # in a row
    since: Mapped[datetime | None]
    resting_until: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(80), default="")
    why_details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime]


class Sighting(Base):
    """What the public sees of one delivery to a page or feed; written with its closing.

    ``since``: when ``state`` began. ``saw``: the code of what the last look saw, "" when all was
    well or nobody looked yet. ``purged_at``: when the caches before the site were told.
    """

    __tablename__ = "sightings"
    __table_args__ = (
        Index("ix_sightings_next_look_at", "next_look_at"),
        Index("ix_sightings_state", "state"),
    )

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    state: Mapped[Sight] = mapped_column(words(Sight))
    began_at: Mapped[datetime]
    since: Mapped[datetime]
    next_look_at: Mapped[datetime | None]  # None: nobody looks any more
    looks: Mapped[int] = mapped_column(default=0)
    looked_at: Mapped[datetime | None]
    saw: Mapped[str] = mapped_column(String(80), default="")
    saw_details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    purged_at: Mapped[datetime | None]


class Hold(Base):
    """暂缓发布: no stage and no delivery state; claims read it in their own transaction.

    ``incident_id`` of a release's hold: the incident for whose sake it is quiet 常规静默.
    """

    __tablename__ = "holds"
    __table_args__ = (Index("ix_holds_current", "lifted_at", "scope"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    scope: Mapped[HoldScope] = mapped_column(words(HoldScope))
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id"))
    release_id: Mapped[UUID | None] = mapped_column(ForeignKey("releases.id"))
    placed_by: Mapped[str] = mapped_column(String(80))
    placed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    bound: Mapped[bool] = mapped_column(default=False)  # ends with what it waits for, by no press
    also_by: Mapped[str] = mapped_column(String(80), default="")  # somebody else pressed after
    lifted_by: Mapped[str | None] = mapped_column(String(80))
    lifted_at: Mapped[datetime | None]
