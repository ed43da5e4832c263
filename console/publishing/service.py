"""What the release room and the screens ask of publishing; every act is audited."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid, NotNow
from console.people.rules.actor import Actor
from console.publishing.breakers import try_now
from console.publishing.changes import call_off_all, lay_change, say_anew
from console.publishing.handover import cancel, confirm_handover, mark_not_sent, retry
from console.publishing.holds import (
    freeze,
    hold_waiting,
    holding,
    lift_hold,
    place_hold,
    stopped,
    thaw,
    to_lift,
)
from console.publishing.passing import passed, send_through
from console.publishing.quiet import be_quiet, outside, quieted
from console.publishing.reconfirming import confirm_facts
from console.publishing.records import Delivery
from console.publishing.relinking import relink
from console.publishing.rows import REACHED, cancel_row, new, planned, publishing
from console.publishing.rules.channel import Account, Action
from console.publishing.rules.plan import Plan, PlannedStage, Precondition, chosen_start, start_of
from console.publishing.rules.states import UNSENT, HoldScope
from console.publishing.rules.states import DeliveryState as S
from console.publishing.shifts import put_off
from console.publishing.sightings import look_again

__all__ = [
    "HoldScope",
    "be_quiet",
    "call_off_all",
    "cancel",
    "cancel_unsent",
    "confirm_facts",
    "confirm_handover",
    "freeze",
    "hold_waiting",
    "holding",
    "lay",
    "lay_change",
    "lift_hold",
    "look_again",
    "mark_not_sent",
    "move_later",
    "outside",
    "passed",
    "place_hold",
    "quieted",
    "relink",
    "retry",
    "say_anew",
    "send_through",
    "stopped",
    "thaw",
    "to_lift",
    "try_now",
]


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
    protects: bool = False,
    expires_days: int = 3,
) -> int:
    """One delivery for each channel of the plan; how many were laid. ``accounts`` by channel.

    Laying the same words again adds nothing; after all were cancelled (the release was taken
    back and signed anew, unchanged) they are taken up again. Raises NotNow, before anything is
    laid, when a channel of the plan has no account any more.

    ``protects``: it corrects or warns, and goes before everything else that is due.
    """
    for channel in plan.channels:
        if channel not in accounts:
            raise NotNow("plan.no_account", channel=channel)
    known = {
        (row.channel, row.account): row
        for row in publishing(tx, release_id)
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
                row = new(
                    tx, at, release_id, incident_id, digest, account, Action.PUBLISH, "",
                    protects=protects,
                )  # fmt: skip
            elif not again:
                continue
            _times(row, stage, start, expires_days)
            row.timed_at, row.chosen_start = at, chosen_start(stage, later)
            row.stage, row.state, row.passes_hold = place, S.WAITING, passes_hold
            row.trouble, row.trouble_details, row.changed_at = "", {}, at
            laid += 1
            planned(tx, at, row)
    tx.flush()
    return laid


def _times(row: Delivery, stage: PlannedStage, start: datetime, expires_days: int) -> None:
    waits = stage.precondition is Precondition.PREVIOUS
    row.not_before = start
    row.needs_previous = waits
    row.needs_facts = stage.precondition is Precondition.FACTS
    row.facts_confirmed_at = row.facts_confirmed_by = None
    row.or_after = start + stage.or_after if waits else None
    row.late_after = start + stage.late
    row.if_late = stage.if_late.value
    row.expires_at = start + timedelta(days=expires_days)


def cancel_unsent(tx: Session, at: datetime, actor: Actor | str, release_id: UUID) -> int:
    """The release is taken back before any of it went out; how many were cancelled."""
    rows = publishing(tx, release_id)
    if any(row.state in REACHED for row in rows):
        raise NotNow("delivery.already_going")
    waiting = [row for row in rows if row.state is not S.CANCELLED]
    for row in waiting:
        cancel_row(tx, at, row, _name(actor), "delivery.taken_back")
    return len(waiting)


def move_later(
    tx: Session, at: datetime, actor: Actor | str, release_id: UUID, until: datetime
) -> int:
    """Put what has not begun off, so that its first stage starts at ``until``; how many moved.

    All stages move by the same time: their distance was signed.
    """
    rows = [row for row in publishing(tx, release_id) if row.state in UNSENT]
    if not rows:
        raise NotNow("delivery.already_going")
    by = until - min(row.not_before for row in rows)
    if by <= timedelta(0):
        raise Invalid("delivery.only_later", field="until")
    for row in rows:
        put_off(row, by, at, chosen=True)
        audit.record(
            tx, at, audit.Event.DELIVERY_PLANNED, actor=_name(actor), subject=f"delivery:{row.id}",
            release_id=str(release_id), channel=row.channel, not_before=row.not_before.isoformat(),
        )  # fmt: skip
    return len(rows)


def _name(actor: Actor | str) -> str:
    return actor if isinstance(actor, str) else actor.username
