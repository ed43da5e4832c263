"""What is said of people, and how. Each family by itself: a name may stand in a matter of style."""

from collections.abc import Iterator

from console.checks.findings import Context, Draft, Finding
from console.checks.hits import Rule, read_by
from console.checks.minors import minors
from console.checks.names import unmasked
from console.checks.style import date, issuer, number, punctuation, usage
from console.checks.wording import early_cause, emotion, presumption, sensitive_trait, technique

FAMILIES: tuple[tuple[Rule, ...], ...] = (
    (unmasked,),
    (minors,),
    (presumption, sensitive_trait, technique, emotion),
    (early_cause,),
    (usage, date, number),
    (issuer,),
    (punctuation,),
)


def check(draft: Draft, context: Context) -> Iterator[Finding]:
    for rules in FAMILIES:
        yield from read_by(rules, draft, context)
