"""Figures known and figures said: what the ledger knows, what stood before, how to show a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from console.checks.findings import Context, Earlier, Fact, Incident
from console.checks.numbers import CASUALTIES, Counting, Mention, mentions, reckon

LEDGER_NUMBERS = CASUALTIES | {"casualties", "trapped", "evacuated", "property_loss", "suspects"}
OPEN_FIGURES = CASUALTIES | {"casualties", "trapped"}  # those that change by the hour
_MARKS = str.maketrans('“”‘’「」『』"', " " * 9)


WHOLES: Mapping[str, tuple[str, str]] = {
    "injuries": ("serious_injuries", "minor_injuries"),
    "casualties": ("deaths", "injuries"),
}


def known(incident: Incident) -> Mapping[str, Fact]:
    """By key. A whole that is not entered is the sum of its two parts, where both are known."""
    return with_wholes({fact.key: fact for fact in incident.facts})


def with_wholes(parts: Mapping[str, Fact]) -> Mapping[str, Fact]:
    """The same, and wholes that are not entered; these name no entry."""
    facts = dict(parts)
    for whole, (one, other) in WHOLES.items():
        if whole not in facts and one in facts and other in facts:
            facts |= _together(whole, facts[one], facts[other])
    return facts


def _together(whole: str, one: Fact, other: Fact) -> dict[str, Fact]:
    if not (isinstance(one.value, int) and isinstance(other.value, int)):
        return {}
    together = replace(
        one,
        key=whole,
        id="",
        value=one.value + other.value,
        as_of=max(one.as_of, other.as_of),
        confirmed=one.confirmed and other.confirmed,
        releasable=one.releasable and other.releasable,
    )
    return {whole: together}


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
        after = reckon(now, mentions(own_words(release.kind, release.text)))
        for key, value in after.items():
            if now.get(key) != value or key not in standing:
                standing[key] = Standing(value, release)
        now = after
    return standing


def own_words(kind: str, text: str) -> str:
    """A correction puts the right words between quotation marks: they are its own."""
    return text.translate(_MARKS) if kind == "correction" else text


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
