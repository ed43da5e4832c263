"""Putting a delivery's times off, all together."""

from datetime import datetime, timedelta

from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState


def put_off(row: Delivery, by: timedelta, at: datetime, *, chosen: bool = False) -> None:
    """Move start, precondition, lateness and expiry by the same time; never back. ``chosen``: to a
    time that somebody names, not just to now."""
    if by <= timedelta(0):
        return
    _move(row, by)
    row.timed_at = at
    if chosen:
        row.chosen_start = row.not_before
    if row.not_before > at and row.state is not DeliveryState.WAITING:
        row.state, row.next_try_at = DeliveryState.WAITING, None
    row.changed_at = at


def bring_back(row: Delivery, at: datetime) -> None:
    """Its times were reckoned by a clock that was ahead, and has been set back to ``at``: the same
    pauses count from there. Never before a time that somebody chose."""
    if row.timed_at is None or row.timed_at <= at:
        return
    start = max(row.not_before - (row.timed_at - at), at, row.chosen_start or at)
    _move(row, min(start - row.not_before, timedelta(0)))
    row.timed_at = at


def _move(row: Delivery, by: timedelta) -> None:
    row.not_before += by
    row.expires_at += by
    row.or_after = row.or_after + by if row.or_after else None
    row.late_after = row.late_after + by if row.late_after else None
