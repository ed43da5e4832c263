"""Two people's texts over the one that both began from, paragraph by paragraph; and of the fields
beside the text, those that are taken from the other.

A canonical body has one block a line (``body.canonical``); blocks are compared whole. What one of
them alone changed is taken; where both did, nothing is chosen here.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import Plan, starting
from console.releases.rules.content import Content

FIELDS = {
    "title": "title", "list_title": "list_title", "kind": "kind", "column": "column",
    "issuer": "issuer", "source": "source", "advice": "advice", "warning": "warning",
    "lifts": "lifts", "poster": "poster", "next_update": "next_update_at",
    "attachments": "attachments",
}  # fmt: skip
"""Part of the form → field of Content."""
WORDS = {
    "weibo": ("weibo", "text"),
    "wechat_title": ("wechat", "title"),
    "wechat_digest": ("wechat", "summary"),
    "wechat_text": ("wechat", "text"),
}
"""Part of the form → channel, field of its Variant."""


class Choice(StrEnum):
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"  # theirs, then mine: nothing is lost while nobody chose


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks of a body. ``place``: which of the passages that both changed; None: not one."""

    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    place: int | None = None

    @property
    def only_mine(self) -> bool:
        return self.theirs == self.base != self.mine

    @property
    def only_theirs(self) -> bool:
        return self.mine == self.base != self.theirs

    def taken(self, choice: Choice) -> tuple[str, ...]:
        if self.place is None:
            return self.theirs if self.mine == self.base else self.mine
        if choice is Choice.BOTH:
            return self.theirs + self.mine
        return self.mine if choice is Choice.MINE else self.theirs


def passages(base: str, mine: str, theirs: str) -> tuple[Passage, ...]:
    """In reading order. All three are canonical bodies; an unknown ``base`` is ""."""
    found, open_ones = [], 0
    for old, own, other in _between(_blocks(base), _blocks(mine), _blocks(theirs)):
        both = own not in (old, other) and other != old
        found.append(Passage(old, own, other, open_ones if both else None))
        open_ones += both
    return tuple(found)


def merged(found: Sequence[Passage], choices: Mapping[int, Choice]) -> str:
    """The body. What nobody chose keeps both."""
    return "\n".join(
        block
        for each in found
        for block in each.taken(choices.get(each.place or 0, Choice.BOTH))
    )  # fmt: skip


def with_theirs(mine: Content, theirs: Content, parts: Collection[str]) -> Content:
    """``mine`` with these parts of the form from ``theirs``. The body is not among them."""
    fields = {name: getattr(theirs, name) for part, name in FIELDS.items() if part in parts}
    return replace(
        mine, **fields, plan=_plan(mine.plan, theirs.plan, parts),
        variants=_variants(mine.variants, theirs.variants, parts),
    )  # fmt: skip


def _plan(mine: Plan, theirs: Plan, parts: Collection[str]) -> Plan:
    at = (theirs if "at" in parts else mine).chosen_at
    return starting(theirs if "channels" in parts else mine, at)


def _variants(
    mine: Mapping[str, Variant], theirs: Mapping[str, Variant], parts: Collection[str]
) -> dict[str, Variant]:
    found = dict(mine)
    for part, (channel, name) in WORDS.items():
        if part in parts:
            word = getattr(theirs.get(channel, Variant()), name)
            found[channel] = replace(found.get(channel, Variant()), **{name: word})
    return {channel: each for channel, each in found.items() if each != Variant()}


Blocks = tuple[str, ...]


def _blocks(body: str) -> Blocks:
    return tuple(body.split("\n")) if body else ()


def _between(base: Blocks, mine: Blocks, theirs: Blocks) -> Iterator[tuple[Blocks, Blocks, Blocks]]:
    """What all three share, and what lies between."""
    at, own, other = 0, 0, 0
    for start, in_mine, in_theirs, length in _shared(base, mine, theirs):
        if (at, own, other) != (start, in_mine, in_theirs):
            yield from _paired(base[at:start], mine[own:in_mine], theirs[other:in_theirs])
        at, own, other = start + length, in_mine + length, in_theirs + length
        if length:
            yield (base[start:at],) * 3


def _paired(base: Blocks, mine: Blocks, theirs: Blocks) -> Iterator[tuple[Blocks, Blocks, Blocks]]:
    """Neighbours that were all changed are told apart while nobody added or took one away."""
    if not len(base) == len(mine) == len(theirs):
        yield base, mine, theirs
        return
    for old, own, other in zip(base, mine, theirs, strict=True):
        yield (old,), (own,), (other,)


def _shared(base: Blocks, mine: Blocks, theirs: Blocks) -> Iterator[tuple[int, int, int, int]]:
    """(in base, in mine, in theirs, how many) of the runs that all three have; last, the ends."""
    ours = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    others = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    for one in ours:
        for other in others:
            start = max(one.a, other.a)
            length = min(one.a + one.size, other.a + other.size) - start
            if length > 0:
                yield start, one.b + start - one.a, other.b + start - other.a, length
    yield len(base), len(mine), len(theirs), 0
