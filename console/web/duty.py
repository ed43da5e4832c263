"""值班: the roster of a week, planned by day and night, repeated, changed; who is on duty now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.duty import queries
from console.duty.queries import ShiftView
from console.duty.rules.roster import Pair, Planned, Span, Turn, common, slot, week_of, week_span
from console.duty.service import rostering
from console.kernel.clock import local
from console.kernel.errors import FayanError, Invalid, NotNow
from console.people import queries as people
from console.people.queries import PersonEntry
from console.people.rules.roles import P
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import services, whole_number
from console.web.duty_panel import DutyPanel, ShiftLine, panel, shift_lines, tell_templates
from console.web.times import field_value, parse_local
from console.web.translation import tell

bp = Blueprint("duty", __name__, url_prefix="/duty")
bp.record_once(tell_templates)
FIELDS = tuple(f"{turn.value}_{place}" for turn in Turn for place in ("a", "b"))


@dataclass(frozen=True, slots=True)
class Day:
    """``lines``: shifts and gaps that begin on it, in order. ``free``: something can be planned."""

    day: date
    lines: tuple[ShiftLine | Span, ...]
    free: bool


@dataclass(frozen=True)
class RosterPage:
    panel: DutyPanel
    days: tuple[Day, ...]
    now: datetime
    staff: tuple[PersonEntry, ...]
    telephones: Mapping[UUID, str]
    week: date
    values: Mapping[str, str]
    ticked: frozenset[int]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def before(self) -> date:
        return self.week - timedelta(days=7)

    @property
    def after(self) -> date:
        return self.week + timedelta(days=7)


@dataclass(frozen=True)
class ShiftPage:
    """``shift`` None: a new one. ``begun``: its beginning stands."""

    shift: ShiftView | None
    staff: tuple[PersonEntry, ...]
    values: Mapping[str, str]
    begun: bool
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/")
@access(P.DUTY_READ)
def index() -> Reply:
    return answer("duty/index.html", "content", _page(_week(request.args.get("week", ""))))


@bp.post("/week")
@access(P.DUTY_MANAGE)
def plan_week() -> Reply:
    week = _week(request.form.get("week", ""))
    days = [day for place, day in enumerate(week_of(week)) if place in _ticked()]
    try:
        turns = _turns()
        with acting() as (tx, now, actor):
            count = rostering.plan_days(tx, now, actor, services().duty, days, turns)
    except Invalid as error:
        return _again(week, error)
    say(str(_("已排 %(count)s 个班。", count=count)))
    return see_other(url_for(".index", week=week.isoformat()))


@bp.post("/repeat")
@access(P.DUTY_MANAGE)
def repeat() -> Reply:
    week = _week(request.form.get("week", ""))
    try:
        with acting() as (tx, now, actor):
            planned, left = rostering.repeat_week(tx, now, actor, services().duty, week)
    except Invalid as error:
        return _again(week, error)
    _say_repeated(planned, left)
    return see_other(url_for(".index", week=week.isoformat()))


@bp.get("/shifts/new")
@access(P.DUTY_MANAGE)
def new() -> Reply:
    return answer("duty/shift.html", "content", _shift_page(None))


@bp.post("/shifts/new")
@access(P.DUTY_MANAGE)
def create() -> Reply:
    try:
        wanted = _wanted()
        with acting() as (tx, now, actor):
            rostering.plan(tx, now, actor, services().duty, wanted)
    except Invalid as error:
        page = _shift_page(None, field_errors(error))
        return answer("duty/shift.html", "content", page, status=error.status)
    say(str(_("已排班。")))
    return _to_week(wanted.starts_at)


@bp.get("/shifts/<uuid:id>")
@access(P.DUTY_MANAGE)
def edit(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("duty/shift.html", "content", _shift_page(id))


@bp.post("/shifts/<uuid:id>")
@access(P.DUTY_MANAGE)
def change(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    version = whole_number(request.form.get("version", ""))
    try:
        wanted = _wanted()
        with acting() as (tx, now, actor):
            rostering.change(tx, now, actor, services().duty, id, version, wanted)
    except (Invalid, NotNow) as error:
        page = _shift_page(id, _errors(error))
        return answer("duty/shift.html", "content", page, status=error.status)
    say(str(_("已改班，改动已记录。")))
    return _to_week(wanted.starts_at)


@bp.post("/shifts/<uuid:id>/remove")
@access(P.DUTY_MANAGE)
def remove(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    version = whole_number(request.form.get("version", ""))
    with acting() as (tx, now, actor):
        starts_at = queries.shift(tx, id).starts_at
        rostering.remove(tx, now, actor, id, version)
    say(str(_("已撤下这个班，改动已记录。")))
    return _to_week(starts_at)


def _say_repeated(planned: int, left: int) -> None:
    if left:
        said = _("沿用上周排了 %(count)s 个班；%(left)s 个没有排：已过、已有人或有人不能再值班。",
                 count=planned, left=left)  # fmt: skip
        say(str(said), "warning")
    else:
        say(str(_("沿用上周排了 %(count)s 个班。", count=planned)))


def _page(week: date, errors: Mapping[str, str] | None = None) -> RosterPage:
    given = services()
    now, span = given.clock.now(), week_span(week, given.duty.hours, given.settings.zone)
    with given.database.snapshot() as tx:
        found = queries.shifts(tx, span.starts_at, span.ends_at)
        lines = shift_lines(tx, found)
        missing = queries.uncovered(tx, max(now, span.starts_at), max(now, span.ends_at))
        shown, staff = panel(tx, now), _staff(tx)
    days = tuple(_day(each, tuple(lines.values()), missing, week) for each in week_of(week))
    values = {name: request.form.get(name, "") for name in FIELDS}
    ticked = _ticked() if errors else frozenset(n for n, day in enumerate(days) if day.free)
    telephones = {each.card.id: each.telephone for each in staff}
    return RosterPage(shown, days, now, staff, telephones, week, values, ticked, errors or {})


def _day(day: date, lines: tuple[ShiftLine, ...], missing: tuple[Span, ...], week: date) -> Day:
    """A gap is cut by day and night, so that each piece can be filled by one shift."""
    zone = services().settings.zone

    def falls(moment: datetime) -> bool:
        here = local(moment, zone).date()
        return here == day or (here < week == day)

    turns = [slot(day, turn, services().duty.hours, zone) for turn in Turn]
    gaps = [piece for gap in missing for each in turns if (piece := common(gap, each))]
    own = (each for each in lines if falls(each.shift.starts_at))
    shown: list[ShiftLine | Span] = [*own, *gaps]
    shown.sort(key=lambda each: (each.shift if isinstance(each, ShiftLine) else each).starts_at)
    return Day(day, tuple(shown), free=bool(gaps))


def _shift_page(shift_id: UUID | None, errors: Mapping[str, str] | None = None) -> ShiftPage:
    given, sent = services(), request.form
    with given.database.snapshot() as tx:
        shift = queries.shift(tx, shift_id) if shift_id else None
        staff = _staff(tx)
    begun = shift is not None and shift.starts_at <= given.clock.now()
    if shift is not None:
        times = (
            field_value(each, given.settings.zone) for each in (shift.starts_at, shift.ends_at)
        )
        values = dict(zip(("starts_at", "ends_at"), times, strict=True))
        values |= {"a": str(shift.a_id), "b": str(shift.b_id), "version": str(shift.version)}
    else:
        values = {name: request.args.get(name, "")[:16] for name in ("starts_at", "ends_at")}
        values |= {"a": "", "b": "", "version": ""}
    values |= {name: sent[name][:60] for name in values if name in sent}
    return ShiftPage(shift, staff, values, begun, errors or {})


def _staff(tx: Session) -> tuple[PersonEntry, ...]:
    able = queries.able(tx, services().duty)
    return tuple(each for each in people.people(tx) if each.card.id in able)


def _wanted() -> Planned:
    """Raises Invalid."""
    form, zone = request.form, services().settings.zone
    return Planned(
        starts_at=parse_local(form.get("starts_at", ""), zone, field="starts_at"),
        ends_at=parse_local(form.get("ends_at", ""), zone, field="ends_at"),
        pair=Pair(_person("a"), _person("b")),
    )


def _turns() -> dict[Turn, Pair]:
    """A turn with nobody in either place is left out. Raises Invalid."""
    form = request.form
    return {
        turn: Pair(_person(f"{turn.value}_a"), _person(f"{turn.value}_b"))
        for turn in Turn
        if form.get(f"{turn.value}_a") or form.get(f"{turn.value}_b")
    }


def _person(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError as error:
        raise Invalid("duty.no_person", field=name) from error


def _ticked() -> frozenset[int]:
    return frozenset(whole_number(each, 9) for each in request.form.getlist("day"))


def _week(text: str) -> date:
    """The Monday of the day given, or of today."""
    given = services()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = local(given.clock.now(), given.settings.zone).date()
    day = min(max(day, date(2000, 1, 10)), date(2999, 12, 1))
    return week_of(day)[0]


def _errors(error: FayanError) -> Mapping[str, str]:
    return field_errors(error) if isinstance(error, Invalid) else {"": tell(error)}


def _again(week: date, error: Invalid) -> Reply:
    errors = field_errors(error) if error.field in FIELDS else {"": tell(error)}
    return answer("duty/index.html", "content", _page(week, errors), status=error.status)


def _to_week(moment: datetime) -> Reply:
    day = local(moment, services().settings.zone).date()
    return see_other(url_for(".index", week=day.isoformat()))
