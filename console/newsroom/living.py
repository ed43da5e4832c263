"""An incident as it lives on its page: what each release changed, and how the figures stand.

Figures are those that the releases say, read by the guard's own reader; a withdrawn release says
nothing. Pure: the same releases tell the same story.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Final

from console.checks.dates import as_of
from console.checks.figures import own_words, said, shown
from console.checks.mention import Counting, Hedge, Mention
from console.checks.numbers import reckon
from console.language.words import TABLES
from console.newsroom import words
from console.publishing.rules import series
from console.publishing.rules.shelf import Dated, ShelfItem

FIGURES: Final = (
    "deaths", "injuries", "serious_injuries", "minor_injuries", "casualties", "missing", "trapped",
    "evacuated", "property_loss",
)  # fmt: skip
"""What the table of key facts holds, in this order."""
TOLD: Final = ("nature", "cause", "enquiry_phone")
"""Facts in words that follow them there, where a release rests on them."""

_COUNTED: Final = frozenset({"initial", "update", "final", "statement", "notice"})
_HEDGED: Final = {
    Hedge.EXACT: "{}",
    Hedge.ABOUT: "约 {}",
    Hedge.OVER: "{}以上",
    Hedge.UNDER: "不足 {}",
}
_SENTENCE: Final = re.compile(r"[^。！？；\n]+[。！？；]?[”’」』）]*")
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Figure:
    """``words``: 2 人. ``as_of``: of the fact that was signed with it, else as the release says,
    else when it went out. ``item``: where."""

    label: str
    value: int | str
    words: str
    as_of: datetime
    item: ShelfItem


@dataclass(frozen=True, slots=True)
class Change:
    """``old`` None: said for the first time."""

    label: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the public was told. ``taken_back``: the withdrawal of ``item`` itself;
    its release keeps its own place in the story."""

    at: datetime
    item: ShelfItem
    kind: str
    summary: str = ""
    changes: tuple[Change, ...] = ()
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """``events``: newest first. ``latest``: the newest release that stands."""

    events: tuple[Event, ...]
    figures: tuple[Figure, ...]
    latest: ShelfItem | None

    @property
    def advised(self) -> ShelfItem | None:
        return series.advised(self._items)

    @property
    def promised(self) -> datetime | None:
        return series.promised(self._items)

    @property
    def lifted(self) -> Dated | None:
        return series.lifted(self._items)

    @property
    def _items(self) -> tuple[ShelfItem, ...]:
        return tuple(event.item for event in self.events if not event.taken_back)


def tell(items: Sequence[ShelfItem], zone: tzinfo) -> Story:
    """``items`` in any order, withdrawn ones included."""
    ordered = sorted(items, key=lambda item: (item.published_at, item.number))
    told = _Told(zone)
    events: list[Event] = []
    before: ShelfItem | None = None
    for item in ordered:
        events += _withdrawn(item) if item.withdrawal else [told.hear(item, before)]
        before = before if item.withdrawal else item
    events.sort(key=lambda event: (event.at, event.taken_back, event.item.number), reverse=True)
    figures = (told.standing[key] for key in (*FIGURES, *TOLD) if key in told.standing)
    return Story(tuple(events), tuple(figures), before)


def _withdrawn(item: ShelfItem) -> Iterator[Event]:
    if item.withdrawal:
        yield Event(item.published_at, item, "已撤回")
        yield Event(item.withdrawal.at, item, "撤回", taken_back=True)


@dataclass(slots=True)
class _Told:
    """Figures as they stand while releases are read, the oldest first. ``after``: how they stood
    after each, by number."""

    zone: tzinfo
    standing: dict[str, Figure] = field(default_factory=dict)
    after: dict[str, Mapping[str, Figure]] = field(default_factory=dict)

    def hear(self, item: ShelfItem, before: ShelfItem | None) -> Event:
        changes = tuple(self._corrected(item) if item.corrects else self._heard(item))
        self._rested(item)
        self.after[item.number] = dict(self.standing)
        summary = _news(item, before)
        return Event(item.published_at, item, words.KINDS.get(item.kind, ""), summary, changes)

    def _heard(self, item: ShelfItem) -> Iterator[Change]:
        if item.kind not in _COUNTED:
            return
        claims = said(item.text)
        known = {key: self._value(key) for key in FIGURES}
        now = reckon({key: value for key, value in known.items() if value is not None}, claims)
        for key in FIGURES:
            last = _last(claims, key)
            if key not in now or (last is None and now[key] == self._value(key)):
                continue
            old, new = self.standing.get(key), self._figure(item, key, now[key], last)
            self.standing[key] = new
            if old is None or old.words != new.words:
                yield Change(new.label, old.words if old else None, new.words)

    def _corrected(self, item: ShelfItem) -> Iterator[Change]:
        """Against what the corrected release said. A figure that a later release has since put
        right stays as that one said."""
        if item.kind != "correction" or item.corrects is None:
            return
        wrong = self.after.get(item.corrects.number, {})
        claims = said(own_words(item.kind, item.text))
        for key in FIGURES:
            old = wrong.get(key)
            right = [m for m in claims if m.key == key and (old is None or m.value != old.value)]
            if not right:
                continue
            new = self._figure(item, key, right[-1].value, right[-1])
            if old is None or self._value(key) == old.value:
                self.standing[key] = new
            yield Change(new.label, old.words if old else None, new.words)

    def _rested(self, item: ShelfItem) -> None:
        """Facts in words: as the newest release that rests on them says them."""
        for fact in item.facts:
            if fact.key in TOLD:
                label = _label(fact.key)
                self.standing[fact.key] = Figure(label, fact.said, fact.said, fact.as_of, item)

    def _value(self, key: str) -> int | None:
        value = self.standing[key].value if key in self.standing else None
        return value if isinstance(value, int) else None

    def _figure(self, item: ShelfItem, key: str, value: int, last: Mention | None) -> Figure:
        signed = [fact.as_of for fact in item.facts if fact.key == key]
        told = None if signed else as_of(item.text, item.published_at, self.zone)
        hedge = last.hedge if last and last.value == value else Hedge.EXACT
        amount = shown(key, value)
        unit = "" if amount.endswith("元") else (" 元" if key == "property_loss" else " 人")
        return Figure(
            label=_label(key),
            value=value,
            words=_HEDGED[hedge].format(f"{amount}{unit}"),
            as_of=max(signed, default=told.at if told and told.at else item.published_at),
            item=item,
        )


def _label(key: str) -> str:
    return TABLES["fact_key"].get(key, "伤亡").partition("（")[0]


def _last(claims: Sequence[Mention], key: str) -> Mention | None:
    totals = [m for m in claims if m.key == key and m.counting is Counting.TOTAL]
    return totals[-1] if totals else None


def _news(item: ShelfItem, before: ShelfItem | None) -> str:
    """The sentences that the release before did not have; all of them where none is new."""
    if before is None or item.kind in words.LATER:
        return words.summary(item, 160)
    known = {_SPACE.sub("", each) for each in _SENTENCE.findall(before.text)}
    fresh = [each for each in _SENTENCE.findall(item.text) if _SPACE.sub("", each) not in known]
    text = "".join(each.strip() for each in fresh) or item.text
    return words.summary(replace(item, text=text), 160)
