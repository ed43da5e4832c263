"""The audit: who did what, in plain words, and whether the chain still holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.audit import queries, verify
from console.audit.queries import Entry, Head
from console.audit.service import Verdict
from console.kernel.errors import Invalid
from console.language.words import EVENT
from console.people import queries as people
from console.people.queries import PersonCard
from console.people.rules.roles import P
from console.web.access import access
from console.web.answer import answer
from console.web.audit_export import export
from console.web.audit_filter import Asked, wanted
from console.web.context import services, whole_number
from console.web.subjects import details_of, link_of, name_of, numbered, person_of
from console.web.translation import tell

bp = Blueprint("audit", __name__, url_prefix="/audit")
A_PAGE = 50


@dataclass(frozen=True)
class Line:
    entry: Entry
    who: PersonCard | None
    subject: str
    link: str | None
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AuditPage:
    """``older``: the sequence number to go on before; None: this is the oldest."""

    lines: tuple[Line, ...]
    older: int | None
    head: Head
    asked: Asked
    events: tuple[str, ...]
    errors: dict[str, str]
    verdict: Verdict | None = None

    @property
    def filtered(self) -> bool:
        return bool(self.asked.query)


@bp.get("/")
@access(P.AUDIT_READ)
def index() -> Reply:
    return answer("audit/index.html", "content", _page())


@bp.get("/verified")
@access(P.AUDIT_READ)
def verified() -> Reply:
    with services().database.snapshot() as tx:
        verdict = verify(tx)
    return answer("audit/index.html", "chain", _page(verdict))


@bp.post("/export")
@access(P.AUDIT_READ)
def exported() -> Response:
    return export(Asked.of(request.form), request.form.get("form", ""))


def _page(verdict: Verdict | None = None) -> AuditPage:
    asked = Asked.of(request.args)
    before = whole_number(request.args.get("before", "")[:20]) or None
    errors: dict[str, str] = {}
    with services().database.snapshot() as tx:
        try:
            found = queries.events(tx, wanted(tx, asked), before=before, limit=A_PAGE + 1)
        except Invalid as error:
            found, errors = (), {error.field or "": tell(error)}
        return AuditPage(
            lines=_lines(tx, found[:A_PAGE]),
            older=found[A_PAGE - 1].seq if len(found) > A_PAGE else None,
            head=queries.head(tx),
            asked=asked,
            events=tuple(EVENT),
            errors=errors,
            verdict=verdict,
        )


def _lines(tx: Session, shown: Sequence[Entry]) -> tuple[Line, ...]:
    cards = people.cards_by_username(tx, {entry.actor for entry in shown})
    about = people.names(tx, filter(None, (person_of(entry.subject) for entry in shown)))
    named = {f"person:{card.id}": card.name for card in about.values()}
    named |= numbered(tx, (entry.subject for entry in shown))
    return tuple(
        Line(
            entry=entry,
            who=cards.get(entry.actor),
            subject=name_of(entry.subject, named),
            link=link_of(entry.subject),
            details=details_of(entry.details),
        )
        for entry in shown
    )
