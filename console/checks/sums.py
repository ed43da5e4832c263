"""Do the figures of a sentence add up, and do title and body say the same?"""

from collections.abc import Iterator, Sequence

from console.checks import casualty_words as words
from console.checks.close_up import closed_up
from console.checks.figures import LEDGER_NUMBERS, WHOLES, said, totals
from console.checks.findings import Context, Draft, Finding, Severity
from console.checks.marking import mark
from console.checks.numbers import Hedge, Mention
from console.checks.numerals import value_of
from console.checks.reading import parts, sentence_around


def sums(draft: Draft, context: Context) -> Iterator[Finding]:
    del context
    for part, text in parts(draft):
        yield from _sexes(part, text)
        for whole, pieces in WHOLES.items():
            yield from _pieces(part, text, whole, pieces)
        yield from _shares(part, text)


def _sexes(part: str, text: str) -> Iterator[Finding]:
    """5人（3男2女）."""
    closed = closed_up(text)
    folded = closed.text
    if "男" not in folded:
        return
    for found in words.COUNTED_SEXES.finditer(folded):
        value = value_of(found["number"])
        men, women = int(found["men"]), int(found["women"])
        if value is not None and men + women != value and not (found["more"] or found["hedge"]):
            yield _unequal(part, text, closed.span(*found.span()), int(value), men + women)


def _pieces(part: str, text: str, whole: str, pieces: Sequence[str]) -> Iterator[Finding]:
    """受伤7人，其中重伤3人、轻伤5人: within one sentence."""
    claims = said(text)
    for total in totals(claims, whole):
        start, end = sentence_around(text, total.start)
        near = [m for m in claims if start <= m.start < end]
        if sum(m.key == whole for m in near) != 1:
            continue
        told = [m for key in pieces for m in totals(near, key)]
        if not told or any(m.hedge is not Hedge.EXACT for m in (*told, total)):
            continue
        together = sum(m.value for m in told)
        complete = {m.key for m in told} == set(pieces)
        if together > total.value or (complete and together != total.value):
            yield _unequal(part, text, _span([total, *told]), total.value, together)


def _shares(part: str, text: str) -> Iterator[Finding]:
    """3人中2人死亡、2人受伤: more than there were."""
    closed = closed_up(text)
    folded = closed.text
    if not words.INSIDE.search(folded):
        return
    for found in words.SHARED.finditer(folded):
        value = value_of(found["number"])
        group = closed.span(*found.span())
        _, end = sentence_around(text, group[0])
        told = [m for m in said(text) if group[1] <= m.start < end and m.key in LEDGER_NUMBERS]
        deaths_or_hurt = [m for m in told if m.key in {"deaths", "injuries", "missing"}]
        parts_of = deaths_or_hurt or [m for m in told if m.key.endswith("_injuries")]
        together = sum(m.value for m in parts_of)
        if value is not None and together > value and not found["more"]:
            yield _unequal(part, text, _span(parts_of, group[0]), int(value), together)


def _span(mentions: Sequence[Mention], start: int | None = None) -> tuple[int, int]:
    first = min(m.start for m in mentions)
    return (first if start is None else min(first, start), max(m.end for m in mentions))


def _unequal(part: str, text: str, span: tuple[int, int], whole: int, together: int) -> Finding:
    return mark(
        "facts.mismatch",
        Severity.WARN,
        part,
        text,
        span,
        sentence="sum",
        whole=whole,
        together=together,
    )


def parts_disagree(draft: Draft, context: Context) -> Iterator[Finding]:
    """A title or a post that says another total than the body."""
    del context
    body = said(draft.text)
    for part, text in parts(draft):
        if part == "text":
            continue
        claims = said(text)
        for key in sorted(LEDGER_NUMBERS & {m.key for m in claims}):
            here, there = totals(claims, key), totals(body, key)
            if not (here and there):
                continue
            last = here[-1]
            if not any(last.agrees(m.value) or m.agrees(last.value) for m in there):
                yield mark(
                    "facts.mismatch",
                    Severity.WARN,
                    part,
                    text,
                    (last.start, last.end),
                    sentence="parts",
                    body=there[-1].excerpt,
                )
