"""Times at the edge: one Jinja filter out, one form field in. Inside, all are aware UTC."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from console.kernel.clock import aware, local, whole_seconds
from console.kernel.errors import Invalid
from console.web.context import locale, services

YEARS = range(1900, 3000)  # near the ends of what a computer counts, a zone's hours overflow
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def absolute(moment: datetime, zone: ZoneInfo, today: date, language: str) -> str:
    """``11月23日 20:18``, ``23 Nov 20:18``; with the year when it is not this one."""
    here = local(moment, zone)
    clock = f"{here:%H:%M}"
    if language == "en":
        year = "" if here.year == today.year else f" {here.year}"
        return f"{here.day} {MONTHS[here.month - 1]}{year} {clock}"
    year = "" if here.year == today.year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {clock}"


def span(length: timedelta) -> str:
    """``4 小时 12 分``: the two largest units. Never negative."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = []
    if days:
        parts.append(_("%(days)s 天", days=days))
    if hours:
        parts.append(_("%(hours)s 小时", hours=hours))
    if rest or minutes == 0:
        parts.append(_("%(minutes)s 分", minutes=rest))
    return " ".join(parts[:2])


def ago(moment: datetime, now: datetime) -> str:
    """``3 分前``, ``4 小时后``, ``刚刚``."""
    passed = now - moment
    if abs(passed) < timedelta(minutes=1):
        return str(_("刚刚"))
    if timedelta(0) < passed < timedelta(hours=1):
        return str(_("%(minutes)s 分钟前", minutes=int(passed.total_seconds() // 60)))
    if passed > timedelta(0):
        return str(_("%(span)s前", span=span(passed)))
    return str(_("%(span)s后", span=span(-passed)))


def remaining(until: datetime, now: datetime) -> str:
    """``剩余 4 小时 12 分`` or ``已超时 8 分``."""
    if now <= until:
        return str(_("剩余 %(span)s", span=span(until - now)))
    return str(_("已超时 %(span)s", span=span(now - until)))


def parse_local(text: str, zone: ZoneInfo, *, field: str = "at") -> datetime:
    """``YYYY-MM-DDTHH:MM`` (or with seconds) as the bureau's clocks show it → UTC.

    Raises Invalid: ``time.invalid`` for what is no time, ``time.nonexistent`` for one that a
    change of the clocks left out.
    """
    given = text.strip()
    try:
        typed = datetime.fromisoformat(given)
    except ValueError as error:
        raise Invalid("time.invalid", field=field, text=given[:40]) from error
    whole = typed.tzinfo is None and len(given) >= len("2026-11-23T20:00")
    if not whole or typed.year not in YEARS:
        raise Invalid("time.invalid", field=field, text=given[:40])
    moment = typed.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != typed:
        raise Invalid("time.nonexistent", field=field, text=given[:40])
    return moment


def field_value(moment: datetime | None, zone: ZoneInfo) -> str:
    """What a ``datetime-local`` field shows."""
    return f"{local(moment, zone):%Y-%m-%dT%H:%M}" if moment else ""


def moment_markup(moment: datetime | None, *, relative: bool = True) -> Markup:
    """``11月23日 20:18（3 分前）`` as ``<time>``; the page keeps the second half true."""
    if moment is None:
        return Markup("—")
    now, zone = services().clock.now(), services().settings.zone
    stamp = whole_seconds(aware(moment))
    shown = absolute(moment, zone, local(now, zone).date(), locale())
    if not relative:
        return Markup('<time datetime="{}">{}</time>').format(stamp, shown)
    left, right = ("(", ")") if locale() == "en" else ("（", "）")
    return Markup(
        '<span class="moment"><time datetime="{}">{}</time>'
        '<span class="ago">{}<time datetime="{}" data-ago>{}</time>{}</span></span>'
    ).format(stamp, shown, f" {left}" if left == "(" else left, stamp, ago(moment, now), right)


def countdown_markup(until: datetime) -> Markup:
    """``剩余 4 小时 12 分``, ticking."""
    now = services().clock.now()
    return Markup('<time class="{}" datetime="{}" data-countdown>{}</time>').format(
        "overdue" if until < now else "", whole_seconds(until), remaining(until, now)
    )


def entries(count: int) -> str:
    return str(ngettext("%(num)s 条", "%(num)s 条", count))


def install(app: Flask) -> None:
    env = app.jinja_env
    env.filters["moment"] = moment_markup
    env.filters["time_of"] = lambda moment: moment_markup(moment, relative=False)
    env.filters["countdown"] = countdown_markup
    env.filters["ago"] = lambda moment: ago(moment, services().clock.now())
    env.filters["local_field"] = lambda moment: field_value(moment, services().settings.zone)
    env.globals["now_stamp"] = lambda: whole_seconds(services().clock.now())
