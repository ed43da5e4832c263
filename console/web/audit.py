"""The audit: who did what, in plain words, and whether the chain still holds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response as Reply

from console.audit import queries, verify
from console.audit.queries import Entry, Filter, Head
from console.audit.service import Verdict
from console.kernel.errors import Invalid
from console.language.words import EVENT
from console.people import queries as people
from console.people.queries import PersonCard
from console.people.rules.roles import P
from console.people.service import printable
from console.web.access import access
from console.web.answer import answer
from console.web.context import services, whole_number
from console.web.subjects import details_of, link_of, name_of, person_of
from console.web.times import YEARS
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
    asked: dict[str, str]
    events: tuple[str, ...]
    errors: dict[str, str]
    verdict: Verdict | None = None

    @property
    def filtered(self) -> bool:
        return any(value for name, value in self.asked.items() if name != "before")


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


def _page(verdict: Verdict | None = None) -> AuditPage:
    names = ("name", "actor", "subject", "since", "until", "before")
    asked = {name: printable(request.args.get(name, ""))[:120].strip() for name in names}
    errors: dict[str, str] = {}
    try:
        wanted = _filter(asked)
    except Invalid as error:
        wanted, errors = Filter(), {error.field or "": tell(error)}
    before = whole_number(asked["before"]) or None
    with services().database.snapshot() as tx:
        found = queries.events(tx, wanted, before=before, limit=A_PAGE + 1)
        cards = people.cards_by_username(tx, {entry.actor for entry in found})
        about = people.names(tx, filter(None, (person_of(entry.subject) for entry in found)))
        head = queries.head(tx)
    shown = found[:A_PAGE]
    named = {f"person:{card.id}": card.name for card in about.values()}
    return AuditPage(
        lines=tuple(
            Line(
                entry=entry,
                who=cards.get(entry.actor),
                subject=name_of(entry.subject, named),
                link=link_of(entry.subject),
                details=details_of(entry.details),
            )
            for entry in shown
        ),
        older=shown[-1].seq if len(found) > A_PAGE else None,
        head=head,
        asked=asked,
        events=tuple(EVENT),
        errors=errors,
        verdict=verdict,
    )


def _filter(asked: dict[str, str]) -> Filter:
    return Filter(
        name=asked["name"],
        actor=asked["actor"].casefold(),
        subject=asked["subject"],
        since=_day(asked["since"], "since"),
        until=_day(asked["until"], "until", after=1),
    )


def _day(text: str, field: str, *, after: int = 0) -> datetime | None:
    """The first instant of a day of the bureau's calendar, or of one some days ``after`` it."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("time.invalid_day", field=field, text=text[:40]) from error
    if day.year not in YEARS:
        raise Invalid("time.invalid_day", field=field, text=text[:40])
    day += timedelta(days=after)
    zone = services().settings.zone
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
