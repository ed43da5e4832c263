"""The words of a template: what is written, what is locked, and what is filled in.

One line is a clause; lines that follow one another make a paragraph, an empty line ends it.

- ``{{标签:kind}}`` or ``{{标签:kind:argument}}`` is a slot. Kinds: time, date, road, place,
  category, hotline, number, text, ``choice:甲|乙`` and ``fact:deaths`` (a key of the fact ledger).
- ``[[…]]`` is a locked passage, in one line; it may hold slots.
- a line that begins with ``?`` is left out while something in it is not known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from console.kernel.errors import Invalid

LONGEST = 4000  # characters
LONGEST_LABEL = 20
AS_OF = "as_of"  # fact:as_of: the newest moment of the facts beside it


class SlotKind(StrEnum):
    TIME = "time"
    DATE = "date"
    ROAD = "road"
    PLACE = "place"
    CATEGORY = "category"
    HOTLINE = "hotline"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    FACT = "fact"


CLEARABLE = frozenset({SlotKind.TIME, SlotKind.ROAD, SlotKind.CATEGORY, SlotKind.HOTLINE})
"""What may be filled in without another review: each is checked to the letter."""


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """``key``: of a fact. ``choices``: of a choice."""

    label: str
    kind: SlotKind
    key: str = ""
    choices: tuple[str, ...] = ()
    locked: bool = field(default=False, compare=False)


Part: TypeAlias = Words | Slot


@dataclass(frozen=True, slots=True)
class Line:
    """``number`` counts from 1, as the form shows it."""

    number: int
    parts: tuple[Part, ...]
    optional: bool = False

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(part for part in self.parts if isinstance(part, Slot))


@dataclass(frozen=True, slots=True)
class Template:
    paragraphs: tuple[tuple[Line, ...], ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Each once, in the order of the text."""
        found = (slot for lines in self.paragraphs for line in lines for slot in line.slots)
        return tuple({slot.label: slot for slot in found}.values())


def parse(text: str, facts: frozenset[str]) -> Template:
    """``facts``: keys that the ledger knows. Raises Invalid, the first of ``problems``."""
    for problem in problems(text, facts):
        raise problem
    return _read(text)


def problems(text: str, facts: frozenset[str]) -> tuple[Invalid, ...]:
    """Everything that is wrong, each with its ``line``; field ``text``."""
    if len(text) > LONGEST:
        return (_wrong("template.too_long", most=LONGEST),)
    found: list[Invalid] = []
    seen: dict[str, Slot] = {}
    for number, given in _lines(text):
        try:
            line = _line(number, given)
            for slot in line.slots:
                _check(number, slot, seen, facts)
            if line.optional and not line.slots:
                raise _wrong("template.nothing_to_know", line=number)
        except Invalid as problem:
            found.append(problem)
    if not found and not _read(text).paragraphs:
        found.append(_wrong("template.empty"))
    return tuple(found)


def not_clearable(template: Template) -> tuple[Invalid, ...]:
    """Why it cannot be cleared beforehand; each with its line."""
    found = []
    for line in (line for lines in template.paragraphs for line in lines):
        if line.optional:
            found.append(_wrong("template.optional_not_cleared", line=line.number))
        found += [
            _wrong("template.slot_not_cleared", line=line.number, label=slot.label)
            for slot in line.slots
            if slot.kind not in CLEARABLE
        ]
    return tuple(found)


LONGEST_LINE = 100


def not_one_line(template: Template) -> Invalid | None:
    """Why it cannot stand on a page as one line: it is plain words, at most ``LONGEST_LINE``."""
    lines = [line for lines in template.paragraphs for line in lines]
    parts = lines[0].parts if len(lines) == 1 and not lines[0].optional else ()
    plain = len(parts) == 1 and isinstance(parts[0], Words) and not parts[0].locked
    if plain and isinstance(parts[0], Words) and len(parts[0].text) <= LONGEST_LINE:
        return None
    return _wrong("template.one_line", most=LONGEST_LINE)


TOKEN = re.compile(r"\[\[|\]\]|\{\{(?P<slot>[^{}]*)\}\}|\{\{|\}\}")


def _read(text: str) -> Template:
    paragraphs: list[tuple[Line, ...]] = []
    lines: list[Line] = []
    for number, given in _lines(text):
        if given:
            lines.append(_line(number, given))
        elif lines:
            paragraphs.append(tuple(lines))
            lines = []
    return Template((*paragraphs, *([tuple(lines)] if lines else [])))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, given in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        yield number, given.strip(" \t\u3000")


def _line(number: int, given: str) -> Line:
    optional = given[:1] in {"?", "？"}
    rest = given[1:] if optional else given
    parts: list[Part] = []
    locked, begin = False, 0
    for token in TOKEN.finditer(rest):
        if words := rest[begin : token.start()]:
            parts.append(Words(words, locked))
        begin = token.end()
        match token[0]:
            case "[[" if not locked:
                locked = True
            case "]]" if locked:
                locked = False
            case "[[" | "]]":
                raise _wrong("template.lock_unpaired", line=number)
            case "{{" | "}}":
                raise _wrong("template.slot_unpaired", line=number)
            case _:
                parts.append(_slot(number, token["slot"], locked=locked))
    if locked:
        raise _wrong("template.lock_unpaired", line=number)
    if words := rest[begin:]:
        parts.append(Words(words))
    return Line(number, tuple(parts), optional)


def _slot(number: int, given: str, *, locked: bool) -> Slot:
    label, _, rest = given.replace("：", ":").partition(":")
    word, _, argument = rest.partition(":")
    label, word, argument = label.strip(), word.strip(), argument.strip()
    if not label or len(label) > LONGEST_LABEL:
        raise _wrong("template.no_label", line=number, most=LONGEST_LABEL)
    try:
        kind = SlotKind(word)
    except ValueError as error:
        known = "、".join(each.value for each in SlotKind)
        raise _wrong("template.no_such_kind", line=number, kind=word, known=known) from error
    if kind is SlotKind.CHOICE:
        choices = tuple(each.strip() for each in argument.split("|"))
        if len(choices) < 2 or not all(choices) or len(set(choices)) != len(choices):
            raise _wrong("template.choices", line=number, label=label)
        return Slot(label, kind, choices=choices, locked=locked)
    if bool(argument) != (kind is SlotKind.FACT):
        code = "template.fact_without_key" if kind is SlotKind.FACT else "template.no_argument"
        raise _wrong(code, line=number, label=label)
    return Slot(label, kind, key=argument, locked=locked)


def _check(number: int, slot: Slot, seen: dict[str, Slot], facts: frozenset[str]) -> None:
    if slot.kind is SlotKind.FACT and slot.key not in facts | {AS_OF}:
        raise _wrong("template.no_such_fact", line=number, key=slot.key)
    if seen.setdefault(slot.label, slot) != slot:
        raise _wrong("template.label_twice", line=number, label=slot.label)


def _wrong(code: str, **parameters: str | int) -> Invalid:
    return Invalid(code, field="text", **parameters)
