"""Passages of a text: what a comment is anchored to, and where wording is proposed.

A canonical body has one block a line (``body.canonical``). A passage is a block with words;
``start`` counts in the plain text (``body.text_of``), so that quote and offset find it again.
"""

import html
import re
from dataclasses import dataclass

from console.kernel.errors import Invalid, Stale
from console.releases.rules.body import canonical, clean_line, text_of

PLAIN = re.compile(r"<(?P<tag>p|h2|h3|h4)>(?:[^<]|<data value=\"[^\"]*\">[^<]*</data>)*</(?P=tag)>")
TIE = re.compile(r"(?P<open><data value=\"[^\"]*\">)(?P<words>[^<]*)</data>")


@dataclass(frozen=True, slots=True)
class Passage:
    """``place``: of the block, from 0. ``plain``: a paragraph or heading, to be reworded."""

    place: int
    start: int
    text: str
    block: str

    @property
    def plain(self) -> bool:
        return PLAIN.fullmatch(self.block) is not None


def passages(body: str) -> tuple[Passage, ...]:
    found, start = [], 0
    for place, block in enumerate(body.split("\n")):
        if text := text_of(block):
            found.append(Passage(place, start, text, block))
            start += len(text) + 1
    return tuple(found)


def at(body: str, place: int) -> Passage:
    """Raises Invalid when the body has no such passage."""
    for each in passages(body):
        if each.place == place:
            return each
    raise Invalid("passage.not_there", field="place")


def quoted(passage: Passage, quote: str) -> tuple[int, str]:
    """(start, words) in the plain text: of ``quote`` inside the passage; "" means all of it.

    Raises Invalid when it does not stand there."""
    words = clean_line(quote)
    if not words:
        return passage.start, passage.text
    place = passage.text.find(words)
    if place < 0:
        raise Invalid("passage.quote_not_there", field="quote")
    return passage.start + place, words


def found_again(text: str, start: int, quote: str) -> int | None:
    """Where the quoted words stand in a later plain text: the nearest to where they stood; None:
    they are gone."""
    places, here = [], text.find(quote)
    while here >= 0:
        places.append(here)
        here = text.find(quote, here + 1)
    return min(places, key=lambda each: abs(each - start), default=None)


def paragraph_of(text: str, start: int) -> int:
    """Which paragraph an offset stands in, from 1."""
    return text.count("\n", 0, start) + 1


def reworded(block: str, words: str) -> str:
    """The block with other words; ties to the ledger stay where their words still stand once.

    Raises Invalid."""
    shape, said = PLAIN.fullmatch(block), html.escape(clean_line(words), quote=False)
    if shape is None:
        raise Invalid("passage.not_plain", field="text")
    if not said:
        raise Invalid("passage.no_words", field="text")
    for tie in TIE.finditer(block):
        if said.count(tie["words"]) == 1:
            said = said.replace(tie["words"], tie[0])
    made = canonical(f"<{shape['tag']}>{said}</{shape['tag']}>")
    if text_of(made) == text_of(block):
        raise Invalid("passage.same_words", field="text")
    return made


def exchanged(body: str, place: int, old: str, new: str) -> str:
    """``body`` with block ``old`` exchanged for ``new``: where it stood, or the one place where it
    stands now. Raises Stale when the text has moved on."""
    blocks = body.split("\n")
    if place < len(blocks) and blocks[place] == old:
        blocks[place] = new
    elif blocks.count(old) == 1:
        blocks[blocks.index(old)] = new
    else:
        raise Stale("proposal.moved_on")
    return "\n".join(blocks)
