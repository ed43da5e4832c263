"""How many posts of one channel a day holds already: for whoever plans another."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from console.publishing.records import Attempt, Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import Outcome

TO_COME = (S.WAITING, S.DUE, S.SENDING, S.RETRYING)


def planned(tx: Session, channel: str, since: datetime, until: datetime, *, besides: UUID) -> int:
    """From ``since`` to before ``until``: out by the interface, perhaps out, or yet to go, of other
    releases."""
    asked = exists().where(
        Attempt.delivery_id == Delivery.id, Attempt.outcome.in_((Outcome.UNCERTAIN, Outcome.LOST))
    )
    found = tx.scalar(
        select(func.count())
        .select_from(Delivery)
        .where(
            Delivery.channel == channel,
            Delivery.action == Action.PUBLISH,
            Delivery.release_id != besides,
            Delivery.drill.is_(False),
            or_(
                and_(
                    or_(Delivery.state == S.SENT, and_(Delivery.state == S.CONFIRMED, asked)),
                    Delivery.out_at >= since,
                    Delivery.out_at < until,
                ),
                and_(
                    Delivery.state == S.UNKNOWN,
                    Delivery.changed_at >= since,
                    Delivery.changed_at < until,
                ),
                and_(
                    Delivery.state.in_(TO_COME),
                    Delivery.not_before >= since,
                    Delivery.not_before < until,
                ),
            ),
        )
    )
    return found or 0
