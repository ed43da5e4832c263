"""What the guard says of facts before they are entered, and what must be answered first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.checks.entries import examine_entry, tells_who
from console.checks.findings import Context, Finding, Severity
from console.incidents.rules.facts import FactKey, may_be_personal
from console.kernel.errors import Invalid

LONGEST_REASON = 200
SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Judged:
    """Of one entry: codes of what was kept for a reason, and whether it tells of a person."""

    kept: tuple[str, ...]
    personal: bool


def judge(
    said: Sequence[tuple[FactKey, Mapping[str, str]]], source: str, reason: str, context: Context
) -> Sequence[Judged]:
    """For each fact, in order. ``said``: its words by field. A block is masked, or kept for a
    reason; in the source, which every entry carries, it is masked. Raises Invalid."""
    fields: dict[str, str] = {}
    for _key, words in said:
        for name, text in words.items():
            fields[name] = f"{fields[name]}\n{text}" if name in fields else text
    found = examine_entry({SOURCE: source, **fields}, context)
    blocks = [each for each in found if each.severity is Severity.BLOCK]
    for each in blocks:
        if each.part == SOURCE:
            raise Invalid("fact.mask_source", field=SOURCE, excerpt=each.excerpt)
    if blocks and not reason:
        raise Invalid("fact.mask_or_reason", field="reason", excerpt=blocks[0].excerpt)
    if len(reason) > LONGEST_REASON:
        raise Invalid("fact.too_long", field="reason", most=LONGEST_REASON)
    return [_of(key, [each for each in found if each.part in words]) for key, words in said]


def _of(key: FactKey, found: Sequence[Finding]) -> Judged:
    kept = sorted({each.code for each in found if each.severity is Severity.BLOCK})
    return Judged(tuple(kept), may_be_personal(key) and any(tells_who(each) for each in found))
