"""Reading dates and times: 2026年11月23日（星期一）20时10分许, 22日21时, 当晚8点半, 2026-11-23.

A missing year or month is inferred: the day nearest to ``base``, or the one the text spoke of last.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from console.checks.close_up import ClosedUp, closed_up
from console.checks.numerals import value_of

_DAYPART: Final = "凌晨|清晨|早晨|早上|上午|中午|午间|下午|傍晚|晚上|晚间|当晚|晚|夜间|深夜|午夜"
_AFTERNOON: Final = frozenset(
    {"下午", "傍晚", "晚上", "晚间", "当晚", "晚", "夜间", "深夜", "中午", "午间"}
)
_RELATIVE: Final = {
    **dict.fromkeys(("今日", "今天", "今晨", "今晚", "今早"), 0),
    **dict.fromkeys(("昨日", "昨天", "昨晚"), -1),
    **dict.fromkeys(("明日", "明天", "明晚"), 1),
}
_LATER: Final = {"当日": 0, "当天": 0, "次日": 1, "翌日": 1}
_TIME: Final = (
    rf"(?:(?P<part>{_DAYPART}))?(?<![第\d.:])(?P<hour>\d{{1,2}}|(?<=[日晚午晨上])[一二三四五六七八九十]{{1,3}})"
    r"(?:(?P<sharp>时)(?![间光期段刻速])|(?P<point>点)(?=\d|[许半整钟一三左前后至到的,。、;\s)]|$))"
    r"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>\d{1,2})分?(?!\d))?"
    r"|(?<![\d:.-])(?P<hour24>\d{1,2}):(?P<minute60>\d{2})(?::\d{2})?分?(?![\d:])"
)
_WEEKDAY: Final = r"\(?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])\)?"
_DATE: Final = (
    r"(?:(?P<year>\d{4})年|(?P<near>[今去明])年)?(?<![\d.])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"
    r"|(?<![\d.-])(?P<year_iso>\d{4})[-/.](?P<month_iso>\d{1,2})[-/.](?P<day_iso>\d{1,2})(?![\d.-])"
    rf"|(?<![\d月./-])(?P<day_only>\d{{1,2}})日(?=(?:{_DAYPART})?\d{{1,2}}(?:时|点|:\d\d)|{_DAYPART})"
    rf"|(?P<relative>{'|'.join((*_RELATIVE, *_LATER))})"
)
_ALONE: Final = _TIME.replace("?P<", "?P<a_")
_MOMENT: Final = re.compile(
    r"(?=[\d今昨明去当次翌凌清早上中午下傍晚夜深一二三四五六七八九十])"
    rf"(?:(?P<date>{_DATE})(?:{_WEEKDAY})?(?: ?(?P<time>{_TIME}))?|(?P<alone>{_ALONE}))"
)
_AS_OF: Final = re.compile(
    r"(?:截至|(?<!报名)(?<!申报)(?<!登记)(?<!办理)(?<!征集)截止到?|截止至)(?:目前|发稿时?|北京时间)?[,(]?$"
)
_BEFORE_MIDNIGHT: Final = re.compile(r"[至到—~-]$")
WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Moment:
    """``at``: aware, in the zone given; None: it does not exist, or its day is not known.
    ``wrong``: what is wrong with it, one of date, hour, minute, weekday, midnight, or empty.
    ``dated``: month and day are written out, or today, yesterday. ``clock``: it has a time of day.
    ``ours``: the day was taken from ``base``, not from the text."""

    start: int
    end: int
    excerpt: str
    at: datetime | None
    wrong: str
    right: str  # what it should be, where that is known
    dated: bool
    clock: bool
    as_of: bool
    ours: bool


@lru_cache(maxsize=64)
def moments(text: str, base: datetime, zone: tzinfo) -> tuple[Moment, ...]:
    """``base``: aware; the moment at which the text is to be read."""
    return tuple(_read(text, closed_up(text), base.astimezone(zone)))


def as_of(text: str, base: datetime, zone: tzinfo) -> Moment | None:
    """The newest 截至 that the text names."""
    named = [m for m in moments(text, base, zone) if m.as_of and m.at and m.clock]
    return max(named, key=lambda m: m.at or base, default=None)


def _read(text: str, closed: ClosedUp, base: datetime) -> Iterator[Moment]:
    folded = closed.text
    spoken: date | None = None  # the day that the text spoke of last
    for found in _MOMENT.finditer(folded):
        day, wrong, right = _day(found, base.date(), spoken)
        if found["date"] and day:
            spoken = day
        clock, wrong_clock, hours = _clock(found)
        if not wrong and wrong_clock:
            before = folded[max(0, found.start() - 1) : found.start()]
            wrong = (
                "" if wrong_clock == "midnight" and _BEFORE_MIDNIGHT.search(before) else wrong_clock
            )
            if wrong == "midnight" and day and found["date"]:
                later = day + timedelta(days=1)
                right = f"{later.month}月{later.day}日0时"
        ours = not found["date"] and spoken is None
        at = (
            _at(day or spoken, hours, base, ours=ours)
            if wrong in {"", "midnight", "weekday"}
            else None
        )
        start, end = closed.span(found.start(), found.end())
        yield Moment(
            start,
            end,
            text[start:end],
            at,
            wrong,
            right,
            bool(found["month"] or found["month_iso"] or found["relative"] in _RELATIVE),
            clock,
            bool(_AS_OF.search(folded, max(0, found.start() - 14), found.start())),
            ours,
        )


def _day(found: re.Match[str], today: date, spoken: date | None) -> tuple[date | None, str, str]:
    if not found["date"]:
        return None, "", ""
    if found["relative"]:
        if found["relative"] in _RELATIVE:
            return today + timedelta(days=_RELATIVE[found["relative"]]), "", ""
        start = spoken or today
        return start + timedelta(days=_LATER[found["relative"]]), "", ""
    if found["day_only"]:
        return _nearest_day(int(found["day_only"]), today, spoken), *_ordinary(found["day_only"])
    month = int(found["month"] or found["month_iso"])
    day = int(found["day"] or found["day_iso"])
    year = found["year"] or found["year_iso"]
    if year:
        resolved = _date(int(year), month, day)
    elif found["near"]:
        resolved = _date(today.year + "去今明".index(found["near"]) - 1, month, day)
    else:
        resolved = _nearest(month, day, today, spoken)
    if resolved is None:
        return None, "date", ""
    meant = WEEKDAYS[resolved.weekday()]
    if found["weekday"] and found["weekday"].replace("天", "日") != meant:
        return resolved, "weekday", meant
    return resolved, "", ""


def _ordinary(day: str) -> tuple[str, str]:
    return ("", "") if 1 <= int(day) <= 31 else ("date", "")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date, spoken: date | None) -> date | None:
    """Without a year: of the day spoken of last, or the nearest; a far future is the past."""
    if spoken and spoken.year != today.year:
        return _date(spoken.year + (month < spoken.month - 6), month, day)
    near = [d for y in (-1, 0, 1) if (d := _date(today.year + y, month, day))]
    past = [d for d in near if d <= today + timedelta(days=31)]
    return min(past or near, key=lambda d: abs(d - today), default=None)


def _nearest_day(day: int, today: date, spoken: date | None) -> date | None:
    around = spoken or today
    year, month = around.year, around.month
    if spoken and day < spoken.day - 15:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    months = [(year, month)] if spoken else [_shifted(year, month, by) for by in (-1, 0, 1)]
    days = [d for y, m in months if (d := _date(y, m, day))]
    return min(days, key=lambda d: abs(d - today), default=None)


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    place = year * 12 + month - 1 + by
    return place // 12, place % 12 + 1


def _clock(found: re.Match[str]) -> tuple[bool, str, tuple[int, int]]:
    """Is there a time of day, what is wrong with it, hour (0–24) and minute."""
    prefix = "a_" if found["alone"] else ""

    def group(name: str) -> str | None:
        return found[prefix + name]

    if not (found["alone"] or found["time"]):
        return False, "", (0, 0)
    hour = int(value_of(group("hour") or group("hour24") or "0") or 0)
    minute = int(group("minute") or group("minute60") or 0)
    minute += 30 if group("half") else 15 * (" 一二三".index(group("quarter") or " "))
    part = group("part") or ("晚" if (found["relative"] or "").endswith("晚") else "")
    if part in _AFTERNOON and 1 <= hour < 12 and not (part in {"中午", "午间"} and hour > 3):
        hour += 12
    wrong = "hour" if hour > 24 or (hour == 24 and minute) else "minute" if minute > 59 else ""
    if hour == 24 and not minute:
        wrong = "midnight"
    return True, wrong, (hour, minute)


def _at(day: date | None, hours: tuple[int, int], base: datetime, *, ours: bool) -> datetime | None:
    """A time without any day is the nearest one to ``base``."""
    since = timedelta(hours=hours[0], minutes=hours[1])
    midnight = datetime.combine(day or base.date(), datetime.min.time(), base.tzinfo)
    if not ours:
        return midnight + since if day else None
    near = (midnight + since + timedelta(days=days) for days in (-1, 0, 1))
    return min(near, key=lambda at: abs(at - base))
