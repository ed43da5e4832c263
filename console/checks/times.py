"""Dates and times that cannot be, or cannot be yet.

===================  ========  ==================================================
code                 severity  when
===================  ========  ==================================================
time.invalid         block     no such day, hour or minute (in quotation: warn)
time.invalid_weekday warn      the weekday is another
time.invalid_midnight note     24时: midnight is 0时 of the next day
time.future          warn      an event, or 截至, later than the release
===================  ========  ==================================================
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from console.checks.dates import Moment, moments
from console.checks.figures import clock
from console.checks.findings import Context, Draft, Finding, Severity
from console.checks.marking import mark
from console.checks.numbers import SIGHT
from console.checks.reading import fold, parts, quoted

GRACE = timedelta(minutes=10)  # a draft is written before it goes out
ALWAYS_PAST = frozenset({"initial", "update", "final", "correction", "rebuttal", "statement"})
_HAPPENED = re.compile(
    r"发生|接报|接警|接到|报警|报称|赶到|赶赴|到达|到场|发现|扑灭|抓获|到案|死亡|遇难|受伤|失联|坍塌|爆炸|起火"
    r"|造成|致使?|相撞|打架|被|经查|查明|已"
)
_AHEAD = re.compile(
    r"将|拟|定于|计划|预计|预定|下次|下一次|之前|以前|前(?!往|来|期|述)|起(?!火|诉|火)|至|到期|期间|届时|敬请|请于|请在|请[^,]{0,6}[在于]"
    r"|实施|施行|生效|举行|召开|举办|为期|有效|报名|公示|明[日天晚]|后天|准备|安排|管制|停[水电气]|检修"
)
_DIGITS = re.compile(r"\d+:\d+(?::\d+)?")
_STOP = re.compile(r"[,。;!?\n]")


def invalid(draft: Draft, context: Context) -> Iterator[Finding]:
    base = draft.publishes_at or context.now
    for part, text in parts(draft):
        for moment in moments(text, base, context.zone):
            if moment.wrong and not _ratio(text, moment):
                yield _invalid(part, text, moment)


def _ratio(text: str, moment: Moment) -> bool:
    """25:30 alone may be a score or a share; 截至25:30, 25:30许 is a time."""
    alone = _DIGITS.fullmatch(fold(moment.excerpt)) is not None
    return alone and not moment.as_of and not text.startswith(("许", "左右", "前"), moment.end)


def _invalid(part: str, text: str, moment: Moment) -> Finding:
    code, span = "time.invalid", (moment.start, moment.end)
    if moment.wrong == "weekday":
        return mark(
            code, Severity.WARN, part, text, span, sentence="weekday",
            right=moment.right, fix=_other_weekday(moment),
        )  # fmt: skip
    if moment.wrong == "midnight":
        return mark(
            code, Severity.NOTE, part, text, span, sentence="midnight", fix=moment.right or None
        )
    quotation = quoted(text, moment.start)
    return mark(code, Severity.WARN if quotation else Severity.BLOCK, part, text, span)


def _other_weekday(moment: Moment) -> str:
    return re.sub(r"((?:星期|周|礼拜))[一二三四五六日天]", rf"\g<1>{moment.right}", moment.excerpt)


def future(draft: Draft, context: Context) -> Iterator[Finding]:
    base = draft.publishes_at or context.now
    latest = max(base, context.now) + GRACE
    for part, text in parts(draft):
        folded = fold(text)
        for moment in moments(text, base, context.zone):
            if moment.at is None or not _placed(moment, context) or moment.at <= latest:
                continue
            if not moment.clock and moment.at.date() <= latest.astimezone(context.zone).date():
                continue
            if moment.as_of or (draft.kind in ALWAYS_PAST and _past(folded, moment)):
                yield mark(
                    "time.future",
                    Severity.WARN,
                    part,
                    text,
                    (moment.start, moment.end),
                    sentence="as_of" if moment.as_of else "",
                    now=clock(base, context),
                    read=_shown(moment.at),
                )


def _placed(moment: Moment, context: Context) -> bool:
    """Is its day written, or known from the incident? A bare day or hour may be any."""
    return moment.dated or context.incident is not None


def _past(folded: str, moment: Moment) -> bool:
    """It tells what happened, and neither its clause nor a neighbour announces or limits."""
    floor, ceiling = max(0, moment.start - SIGHT), moment.end + SIGHT
    before = [floor, *(stop.end() for stop in _STOP.finditer(folded, floor, moment.start))]
    after = [stop.start() for stop in _STOP.finditer(folded, moment.end, ceiling)][:2]
    clause = folded[before[-1] : after[0] if after else ceiling]
    behind = folded[moment.end : after[-1] if after else ceiling]
    return bool(_HAPPENED.search(clause + behind)) and not _AHEAD.search(clause)


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
