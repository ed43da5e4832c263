"""A message's life."""

from enum import StrEnum
from typing import Final


class SendingState(StrEnum):
    WAITING = "waiting"  # for its minute, or the end of quiet hours
    SENDING = "sending"  # somebody holds it
    SENT = "sent"
    RETRYING = "retrying"
    UNKNOWN = "unknown"  # it left and nothing was answered; never again by itself
    FAILED = "failed"
    SEEN = "seen"  # all of it was read in the console before it left


TO_GO: Final = (SendingState.WAITING, SendingState.RETRYING)
BAD: Final = (SendingState.RETRYING, SendingState.UNKNOWN, SendingState.FAILED)
