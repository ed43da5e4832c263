"""A fact in the text stays tied to its entry in the ledger: ``<data value="fact:<uuid>">``.

The plain text is the same with and without the tie. What is signed and what the public reads carry
none (``untie``): the package lists what it rests on instead.
"""

import html
import re
from dataclasses import dataclass
from uuid import UUID

from console.releases.rules.body import canonical, clean_line, text_of, tied_places

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
