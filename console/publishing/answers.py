"""A platform told by itself how a job ended: whoever waits for that goes on at once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.publishing.desk import lock_releases
from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState as S

SUBMITTED = "wechat.submitted"
"""Handed over although it had been submitted: nobody could be asked how it ended."""


def answered(tx: Session, at: datetime, channel: str, account: str, job: str) -> int:
    """How many deliveries waited for this job. They find its end by themselves, and ask nobody."""
    mine = (
        Delivery.channel == channel,
        Delivery.account == account,
        Delivery.state.in_((S.RETRYING, S.UNKNOWN, S.HANDED_OVER)),
        Delivery.progress["job"].as_string() == job,
    )
    found = tx.execute(select(Delivery.id, Delivery.release_id).where(*mine)).all()
    lock_releases(tx, {release for _id, release in found})
    rows = tx.scalars(
        select(Delivery)
        .where(Delivery.id.in_([each for each, _release in found]), *mine)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    waiting = [row for row in rows if row.state is not S.HANDED_OVER or row.trouble == SUBMITTED]
    for row in waiting:
        row.state, row.next_try_at, row.changed_at = S.DUE, None, at
        audit.record(
            tx, at, audit.Event.DELIVERY_ANSWERED, actor=audit.SYSTEM, subject=f"delivery:{row.id}",
            release_id=str(row.release_id), channel=row.channel, job=job,
        )  # fmt: skip
    return len(waiting)
