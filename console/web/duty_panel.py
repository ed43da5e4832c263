"""Who is on duty now, beside every page and on the home screen; and when nobody will be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID

from flask import g, render_template
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup
from sqlalchemy.orm import Session

from console.duty import queries
from console.duty.queries import ShiftView
from console.duty.rules.roster import Span
from console.kernel.clock import local
from console.language import translate
from console.language.words import word
from console.people import queries as people
from console.people.queries import PersonCard
from console.people.rules.roles import P
from console.web.context import actor_or_none, locale, services
from console.web.times import absolute

AHEAD = timedelta(hours=24)  # a gap within it is said on the home screen


@dataclass(frozen=True, slots=True)
class ShiftLine:
    shift: ShiftView
    a: PersonCard
    b: PersonCard


@dataclass(frozen=True, slots=True)
class DutyPanel:
    """``gaps``: the times without anybody that begin soon. ``used``: there is a roster at all."""

    used: bool
    now: ShiftLine | None
    next: ShiftLine | None
    gaps: tuple[Span, ...]

    @property
    def nobody(self) -> bool:
        return self.used and self.now is None

    @property
    def mark(self) -> tuple[object, ...]:
        shown = [each and (each.shift.id, each.shift.version) for each in (self.now, self.next)]
        return ("duty", *shown, *(gap.ends_at for gap in self.gaps))


def panel(tx: Session, now: datetime) -> DutyPanel:
    used = queries.in_use(tx)
    here, after = queries.shift_at(tx, now), queries.shift_after(tx, now)
    lines = shift_lines(tx, [each for each in (here, after) if each])
    return DutyPanel(
        used=used,
        now=lines.get(here.id) if here else None,
        next=lines.get(after.id) if after else None,
        gaps=_soon(tx, now) if used else (),
    )


def shift_lines(tx: Session, found: Iterable[ShiftView]) -> dict[UUID, ShiftLine]:
    listed = tuple(found)
    who = people.names(tx, (each for row in listed for each in (row.a_id, row.b_id)))
    return {row.id: ShiftLine(row, who[row.a_id], who[row.b_id]) for row in listed}


def _soon(tx: Session, now: datetime) -> tuple[Span, ...]:
    """Whole ones: one that begins within a day is told with its end, however far."""
    far = queries.uncovered(tx, now, now + 7 * AHEAD)
    return tuple(gap for gap in far if gap.starts_at < now + AHEAD)


def duty_frame(place: str) -> Markup:
    """``band``: only when nobody is on duty. ``line``: who is, in one line."""
    actor = actor_or_none()
    if actor is None or not actor.may(P.DUTY_READ):
        return Markup("")
    shown = _of_request()
    if not shown.used or (place == "band" and not shown.nobody):
        return Markup("")
    text = render_template("duty/frame.html", panel=shown, place=place)
    return Markup(text)  # noqa: S704 - our own template


def _of_request() -> DutyPanel:
    """Asked once a page, shown in several places."""
    if "duty_panel" not in g:
        given = services()
        with given.database.snapshot() as tx:
            g.duty_panel = panel(tx, given.clock.now())
    return cast("DutyPanel", g.duty_panel)


def day_of(day: date) -> str:
    """``周一 11月23日``, ``Mon 23 Nov``."""
    given = services()
    here, today = datetime.combine(day, time(12), given.settings.zone), given.clock.now()
    shown = absolute(here, given.settings.zone, local(today, given.settings.zone).date(), locale())
    weekday = translate(word(str(day.weekday()), "weekday"), locale())
    return f"{weekday} {shown.rpartition(' ')[0]}"


def tell_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["duty_frame"] = duty_frame
    state.app.jinja_env.filters["day_of"] = day_of
