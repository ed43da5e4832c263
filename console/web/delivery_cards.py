"""A delivery as the screens show it: with its release, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from console import audit
from console.kernel.clock import local
from console.language import sentence, translate
from console.language.words import word
from console.people import queries as people
from console.publishing.queries import BoardRow, HoldRow, holds
from console.publishing.rules.channel import Action
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.releases import queries as releases
from console.releases.queries import ReleaseRow
from console.releases.rules.kinds import SERIES
from console.releases.rules.titles import chinese_number
from console.web.context import locale, services
from console.web.layout import has_endpoint
from console.web.times import absolute
from console.web.translation import spoken

BY_HAND = frozenset({S.HANDED_OVER, S.UNKNOWN})
NARROWEST_FIRST = (HoldScope.RELEASE, HoldScope.INCIDENT, HoldScope.ALL)


@dataclass(frozen=True, slots=True)
class Card:
    """``why``: what it waits for or what went wrong, a sentence; "" when there is nothing to say.
    ``by``: who confirmed it. ``held``: a hold stops it, or the person who would post it."""

    row: BoardRow
    release: ReleaseRow
    name: str
    why: str
    by: str
    held: bool

    @property
    def title(self) -> str:
        return self.release.shown_title

    @property
    def state(self) -> str:
        return self.row.state.value

    @property
    def pill(self) -> str:
        """The state to show: what is out and cannot be seen says so."""
        return "not_visible" if self.row.not_visible else self.state

    @property
    def at(self) -> datetime:
        return self.row.out_at or self.row.not_before

    @property
    def mark(self) -> tuple[object, ...]:
        row = self.row
        sight = row.sight and (row.sight.state, row.sight.saw)
        return (row.id, self.state, row.not_before, len(row.attempts), row.trouble, sight)


def cards(tx: Session, at: datetime, rows: Iterable[BoardRow]) -> tuple[Card, ...]:
    listed, current = tuple(rows), holds(tx)
    found = releases.rows(tx, (row.release_id for row in listed))
    names = people.names(tx, (row.confirmed_by for row in listed if row.confirmed_by))
    return tuple(
        Card(
            row=row,
            release=found[row.release_id],
            name=short_name(found[row.release_id]),
            why=why(row, at),
            by=names[row.confirmed_by].name
            if row.confirmed_by and row.confirmed_by in names
            else "",
            held=row.held or (row.state in BY_HAND and any(covers(hold, row) for hold in current)),
        )
        for row in listed
    )


def short_name(release: ReleaseRow) -> str:
    """首报, 续报（二）, 终报, 情况说明: what the console calls it."""
    return kind_name(release.kind.value, release.series_place if release.kind in SERIES else None)


def kind_name(kind: str, place: int | None) -> str:
    """``place`` in its series is told for updates only: 续报（二） is 情况通报（二）."""
    said = translate(word(kind, "kind"), locale())
    if kind != "update" or place is None:
        return said
    return f"{said} ({place})" if locale() == "en" else f"{said}（{chinese_number(place)}）"


def why(row: BoardRow, at: datetime) -> str:
    said = told(row.trouble, row.trouble_details) if row.trouble else ""
    if row.state is S.RETRYING and row.next_try_at:
        again = str(_("%(time)s 再试", time=clock(row.next_try_at)))
        return f"{said} {again}".strip()
    if said:
        return said
    if row.sight is not None and row.not_visible:
        saw = told(row.sight.saw, row.sight.saw_details)
        return str(_("%(time)s 起公众看不到：%(saw)s", time=clock(row.sight.since), saw=saw))
    if row.looking:
        return str(_("已写好，正在从公众网址核实。"))
    if row.awaits_facts:
        return str(_("等再次确认事实，确认后才发出。"))
    if row.state is S.WAITING and row.or_after and row.not_before <= at < row.or_after:
        return str(_("等前一阶段发出，最迟 %(time)s 自行发出", time=clock(row.or_after)))
    return ""


def told(code: str, details: Mapping[str, Any] | None = None) -> str:
    parameters = spoken(details or {})
    return sentence(code, parameters, locale())


def hold_reason(hold: HoldRow) -> str:
    """What the house wrote is a code; what a person wrote is theirs."""
    ours = hold.bound or hold.quiet or hold.placed_by == audit.SYSTEM
    return told(hold.reason) if ours else hold.reason


def channel_word(channel: str) -> str:
    return translate(word(channel, "channel"), locale())


def action_word(action: Action) -> str:
    return translate(word(action.value, "action"), locale())


def clock(moment: datetime) -> str:
    return f"{local(moment, services().settings.zone):%H:%M}"


def soon(moment: datetime) -> str:
    """``21:30`` today, ``明天 15:00``, else with its date."""
    zone, now = services().settings.zone, services().clock.now()
    here, today = local(moment, zone).date(), local(now, zone).date()
    if here == today:
        return clock(moment)
    if (here - today).days == 1:
        return f"{_('明天')} {clock(moment)}"
    return absolute(moment, zone, today, locale())


def covers(hold: HoldRow, row: BoardRow) -> bool:
    """Whatever its state: a person who posts by hand has to wait too. Withdrawals pass, and what
    was sent through."""
    if row.action is not Action.PUBLISH or row.passes_hold:
        return False
    return stops(hold, row.release_id, row.incident_id)


def stops(hold: HoldRow, release_id: UUID, incident_id: UUID | None) -> bool:
    if hold.scope is HoldScope.ALL:
        return True
    if hold.scope is HoldScope.INCIDENT:
        return hold.incident_id == incident_id
    return hold.release_id == release_id


def narrowest(holds: Iterable[HoldRow]) -> HoldRow | None:
    return min(holds, key=lambda hold: NARROWEST_FIRST.index(hold.scope), default=None)


def release_url(release_id: UUID) -> str:
    return _address("releases.show", release_id)


def sign_url(release_id: UUID) -> str:
    return _address("review.show", release_id)


def edit_url(release_id: UUID) -> str:
    return _address("drafting.edit", release_id)


def _address(endpoint: str, release_id: UUID) -> str:
    """The release's own page where the narrower screen is not there."""
    for candidate in (endpoint, "releases.show"):
        if has_endpoint(candidate):
            return url_for(candidate, id=release_id)
    return ""
