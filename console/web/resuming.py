"""What lifting a hold now would do: to each release that it stops, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.publishing.queries import BoardRow, HoldRow
from console.publishing.rules.resumption import Fate, fate
from console.publishing.rules.states import HoldScope
from console.releases import queries, service
from console.releases.queries import ReleaseRow
from console.web.context import services
from console.web.delivery_cards import Card, cards, covers, release_url, short_name, told


@dataclass(frozen=True, slots=True)
class Resumed:
    """A release and those of its channels that share a fate. ``why``: it will not go, and why."""

    at: datetime
    name: str
    title: str
    url: str
    channels: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fallen:
    """It was signed when the hold was placed, or after, and is not any more."""

    name: str
    title: str
    url: str


@dataclass(frozen=True)
class Resuming:
    """``stops``: due or not, the dispatcher would refuse them: signatures, facts, the guard."""

    now: tuple[Resumed, ...]
    facts: tuple[Resumed, ...]
    asks: tuple[Resumed, ...]
    later: tuple[Resumed, ...]
    still: tuple[Resumed, ...]
    stops: tuple[Resumed, ...]
    fallen: tuple[Fallen, ...]

    @property
    def nothing(self) -> bool:
        return not any(
            (self.now, self.facts, self.asks, self.later, self.still, self.stops, self.fallen)
        )


def resuming(
    tx: Session,
    now: datetime,
    hold: HoldRow,
    current: Sequence[HoldRow],
    waiting: Sequence[BoardRow],
) -> Resuming:
    """``current``: all holds in force; ``waiting``: all deliveries that may still go."""
    found = _fates(tx, now, hold, current, waiting)
    asked = {card.row.release_id for card, its in found if its is not Fate.STAYS_HELD}
    refused = service.refusals(tx, now, services().policy, asked)

    def of(wanted: Fate) -> tuple[Resumed, ...]:
        its = [card for card, fate_ in found if fate_ is wanted]
        return _grouped(card for card in its if card.row.release_id not in refused)

    stops = [card for card, _ in found if card.row.release_id in refused]
    fallen = queries.fallen_since(
        tx,
        hold.placed_at,
        incident_id=hold.incident_id if hold.scope is HoldScope.INCIDENT else None,
        release_id=hold.release_id,
    )
    return Resuming(
        now=of(Fate.GOES_NOW),
        facts=of(Fate.AWAITS_FACTS),
        asks=of(Fate.ASKS),
        later=of(Fate.KEEPS_ITS_TIME),
        still=of(Fate.STAYS_HELD),
        stops=_grouped(stops, refused),
        fallen=tuple(_fallen(each) for each in fallen),
    )


def _fates(
    tx: Session,
    now: datetime,
    hold: HoldRow,
    current: Sequence[HoldRow],
    waiting: Sequence[BoardRow],
) -> tuple[tuple[Card, Fate], ...]:
    others = [each for each in current if each.id != hold.id]
    stopped = [row for row in waiting if row.held and covers(hold, row)]
    releases = {row.release_id for row in stopped}
    again = service.to_confirm_again(tx, now, services().policy, releases)
    return tuple(
        (
            card,
            fate(
                hold.scope, now, card.row.not_before, card.row.late_after, card.row.if_late,
                held_otherwise=any(covers(each, card.row) for each in others),
                awaits_facts=card.row.awaits_facts or card.row.id in again,
            ),
        )
        for card in cards(tx, now, stopped)
    )  # fmt: skip


def _grouped(found: Iterable[Card], refused: dict[UUID, str] | None = None) -> tuple[Resumed, ...]:
    grouped: dict[UUID, list[Card]] = {}
    for each in found:
        grouped.setdefault(each.release.id, []).append(each)
    return tuple(
        Resumed(
            at=min(each.row.not_before for each in group),
            name=group[0].name,
            title=group[0].title,
            url=release_url(key),
            channels=tuple(each.row.channel for each in group),
            why=told(refused[key]) if refused else "",
        )
        for key, group in grouped.items()
    )


def _fallen(row: ReleaseRow) -> Fallen:
    return Fallen(short_name(row), row.shown_title, release_url(row.id))
