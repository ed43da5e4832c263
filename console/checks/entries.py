"""The guard over an entry of the ledger 情况台账 as it is typed: what tells who somebody is, and
how the police found out. The rest of the guard is about what is published, and an entry is not.
"""

from collections.abc import Iterator, Mapping

from console.checks import pii
from console.checks.findings import Context, Draft, Finding
from console.checks.hits import Hit, Rule, apart
from console.checks.minors import minors
from console.checks.names import unmasked
from console.checks.wording import technique

FAMILIES: tuple[tuple[Rule, ...], ...] = (pii.RULES, (unmasked,), (minors,), (technique,))
ASKED_FOR = {"enquiry_phone": "pii.landline"}  # field → what it is there to hold
TELLS_WHO = ("pii.", "name.")


def examine_entry(said: Mapping[str, str], context: Context) -> tuple[Finding, ...]:
    """``said``: field → words. ``part`` of a finding is the field. A name that one field gives
    away is found in every field."""
    whole = Draft(kind="fact", text="\n".join(said.values()))
    return tuple(
        finding
        for part, text in said.items()
        for finding in _of(part, text, whole, context)
        if ASKED_FOR.get(part) != finding.code
    )


def tells_who(finding: Finding) -> bool:
    return finding.code.startswith(TELLS_WHO)


def _of(part: str, text: str, whole: Draft, context: Context) -> Iterator[Finding]:
    for rules in FAMILIES:
        taken: list[Hit] = []
        for rule in rules:
            taken.extend(apart(rule(text, whole, context), taken))
        yield from (hit.finding(part, text) for hit in sorted(taken, key=lambda hit: hit.start))
