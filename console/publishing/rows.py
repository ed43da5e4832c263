"""Single deliveries: found, made and called off; every act is audited."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from console import audit
from console.database import Base
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.channel import Account, Action
from console.publishing.rules.plan import FEEDS, PUBLIC_PAGE
from console.publishing.rules.states import OUT, UNSENT, Outcome
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.urgency import Urgency, urgency_of

REFERENCES: Final = UUID("0192b0c4-6b1e-7d0a-8a57-3f2f6f1c9d11")  # of client references
POSTED: Final = OUT | {S.SENDING, S.UNKNOWN}
"""A reader may have it already."""
REACHED: Final = POSTED | {S.HANDED_OVER}
"""Or a person may be posting it."""


def publishing(tx: Session, release_id: UUID) -> Sequence[Delivery]:
    """The release itself, not what was said of it later; locked."""
    return tx.scalars(
        select(Delivery)
        .where(Delivery.release_id == release_id, Delivery.action == Action.PUBLISH)
        .order_by(Delivery.stage, Delivery.id)
        .with_for_update()
    ).all()


def new(
    tx: Session,
    at: datetime,
    release_id: UUID,
    incident_id: UUID | None,
    digest: str,
    account: Account,
    action: Action,
    cause: str,
    *,
    protects: bool = False,
) -> Delivery:
    """``protects``: it corrects, or warns (``rules.urgency``)."""
    drill = _of_drill(tx, release_id)
    name = "\n".join((str(release_id), digest, account.key, action.value, cause))
    row = Delivery(
        release_id=release_id,
        incident_id=incident_id,
        digest=digest,
        channel=account.channel,
        account=account.name,
        action=action,
        cause=cause,
        drill=drill,
        urgency=Urgency.DRILL
        if drill
        else urgency_of(action, of_incident=incident_id is not None, protects=protects),
        client_ref=uuid5(REFERENCES, name).hex,
        created_at=at,
        timed_at=at,
        changed_at=at,
    )
    tx.add(row)
    return row


def _of_drill(tx: Session, release_id: UUID) -> bool:
    releases = Base.metadata.tables["releases"]
    return bool(tx.scalar(select(releases.c.drill).where(releases.c.id == release_id)))


def planned(tx: Session, at: datetime, row: Delivery) -> None:
    audit.record(
        tx, at, audit.Event.DELIVERY_PLANNED, actor=audit.SYSTEM,
        subject=f"release:{row.release_id}", channel=row.channel, account=row.account,
        action=row.action.value, cause=row.cause, client_ref=row.client_ref,
        not_before=row.not_before.isoformat(), passes_hold=row.passes_hold,
    )  # fmt: skip


def cancel_row(tx: Session, at: datetime, row: Delivery, actor: str, why: str) -> None:
    row.state, row.trouble, row.trouble_details = S.CANCELLED, why, {}
    row.next_try_at, row.changed_at = None, at
    audit.record(
        tx, at, audit.Event.DELIVERY_CANCELLED, actor=actor, subject=f"delivery:{row.id}",
        release_id=str(row.release_id), channel=row.channel, reason=why,
    )  # fmt: skip


def page_stands(tx: Session, release_id: UUID) -> bool:
    """Its public page was written, though what links to it was not."""
    return _page_ended(tx, release_id, Outcome.UNCERTAIN)


def nothing_out(tx: Session, release_id: UUID) -> bool:
    """Nobody can have read it: no post is out or under way, and no page was left behind.

    Feeds are not asked: they never go before their page.
    """
    reached = tx.scalar(
        select(
            exists().where(
                Delivery.release_id == release_id,
                Delivery.action == Action.PUBLISH,
                Delivery.channel != FEEDS,
                Delivery.state.in_(REACHED),
            )
        )
    )
    return not reached and not _page_ended(tx, release_id, Outcome.UNCERTAIN, Outcome.LOST)


def _page_ended(tx: Session, release_id: UUID, *outcomes: Outcome) -> bool:
    """Whether an attempt to write its page ended so."""
    return bool(
        tx.scalar(
            select(
                exists().where(
                    Attempt.delivery_id == Delivery.id,
                    Attempt.outcome.in_(outcomes),
                    Delivery.release_id == release_id,
                    Delivery.action == Action.PUBLISH,
                    Delivery.channel == PUBLIC_PAGE,
                )
            )
        )
    )


def cancel_overtaken(tx: Session, at: datetime, row: Delivery, why: str) -> None:
    """Its release was taken back or replaced before it left: nothing of it is to be changed."""
    cancel_row(tx, at, row, audit.SYSTEM, why)
    if row.action is not Action.PUBLISH:
        return
    for change in tx.scalars(
        select(Delivery)
        .where(
            Delivery.release_id == row.release_id,
            Delivery.channel == row.channel,
            Delivery.account == row.account,
            Delivery.action != Action.PUBLISH,
            Delivery.state.in_(UNSENT),
        )
        .order_by(Delivery.id)
        .with_for_update()
    ):
        cancel_row(tx, at, change, audit.SYSTEM, "delivery.nothing_there")
