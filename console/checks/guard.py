"""The guard as a whole: every check over one draft.

``VERSION`` goes into the package: it moves whenever a rule, a word list or a severity does.
"""

from collections.abc import Iterable

from console.checks import (
    channels,
    elements,
    facts,
    ledger,
    media,
    people,
    pii,
    series,
    slots,
    sums,
    ties,
    times,
)
from console.checks.findings import Check, Context, Draft, Finding, Severity
from console.checks.reading import PARTS

VERSION = "2026.11.29.3"

PEOPLE: tuple[Check, ...] = (pii.check, people.check)
"""What must not be said of people, and how things are said."""
FACTS: tuple[Check, ...] = (
    slots.unfilled,
    facts.not_our_figure,
    facts.regressed,
    facts.stale,
    ties.ties,
    ledger.figures,
    ledger.passages,
    sums.sums,
    sums.parts_disagree,
    elements.missing_elements,
    series.no_change,
    series.order,
    times.invalid,
    times.future,
    channels.lengths,
    channels.weibo,
    channels.wechat_title,
    media.pictures,
)
"""What is said against what is known, and what a channel takes."""
CHECKS: tuple[Check, ...] = (*PEOPLE, *FACTS)

ORDER = {part: place for place, part in enumerate((*PARTS, "attachments"))}
WEIGHT = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


def examine(draft: Draft, context: Context) -> tuple[Finding, ...]:
    """By part as a reader meets them, then by place, then the gravest first. Same in, same out."""
    return in_order(ties.once(finding for check in CHECKS for finding in check(draft, context)))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(
            findings,
            key=lambda f: (ORDER[f.part], f.start, WEIGHT[f.severity], f.end, f.code, f.said),
        )
    )
