"""A selection of the audit as a file: CSV to read, JSON lines to check (deploy/verify_audit.py)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from flask import Response, stream_with_context
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from console import audit
from console.audit import exporting
from console.audit.narrowing import Filter
from console.audit.queries import Entry
from console.kernel.clock import local, whole_seconds
from console.kernel.errors import Invalid
from console.language import translate
from console.language.words import word
from console.people import queries as people
from console.web.audit_filter import Asked, wanted
from console.web.context import current_actor, locale, services
from console.web.subjects import details_of, name_of

CSV, LINES = "csv", "jsonl"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet would take for one at the beginning of a cell (OWASP CSV Injection)."""


def export(asked: Asked, form: str) -> Response:
    """Streams; itself told in the audit first. Raises Invalid."""
    if form not in (CSV, LINES):
        raise Invalid("audit.no_form")
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.transaction() as tx:
        chosen = wanted(tx, asked)
        audit.record(
            tx, now, audit.Event.AUDIT_EXPORTED, actor=actor.username, subject="audit:export",
            form=form, asked=[f"{name}={text}" for name, text in asked.query.items()],
        )  # fmt: skip
    told = {**asked.query, "exported_at": whole_seconds(now), "by": actor.username}
    rows = _csv(chosen) if form == CSV else _lines(chosen, told)
    day = local(now, given.settings.zone).strftime("%Y%m%d-%H%M%S")
    kind = "text/csv" if form == CSV else "application/jsonl"
    reply = Response(stream_with_context(rows), content_type=f"{kind}; charset=utf-8")
    reply.headers["Content-Disposition"] = f"attachment; filename=audit-{day}.{form}"
    return reply


def _lines(chosen: Filter, told: dict[str, str]) -> Iterator[str]:
    with services().database.snapshot() as tx:
        for line in exporting.lines(tx, chosen, told):
            yield line + "\n"


def _csv(chosen: Filter) -> Iterator[str]:
    yield "\ufeff" + csv_row(str(each) for each in (
        _("序号"), _("时间"), _("用户名"), _("姓名"), _("事项"), _("对象"), _("详情"),
        _("代码"), _("指纹"),
    ))  # fmt: skip
    with services().database.snapshot() as tx:
        entries = exporting.entries(tx, chosen)
        while some := tuple(islice(entries, 500)):
            yield from _rows(tx, some)


def _rows(tx: Session, some: Sequence[Entry]) -> Iterator[str]:
    cards = people.cards_by_username(tx, {entry.actor for entry in some})
    zone = services().settings.zone
    for entry in some:
        who = cards.get(entry.actor)
        said = _("；").join(f"{name} {value}" for name, value in details_of(entry.details))
        yield csv_row([
            str(entry.seq), local(entry.at, zone).strftime("%Y-%m-%d %H:%M:%S"), entry.actor,
            who.name if who else "", translate(word(entry.name, "event"), locale()),
            name_of(entry.subject), said, entry.name, entry.hash,
        ])  # fmt: skip


def csv_row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow("'" + cell if cell.startswith(FORMULA) else cell for cell in cells)
    return line.getvalue()
