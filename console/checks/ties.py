"""Words tied to an entry of the ledger: does the ledger still say so?

=========================  ========  ==================================================
code                       severity  when
=========================  ========  ==================================================
facts.stale_tied           warn      a newer value may be released
facts.stale_tied_mistaken  block     the entry was marked mistaken; another value counts
facts.stale_tied_withheld  block     the entry may no longer be released; another may
facts.stale_tied_gone      block     so too, and there is nothing to say instead
facts.stale_tied_stranger  warn      the entry is of no ledger of this incident
=========================  ========  ==================================================

All are ``facts.stale``. A newer value is a warning: the older may stand there as what was known
then. The fix keeps the way of speaking and is tied to the newer entry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from console.checks.figures import clock
from console.checks.findings import Context, Draft, Finding, Severity, Tied
from console.checks.marking import mark
from console.checks.saying import retold, words_of

CODE = "facts.stale"
NEWER = f"{CODE}_tied"


def ties(draft: Draft, context: Context) -> Iterator[Finding]:
    for each in draft.ties:
        yield from _tie(each, draft.text, context)


def _tie(tied: Tied, text: str, context: Context) -> Iterator[Finding]:
    span, words = (tied.start, tied.end), text[tied.start : tied.end]
    fact, now = tied.fact, tied.now
    if fact is None:
        yield mark(CODE, Severity.WARN, "text", text, span, sentence="tied_stranger")
        return
    stands = not tied.mistaken and fact.confirmed and fact.releasable
    if now is None:
        if not stands:
            yield mark(CODE, Severity.BLOCK, "text", text, span, sentence="tied_gone")
        return
    if (stands and now.value == fact.value) or (said := retold(words, now.key, now.value)) == words:
        return
    why = "tied" if stands else "tied_mistaken" if tied.mistaken else "tied_withheld"
    found = mark(
        CODE,
        Severity.WARN if stands else Severity.BLOCK,
        "text",
        text,
        span,
        sentence=why,
        fix=said,
        known=words_of(now.key, now.value),
        time=clock(now.as_of, context),
    )
    yield replace(found, entry=now.id)


def once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Without what the ledger says of the same figure again, without a tie."""
    found = tuple(findings)
    told = [(each.start, each.end) for each in found if each.entry]
    return tuple(
        each
        for each in found
        if not (
            each.code == "facts.mismatch"
            and each.part == "text"
            and any(start < each.end and each.start < end for start, end in told)
        )
    )
