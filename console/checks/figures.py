"""Figures known and figures said: what the ledger knows, what stood before, how to show a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from console.checks.findings import Context, Earlier, Fact, Incident
from console.checks.numbers import CASUALTIES, Counting, Mention, mentions, reckon

LEDGER_NUMBERS = CASUALTIES | {"trapped", "evacuated", "property_loss", "suspects"}
OPEN_FIGURES = CASUALTIES | {"casualties", "trapped"}  # those that change by the hour
_MARKS = str.maketrans('“”‘’「」『』"', " " * 9)


def known(incident: Incident) -> Mapping[str, Fact]:
    """By key. Where only serious and minor injuries are entered, their sum is the injuries."""
    facts = {fact.key: fact for fact in incident.facts}
    serious, minor = facts.get("serious_injuries"), facts.get("minor_injuries")
    if "injuries" not in facts and serious and minor:
        both = (serious, minor)
        if isinstance(serious.value, int) and isinstance(minor.value, int):
            facts["injuries"] = replace(
                serious,
                key="injuries",
                value=serious.value + minor.value,
                as_of=max(fact.as_of for fact in both),
                confirmed=all(fact.confirmed for fact in both),
                releasable=all(fact.releasable for fact in both),
            )
    return facts


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure as published, and by which release."""

    value: int
    release: Earlier


def published(earlier: Sequence[Earlier]) -> Mapping[str, Standing]:
    """Where each figure stands after every earlier release, the oldest first."""
    now: dict[str, int] = {}
    standing: dict[str, Standing] = {}
    for release in earlier:
        # A correction puts the right words between quotation marks.
        text = release.text.translate(_MARKS) if release.kind == "correction" else release.text
        after = reckon(now, mentions(text))
        for key, value in after.items():
            if now.get(key) != value or key not in standing:
                standing[key] = Standing(value, release)
        now = after
    return standing


def said(text: str) -> tuple[Mention, ...]:
    """What the text claims itself."""
    return tuple(mention for mention in mentions(text) if not mention.supposed)


def totals(claims: Iterable[Mention], key: str) -> tuple[Mention, ...]:
    return tuple(m for m in claims if m.key == key and m.counting is Counting.TOTAL)


def clock(moment: datetime, context: Context) -> str:
    """20:41, or 11-22 20:41 when it was another day."""
    local, today = moment.astimezone(context.zone), context.now.astimezone(context.zone)
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%m-%d %H:%M}"


def shown(key: str, value: int) -> str:
    """Money in 万元 or 亿元, people in figures."""
    if key != "property_loss" or value < 10_000:
        return str(value)
    unit, name = (100_000_000, "亿元") if value >= 100_000_000 else (10_000, "万元")
    return f"{value / unit:.10g} {name}"
