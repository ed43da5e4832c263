"""A release among those before it: does it say anything new, and is it its turn?

``series.no_change`` and ``series.order`` are warnings: a repeated bulletin misleads no one, and
what comes first may have gone out by another way.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from console.checks.dates import as_of, moments
from console.checks.figures import clock, said
from console.checks.findings import Context, Draft, Earlier, Finding, Incident, Severity
from console.checks.marking import mark
from console.checks.numbers import Counting, reckon
from console.checks.numerals import value_of
from console.checks.reading import fold

SERIES = ("initial", "update", "final")
CHANGES = frozenset({"correction", "erratum"})
_SENTENCE = re.compile(r"[^。!?;\n]+")
_NOTHING = re.compile(r"[\W_]|截[至止]到?|左右|目前|许")
_PROMISE = re.compile(
    r"后续|进展|及时(?:通报|发布|公布)|持续(?:发布|关注)|下次更新|敬请关注|不信谣|不传谣"
)
_PLACE = re.compile(r"[(（](?P<place>[一二三四五六七八九十\d]{1,3})[)）]$")


def no_change(draft: Draft, context: Context) -> Iterator[Finding]:
    """An update whose figures and sentences all stand in the release before, but for the time."""
    incident = context.incident
    before = _series(incident)
    if incident is None or draft.kind != "update" or not before:
        return
    last = before[-1]
    if _new_figures(draft.text, last.text) or not _substance(draft.text):
        return
    if _substance(draft.text) <= _substance(last.text):
        yield mark(
            "series.no_change",
            Severity.WARN,
            "text",
            draft.text,
            (0, len(draft.text)),
            number=last.number,
            time=clock(last.published_at, context),
        )


def _series(incident: Incident | None) -> list[Earlier]:
    return [each for each in incident.earlier if each.kind in SERIES] if incident else []


def _new_figures(text: str, before: str) -> bool:
    now, then = reckon({}, said(text)), reckon({}, said(before))
    fresh = any(m.moved_from or m.counting is Counting.ADDED for m in said(text))
    return fresh or any(then.get(key) != value for key, value in now.items())


@lru_cache(maxsize=64)
def _substance(text: str) -> frozenset[str]:
    """Its sentences without times, marks and promises."""
    folded = fold(text)
    for moment in reversed(moments(text, datetime(2000, 1, 1, tzinfo=UTC), UTC)):
        folded = f"{folded[: moment.start]} {folded[moment.end :]}"
    said_here = (s[0] for s in _SENTENCE.finditer(folded) if not _PROMISE.search(s[0]))
    return frozenset(plain for s in said_here if len(plain := _NOTHING.sub("", s)) >= 4)


def order(draft: Draft, context: Context) -> Iterator[Finding]:
    incident = context.incident
    if incident is None:
        return
    kinds = [each.kind for each in incident.earlier]
    wrong = _out_of_turn(draft.kind, kinds)
    if wrong:
        yield _order(draft, (0, 0), wrong)
    yield from _numbered(draft, incident)
    yield from _dated(draft, incident, context)


def _out_of_turn(kind: str, before: list[str]) -> str:
    """The sentence that says what is out of turn, or none."""
    if kind in CHANGES:
        return "" if before else "nothing_to_correct"
    if kind not in SERIES:
        return ""
    if "final" in before:
        return "after_final"
    if kind == "initial":
        return "second_initial" if "initial" in before else ""
    return "" if any(each in SERIES for each in before) else "no_initial"


def _numbered(draft: Draft, incident: Incident) -> Iterator[Finding]:
    """情况通报（三）: is it the third?"""
    found = _PLACE.search(draft.title.rstrip())
    place = value_of(found["place"]) if found else None
    due = len(_series(incident)) + 1
    if found and place is not None and draft.kind in SERIES and int(place) != due:
        yield mark(
            "series.order",
            Severity.WARN,
            "title",
            draft.title,
            found.span("place"),
            sentence="numbered",
            place=int(place),
            due=due,
        )


def _dated(draft: Draft, incident: Incident, context: Context) -> Iterator[Finding]:
    before = _series(incident)
    if draft.kind not in SERIES or not before:
        return
    last = before[-1]
    if draft.publishes_at and draft.publishes_at < last.published_at:
        yield _order(draft, (0, 0), "published_before", time=clock(last.published_at, context))
    until = as_of(draft.text, draft.publishes_at or context.now, context.zone)
    until_then = as_of(last.text, last.published_at, context.zone)
    if until and until.at and until_then and until_then.at and until.at < until_then.at:
        yield _order(
            draft, (until.start, until.end), "older_figures", time=clock(until_then.at, context)
        )


def _order(draft: Draft, span: tuple[int, int], sentence: str, **parameters: str) -> Finding:
    return mark(
        "series.order",
        Severity.WARN,
        "text",
        draft.text,
        span,
        sentence=sentence,
        **parameters,
    )
