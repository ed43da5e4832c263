"""What a draft says against what is known of the incident.

==========================  ========  =====================================================
code                        severity  when
==========================  ========  =====================================================
facts.not_our_figure        block     another body speaks, and it is not named with its link
facts.unreleasable          block     a figure not confirmed, or not for release
facts.unreleasable_words    block     words that are not for release
facts.unreleasable_cause    warn      a cause is told that the ledger does not know yet
facts.mismatch              warn      the ledger has another figure, or none
facts.mismatch_unknown      block     the ledger does not know, the text says nobody (暂无: note)
facts.regressed             block     fewer dead than published, and no correction
facts.regressed_injured     warn      fewer hurt, and nobody died or went home
facts.stale                 warn      the ledger has moved on since 截至, or 截至 is long ago
==========================  ========  =====================================================

A block is kept for words that are wrong to print whatever the drafter knows. A figure that may be
ours to mend, in the text or in the ledger, is a warning. Here: whose figures, which way they go,
how old they are. Against the ledger, entry by entry: ``ledger``; sums: ``sums``; what is left out:
``elements``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from console.checks.dates import as_of
from console.checks.figures import LEDGER_NUMBERS, Standing, clock, published, said, totals
from console.checks.findings import Context, Draft, Finding, Incident, Severity
from console.checks.marking import mark
from console.checks.numbers import CASUALTIES, Mention
from console.checks.reading import INVISIBLE, fold, parts

OURS_TO_QUOTE = CASUALTIES | {"casualties", "trapped"}
MINUTE = timedelta(minutes=1)
RUNNING = frozenset({"initial", "update", "final", "statement"})
_HOME = re.compile(r"出院|痊愈|治愈")
_BLANK = re.compile(rf"[\s{INVISIBLE}]+")
QUIET = frozenset({"correction", "erratum"})  # they name the old figure beside the new


def not_our_figure(draft: Draft, context: Context) -> Iterator[Finding]:
    incident = context.incident
    if incident is None or not incident.issuer:
        return
    for part, text in parts(draft):
        figure = next((m for m in said(text) if m.key in OURS_TO_QUOTE), None)
        if figure is None or _quoted(draft, incident, part, text):
            continue
        yield mark(
            "facts.not_our_figure",
            Severity.BLOCK,
            part,
            text,
            (figure.start, figure.end),
            sentence="" if incident.issuer_link else "unlinked",
            issuer=incident.issuer,
        )


def _quoted(draft: Draft, incident: Incident, part: str, text: str) -> bool:
    """The issuer is named where the figure stands, or in the body; its link is cited there."""
    where = _plain(text + draft.text)
    named = _plain(incident.issuer) in where
    link = incident.issuer_link
    cited = bool(link) and (link in draft.links or _plain(link) in where)
    return named and (cited or (part == "weibo" and bool(link) and "http" in text))


def _plain(text: str) -> str:
    return _BLANK.sub("", fold(text))


def regressed(draft: Draft, context: Context) -> Iterator[Finding]:
    incident = context.incident
    if incident is None or draft.kind in QUIET:
        return
    before = published(incident.earlier)
    for part, text in parts(draft):
        claims = said(text)
        for key, severity, sentence in FALLING:
            told, stood = totals(claims, key), before.get(key)
            if not told or not stood:
                continue
            most = max(told, key=lambda mention: mention.value)
            if most.agrees(stood.value) or most.value >= stood.value:
                continue
            if key == "injuries" and _explained(text, claims, stood.value - most.value, before):
                continue
            yield mark(
                "facts.regressed",
                severity,
                part,
                text,
                (most.start, most.end),
                sentence=sentence,
                fewer=stood.value - most.value,
                time=clock(stood.release.published_at, context),
            )


FALLING = (("deaths", Severity.BLOCK, ""), ("injuries", Severity.WARN, "injured"))


def _explained(
    text: str, claims: Sequence[Mention], fewer: int, before: Mapping[str, Standing]
) -> bool:
    """Some of the hurt died since, or went home."""
    dead = max((m.value for m in claims if m.key == "deaths"), default=0)
    stood = before["deaths"].value if "deaths" in before else 0
    return bool(_HOME.search(text)) or dead - stood >= fewer


def stale(draft: Draft, context: Context) -> Iterator[Finding]:
    incident = context.incident
    if incident is None or draft.kind not in RUNNING:
        return
    now = draft.publishes_at or context.now
    until = as_of(draft.text, now, context.zone)
    entries = [
        f for f in incident.facts if f.key in LEDGER_NUMBERS and f.confirmed and f.releasable
    ]
    newest = max((fact.as_of for fact in entries), default=None)
    figure = next((m for m in said(draft.text) if m.key in LEDGER_NUMBERS), None)
    if until and until.at:
        span = (until.start, until.end)
        if newest and newest >= until.at + MINUTE:
            yield mark(
                "facts.stale", Severity.WARN, "text", draft.text, span, time=clock(newest, context)
            )
        elif draft.kind != "final" and now - until.at > context.stale_after:
            yield mark(
                "facts.stale",
                Severity.WARN,
                "text",
                draft.text,
                span,
                sentence="long_ago",
                hours=int((now - until.at) / timedelta(hours=1)),
            )
    elif figure and newest and draft.kind != "final" and now - newest > context.stale_after:
        yield mark(
            "facts.stale",
            Severity.WARN,
            "text",
            draft.text,
            (figure.start, figure.end),
            sentence="ledger",
            time=clock(newest, context),
        )
