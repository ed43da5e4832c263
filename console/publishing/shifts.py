"""Putting a delivery's times off, all together."""

from datetime import datetime, timedelta

from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState


def put_off(row: Delivery, by: timedelta, at: datetime) -> None:
    """Move start, precondition, lateness and expiry by the same time; never back."""
    if by <= timedelta(0):
        return
    row.not_before += by
    row.expires_at += by
    if row.or_after is not None:
        row.or_after += by
    if row.late_after is not None:
        row.late_after += by
    if row.not_before > at and row.state is not DeliveryState.WAITING:
        row.state, row.next_try_at = DeliveryState.WAITING, None
    row.changed_at = at
