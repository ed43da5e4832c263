"""What the dispatcher asks of the rooms above it; joined in ``wiring``.

Calls with ``tx`` run inside the dispatcher's own transaction: no IO, no rendering.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from console.publishing.records import Delivery
from console.publishing.rules.channel import Bulletin

OVERTAKEN: Final = frozenset({"warrant.withdrawn", "warrant.superseded"})
"""Refusals by which nothing is wrong: the release was taken back or replaced in the meantime."""

FACTS_MOVED: Final = "warrant.facts_moved"
"""The facts were confirmed once more, and have moved since: it waits for the same word again."""

FACTS_OLD: Final = "warrant.facts_old"
"""They were, too long ago."""

ASK_AGAIN: Final = frozenset({FACTS_MOVED, FACTS_OLD})


class Warrant(Protocol):
    """Are the digest and the chain still good?"""

    def refusal(self, tx: Session, delivery: Delivery, at: datetime) -> str | None:
        """Why it must not go out at ``at`` (an error code); None: it may."""

    def refusals(
        self, tx: Session, deliveries: Sequence[Delivery], at: datetime
    ) -> Sequence[str | None]:
        """``refusal`` of each, in order, for little more than the price of one."""


class Ledger(Protocol):
    """Tell the releases what became of them (the ``Outcome`` port of the design)."""

    def claimed(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        """Just claimed: a claim of a public page sets ``published_at`` and its places."""

    def stopped(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        """Publications that were held, refused or failed: they may have begun in vain."""

    def delivered(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        """Closed as sent or confirmed."""


class Manuscripts(Protocol):
    """The words to send, read in a snapshot of its own, after the claim was committed."""

    def bulletins(self, deliveries: Sequence[UUID]) -> tuple[Bulletin, ...]:
        """One for each id, in order."""
