"""A stage whose precondition is that the facts were confirmed once more: it waits for a person, who
is asked in time, and asked again when the ledger moved after they had spoken."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import NotNow
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.holds import unheld
from console.publishing.ports import FACTS_OLD
from console.publishing.records import Delivery
from console.publishing.rows import publishing
from console.publishing.rules.lateness import worn_out
from console.publishing.rules.states import UNSENT
from console.publishing.rules.states import DeliveryState as S
from console.publishing.shifts import put_off
from console.publishing.telling import facts_settled, tell_facts

AHEAD: Final = timedelta(minutes=30)
"""So long before its time somebody is asked."""


def confirm_facts(tx: Session, at: datetime, actor: Actor, release_id: UUID, proof: str) -> None:
    """They hold, says ``actor``: what waited for it may go. What is overdue gets its pauses anew
    from now, with what follows it. Pressing twice is harmless. Raises NotNow."""
    actor.require(P.FACT_CONFIRM)
    left = [row for row in publishing(tx, release_id) if row.state in UNSENT]
    asked = [row for row in left if row.needs_facts]
    waiting = [row for row in asked if row.facts_confirmed_at is None]
    if not waiting:
        if asked:
            return
        raise NotNow("delivery.facts_not_asked")
    for row in waiting:
        facts_settled(tx, at, row)
        row.trouble, row.trouble_details = "", {}
        row.facts_confirmed_at, row.facts_confirmed_by, row.changed_at = at, actor.id, at
    first = min(row.stage for row in waiting)
    for row in left:
        if row in waiting or (row.needs_previous and row.stage > first):
            put_off(row, at - row.not_before, at)
    audit.record(
        tx, at, audit.Event.FACTS_RECONFIRMED, actor=actor.username,
        subject=f"release:{release_id}", digest=waiting[0].digest, proof=proof,
        channels=sorted(row.channel for row in waiting),
    )  # fmt: skip


def ask_again(tx: Session, at: datetime, row: Delivery, why: str) -> None:
    """What was confirmed has moved since, or was confirmed too long ago (``why``, a code): the same
    question once more."""
    row.state, row.next_try_at, row.changed_at = S.WAITING, None, at
    since = row.facts_confirmed_at or at
    row.facts_confirmed_at = row.facts_confirmed_by = None
    row.trouble, row.trouble_details = why, {"since": since.isoformat()}
    tell_facts(tx, at, row)


def ask(tx: Session, at: datetime, lasts: timedelta) -> None:
    """Whoever may confirm is told, once for each release, of what will wait or waits. A word that
    ``lasts`` not until its stage starts is asked for anew before that."""
    for row in tx.scalars(
        _soon(at)
        .where(Delivery.facts_confirmed_at < at + AHEAD - lasts)
        .with_for_update(skip_locked=True)
    ):
        if row.facts_confirmed_at and worn_out(row.facts_confirmed_at, row.not_before, lasts):
            ask_again(tx, at, row, FACTS_OLD)
    waiting = tx.scalars(_soon(at).where(Delivery.facts_confirmed_at.is_(None)))
    for row in _first_of_each(waiting):
        tell_facts(tx, at, row)


def _soon(at: datetime) -> Select[Delivery]:
    """What asks for a word, and starts before long."""
    return (
        select(Delivery)
        .where(
            Delivery.state == S.WAITING,
            Delivery.needs_facts,
            Delivery.not_before <= at + AHEAD,
            unheld(),
        )
        .order_by(Delivery.not_before, Delivery.id)
        .limit(200)
    )


def _first_of_each(rows: Iterable[Delivery]) -> Iterable[Delivery]:
    found: dict[UUID, Delivery] = {}
    for row in rows:
        found.setdefault(row.release_id, row)
    return found.values()
