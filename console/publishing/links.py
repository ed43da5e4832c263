"""Links of posts by hand that were put right, and what went out with the wrong one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from console.database import Base
from console.publishing.records import Attempt, Delivery, ReplacedLink
from console.publishing.rows import REACHED
from console.publishing.rules.channel import Action
from console.publishing.rules.moves import PAGES
from console.publishing.rules.plan import PORTAL
from console.publishing.rules.states import DeliveryState as S

UNDER_WAY: Final = frozenset({S.SENDING, S.UNKNOWN, S.HANDED_OVER})


@dataclass(frozen=True, slots=True)
class Replaced:
    """A link that no longer counts: from ``since`` to ``at`` it did. ``by``: who put it right;
    ``given_by``: who had given it (None: nobody is on record)."""

    url: str
    screenshot: str
    since: datetime
    given_by: UUID | None
    at: datetime
    by: UUID
    reason: str


def replaced(tx: Session, delivery_id: UUID) -> tuple[Replaced, ...]:
    """In the order in which they were replaced."""
    rows = tx.scalars(
        select(ReplacedLink)
        .where(ReplacedLink.delivery_id == delivery_id)
        .order_by(ReplacedLink.place)
    )
    return tuple(
        Replaced(
            each.url, each.screenshot, each.since, each.given_by, each.replaced_at,
            each.replaced_by, each.reason,
        )
        for each in rows
    )  # fmt: skip


def keep_former(tx: Session, at: datetime, by: UUID, row: Delivery, reason: str) -> None:
    """What it is confirmed with now counts no longer."""
    kept, before = row.receipt or {}, replaced(tx, row.id)
    last = before[-1] if before else None
    anew = row.out_at if last is None or (row.out_at and row.out_at > last.at) else None
    tx.add(
        ReplacedLink(
            delivery_id=row.id,
            place=len(before) + 1,
            url=kept.get("url") or "",
            screenshot=(kept.get("details") or {}).get("screenshot", ""),
            since=anew or (last.at if last else at),
            given_by=last.by if last and not anew else row.confirmed_by,
            replaced_at=at,
            replaced_by=by,
            reason=reason,
        )
    )


def used_in(
    tx: Session, delivery_id: UUID, since: datetime, until: datetime | None = None
) -> tuple[UUID, ...]:
    """Deliveries that were done, or given to a person to do, from ``since`` on, and begun before
    ``until``, by the link of this one: their words may hold it, or somebody was led by it.

    What asks readers of an earlier post of this account to read this one, which corrects it; what
    was noted at, or taken down from, where this one was said to stand; of the county portal also
    all that its release says elsewhere. A person may have copied words long before they said that
    they posted them.
    """
    row = tx.get(Delivery, delivery_id)
    if row is None:
        return ()
    releases = Base.metadata.tables["releases"]
    number = select(releases.c.number).where(releases.c.id == row.release_id).scalar_subquery()
    own = Delivery.release_id == row.release_id
    led = and_(
        Delivery.channel == row.channel,
        Delivery.account == row.account,
        or_(
            and_(Delivery.action == Action.UPDATE, Delivery.cause == number),
            and_(own, Delivery.action != Action.PUBLISH),
        ),
    )
    elsewhere = and_(
        own, Delivery.action == Action.PUBLISH, Delivery.channel.not_in({*PAGES, PORTAL})
    )
    return tuple(
        tx.scalars(
            select(Delivery.id)
            .where(
                or_(led, elsewhere) if row.channel == PORTAL else led,
                Delivery.state.in_(REACHED),
                or_(Delivery.out_at >= since, Delivery.state.in_(UNDER_WAY)),
                *(_begun(until) if until else ()),
            )
            .order_by(Delivery.out_at, Delivery.id)
        )
    )


def _begun(before: datetime) -> tuple[ColumnElement[bool]]:
    return (exists().where(Attempt.delivery_id == Delivery.id, Attempt.opened_at < before),)
