"""Links of posts by hand that were put right, in words, with what may have used them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.people import queries as people
from console.publishing import queries
from console.publishing.links import Replaced, replaced, used_in
from console.publishing.queries import BoardRow
from console.web.context import current_actor, services
from console.web.delivery_cards import Card, cards


@dataclass(frozen=True, slots=True)
class Former:
    """A link that was put right. ``carried``: what may have gone out with it."""

    url: str
    given_by: str
    since: datetime
    by: str
    at: datetime
    reason: str
    carried: tuple[Card, ...]


def former(tx: Session, now: datetime, row: BoardRow) -> tuple[Former, ...]:
    """The links that were put right, the newest first."""
    kept = replaced(tx, row.id)
    names = people.names(tx, _people(kept))
    return tuple(
        Former(
            each.url,
            names[each.given_by].name if each.given_by and each.given_by in names else "",
            each.since,
            names[each.by].name if each.by in names else "",
            each.at,
            each.reason,
            carried(tx, now, row, each.since, each.at),
        )
        for each in reversed(kept)
    )


def _people(kept: Iterable[Replaced]) -> set[UUID]:
    return {who for each in kept for who in (each.given_by, each.by) if who}


def carried(
    tx: Session, now: datetime, row: BoardRow, since: datetime, until: datetime | None = None
) -> tuple[Card, ...]:
    found = used_in(tx, row.id, since, until)
    accounts = services().policy.accounts
    return cards(tx, now, queries.named(tx, found, current_actor(), accounts))
