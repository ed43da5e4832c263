"""How the newsroom speaks: titles for lists, excerpts, times. All pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Final

from console.kernel.clock import aware, local
from console.kernel.ids import is_drill
from console.kernel.joining import place_to_cut
from console.newsroom.facts import SiteFacts
from console.publishing.rules.shelf import ShelfEntry, ShelfItem

ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for; no page or feed carries it."""

WEEKDAYS: Final = "一二三四五六日"
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
LATER: Final = {"correction": "更正", "erratum": "文字勘误"}
"""Kinds that speak about an earlier release."""
KINDS: Final = LATER | {
    **dict.fromkeys(("initial", "update", "final"), "情况通报"),
    "rebuttal": "辟谣",
    "statement": "情况说明",
    "notice": "通告",
    "wanted": "悬赏通缉",
}
"""What the public calls each kind: 首报, 续报, 终报 are words of the console."""

DRILL: Final = "演练"
VERIFYING: Final = "核实中"
_SENTENCE_END: Final = re.compile(r"[。！？；][”’」』）]*")
_BREAK: Final = re.compile(r"\s+")


def clean(text: str) -> str:
    return ILLEGAL.sub("", text)


def moment(at: datetime, zone: tzinfo) -> str:
    return local(at, zone).strftime("%Y-%m-%d %H:%M")


def clock(at: datetime, zone: tzinfo) -> str:
    return local(at, zone).strftime("%H:%M")


def stamp(at: datetime, zone: tzinfo) -> str:
    """RFC 3339 with the bureau's offset, whole seconds."""
    return local(at, zone).isoformat(timespec="seconds")


def spoken(at: datetime, zone: tzinfo) -> str:
    """11月23日20:41: where a title names a time."""
    here = local(at, zone)
    return f"{here.month}月{here.day}日{here:%H:%M}"


def day_heading(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


def english_day(iso: str) -> str:
    """23 November 2026."""
    day = date.fromisoformat(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def excerpt(text: str, length: int) -> str:
    """The beginning of a text on one line, cut at the end of a sentence where one is near."""
    flat = _BREAK.sub(_joint, clean(text).strip())
    if len(flat) <= length:
        return flat
    head = flat[: place_to_cut(flat, length)]
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] >= length * 0.6:
        return head[: ends[-1]]
    return head.rstrip("，、：（ ") + "…"


def _joint(gap: re.Match[str]) -> str:
    """Chinese runs on where a line ended; words in Latin letters keep their space."""
    before = gap.string[gap.start() - 1 : gap.start()]
    return "" if "\n" in gap[0] and not before.isascii() else " "


def summary(item: ShelfItem, length: int) -> str:
    """An excerpt of a release. A correction is not cut between the old words and the new."""
    return excerpt(item.text, max(length, 300) if item.kind in LATER else length)


def tags(kind: str, number: str, list_title: str, *, corrected: bool = False) -> tuple[str, ...]:
    """Short words before a list title, left out where the title already says them."""
    words = [DRILL] if is_drill(number) else []
    if kind in LATER:
        words.append(LATER[kind])
    elif corrected:
        words.append("已更正")
    return tuple(word for word in words if not list_title.lstrip("【［[").startswith(word))


def public_title(item: ShelfItem, site: SiteFacts) -> str:
    """The title under which a release stands alone among others: in a feed, a tab, a share."""
    drill = f"【{DRILL}】" if is_drill(item.number) else ""
    if item.withdrawal:
        return f"{drill}【撤回】{withdrawn_title(item, site)}"
    title = item.list_title.removeprefix(drill)
    mark = f"【{LATER[item.kind]}】" if item.kind in LATER else ""
    return f"{drill}{'' if title.startswith(mark) else mark}{title}"


def title_now(item: ShelfItem, site: SiteFacts) -> str:
    """The same with 核实中 while it stands. A CAP message never says it: its bytes are for life."""
    return f"{f'【{VERIFYING}】' if item.verifying else ''}{public_title(item, site)}"


def withdrawn_title(item: ShelfItem, site: SiteFacts) -> str:
    """Tells which release is meant without a word of it: the title itself may be the reason."""
    about = item.incident.title if item.incident else site.column(item.column).name
    return f"{item.number}｜{about}｜{spoken(item.published_at, site.zone)}发布的通稿"


def newest_change(items: Sequence[ShelfItem]) -> datetime | None:
    return max((changed_at(item) for item in items), default=None)


def changed_at(item: ShelfItem) -> datetime:
    return max(item.updated_at, item.withdrawal.at) if item.withdrawal else item.updated_at


@dataclass(frozen=True, slots=True)
class Day:
    heading: str
    iso: str
    entries: tuple[ShelfEntry, ...]


def by_day(entries: Sequence[ShelfEntry], zone: tzinfo) -> Iterator[Day]:
    """Entries in their own order, under the days of the bureau's zone."""
    for day, group in groupby(entries, key=lambda entry: local(entry.published_at, zone).date()):
        yield Day(day_heading(day), day.isoformat(), tuple(group))


def size(octets: int) -> str:
    if octets < 1024 * 1024:
        return f"{max(1, round(octets / 1024))} KB"
    return f"{octets / (1024 * 1024):.1f} MB"


def fingerprint(digest: str) -> str:
    """Hexadecimal in groups of four, to be read aloud and compared."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def utc_second(at: datetime) -> str:
    return aware(at).strftime("%Y-%m-%dT%H:%M:%SZ")
