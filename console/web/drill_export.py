"""The figures of a drill, to reckon with elsewhere: CSV for a spreadsheet, JSON for a program."""

from collections.abc import Iterator
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from console.drills.rules.report import (
    ClockLine,
    Line,
    Part,
    Report,
    clock_late_by,
    late_by,
    sealed,
)
from console.kernel.clock import local
from console.kernel.errors import NotThere
from console.language import translate
from console.language.words import word
from console.web.audit_export import csv_row
from console.web.context import locale, services

TABLES = {
    Part.GRADED: "level", Part.FACT_ENTERED: "fact_key", Part.FACT_CONFIRMED: "fact_key",
    Part.DRAFTED: "kind", Part.SUBMITTED: "kind", Part.WITHDRAWN: "kind", Part.SIGNED: "role",
    Part.OUTLET: "channel", Part.HELD: "hold_scope",
}  # fmt: skip
"""Of what a line's ``what`` is a word; of others it is a title."""


def export(report: Report, form: str) -> Response:
    """Raises NotThere for a form that there is not."""
    if form == "json":
        body, kind = sealed(report), "application/json"
    elif form == "csv":
        body, kind = "".join(_csv(report)), "text/csv"
    else:
        raise NotThere("page.not_there")
    reply = Response(body, content_type=f"{kind}; charset=utf-8")
    reply.headers["Content-Disposition"] = f"attachment; filename=drill-{report.number}.{form}"
    return reply


def said_of(line: Line) -> str:
    """The line's ``what`` in the reader's words."""
    table = TABLES.get(line.part)
    return translate(word(line.what, table), locale()) if table else line.what


def note_of(line: Line) -> str:
    return translate(word(line.note, "drill_note"), locale()) if line.note else ""


def _csv(report: Report) -> Iterator[str]:
    yield "\ufeff" + csv_row(
        (_("事项"), _("内容"), _("编号"), _("经办"), _("计划"), _("实际"), _("迟了（秒）"),
         _("等候（秒）"), _("依据或说明"))
    )  # fmt: skip
    for line in report.lines:
        yield _line(line, report.at)
    for clock in report.clocks:
        yield _clock(clock, report.at)


def _line(line: Line, at: datetime) -> str:
    late = int(late_by(line, at).total_seconds())
    part = translate(word(line.part.value, "drill_part"), locale())
    return csv_row(
        (part, said_of(line), line.number, line.who, _time(line.planned), _time(line.done),
         str(late) if line.planned else "", "" if line.waited is None else str(line.waited),
         note_of(line))
    )  # fmt: skip


def _clock(clock: ClockLine, at: datetime) -> str:
    late = str(int(clock_late_by(clock, at).total_seconds()))
    standing = translate(word(clock.standing, "standing"), locale())
    return csv_row(
        (_("时限"), clock.title, clock.met_with, standing, _time(clock.due_at),
         _time(clock.met_at), late, "", clock.legal_basis)
    )  # fmt: skip


def _time(moment: datetime | None) -> str:
    zone = services().settings.zone
    return local(moment, zone).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
