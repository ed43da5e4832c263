"""Slots of a template that nobody filled in: the draft shows them as ``{{标签}}``."""

import re
from collections.abc import Iterator

from console.checks.findings import Context, Draft, Finding, Severity
from console.checks.hits import Hit, read_by
from console.checks.reading import fold

LONGEST = 40  # characters of a label that its sentence says
UNFILLED = re.compile(r"\{\{([^{}]*)\}\}|\{\{|\}\}")  # a mark without its other half, too


def unfilled(draft: Draft, context: Context) -> Iterator[Finding]:
    return read_by((_slots,), draft, context)


def _slots(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    for slot in UNFILLED.finditer(fold(text)):
        inside = text[slot.start(1) : slot.end(1)] if slot[1] is not None else slot[0]
        label = " ".join(inside.split())[:LONGEST] or slot[0]
        yield Hit("template.unfilled", Severity.BLOCK, *slot.span(), parameters={"label": label})
