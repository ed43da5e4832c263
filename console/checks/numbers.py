"""What a text says of people and money, as numbers with their places.

``mentions`` reads one text; ``reckon`` says where the figures stand after it. Both know Arabic and
Chinese numerals (致2人死亡、三人受伤, 2死5伤, 遇难人数升至12人), people told one by one
(失联人员吴某荣已找到，无生命体征), and 无人员伤亡. Words: ``casualty_words``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from console.checks import casualty_words as words
from console.checks.close_up import ClosedUp, closed_up
from console.checks.mention import CASUALTIES, HEDGES, Counting, Hedge, Mention
from console.checks.numerals import value_of
from console.checks.reading import quoted
from console.checks.segment import Segment

__all__ = ["CASUALTIES", "Counting", "Hedge", "Mention", "mentions", "reckon"]

SIGHT = 300  # characters back to where a sentence may have begun


@lru_cache(maxsize=256)
def mentions(text: str) -> tuple[Mention, ...]:
    """In the order of the text. Total: any text has an answer."""
    closed = closed_up(text)
    folded = closed.text
    found: list[Mention] = []
    for segment in words.SEGMENT.finditer(folded):
        if words.STATED.search(folded, *segment.span()):
            found += Segment(folded, segment.start(), segment.end()).read()
    found += _losses(folded)
    return tuple(_placed(m, text, closed) for m in sorted(found, key=lambda m: (m.start, m.end)))


def _placed(mention: Mention, text: str, closed: ClosedUp) -> Mention:
    start, end = closed.span(mention.start, mention.end)
    return replace(
        mention,
        start=start,
        end=end,
        excerpt=text[start:end],
        number=closed.span(*mention.number) if any(mention.number) else (0, 0),
        supposed=_supposed(closed.text, mention.start, mention.end),
    )


def reckon(before: Mapping[str, int], said: Iterable[Mention]) -> dict[str, int]:
    """Where each figure stands after ``said``; what moved is taken from where it was."""
    now = dict(before)
    named: dict[str, set[str]] = {}
    for m in said:
        if m.supposed:
            continue
        if m.moved_from or m.counting is Counting.ADDED:
            now[m.key] = now.get(m.key, 0) + m.value
            if m.moved_from in now:
                now[m.moved_from] = max(0, now[m.moved_from] - m.value)
        elif m.counting is Counting.SOME:
            named.setdefault(m.key, set()).update(m.names)
            now[m.key] = max(now.get(m.key, 0), len(named[m.key]) if m.names else m.value)
        else:
            now[m.key] = m.value
    return now


def _losses(text: str) -> Iterator[Mention]:
    if "损失" not in text:
        return
    for pattern in (words.LOSS, words.LOSS_AHEAD):
        for found in pattern.finditer(text):
            value = value_of(found["number"] + found["unit"]) or Decimal(0)
            said = found["hedge"] or found["more"] or found["more2"] or found["least"]
            yield Mention(
                "property_loss",
                int(value),
                *found.span(),
                "",
                HEDGES.get(said or "", Hedge.EXACT),
                number=(found.start("number"), found.end("unit")),
            )


def _supposed(text: str, start: int, end: int) -> bool:
    if quoted(text, start):
        return True
    floor = max(0, start - SIGHT)
    opens = max(floor, *(text.rfind(stop, floor, start) + 1 for stop in "。;!?\n"))
    comma = text.rfind(",", opens, start) + 1 or opens
    closes = text.find(",", end, end + 24)
    clause = text[comma : closes if closes >= 0 else end + 4]
    if words.SUPPOSED.search(clause):
        return True
    if words.OVERALL.search(text, opens, start):
        return True
    told = [found.end() for found in words.HEARSAY.finditer(text, opens, start)]
    return bool(told) and not words.SETTLED.search(text, told[-1], start)
