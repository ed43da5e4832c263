"""What goes first when much is due at once, and how the rest still gets its turn."""

from enum import IntEnum
from typing import Final

from console.publishing.rules.channel import Action

OTHERS_EVERY: Final = 4
"""After so many turns that went by urgency, one goes by time: whoever waited longest."""


class Urgency(IntEnum):
    """The lower goes first."""

    PROTECTS = 0  # takes back, corrects, or tells people what to do
    INCIDENT = 1
    ROUTINE = 2
    DRILL = 3  # what is real goes before


def urgency_of(action: Action, *, of_incident: bool, protects: bool) -> Urgency:
    """``protects``: a correction, or words that are signed as a public warning. Whatever is said of
    a release that is out (a withdrawal, a note of its correction) protects, too."""
    if protects or action is not Action.PUBLISH:
        return Urgency.PROTECTS
    return Urgency.INCIDENT if of_incident else Urgency.ROUTINE


def by_time(turn: int) -> bool:
    """Whether the turn with this number (0, 1, …) goes by time alone."""
    return turn % (OTHERS_EVERY + 1) == OTHERS_EVERY
