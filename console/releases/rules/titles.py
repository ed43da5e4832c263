"""Formal titles repeat (情况通报, 情况通报（二）); list titles tell items apart."""

from collections.abc import Iterator
from datetime import datetime

NUMERALS = "零一二三四五六七八九十"
GENERIC = frozenset(
    {
        "情况通报",
        "警情通报",
        "警方通报",
        "通报",
        "情况说明",
        "警方辟谣",
        "辟谣",
        "警方提示",
        "通告",
        "公告",
        "更正",
    }
)
BAR = "｜"
LONGEST_PART = 30  # characters of an incident's name in a list title


def chinese_number(value: int) -> str:
    """1–99 as Chinese numerals: 十一, 二十三; others stay Arabic."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{NUMERALS[tens]}十")
    return head + (NUMERALS[ones] if ones else "")


def series_title(place: int, base: str = "情况通报") -> str:
    """情况通报 for the first, 情况通报（二） for the second, …"""
    return base if place <= 1 else f"{base}（{chinese_number(place)}）"


def hour_of(moment: datetime) -> str:
    """11月23日23时, from a local time; midnight is 11月24日0时."""
    return f"{moment.month}月{moment.day}日{moment.hour}时"


def date_of(moment: datetime) -> str:
    """2026年11月23日, from a local time."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def is_generic(title: str) -> bool:
    base = title.partition("（")[0].partition("(")[0].strip()
    return base in GENERIC


def derived_list_title(title: str, incident_title: str | None, moment: datetime) -> str:
    """``moment`` is local: when it is to go out."""
    if incident_title:
        return BAR.join((title, shortened(incident_title), hour_of(moment)))
    return BAR.join((title, hour_of(moment))) if is_generic(title) else title


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_PART else text[: LONGEST_PART - 1] + "…"


def told_apart(list_title: str, moment: datetime, number: str) -> Iterator[str]:
    """``list_title``, then forms of it that tell ever more; the last one is unique."""
    yield list_title
    to_the_hour = hour_of(moment)
    base = list_title.removesuffix(to_the_hour).rstrip(BAR)
    yield BAR.join((base, to_the_hour))
    yield BAR.join((base, f"{to_the_hour}{moment.minute}分"))
    yield f"{base}（{number}）"


def place_in(title: str, base: str = "情况通报") -> int | None:
    """The place that a series title names; None: it is no series title."""
    return next((place for place in range(1, 100) if series_title(place, base) == title), None)
