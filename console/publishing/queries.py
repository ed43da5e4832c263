"""What the screens and the neighbours read: deliveries, their attempts, and holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from console.kernel.errors import NotThere
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.holds import in_force, narrowest, one
from console.publishing.records import Attempt, Delivery, Hold, Sighting
from console.publishing.rules.channel import Account, Action, Receipt
from console.publishing.rules.moves import Offer, offers
from console.publishing.rules.plan import PUBLIC_PAGE
from console.publishing.rules.sighting import Sight
from console.publishing.rules.states import OPEN, UNSENT, DeliveryState, HoldScope, Outcome

RECENT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class AttemptRow:
    opened_at: datetime
    closed_at: datetime | None
    outcome: Outcome
    trouble: str  # error code, or "" when it went well


@dataclass(frozen=True, slots=True)
class HoldRow:
    """``placed_by``: a user name, or ``system`` when a missed time placed it."""

    id: UUID
    scope: HoldScope
    incident_id: UUID | None
    release_id: UUID | None
    placed_by: str
    placed_at: datetime
    reason: str
    bound: bool = False  # 核实中: ends with the signed word it waits for
    also_by: str = ""  # the user name of somebody else who pressed too

    @property
    def quiet(self) -> bool:
        """常规静默: one release waits for the sake of an incident that it is not about."""
        return self.scope is HoldScope.RELEASE and self.incident_id is not None


@dataclass(frozen=True, slots=True)
class SightRow:
    """What the public was seen to have. ``saw``: the code of what the last look saw instead."""

    state: Sight
    since: datetime
    looked_at: datetime | None
    next_look_at: datetime | None
    saw: str
    saw_details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One delivery as a screen shows it. ``trouble`` is an error code, "" when all is well."""

    id: UUID
    release_id: UUID
    incident_id: UUID | None
    channel: str
    account: str
    account_title: str
    action: Action
    cause: str
    stage: int
    state: DeliveryState
    not_before: datetime
    or_after: datetime | None
    late_after: datetime | None
    if_late: str
    out_at: datetime | None
    next_try_at: datetime | None
    url: str | None
    trouble: str
    trouble_details: Mapping[str, Any]
    hold: HoldRow | None
    attempts: tuple[AttemptRow, ...]
    moves: tuple[Offer, ...]
    confirmed_by: UUID | None
    passes_hold: bool = False  # sent through the holds that stand
    screenshot: str = ""  # SHA-256 of the picture that attests it
    sight: SightRow | None = None  # None: nobody looks from outside
    needs_facts: bool = False  # its plan asks for a word on the facts after signing
    facts_confirmed_at: datetime | None = None
    by_hand: bool = False  # a person posted it, or said that it is there

    @property
    def awaits_facts(self) -> bool:
        return self.needs_facts and self.facts_confirmed_at is None and self.state in UNSENT

    @property
    def not_visible(self) -> bool:
        """It is written, and the public cannot see it."""
        return self.sight is not None and self.sight.state is Sight.NOT_VISIBLE

    @property
    def looking(self) -> bool:
        return self.sight is not None and self.sight.state is Sight.LOOKING

    @property
    def held(self) -> bool:
        return self.hold is not None


def board(
    tx: Session,
    at: datetime,
    actor: Actor,
    accounts: Mapping[str, Account],
    *,
    since: timedelta = RECENT,
    limit: int = 200,
) -> tuple[BoardRow, ...]:
    """Everything open, and what became of the rest since ``at - since``; by time."""
    wanted = (
        select(Delivery)
        .where(or_(Delivery.state.in_(OPEN), Delivery.changed_at >= at - since))
        .order_by(Delivery.not_before.desc(), Delivery.id.desc())
        .limit(limit)
    )
    rows = _rows(tx, wanted, actor, accounts)
    return tuple(sorted(rows, key=lambda row: (row.not_before, row.stage, row.id)))


def upcoming(
    tx: Session, actor: Actor, accounts: Mapping[str, Account], *, limit: int = 50
) -> tuple[BoardRow, ...]:
    """What will go out, the next first."""
    return _rows(
        tx,
        select(Delivery)
        .where(Delivery.state.in_(UNSENT | {DeliveryState.SENDING}))
        .order_by(Delivery.not_before, Delivery.stage, Delivery.id)
        .limit(limit),
        actor,
        accounts,
    )


@dataclass(frozen=True, slots=True)
class Appearance:
    """A release on its public page: when it went, or will go. ``held``: it waits for a person."""

    release_id: UUID
    at: datetime
    state: DeliveryState
    held: bool


def appearances(
    tx: Session, since: datetime, until: datetime, *, limit: int = 2000
) -> tuple[Appearance, ...]:
    """Of every release that appears from ``since`` on, before ``until``; by time."""
    at = func.coalesce(Delivery.out_at, Delivery.not_before)
    rows = tx.scalars(
        select(Delivery)
        .where(
            Delivery.channel == PUBLIC_PAGE,
            Delivery.action == Action.PUBLISH,
            Delivery.state != DeliveryState.CANCELLED,
            at >= since,
            at < until,
        )
        .order_by(at, Delivery.id)
        .limit(limit)
    ).all()
    current = in_force(tx)
    return tuple(
        Appearance(
            row.release_id,
            row.out_at or row.not_before,
            row.state,
            _hold_on(row, current) is not None,
        )
        for row in rows
    )


def handover_queue(
    tx: Session, actor: Actor, accounts: Mapping[str, Account]
) -> tuple[BoardRow, ...]:
    """What waits for a person: to be posted, or to be looked at; the oldest first."""
    return _in_states(tx, (DeliveryState.HANDED_OVER, DeliveryState.UNKNOWN), actor, accounts)


def troubled(tx: Session, actor: Actor, accounts: Mapping[str, Account]) -> tuple[BoardRow, ...]:
    """What went wrong and is not settled: failed, unknown, trying again, or not to be seen."""
    states = (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.RETRYING)
    unseen = select(Sighting.delivery_id).where(Sighting.state == Sight.NOT_VISIBLE)
    return _oldest(tx, or_(Delivery.state.in_(states), Delivery.id.in_(unseen)), actor, accounts)


def delivery(
    tx: Session, delivery_id: UUID, actor: Actor, accounts: Mapping[str, Account]
) -> BoardRow:
    if found := named(tx, [delivery_id], actor, accounts):
        return found[0]
    raise NotThere("delivery.not_there")


def named(
    tx: Session, ids: Iterable[UUID], actor: Actor, accounts: Mapping[str, Account]
) -> tuple[BoardRow, ...]:
    """These deliveries, in the order in which they went out."""
    wanted = select(Delivery).where(Delivery.id.in_(list(ids))).order_by(Delivery.out_at)
    return _rows(tx, wanted, actor, accounts)


def of_release(
    tx: Session, release_id: UUID, actor: Actor, accounts: Mapping[str, Account]
) -> tuple[BoardRow, ...]:
    """In the plan's order, changes after it."""
    return _rows(
        tx,
        select(Delivery)
        .where(Delivery.release_id == release_id)
        .order_by(Delivery.created_at, Delivery.stage, Delivery.id),
        actor,
        accounts,
    )


def subjects_of(tx: Session, releases: Iterable[UUID]) -> tuple[str, ...]:
    """Of every delivery of these releases, as the audit names them."""
    wanted = select(Delivery.id).where(Delivery.release_id.in_(list(releases)))
    return tuple(f"delivery:{each}" for each in tx.scalars(wanted))


def holds(tx: Session) -> tuple[HoldRow, ...]:
    """Those in force, the oldest first."""
    return tuple(_hold(each) for each in in_force(tx))


def hold(tx: Session, hold_id: UUID) -> HoldRow:
    """Also one that was lifted. Raises NotThere."""
    return _hold(one(tx, hold_id))


def written_since(tx: Session, since: datetime) -> tuple[UUID, ...]:
    """Releases whose public page was touched since then, or is being written now."""
    rows = tx.scalars(
        select(Delivery.release_id)
        .where(
            Delivery.channel == PUBLIC_PAGE,
            or_(Delivery.changed_at >= since, Delivery.state == DeliveryState.SENDING),
        )
        .distinct()
    )
    return tuple(rows)


def receipt_of_publish(tx: Session, release_id: UUID, channel: str, account: str) -> Receipt | None:
    """What came back when this release was published there; None: nothing did."""
    kept = tx.scalars(
        select(Delivery.receipt)
        .where(
            Delivery.release_id == release_id,
            Delivery.channel == channel,
            Delivery.account == account,
            Delivery.action == Action.PUBLISH,
            Delivery.out_at.is_not(None),
        )
        .order_by(Delivery.out_at.desc())
        .limit(1)
    ).first()
    return receipt_from(kept) if kept else None


def receipt_from(kept: Mapping[str, Any]) -> Receipt:
    return Receipt(kept.get("url"), bool(kept.get("handed_over")), dict(kept.get("details") or {}))


def page_is_out(release_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """SQL: its public page is written, or is being written now. A release whose page was claimed
    and then held back, or failed, is not: no list may name it."""
    page = aliased(Delivery)
    return exists().where(
        page.release_id == release_id,
        page.channel == PUBLIC_PAGE,
        page.action == Action.PUBLISH,
        page.state.in_((DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.CONFIRMED)),
    )


def _in_states(
    tx: Session,
    states: Iterable[DeliveryState],
    actor: Actor,
    accounts: Mapping[str, Account],
) -> tuple[BoardRow, ...]:
    return _oldest(tx, Delivery.state.in_(states), actor, accounts)


def _oldest(
    tx: Session, which: ColumnElement[bool], actor: Actor, accounts: Mapping[str, Account]
) -> tuple[BoardRow, ...]:
    wanted = select(Delivery).where(which).order_by(Delivery.changed_at, Delivery.id).limit(200)
    return _rows(tx, wanted, actor, accounts)


def _sights(tx: Session, deliveries: Iterable[UUID]) -> dict[UUID, SightRow]:
    found = tx.scalars(select(Sighting).where(Sighting.delivery_id.in_(list(deliveries))))
    return {
        row.delivery_id: SightRow(
            row.state, row.since, row.looked_at, row.next_look_at, row.saw, row.saw_details
        )
        for row in found
    }


def _rows(
    tx: Session, wanted: Select[Any], actor: Actor, accounts: Mapping[str, Account]
) -> tuple[BoardRow, ...]:
    found: Sequence[Delivery] = tx.scalars(wanted).all()
    attempts: dict[UUID, list[AttemptRow]] = {}
    for each in tx.scalars(
        select(Attempt)
        .where(Attempt.delivery_id.in_([row.id for row in found]))
        .order_by(Attempt.opened_at, Attempt.id)
    ):
        attempts.setdefault(each.delivery_id, []).append(
            AttemptRow(each.opened_at, each.closed_at, each.outcome, each.trouble)
        )
    current, sights = in_force(tx), _sights(tx, (row.id for row in found))
    titles = {(each.channel, each.name): each.title for each in accounts.values()}
    may = actor.may(P.DELIVERY_HANDOVER)
    return tuple(
        BoardRow(
            id=row.id,
            release_id=row.release_id,
            incident_id=row.incident_id,
            channel=row.channel,
            account=row.account,
            account_title=titles.get((row.channel, row.account), ""),
            action=row.action,
            cause=row.cause,
            stage=row.stage,
            state=row.state,
            not_before=row.not_before,
            or_after=row.or_after,
            late_after=row.late_after,
            if_late=row.if_late,
            out_at=row.out_at,
            next_try_at=row.next_try_at,
            url=(row.receipt or {}).get("url"),
            trouble=row.trouble,
            trouble_details=row.trouble_details,
            hold=_hold_on(row, current),
            attempts=tuple(attempts.get(row.id, ())),
            moves=offers(row.state, row.channel, row.action, permitted=may, by_hand=_by_hand(row)),
            confirmed_by=row.confirmed_by,
            passes_hold=row.passes_hold,
            screenshot=((row.receipt or {}).get("details") or {}).get("screenshot", ""),
            sight=sights.get(row.id),
            needs_facts=row.needs_facts,
            facts_confirmed_at=row.facts_confirmed_at,
            by_hand=_by_hand(row),
        )
        for row in found
    )


def _by_hand(row: Delivery) -> bool:
    return bool((row.receipt or {}).get("handed_over"))


def _hold_on(row: Delivery, current: Sequence[Hold]) -> HoldRow | None:
    if row.passes_hold or row.state not in UNSENT:
        return None
    found = narrowest(current, row.release_id, row.incident_id)
    return _hold(found) if found else None


def _hold(hold: Hold) -> HoldRow:
    return HoldRow(
        hold.id,
        hold.scope,
        hold.incident_id,
        hold.release_id,
        hold.placed_by,
        hold.placed_at,
        hold.reason,
        hold.bound,
        hold.also_by,
    )
