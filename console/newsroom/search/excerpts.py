"""Which words of a text answer the question, and the piece of it around them. Pure."""

from dataclasses import dataclass
from typing import Final

from console.newsroom.search.bigrams import folded

LENGTH: Final = 96  # characters of an excerpt
LEAD: Final = 24  # of them before the first mark


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    marked: bool = False


def marked(text: str, asked: tuple[str, ...]) -> tuple[Part, ...]:
    """The whole text; neighbouring marks are one."""
    return _parts(text, _spans(text, asked))


def excerpt(text: str, asked: tuple[str, ...]) -> tuple[Part, ...]:
    """From a little before the first mark; from the beginning where nothing is marked."""
    flat = " ".join(text.split())
    spans = _spans(flat, asked)
    begin = max(0, spans[0][0] - LEAD) if spans else 0
    end = min(len(flat), begin + LENGTH)
    inside = [
        (max(start, begin) - begin, min(stop, end) - begin)
        for start, stop in spans
        if start < end and stop > begin
    ]
    parts = _parts(flat[begin:end], inside)
    before = (Part("…"),) if begin else ()
    after = (Part("…"),) if end < len(flat) else ()
    return (*before, *parts, *after)


def _spans(text: str, asked: tuple[str, ...]) -> list[tuple[int, int]]:
    """Places of every term in ``text``, in order, joined where they touch."""
    plain = folded(text)
    found = []
    for term in asked:
        at = plain.text.find(term)
        while at >= 0:
            last = plain.places[at + len(term) - 1]
            found.append((plain.places[at], last + 1))
            at = plain.text.find(term, at + len(term))
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def _parts(text: str, spans: list[tuple[int, int]]) -> tuple[Part, ...]:
    parts, at = [], 0
    for start, stop in spans:
        parts += [Part(text[at:start]), Part(text[start:stop], marked=True)]
        at = stop
    parts.append(Part(text[at:]))
    return tuple(part for part in parts if part.text)
