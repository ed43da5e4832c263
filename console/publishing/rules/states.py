"""States of a delivery and of an attempt, and the moves a person may make."""

from enum import StrEnum


class DeliveryState(StrEnum):
    WAITING = "waiting"  # its time or its precondition has not come
    DUE = "due"  # may be claimed
    SENDING = "sending"  # claimed: an attempt is open
    SENT = "sent"  # the platform took it
    CONFIRMED = "confirmed"  # seen from outside, or attested by a person
    RETRYING = "retrying"  # the channel was unavailable; again at next_try_at
    UNKNOWN = "unknown"  # it may be published: a person looks
    HANDED_OVER = "handed_over"  # a person must post it
    FAILED = "failed"  # refused, or given up
    CANCELLED = "cancelled"  # no longer wanted, and nothing went out


UNSENT = frozenset({DeliveryState.WAITING, DeliveryState.DUE, DeliveryState.RETRYING})
OUT = frozenset({DeliveryState.SENT, DeliveryState.CONFIRMED})
OPEN = UNSENT | {DeliveryState.SENDING, DeliveryState.HANDED_OVER, DeliveryState.UNKNOWN}


class Outcome(StrEnum):
    """How an attempt ended. ``OPEN`` under an expired lease is a crash."""

    OPEN = "open"
    SENT = "sent"
    HANDED_OVER = "handed_over"
    UNAVAILABLE = "unavailable"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"  # by us: hold, warrant
    LOST = "lost"  # its process died; another attempt followed


class HoldScope(StrEnum):
    """The widest first."""

    ALL = "all"
    INCIDENT = "incident"
    RELEASE = "release"
