"""Every figure and every passage against its entry in the ledger 情况台账 (table: ``facts``)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from console.checks.figures import LEDGER_NUMBERS, Standing, clock, known, published, said, shown
from console.checks.findings import Context, Draft, Fact, Finding, Incident, Severity
from console.checks.marking import mark
from console.checks.numbers import CASUALTIES, Counting, Hedge, Mention
from console.checks.reading import fold, parts, sentence_around

SHORTEST = 4  # characters; a fact in fewer words cannot be told from chance
_CAUSE = re.compile(
    r"原因(?:初步)?(?:判断|认定|查明|分析)?(?:为|系|是)(?!否|何|什么)"
    r"|系(?:因|由)?[^,。;\n]{1,24}(?:引发|导致|引起|所致)"
    r"|(?:因|由于)[^,。;\n]{2,24}(?:引发|引起|导致|致使)"
)
_OPEN = re.compile(r"正在|有待|尚待|待查|调查中|核查中|尚未|尚不|不明|不详|谣|不实")
_PHONE = re.compile(
    r"(?:咨询|家属|热线|联系|服务|接待)[^,。;\n\d]{0,10}?(?:电话|热线)?[:为是 ]{0,3}"
    r"(?P<phone>\d{3,4}-?\d{7,8}|\d{7,12})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What one part says of one key; ``passage``: the one to point at."""

    mentions: Sequence[Mention]
    passage: Mention
    agrees: Callable[[int], bool]


def figures(draft: Draft, context: Context) -> Iterator[Finding]:
    incident = context.incident
    if incident is None:
        return
    facts, before = known(incident), published(incident.earlier)
    for part, text in parts(draft):
        claims = said(text)
        for key in sorted(LEDGER_NUMBERS & {m.key for m in claims}):
            stood = before.get(key)
            told = _told([m for m in claims if m.key == key], stood)
            if key in facts:
                yield from _against(facts[key], told, stood, part, text, context)
            elif _unsourced(key, told, stood, facts):
                yield _mark("facts.mismatch", Severity.WARN, part, text, told, "absent")


def _told(mentions: Sequence[Mention], stood: Standing | None) -> _Told:
    totals = [m for m in mentions if m.counting is Counting.TOTAL]
    added = [m for m in mentions if m.counting is Counting.ADDED]
    more = sum(m.value for m in added)
    if totals:
        together = sum(m.value for m in totals)
        sums = {together, together + more} if len(mentions) > 1 else set()
        return _Told(
            totals, totals[-1], lambda value: value in sums or any(m.agrees(value) for m in totals)
        )
    if added:
        ways = {more, stood.value + more} if stood else {more}
        return _Told(added, added[-1], lambda value: value in ways or (not stood and more <= value))
    names = {name for m in mentions for name in m.names}
    least = max(len(names), *(m.value for m in mentions if not m.names), 0)
    return _Told(mentions, mentions[-1], lambda value: least <= value)


def _against(
    fact: Fact, told: _Told, stood: Standing | None, part: str, text: str, context: Context
) -> Iterator[Finding]:
    public = stood is not None and told.agrees(stood.value)
    free = fact.confirmed and fact.releasable
    if fact.value is None:
        nobody = [m for m in told.mentions if m.value == 0]
        if nobody:
            gravity = Severity.NOTE if all(m.so_far for m in nobody) else Severity.BLOCK
            yield _mark("facts.mismatch", gravity, part, text, told, "unknown")
        elif not public:
            yield _mark("facts.mismatch", Severity.WARN, part, text, told, "blank")
    elif not isinstance(fact.value, int):
        return
    elif told.agrees(fact.value):
        if not (free or public):
            why = "" if fact.confirmed else "unconfirmed"
            yield _mark("facts.unreleasable", Severity.BLOCK, part, text, told, why)
    elif free or not public:
        passage = told.passage
        yield mark(
            "facts.mismatch",
            Severity.WARN,
            part,
            text,
            (passage.start, passage.end),
            fix=_mended(passage, fact.value, text) if free else None,
            known=shown(fact.key, fact.value),
            time=clock(fact.as_of, context),
        )


def _unsourced(key: str, told: _Told, stood: Standing | None, facts: Mapping[str, Fact]) -> bool:
    """A figure of people hurt or dead that no entry and no release stands behind."""
    if key not in CASUALTIES or (stood and told.agrees(stood.value)):
        return False
    kin = {"serious_injuries", "minor_injuries", "injuries"}
    return not (key in kin and kin & facts.keys())


def _mended(passage: Mention, value: int, text: str) -> str | None:
    start, end = passage.number
    if passage.counting is not Counting.TOTAL or passage.hedge is not Hedge.EXACT or start == end:
        return None
    if passage.value == 0 or value == 0 or passage.key == "property_loss":
        return None
    return f"{text[passage.start : start]}{value}{text[end : passage.end]}"


def _mark(
    code: str, severity: Severity, part: str, text: str, told: _Told, sentence: str
) -> Finding:
    span = (told.passage.start, told.passage.end)
    return mark(code, severity, part, text, span, sentence=sentence)


def passages(draft: Draft, context: Context) -> Iterator[Finding]:
    """Facts in words: those not for release, a cause not known yet, another telephone number."""
    incident = context.incident
    if incident is None:
        return
    for part, text in parts(draft):
        for fact in incident.facts:
            if isinstance(fact.value, str) and not (fact.confirmed and fact.releasable):
                yield from _words(fact, fact.value, incident, part, text)
        yield from _cause(incident, part, text)
        yield from _phone(incident, context, part, text)


def _words(fact: Fact, value: str, incident: Incident, part: str, text: str) -> Iterator[Finding]:
    wanted = fold(value).strip(" ,。;")
    told = (incident.title, incident.place, *(release.text for release in incident.earlier))
    if len(wanted) < SHORTEST or any(wanted in fold(each) for each in told):
        return
    start = fold(text).find(wanted)
    if start >= 0:
        yield mark(
            "facts.unreleasable",
            Severity.BLOCK if fact.confirmed else Severity.WARN,
            part,
            text,
            (start, start + len(wanted)),
            sentence="words" if fact.confirmed else "words_unconfirmed",
        )


def _cause(incident: Incident, part: str, text: str) -> Iterator[Finding]:
    fact = next((fact for fact in incident.facts if fact.key == "cause"), None)
    if fact is None or (fact.value is not None and fact.confirmed and fact.releasable):
        return
    folded = fold(text)
    for found in _CAUSE.finditer(folded):
        comma = folded.find(",", found.end())
        end = min(sentence_around(text, found.start())[1], comma if comma >= 0 else len(text))
        if not _OPEN.search(folded, found.start(), end):
            yield mark(
                "facts.unreleasable", Severity.WARN, part, text, found.span(), sentence="cause"
            )


def _phone(incident: Incident, context: Context, part: str, text: str) -> Iterator[Finding]:
    fact = next((fact for fact in incident.facts if fact.key == "enquiry_phone"), None)
    if fact is None or not fact.value or not fact.confirmed:
        return
    right = re.sub(r"\D", "", fold(str(fact.value)))
    for found in _PHONE.finditer(fold(text)):
        digits = re.sub(r"\D", "", found["phone"])
        if digits not in right and digits not in context.own_numbers and right:
            yield mark(
                "facts.mismatch",
                Severity.WARN,
                part,
                text,
                found.span("phone"),
                sentence="phone",
                fix=str(fact.value) if fact.releasable else None,
                known=str(fact.value),
            )
