"""A fact in the text stays tied to its entry in the ledger: ``<data value="fact:<uuid>">``.

The plain text is the same with and without the tie. What is signed and what the public reads carry
none (``untie``): the package lists what it rests on instead.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from console.releases.rules.body import (
    FROM_WORD,
    canonical,
    clean_line,
    clean_lines,
    from_input,
    text_of,
    tied_places,
)

_TIE = re.compile(r'<data value="fact:[0-9a-f-]{36}">|</data>')


@dataclass(frozen=True, slots=True)
class Tie:
    """``start`` and ``end`` count characters of the plain text of the body; ``text`` is there."""

    entry_id: UUID
    start: int
    end: int
    text: str


def tie(entry_id: UUID, text: str) -> str:
    """Canonical HTML of ``text`` (plain, one line) tied to an entry."""
    return f'<data value="fact:{entry_id}">{html.escape(clean_line(text), quote=False)}</data>'


def ties(body: str) -> tuple[Tie, ...]:
    """Of a canonical body, in the order of the text."""
    text = text_of(body)
    return tuple(
        Tie(UUID(entry), start, end, text[start:end]) for entry, start, end in tied_places(body)
    )


def untie(body: str) -> str:
    """The same words without their ties, canonical."""
    return canonical(_TIE.sub("", body)) if "<data" in body else body


def carried(body: str, text: str) -> str:
    """``text`` (lines, as the plain editor sends it) as a body, with the ties of ``body`` whose
    words still stand: before and after what was changed, or only once within it."""
    if "<data" not in body or FROM_WORD.search(text):
        return from_input(text)
    old, lines = text_of(body), clean_lines(text)
    before, after = _shared(old, lines)
    moved = len(lines) - len(old)
    kept = []
    for each in ties(body):
        if each.end <= before:
            kept.append(each)
        elif each.start >= len(old) - after:
            kept.append(replace(each, start=each.start + moved, end=each.end + moved))
        elif lines.count(each.text, before, len(lines) - after) == 1:
            start = lines.index(each.text, before)
            kept.append(replace(each, start=start, end=start + len(each.text)))
    return canonical("\n".join(_tied(lines, kept)))


def _shared(old: str, new: str) -> tuple[int, int]:
    """How many characters both begin with, and end with, without counting one twice."""
    most = min(len(old), len(new))
    before = next((place for place in range(most) if old[place] != new[place]), most)
    most -= before
    after = next((place for place in range(most) if old[-1 - place] != new[-1 - place]), most)
    return before, after


def _tied(text: str, kept: Iterable[Tie]) -> Iterator[str]:
    """A paragraph for each line of ``text``."""
    marks = sorted(kept, key=lambda each: each.start)
    start = 0
    for line in text.split("\n"):
        pieces, done = [], start
        for each in marks:
            if done <= each.start and each.end <= start + len(line):
                pieces += [html.escape(text[done : each.start], quote=False)]
                pieces += [tie(each.entry_id, each.text)]
                done = each.end
        pieces.append(html.escape(text[done : start + len(line)], quote=False))
        yield f"<p>{''.join(pieces)}</p>"
        start += len(line) + 1
