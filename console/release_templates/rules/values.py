"""What a slot may be filled with, and how it reads in the text.

A value is kept in one canonical form (``read`` of it gives itself), so that a filled statement can
be made again, to the letter, from its template and its values.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from console.kernel.clock import local, parse_utc, whole_seconds
from console.kernel.errors import Invalid
from console.release_templates.rules.grammar import Slot, SlotKind
from console.release_templates.rules.places import is_place

OLDEST = timedelta(days=3)
"""A time that is filled in lies at most this far back: a first report is of something new."""
LONGEST_PLACE, LONGEST_TEXT, LARGEST = 60, 200, 10**9
MOST = {SlotKind.PLACE: LONGEST_PLACE}
REFUSED = {
    SlotKind.ROAD: "slot.no_road",
    SlotKind.CATEGORY: "slot.no_such_category",
    SlotKind.HOTLINE: "slot.not_our_hotline",
    SlotKind.CHOICE: "slot.no_such_choice",
}
NO_WORDS = re.compile(r"[\r\n{}]|\[\[|\]\]")


@dataclass(frozen=True, slots=True)
class Terms:
    """What values are measured by. ``now``: when the words are made. ``hotlines``: as they are
    printed. ``categories``: key → how the text calls it. ``places``: units and roads by name."""

    now: datetime
    zone: tzinfo
    hotlines: tuple[str, ...]
    categories: Mapping[str, str]
    places: tuple[str, ...] = ()


def read(slot: Slot, given: str, terms: Terms) -> str:
    """The canonical value. Times are given and kept in RFC 3339, UTC. Raises Invalid; its field is
    the slot's label."""
    said = given.strip()
    if not said:
        raise _wrong("slot.empty", slot)
    if slot.kind in {SlotKind.TIME, SlotKind.DATE}:
        return _time(slot, said, terms)
    if slot.kind is SlotKind.NUMBER:
        return _number(slot, said)
    if not _fits(slot, said, terms):
        most = MOST.get(slot.kind, LONGEST_TEXT)
        raise _wrong(REFUSED.get(slot.kind, "slot.no_words"), slot, most=most)
    return said


def shown(slot: Slot, value: str, terms: Terms) -> str:
    """How a canonical value reads: 11月23日20时10分许."""
    if slot.kind is SlotKind.TIME:
        return clock_words(parse_utc(value), terms.zone)
    if slot.kind is SlotKind.DATE:
        here = local(parse_utc(value), terms.zone)
        return f"{here.month}月{here.day}日"
    return terms.categories[value] if slot.kind is SlotKind.CATEGORY else value


def clock_words(moment: datetime, zone: tzinfo, *, about: str = "许") -> str:
    """11月23日20时10分许; on the hour 20时许; midnight is 0时."""
    here = local(moment, zone)
    minutes = f"{here.minute}分" if here.minute else ""
    return f"{here.month}月{here.day}日{here.hour}时{minutes}{about}"


def _time(slot: Slot, said: str, terms: Terms) -> str:
    try:
        moment = parse_utc(said).replace(second=0, microsecond=0)
    except ValueError as error:
        raise _wrong("slot.no_time", slot) from error
    if slot.kind is SlotKind.TIME and not moment <= terms.now <= moment + OLDEST:
        raise _wrong("slot.time_out_of_range", slot, days=OLDEST.days)
    return whole_seconds(moment)


def _number(slot: Slot, said: str) -> str:
    if not (said.isascii() and said.isdigit() and int(said) <= LARGEST):
        raise _wrong("slot.no_number", slot)
    return str(int(said))


def _fits(slot: Slot, said: str, terms: Terms) -> bool:
    match slot.kind:
        case SlotKind.ROAD:
            return is_place(said, terms.places)
        case SlotKind.CATEGORY:
            return said in terms.categories
        case SlotKind.HOTLINE:
            return said in terms.hotlines
        case SlotKind.CHOICE:
            return said in slot.choices
        case _:
            return len(said) <= MOST.get(slot.kind, LONGEST_TEXT) and not NO_WORDS.search(said)


def _wrong(code: str, slot: Slot, **parameters: str | int) -> Invalid:
    return Invalid(code, field=slot.label, label=slot.label, **parameters)
