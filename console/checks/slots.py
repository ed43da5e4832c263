"""Slots of a template that nobody filled in: the draft shows them as ``{{标签}}``."""

import re
from collections.abc import Iterator

from console.checks.findings import Context, Draft, Finding, Severity
from console.checks.hits import Hit, read_by

UNFILLED = re.compile(r"\{\{([^{}\n]{0,40})\}\}")


def unfilled(draft: Draft, context: Context) -> Iterator[Finding]:
    return read_by((_slots,), draft, context)


def _slots(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    for slot in UNFILLED.finditer(text):
        yield Hit("template.unfilled", Severity.BLOCK, *slot.span(), parameters={"label": slot[1]})
