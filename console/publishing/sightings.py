"""The rows of what is seen from outside: asked for with a closing, settled by looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID

from sqlalchemy import case, exists, or_, select, update
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import NotNow, NotThere
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.desk import lock_releases
from console.publishing.due import ANYTHING
from console.publishing.records import Delivery, Sighting
from console.publishing.rules.moves import PAGES
from console.publishing.rules.sighting import OPEN, Look, Sight, next_look, state_after
from console.publishing.rules.states import DeliveryState as S
from console.publishing.telling import NOT_VISIBLE, seen_again, tell_of

_dice = SystemRandom()


@dataclass(frozen=True, slots=True)
class Wanted:
    delivery_id: UUID
    began_at: datetime
    purged: bool


def await_sight(tx: Session, at: datetime, rows: Sequence[Delivery]) -> None:
    """They were written just now; what was written there before can be seen no more. No two of
    them are of one release and channel: such are claimed one after the other."""
    if not rows:
        return
    ids = [row.id for row in rows]
    for channel in sorted({row.channel for row in rows}):
        earlier = select(Delivery.id).where(
            Delivery.release_id.in_([row.release_id for row in rows if row.channel == channel]),
            Delivery.channel == channel,
            Delivery.id.not_in(ids),
        )
        tx.execute(
            update(Sighting)
            .where(Sighting.delivery_id.in_(earlier), Sighting.state.in_(OPEN))
            .values(state=Sight.OVERTAKEN, since=at, next_look_at=None)
            .execution_options(synchronize_session=False)
        )
    known = {
        each.delivery_id: each
        for each in tx.scalars(
            select(Sighting)
            .where(Sighting.delivery_id.in_(ids))
            .execution_options(populate_existing=True)
        )
    }
    for each in ids:
        found = known.get(each) or Sighting(delivery_id=each)
        found.state, found.began_at, found.since = Sight.LOOKING, at, at
        found.next_look_at, found.looks, found.looked_at = at, 0, None
        found.saw, found.saw_details, found.purged_at = "", {}, None
        tx.add(found)


def forget(tx: Session, at: datetime) -> None:
    """Nobody looks at pages and feeds of ours any more: nothing waits for it."""
    ours = select(Delivery.id).where(Delivery.channel.in_(PAGES))
    tx.execute(
        update(Sighting)
        .where(Sighting.state.in_(OPEN), Sighting.delivery_id.in_(ours))
        .values(state=Sight.OVERTAKEN, since=at, next_look_at=None)
    )


def set_right(tx: Session, at: datetime) -> None:
    """The clock may have been ahead: what is to be looked for later, or by nobody any more, is
    looked for now, and what was written "in two hours" was written now."""
    ahead = Sighting.began_at > at
    tx.execute(
        update(Sighting)
        .where(
            Sighting.state.in_(OPEN),
            or_(ahead, Sighting.next_look_at > at, Sighting.next_look_at.is_(None)),
        )
        .values(next_look_at=at, began_at=case((ahead, at), else_=Sighting.began_at))
    )


def due(tx: Session, at: datetime, limit: int) -> tuple[Wanted, ...]:
    """What is to be looked for now; what was never looked for comes first."""
    rows = tx.scalars(
        select(Sighting)
        .where(Sighting.next_look_at <= at, Sighting.state.in_(OPEN))
        .order_by(Sighting.looks, Sighting.next_look_at, Sighting.delivery_id)
        .limit(limit)
    )
    return tuple(Wanted(row.delivery_id, row.began_at, row.purged_at is not None) for row in rows)


def writing(tx: Session, at: datetime) -> bool:
    """Pages or feeds are being written, or may be at once."""
    busy = exists().where(Delivery.channel.in_(PAGES), Delivery.state == S.SENDING)
    return bool(
        tx.scalar(select(busy)) or tx.scalar(ANYTHING, {"now": at, "channels": sorted(PAGES)})
    )


def next_time(tx: Session) -> datetime | None:
    return tx.scalar(
        select(Sighting.next_look_at)
        .where(Sighting.next_look_at.is_not(None), Sighting.state.in_(OPEN))
        .order_by(Sighting.next_look_at)
        .limit(1)
    )


def purged(tx: Session, at: datetime, deliveries: Sequence[UUID]) -> None:
    tx.execute(
        update(Sighting)
        .where(Sighting.delivery_id.in_(deliveries), Sighting.state.in_(OPEN))
        .values(purged_at=at)
    )


def note(
    tx: Session,
    at: datetime,
    looks: Sequence[tuple[Wanted, Look]],
    patience: timedelta,
) -> None:
    """Keep what was seen. A row that was begun anew since (written again) keeps waiting."""
    ids = [wanted.delivery_id for wanted, _ in looks]
    releases = set(tx.scalars(select(Delivery.release_id).where(Delivery.id.in_(ids))))
    lock_releases(tx, releases)
    deliveries = {
        row.id: row
        for row in tx.scalars(
            select(Delivery).where(Delivery.id.in_(ids)).order_by(Delivery.id).with_for_update()
        )
    }
    rows = {
        row.delivery_id: row
        for row in tx.scalars(
            select(Sighting)
            .where(Sighting.delivery_id.in_(ids))
            .order_by(Sighting.delivery_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    for wanted, look in looks:
        row = rows[wanted.delivery_id]
        if row.state in OPEN and row.began_at == wanted.began_at:
            _settle(tx, at, row, deliveries[row.delivery_id], look, patience)


def _settle(
    tx: Session, at: datetime, row: Sighting, delivery: Delivery, look: Look, patience: timedelta
) -> None:
    before, row.state = row.state, state_after(look, at, row.began_at, patience)
    row.looks, row.looked_at = row.looks + 1, at
    row.saw, row.saw_details = look.code, dict(look.details)
    if row.state is not before:
        row.since = at
    if row.state is Sight.SEEN:
        row.next_look_at = None
        if delivery.state is S.SENT:
            delivery.state, delivery.changed_at = S.CONFIRMED, at
        _record(tx, at, audit.Event.SEEN_OUTSIDE, audit.SYSTEM, delivery)
        seen_again(tx, at, delivery)
        return
    row.next_look_at = next_look(at, row.began_at, row.looks, _dice.random())
    if before is Sight.LOOKING and row.state is Sight.NOT_VISIBLE:
        _record(tx, at, audit.Event.NOT_VISIBLE, audit.SYSTEM, delivery, reason=look.code)
        tell_of(tx, at, delivery, NOT_VISIBLE, trouble=look.code)


def look_again(tx: Session, at: datetime, actor: Actor, delivery_id: UUID) -> None:
    """A person asks for a look now; the caches are told once more, too."""
    actor.require(P.DELIVERY_HANDOVER)
    row = tx.get(Sighting, delivery_id, with_for_update=True)
    delivery = tx.get(Delivery, delivery_id)
    if row is None or delivery is None:
        raise NotThere("delivery.not_there")
    if row.state not in OPEN:
        raise NotNow("outside.settled")
    row.next_look_at, row.purged_at = at, None
    _record(tx, at, audit.Event.LOOK_ASKED, actor.username, delivery)


def _record(
    tx: Session, at: datetime, event: audit.Event, actor: str, row: Delivery, **more: str
) -> None:
    audit.record(
        tx, at, event, actor=actor, subject=f"delivery:{row.id}", release_id=str(row.release_id),
        channel=row.channel, action=row.action.value, **more,
    )  # fmt: skip
