"""What the words for one channel state that the text itself does not: they were written apart, and
one of them was changed since."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from console.checks.reading import fold
from console.publishing.rules.channel import Variant
from console.releases.rules.stating import DAYPART, Said, counts, names_in, numbers, places, times

ADDRESS = re.compile(r"https?://\S+")
SHORTEST = 3  # characters of a place that is known by its end: 平安路


class Stated(StrEnum):
    FIGURE = "figure"
    TIME = "time"
    NAME = "name"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Drift:
    """``said``: as the channel's words have it."""

    what: Stated
    said: str


def drift(text: str, words: str, base: datetime, zone: tzinfo) -> tuple[Drift, ...]:
    """``text``: title and body. ``base``: aware; the moment at which both are to be read."""
    words = ADDRESS.sub("", words)
    found = (
        *_new(Stated.FIGURE, counts(text), counts(words)),
        *_new(Stated.FIGURE, numbers(text), numbers(words)),
        *_new(Stated.TIME, times(text, base, zone), times(words, base, zone)),
        *(Drift(Stated.NAME, name) for name in sorted(names_in(words)) if name not in text),
        *(Drift(Stated.PLACE, said) for _, said in places(words) if not _known(said, fold(text))),
    )
    return tuple(each for each in dict.fromkeys(found) if not _part(each, found))


def drifts(
    text: str, variants: Mapping[str, Variant], base: datetime, zone: tzinfo
) -> Mapping[str, tuple[Drift, ...]]:
    """By channel; only those whose words drifted."""
    found = {
        channel: drift(text, f"{words.title}\n{words.summary}\n{words.text}", base, zone)
        for channel, words in variants.items()
    }
    return {channel: told for channel, told in found.items() if told}


def _new(what: Stated, before: Said, now: Said) -> Iterator[Drift]:
    """今日 for a date, or 晚上 beside an hour, is another way to say it."""
    known = {value for value, _ in before} | {said for _, said in before}
    for value, said in now:
        if value not in known and said not in known and not DAYPART.fullmatch(said):
            yield Drift(what, said)


def _known(place: str, text: str) -> bool:
    return any(place[start:] in text for start in range(max(1, len(place) - SHORTEST + 1)))


def _part(each: Drift, found: tuple[Drift, ...]) -> bool:
    """It is told already, with more around it: 12人 of 死亡12人."""
    return any(each.said != other.said and each.said in other.said for other in found)
