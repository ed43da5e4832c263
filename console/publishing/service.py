"""What the release room and the screens ask of publishing; every act is audited."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid, NotNow
from console.people.rules.actor import Actor
from console.publishing.handover import cancel, confirm_handover, mark_not_sent, retry
from console.publishing.holds import holding, lift_hold, place_hold
from console.publishing.records import Delivery
from console.publishing.rules.channel import Account, Action
from console.publishing.rules.moves import PAGES
from console.publishing.rules.plan import (
    PUBLIC_PAGE,
    Plan,
    PlannedStage,
    Precondition,
    start_of,
)
from console.publishing.rules.states import OUT, UNSENT, HoldScope
from console.publishing.rules.states import DeliveryState as S
from console.publishing.shifts import put_off

__all__ = [
    "HoldScope",
    "cancel",
    "cancel_unsent",
    "confirm_handover",
    "holding",
    "lay",
    "lay_change",
    "lift_hold",
    "mark_not_sent",
    "move_later",
    "place_hold",
    "retry",
    "say_anew",
]

REFERENCES = UUID("0192b0c4-6b1e-7d0a-8a57-3f2f6f1c9d11")  # name space of client references
REACHED = OUT | {S.SENDING, S.UNKNOWN, S.HANDED_OVER}
"""A reader may have it already, or a person may be posting it."""


def lay(
    tx: Session,
    at: datetime,
    *,
    release_id: UUID,
    incident_id: UUID | None,
    digest: str,
    plan: Plan,
    signed_at: datetime,
    accounts: Mapping[str, Account],
    later: datetime | None = None,
    passes_hold: bool = False,
    expires_days: int = 3,
) -> int:
    """One delivery for each channel of the plan; how many were laid. ``accounts`` by channel.

    Laying the same words again adds nothing; after all were cancelled (the release was taken
    back and signed anew, unchanged) they are taken up again.
    """
    known = {
        (row.channel, row.account): row
        for row in _publishing(tx, release_id)
        if row.digest == digest
    }
    again = bool(known) and all(row.state is S.CANCELLED for row in known.values())
    laid = 0
    for place, stage in enumerate(plan.stages):
        start = start_of(stage, signed_at, later)
        for channel in stage.channels:
            account = accounts[channel]
            row = known.get((channel, account.name))
            if row is None:
                row = _new(tx, at, release_id, incident_id, digest, account, Action.PUBLISH, "")
            elif not again:
                continue
            _times(row, stage, start, expires_days)
            row.stage, row.state, row.passes_hold = place, S.WAITING, passes_hold
            row.trouble, row.trouble_details, row.changed_at = "", {}, at
            laid += 1
            _planned(tx, at, row)
    tx.flush()
    return laid


def _times(row: Delivery, stage: PlannedStage, start: datetime, expires_days: int) -> None:
    waits = stage.precondition is Precondition.PREVIOUS
    row.not_before = start
    row.needs_previous = waits
    row.or_after = start + stage.or_after if waits else None
    row.late_after = start + stage.late
    row.if_late = stage.if_late.value
    row.expires_at = start + timedelta(days=expires_days)


def lay_change(
    tx: Session,
    at: datetime,
    *,
    release_id: UUID,
    incident_id: UUID | None,
    digest: str,
    action: Action,
    cause: str,
    accounts: Mapping[str, Account],
    channels: Sequence[str],
    passes_hold: bool = True,
    expires_days: int = 3,
) -> int:
    """Say something new, at once, wherever ``channels`` has said it; how many were laid.

    Website and feeds always; an account only where it was sent or handed over. For a withdrawal,
    what has not gone out is cancelled, and so is what waits for a person to post it.
    """
    rows = _publishing(tx, release_id)
    reached = {row.channel for row in rows if row.state in REACHED}
    if action is Action.WITHDRAW:
        for row in rows:
            if row.state in UNSENT or row.state is S.HANDED_OVER:
                _cancel(tx, at, row, audit.SYSTEM, "delivery.withdrawn")
    known = set(
        tx.execute(
            select(Delivery.channel, Delivery.account).where(
                Delivery.release_id == release_id,
                Delivery.digest == digest,
                Delivery.action == action,
                Delivery.cause == cause,
            )
        )
    )
    laid = 0
    for channel in channels:
        account = accounts[channel]
        if (channel, account.name) in known or not (channel in PAGES or channel in reached):
            continue
        row = _new(tx, at, release_id, incident_id, digest, account, action, cause)
        row.state, row.passes_hold, row.not_before = S.DUE, passes_hold, at
        row.expires_at = at + timedelta(days=expires_days)
        laid += 1
        _planned(tx, at, row)
    tx.flush()
    return laid


def say_anew(
    tx: Session, at: datetime, incident_id: UUID, cause: str, expires_days: int = 3
) -> int:
    """What the public pages say of an incident has changed; how many releases are written anew."""
    shown = tx.scalars(
        select(Delivery).where(
            Delivery.incident_id == incident_id,
            Delivery.channel == PUBLIC_PAGE,
            Delivery.action == Action.PUBLISH,
            Delivery.state.in_(OUT),
        )
    ).all()
    accounts = {channel: Account(channel) for channel in PAGES}
    for row in shown:
        lay_change(
            tx, at, release_id=row.release_id, incident_id=incident_id, digest=row.digest,
            action=Action.UPDATE, cause=cause, accounts=accounts, channels=sorted(PAGES),
            expires_days=expires_days,
        )  # fmt: skip
    return len(shown)


def cancel_unsent(tx: Session, at: datetime, actor: Actor | str, release_id: UUID) -> int:
    """The release is taken back before any of it went out; how many were cancelled."""
    rows = _publishing(tx, release_id)
    if any(row.state in REACHED for row in rows):
        raise NotNow("delivery.already_going")
    waiting = [row for row in rows if row.state is not S.CANCELLED]
    for row in waiting:
        _cancel(tx, at, row, _name(actor), "delivery.taken_back")
    return len(waiting)


def move_later(
    tx: Session, at: datetime, actor: Actor | str, release_id: UUID, until: datetime
) -> int:
    """Put what has not begun off, so that its first stage starts at ``until``; how many moved.

    All stages move by the same time: their distance was signed.
    """
    rows = [row for row in _publishing(tx, release_id) if row.state in UNSENT]
    if not rows:
        raise NotNow("delivery.already_going")
    by = until - min(row.not_before for row in rows)
    if by <= timedelta(0):
        raise Invalid("delivery.only_later", field="until")
    for row in rows:
        put_off(row, by, at)
        audit.record(
            tx, at, audit.Event.DELIVERY_PLANNED, actor=_name(actor), subject=f"delivery:{row.id}",
            release_id=str(release_id), channel=row.channel, not_before=row.not_before.isoformat(),
        )  # fmt: skip
    return len(rows)


def _publishing(tx: Session, release_id: UUID) -> Sequence[Delivery]:
    return tx.scalars(
        select(Delivery)
        .where(Delivery.release_id == release_id, Delivery.action == Action.PUBLISH)
        .order_by(Delivery.stage, Delivery.id)
        .with_for_update()
    ).all()


def _new(
    tx: Session,
    at: datetime,
    release_id: UUID,
    incident_id: UUID | None,
    digest: str,
    account: Account,
    action: Action,
    cause: str,
) -> Delivery:
    name = "\n".join((str(release_id), digest, account.key, action.value, cause))
    row = Delivery(
        release_id=release_id,
        incident_id=incident_id,
        digest=digest,
        channel=account.channel,
        account=account.name,
        action=action,
        cause=cause,
        client_ref=uuid5(REFERENCES, name).hex,
        created_at=at,
        changed_at=at,
    )
    tx.add(row)
    return row


def _planned(tx: Session, at: datetime, row: Delivery) -> None:
    audit.record(
        tx, at, audit.Event.DELIVERY_PLANNED, actor=audit.SYSTEM,
        subject=f"release:{row.release_id}", channel=row.channel, account=row.account,
        action=row.action.value, cause=row.cause, client_ref=row.client_ref,
        not_before=row.not_before.isoformat(), passes_hold=row.passes_hold,
    )  # fmt: skip


def _cancel(tx: Session, at: datetime, row: Delivery, actor: str, why: str) -> None:
    row.state, row.trouble, row.trouble_details = S.CANCELLED, why, {}
    row.next_try_at, row.changed_at = None, at
    audit.record(
        tx, at, audit.Event.DELIVERY_CANCELLED, actor=actor, subject=f"delivery:{row.id}",
        release_id=str(row.release_id), channel=row.channel, reason=why,
    )  # fmt: skip


def _name(actor: Actor | str) -> str:
    return actor if isinstance(actor, str) else actor.username
