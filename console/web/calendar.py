"""发布日历: what went out and what will, day by day, across all incidents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from uuid import UUID

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.kernel.clock import local
from console.people.rules.roles import P
from console.publishing import queries as publishing
from console.publishing.rules.states import OUT
from console.releases import queries as releases
from console.releases.queries import ReleaseRow
from console.web.access import access
from console.web.answer import answer
from console.web.context import locale, services
from console.web.delivery_cards import clock, release_url, short_name

bp = Blueprint("calendar", __name__, url_prefix="/rollout/calendar")
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Entry:
    """``state``: out, waiting, held, or asked: its time is chosen, and it is not signed yet."""

    at: str
    name: str
    title: str
    url: str
    release_id: UUID
    state: str
    drill: bool


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    label: str
    inside: bool  # of the month asked for
    today: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class CalendarPage:
    title: str
    days: tuple[Day, ...]
    before: str
    after: str
    empty: bool


@bp.get("/")
@access(P.DELIVERY_READ)
def show() -> Reply:
    given = services()
    zone, now = given.settings.zone, given.clock.now()
    month = _month(request.args.get("month", ""), local(now, zone).date())
    with given.database.snapshot() as tx:
        page = _page(tx, month, local(now, zone).date(), zone)
    return answer("calendar/show.html", "content", page)


def _page(tx: Session, month: date, today: date, zone: tzinfo) -> CalendarPage:
    following = (month + timedelta(days=32)).replace(day=1)
    first = month - timedelta(days=month.weekday())
    last = following + timedelta(days=-following.weekday() % 7)
    entries: dict[date, list[Entry]] = {}
    for at, entry in _entries(tx, _midnight(first, zone), _midnight(last, zone)):
        entries.setdefault(local(at, zone).date(), []).append(entry)
    shown = [first + timedelta(days=each) for each in range((last - first).days)]
    days = tuple(
        Day(each, _label(each), each.month == month.month, each == today,
            tuple(entries.get(each, ())))
        for each in shown
    )  # fmt: skip
    return CalendarPage(
        title=month.strftime("%B %Y") if locale() == "en" else f"{month.year}年{month.month}月",
        days=days,
        before=f"{month - timedelta(days=1):%Y-%m}",
        after=f"{following:%Y-%m}",
        empty=not any(each.entries for each in days if each.inside),
    )


def _entries(tx: Session, since: datetime, until: datetime) -> Iterator[tuple[datetime, Entry]]:
    """By time; of one release that was signed anew, the last."""
    found = {each.release_id: each for each in publishing.appearances(tx, since, until)}
    asked = {key: at for key, at in releases.chosen_times(tx).items() if since <= at < until}
    rows = releases.rows(tx, [*found, *asked])
    told: list[tuple[datetime, UUID, str]] = [
        (each.at, key, "out" if each.state in OUT else "held" if each.held else "waiting")
        for key, each in found.items()
    ]
    told += [(at, key, "asked") for key, at in asked.items() if key not in found]
    for at, key, state in sorted(told):
        yield at, _entry(rows[key], at, state)


def _entry(row: ReleaseRow, at: datetime, state: str) -> Entry:
    return Entry(
        at=clock(at),
        name=short_name(row),
        title=row.shown_title or str(_("（未写标题）")),
        url=release_url(row.id),
        release_id=row.id,
        state=state,
        drill=row.drill,
    )


def _label(day: date) -> str:
    if locale() == "en":
        return f"{ENGLISH_DAYS[day.weekday()]} {day.day}"
    return f"{day.month}月{day.day}日 {WEEKDAYS[day.weekday()]}"


def _month(text: str, today: date) -> date:
    """What is no month is this one."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return asked if FIRST <= asked <= LAST else today.replace(day=1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
