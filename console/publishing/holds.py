"""暂缓发布: placing, lifting and reading holds."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select, true, update
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid, NotNow, NotThere
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.records import Delivery, Hold
from console.publishing.rows import REACHED
from console.publishing.rules.channel import Action
from console.publishing.rules.lateness import verdict
from console.publishing.rules.plan import IfLate
from console.publishing.rules.states import UNSENT, HoldScope
from console.publishing.shifts import put_off
from console.publishing.telling import LATE_ASKS, LATE_HELD, LEVEL_RAISED, tell_late

IN_FORCE = select(Hold).where(Hold.lifted_at.is_(None)).order_by(Hold.id)
STANDING = (
    select(Hold.scope, Hold.incident_id, Hold.release_id)
    .where(Hold.lifted_at.is_(None))
    .order_by(Hold.id)
)
LATE = "delivery.missed_its_time"


def place_hold(
    tx: Session,
    at: datetime,
    actor: Actor,
    scope: HoldScope,
    *,
    incident_id: UUID | None = None,
    release_id: UUID | None = None,
    reason: str = "",
) -> UUID:
    """One press, no reason asked. Pressing again finds the hold that is there already; whoever else
    pressed stands on it, and on record."""
    actor.require(P.RELEASE_HOLD)
    if scope is HoldScope.RELEASE:
        incident_id = None  # its own; one for the sake of an incident is ``quiet``
    return place(tx, at, actor.username, scope, incident_id, release_id, reason).id


def lift_hold(tx: Session, at: datetime, actor: Actor, hold_id: UUID, proof: str = "") -> None:
    """恢复; who may, and by which ``proof``, is asked by ``releases.service.resume``. What waited
    gets its pauses anew from now, so the stages keep their order.

    Lifting a release's own hold says that it may go, late as it is. Lifting a wider one does not:
    each late release whose plan says so is held by itself, and asked about.
    """
    actor.require(P.RELEASE_HOLD)
    hold = to_lift(tx, hold_id)
    if hold.bound:
        raise NotNow("hold.bound")
    _lift(tx, at, actor.username, hold, proof)


def one(tx: Session, hold_id: UUID) -> Hold:
    """Raises NotThere."""
    hold = tx.get(Hold, hold_id)
    if hold is None:
        raise NotThere("hold.not_there")
    return hold


def to_lift(tx: Session, hold_id: UUID) -> Hold:
    """With those beside it, locked: who presses again meanwhile waits. Raises NotThere."""
    hold = one(tx, hold_id)
    _with_same(tx, hold)
    return hold


def _with_same(tx: Session, hold: Hold) -> Sequence[Hold]:
    """Those in force on the same thing, as they are now; locked in one order, so that two who lift
    at once do not wait for each other."""
    target = _target(hold.scope, hold.incident_id, hold.release_id, bound=hold.bound)
    return tx.scalars(
        select(Hold)
        .where(target)
        .order_by(Hold.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def freeze(tx: Session, at: datetime, by: str, release_id: UUID, reason: str) -> None:
    """A hold of its own beside any other, which no press lifts: ``thaw`` ends it."""
    if tx.scalars(_frozen(release_id)).first() is None:
        _placed(tx, at, by, HoldScope.RELEASE, None, release_id, reason, bound=True)


def thaw(tx: Session, at: datetime, by: str, release_id: UUID) -> None:
    """What waited goes on, its pauses anew from now."""
    hold = tx.scalars(_frozen(release_id)).first()
    if hold is not None:
        _lift(tx, at, by, hold)


def _frozen(release_id: UUID) -> Select[Hold]:
    return select(Hold).where(_target(HoldScope.RELEASE, None, release_id, bound=True))


def _lift(tx: Session, at: datetime, by: str, hold: Hold, proof: str = "") -> None:
    same = _with_same(tx, hold)
    if hold not in same:
        return  # lifted already
    for each in same:
        each.lifted_by, each.lifted_at = by, at
    audit.record(
        tx,
        at,
        audit.Event.HOLD_LIFTED,
        actor=by,
        subject=_subject(hold),
        scope=hold.scope.value,
        placed_by=hold.placed_by,
        **({"proof": proof} if proof else {}),
    )
    tx.flush()
    _resume(tx, at, hold)


def _resume(tx: Session, at: datetime, hold: Hold) -> None:
    waiting = select(Delivery).where(
        Delivery.state.in_(UNSENT),
        Delivery.not_before < at,
        Delivery.passes_hold.is_(False),
        covered(hold),
    )
    for row in tx.scalars(waiting.order_by(Delivery.id).with_for_update()):
        decision = verdict(at, row.late_after, row.if_late)
        if hold.scope is not HoldScope.RELEASE and decision is not IfLate.PUBLISH:
            hold_late(tx, at, row, decision)
        put_off(row, at - row.not_before, at)


def hold_late(tx: Session, at: datetime, row: Delivery, decision: IfLate) -> None:
    """It missed its time: its release waits for a person, who is told."""
    hold = place(tx, at, audit.SYSTEM, HoldScope.RELEASE, None, row.release_id, LATE)
    tell_late(tx, at, row, hold.id, LATE_ASKS if decision is IfLate.ASK else LATE_HELD)


def hold_waiting(
    tx: Session, at: datetime, incident_id: UUID, reason: str, *, only: UUID | None = None
) -> tuple[UUID, ...]:
    """Releases of an incident of which nothing is out yet wait for a person's word, each under a
    hold of its own; who may lift it is told. ``reason``: the code of a sentence."""
    waiting = tx.scalars(
        select(Delivery)
        .where(Delivery.incident_id == incident_id, Delivery.action == Action.PUBLISH)
        .order_by(Delivery.release_id, Delivery.id)
    ).all()
    begun = {row.release_id for row in waiting if row.state in REACHED}
    held: dict[UUID, UUID] = {}
    for row in waiting:
        asked = only in {None, row.release_id} and row.state in UNSENT
        if asked and row.release_id not in begun and row.release_id not in held:
            hold = place(tx, at, audit.SYSTEM, HoldScope.RELEASE, None, row.release_id, reason)
            tell_late(tx, at, row, hold.id, LEVEL_RAISED)
            held[row.release_id] = hold.id
    return tuple(held)


def place(
    tx: Session,
    at: datetime,
    placed_by: str,
    scope: HoldScope,
    incident_id: UUID | None,
    release_id: UUID | None,
    reason: str,
) -> Hold:
    wanted = {
        HoldScope.ALL: incident_id is None and release_id is None,
        HoldScope.INCIDENT: incident_id is not None and release_id is None,
        HoldScope.RELEASE: release_id is not None,
    }
    if not wanted[scope]:
        raise Invalid("hold.no_target", field="scope")
    known = tx.scalars(
        select(Hold)
        .where(_target(scope, incident_id, release_id))
        .order_by(Hold.id)
        .limit(1)
        .with_for_update()  # one that is being lifted now is no hold to press again
    ).first()
    if known is not None:
        if placed_by not in {known.placed_by, known.also_by, audit.SYSTEM}:
            known.also_by = placed_by
            _tell_audit(tx, at, placed_by, known, reason.strip())
        _stop_passing(tx, at, known)
        return known
    return _placed(tx, at, placed_by, scope, incident_id, release_id, reason)


def _placed(
    tx: Session,
    at: datetime,
    placed_by: str,
    scope: HoldScope,
    incident_id: UUID | None,
    release_id: UUID | None,
    reason: str,
    *,
    bound: bool = False,
) -> Hold:
    hold = Hold(
        scope=scope,
        incident_id=incident_id,
        release_id=release_id,
        placed_by=placed_by,
        placed_at=at,
        reason=reason.strip(),
        bound=bound,
    )
    tx.add(hold)
    tx.flush()
    _tell_audit(tx, at, placed_by, hold, hold.reason)
    _stop_passing(tx, at, hold)
    return hold


def _tell_audit(tx: Session, at: datetime, by: str, hold: Hold, reason: str) -> None:
    audit.record(
        tx, at, audit.Event.HELD, actor=by, subject=_subject(hold), scope=hold.scope.value,
        reason=reason,
    )  # fmt: skip


def _stop_passing(tx: Session, at: datetime, hold: Hold) -> None:
    """Who presses now stops also what was let through before. What was said later of a release (its
    withdrawal, the note of its correction) goes on: it had a press of its own."""
    tx.execute(
        update(Delivery)
        .where(
            Delivery.action == Action.PUBLISH,
            Delivery.passes_hold.is_(True),
            Delivery.state.in_(UNSENT),
            covered(hold),
        )
        .values(passes_hold=False, changed_at=at)
    )


def holding(tx: Session, *, release_id: UUID, incident_id: UUID | None) -> Hold | None:
    """The hold that stops this release, the narrowest first; None: nothing does."""
    return narrowest(in_force(tx), release_id, incident_id)


def in_force(tx: Session) -> Sequence[Hold]:
    """All of them, the oldest first; there are never many."""
    return tx.scalars(IN_FORCE).all()


class Standing(NamedTuple):
    """As much of a hold in force as says what it stops."""

    scope: HoldScope
    incident_id: UUID | None
    release_id: UUID | None


def standing(at: Connection) -> Sequence[Standing]:
    """``in_force``, for those who ask before each file that they move."""
    return [Standing(*row) for row in at.execute(STANDING)]


def stopping(holds: Iterable[Hold | Standing], release_id: UUID, incident_id: UUID | None) -> bool:
    """One of these holds stops this release."""
    return any(_covers(hold, release_id, incident_id) for hold in holds)


def narrowest(holds: Iterable[Hold], release_id: UUID, incident_id: UUID | None) -> Hold | None:
    """Of these holds, the one that stops this release."""
    order = [HoldScope.RELEASE, HoldScope.INCIDENT, HoldScope.ALL]
    covering = [hold for hold in holds if _covers(hold, release_id, incident_id)]
    return min(covering, key=lambda hold: (order.index(hold.scope), hold.id), default=None)


def _covers(hold: Hold | Standing, release_id: UUID, incident_id: UUID | None) -> bool:
    if hold.scope is HoldScope.RELEASE:
        return hold.release_id == release_id
    return hold.scope is HoldScope.ALL or (
        incident_id is not None and hold.incident_id == incident_id
    )


def stopped(tx: Session, hold_id: UUID) -> frozenset[UUID]:
    """Releases that it stops: a release's own, or whatever of the rest has not left."""
    hold = one(tx, hold_id)
    if hold.release_id is not None:
        return frozenset({hold.release_id})
    waiting = select(Delivery.release_id).where(
        Delivery.state.in_(UNSENT), Delivery.passes_hold.is_(False), covered(hold)
    )
    return frozenset(tx.scalars(waiting.distinct()))


def covered(hold: Hold) -> ColumnElement[bool]:
    """SQL: the deliveries that this hold is about, in whatever state."""
    if hold.scope is HoldScope.RELEASE:
        return Delivery.release_id == hold.release_id
    if hold.scope is HoldScope.INCIDENT:
        return Delivery.incident_id == hold.incident_id
    return true()


def unheld() -> ColumnElement[bool]:
    """No hold stops this delivery, or it may pass."""
    return or_(
        Delivery.passes_hold.is_(True),
        ~exists().where(
            Hold.lifted_at.is_(None),
            or_(
                Hold.scope == HoldScope.ALL,
                and_(Hold.scope == HoldScope.INCIDENT, Hold.incident_id == Delivery.incident_id),
                and_(Hold.scope == HoldScope.RELEASE, Hold.release_id == Delivery.release_id),
            ),
        ),
    )


def _target(
    scope: HoldScope, incident_id: UUID | None, release_id: UUID | None, *, bound: bool = False
) -> ColumnElement[bool]:
    return and_(
        Hold.lifted_at.is_(None),
        Hold.bound.is_(bound),
        Hold.scope == scope,
        Hold.incident_id.is_(None) if incident_id is None else Hold.incident_id == incident_id,
        Hold.release_id.is_(None) if release_id is None else Hold.release_id == release_id,
    )


def _subject(hold: Hold) -> str:
    if hold.scope is HoldScope.RELEASE:
        return f"release:{hold.release_id}"
    return f"incident:{hold.incident_id}" if hold.scope is HoldScope.INCIDENT else "hold:all"
