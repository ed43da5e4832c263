"""What was published against what the ledger says now: is it news, or was it wrong? (domain: §5)

=========  ==========  ===========================================================
why        leads to    when
=========  ==========  ===========================================================
mistaken   correction  the entry behind the words was marked as mistaken
then       correction  the ledger has another value for that very time
fell       correction  fewer dead than published: nobody comes back to life
risen      update      a count has risen since
changed    update      something else has changed since
=========  ==========  ===========================================================

News is held to the newest release that told the figure: what older ones said was true then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TypeAlias

from console.checks.dates import as_of
from console.checks.figures import LEDGER_NUMBERS, own_words, with_wholes
from console.checks.findings import Fact
from console.checks.numbers import Mention, mentions, reckon
from console.checks.saying import retold, words_of
from console.releases.rules.resting import SealedFact

MINUTE = timedelta(minutes=1)
Name: TypeAlias = tuple[str, str]
"""Key, and the label of a free fact."""


class Why(StrEnum):
    MISTAKEN = "mistaken"
    THEN = "then"
    FELL = "fell"
    RISEN = "risen"
    CHANGED = "changed"


WRONG = frozenset({Why.MISTAKEN, Why.THEN, Why.FELL})


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the ledger, mistaken ones included."""

    fact: Fact
    entered_at: datetime
    mistaken: bool = False

    @property
    def free(self) -> bool:
        return self.fact.confirmed and self.fact.releasable and not self.mistaken


@dataclass(frozen=True, slots=True)
class Public:
    """A release as the public reads it. ``facts``: what it rests on, empty in older ones."""

    kind: str
    text: str
    published_at: datetime
    facts: tuple[SealedFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """``said``: its words. ``entry``: the id of the entry behind them, "" where none is named."""

    key: str
    label: str
    said: str
    value: int | str | None
    as_of: datetime
    entry: str = ""
    mention: Mention | None = None

    def agrees(self, fact: Fact) -> bool:
        if self.value == fact.value or retold(self.said, fact.key, fact.value) == self.said:
            return True
        return bool(
            isinstance(fact.value, int) and self.mention and self.mention.agrees(fact.value)
        )


@dataclass(frozen=True, slots=True)
class Disagreement:
    """``known`` None: what was said is mistaken, and nothing may be said instead."""

    claim: Claim
    known: Fact | None
    why: Why

    @property
    def wrong(self) -> bool:
        return self.why in WRONG

    @property
    def words(self) -> str:
        """What is known now, in the words of the release."""
        if self.known is None:
            return words_of(self.claim.key, None)
        return retold(self.claim.said, self.known.key, self.known.value)


def disagreements(
    releases: Sequence[Public], entries: Sequence[Entry], zone: tzinfo
) -> tuple[tuple[Disagreement, ...], ...]:
    """Of each release, the oldest first, what is no longer so."""
    claims = _claims(releases, entries, zone)
    newest = {(each.key, each.label): place for place, said in enumerate(claims) for each in said}
    now = _ledger(entries, None)
    return tuple(
        tuple(
            found
            for each in said
            if (found := _judged(each, entries, now))
            and (found.wrong or newest[each.key, each.label] == place)
        )
        for place, said in enumerate(claims)
    )


def _judged(
    claim: Claim, entries: Sequence[Entry], now: Mapping[Name, Fact]
) -> Disagreement | None:
    name = (claim.key, claim.label)
    known, mistaken = now.get(name), _mistaken(claim, entries)
    if known is None:
        return Disagreement(claim, None, Why.MISTAKEN) if mistaken else None
    if claim.agrees(known):
        return None
    then = _ledger(entries, claim.as_of).get(name)
    if mistaken:
        why = Why.MISTAKEN
    elif then and not claim.agrees(then):
        why = Why.THEN
    else:
        why = _since(claim, known)
    return Disagreement(claim, known, why)


def _since(claim: Claim, known: Fact) -> Why:
    if isinstance(known.value, int) and isinstance(claim.value, int):
        if known.value > claim.value:
            return Why.RISEN
        if claim.key in {"deaths", "casualties"}:
            return Why.FELL
    return Why.CHANGED


def _mistaken(claim: Claim, entries: Iterable[Entry]) -> bool:
    """The entry that it names, or, where it names none, one that said the same."""
    return any(
        each.mistaken
        and (
            each.fact.id == claim.entry
            if claim.entry
            else (each.fact.key, each.fact.value) == (claim.key, claim.value)
            and each.fact.as_of < claim.as_of + MINUTE
        )
        for each in entries
    )


def _ledger(entries: Iterable[Entry], until: datetime | None) -> Mapping[Name, Fact]:
    """What may be released, as of ``until`` or now; sums of parts included."""
    free = [
        each
        for each in entries
        if each.free and (until is None or each.fact.as_of < until + MINUTE)
    ]
    free.sort(key=lambda each: (each.fact.as_of, each.entered_at, each.fact.id))
    named = {(each.fact.key, each.fact.label): each.fact for each in free}
    wholes = with_wholes({key: fact for (key, label), fact in named.items() if not label})
    return named | {(key, ""): fact for key, fact in wholes.items()}


def _claims(
    releases: Sequence[Public], entries: Sequence[Entry], zone: tzinfo
) -> list[tuple[Claim, ...]]:
    by_id = {each.fact.id: each.fact for each in entries}
    standing: dict[str, int] = {}
    found = []
    for release in releases:
        told = mentions(own_words(release.kind, release.text))
        standing = reckon(standing, told)
        tied = tuple(_tied(each, by_id) for each in release.facts)
        until = as_of(release.text, release.published_at, zone)
        read = _read(told, standing, until.at if until and until.at else release.published_at)
        found.append((*tied, *(each for each in read if each.key not in {t.key for t in tied})))
    return found


def _tied(fact: SealedFact, by_id: Mapping[str, Fact]) -> Claim:
    numbers = mentions(fact.said)
    entry = by_id.get(str(fact.entry_id))
    only = numbers[0] if len(numbers) == 1 and numbers[0].key == fact.key else None
    value = only.value if only else entry.value if entry else None
    return Claim(fact.key, fact.label, fact.said, value, fact.as_of, str(fact.entry_id), only)


def _read(told: Iterable[Mention], standing: Mapping[str, int], at: datetime) -> Iterable[Claim]:
    """Figures as they stand after the release, of the keys that it speaks of."""
    by_key: dict[str, list[Mention]] = {}
    for each in told:
        if not each.supposed and each.key in LEDGER_NUMBERS and each.key in standing:
            by_key.setdefault(each.key, []).append(each)
    for key, said in by_key.items():
        value = standing[key]
        last = next((m for m in reversed(said) if m.value == value), said[-1])
        yield Claim(key, "", last.excerpt, value, at, "", last)
