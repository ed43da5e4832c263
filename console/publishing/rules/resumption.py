"""What becomes of one waiting delivery when a hold is lifted."""

from datetime import datetime
from enum import StrEnum

from console.publishing.rules.lateness import verdict
from console.publishing.rules.plan import IfLate
from console.publishing.rules.states import HoldScope


class Fate(StrEnum):
    GOES_NOW = "goes_now"  # its time has come; a later stage still follows the one before
    KEEPS_ITS_TIME = "keeps_its_time"
    AWAITS_FACTS = "awaits_facts"  # somebody has to say once more that they hold
    ASKS = "asks"  # too late by its plan: its release is held by itself, and asked about
    STAYS_HELD = "stays_held"  # another hold stops it


def fate(
    scope: HoldScope,
    at: datetime,
    not_before: datetime,
    late_after: datetime | None,
    if_late: str,
    *,
    held_otherwise: bool,
    awaits_facts: bool = False,
) -> Fate:
    """``scope`` of the hold that is lifted: lifting a release's own says that it may go late."""
    if held_otherwise:
        return Fate.STAYS_HELD
    if awaits_facts:
        return Fate.AWAITS_FACTS
    if not_before > at:
        return Fate.KEEPS_ITS_TIME
    late = verdict(at, late_after, if_late) is not IfLate.PUBLISH
    return Fate.ASKS if late and scope is not HoldScope.RELEASE else Fate.GOES_NOW
