"""A template made into paragraphs. Nothing that is unknown becomes a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from console.kernel.errors import Invalid
from console.release_templates.rules.grammar import Line, Slot, SlotKind, Template, Words
from console.release_templates.rules.values import Terms, read, shown

NOT_YET = "核实中"  # a fact that is not known, where its line stays
PAUSES = "，、；,;"


@dataclass(frozen=True, slots=True)
class Piece:
    """``entry``: of the fact ledger, whose value these words give."""

    text: str
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """``open``: labels that somebody has to fill in; the text shows them as ``{{标签}}``."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    open: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join("".join(each.text for each in pieces) for pieces in self.paragraphs)


def fill(template: Template, said: Mapping[str, Piece]) -> Filled:
    """``said``: label → words. What is missing leaves its line out, or shows that it is missing."""
    paragraphs, left = [], dict[str, None]()
    for lines in template.paragraphs:
        pieces: list[Piece] = []
        for line in lines:
            if line.optional and any(slot.label not in said for slot in line.slots):
                continue
            pieces += [_piece(part, said) for part in line.parts]
            left |= {
                slot.label: None
                for slot in line.slots
                if slot.label not in said and slot.kind is not SlotKind.FACT
            }
        if ended := _ended(pieces):
            paragraphs.append(ended)
    return Filled(tuple(paragraphs), tuple(left))


def strict(template: Template, values: Mapping[str, str], terms: Terms) -> Filled:
    """Of a template that was cleared: every slot, and no other value, each canonical and allowed.

    Raises Invalid, naming the slot.
    """
    labels = {slot.label for slot in template.slots}
    for label in sorted(values.keys() - labels):
        raise Invalid("slot.unknown", field=label, label=label)
    said = {}
    for slot in template.slots:
        value = values.get(slot.label, "")
        if read(slot, value, terms) != value:
            raise Invalid("slot.not_canonical", field=slot.label, label=slot.label)
        said[slot.label] = Piece(shown(slot, value, terms))
    return fill(template, said)


def locked_passages(template: Template) -> tuple[tuple[Line, tuple[str, ...]], ...]:
    """Of each line that has any: the locked words that must stand, in their order."""
    found = []
    for line in (line for lines in template.paragraphs for line in lines):
        words = tuple(part.text for part in line.parts if isinstance(part, Words) and part.locked)
        if words:
            found.append((line, words))
    return tuple(found)


def broken(template: Template, text: str) -> tuple[str, ...]:
    """Locked words that ``text`` has no longer, in the order of the template. A line that may be
    left out is whole or gone: its words count only when its first ones are there. A text in which
    none of the others stands is somebody's own, and breaks nothing."""
    missing, begin, locked = [], 0, locked_passages(template)
    firm = [words[0].rstrip(PAUSES) for line, words in locked if not line.optional]
    if not any(each in text for each in firm):
        return ()
    for line, words in locked:
        here, lost = begin, ""
        for each in words:
            kept = each.rstrip(PAUSES)
            place = text.find(kept, here)
            if place < 0:
                lost = each
                break
            here = place + len(kept)
        if not lost:
            begin = here
        elif not (line.optional and text.find(words[0].rstrip(PAUSES), begin) < 0):
            missing.append(lost)
    return tuple(missing)


def _piece(part: Words | Slot, said: Mapping[str, Piece]) -> Piece:
    if isinstance(part, Words):
        return Piece(part.text)
    if part.label in said:
        return said[part.label]
    return Piece(NOT_YET if part.kind is SlotKind.FACT else f"{{{{{part.label}}}}}")


def _ended(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """A clause that was left out at the end leaves no comma behind."""
    kept = [each for each in pieces if each.text]
    if kept and kept[-1].text[-1] in PAUSES:
        last = kept[-1]
        kept[-1] = Piece(last.text[:-1] + "。", last.entry)
    return tuple(kept)
