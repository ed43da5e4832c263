"""事实 beside the editor: what the ledger holds for release, put into the text with its tie."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.checks.saying import words_of
from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.incidents.queries.facts import FactView, ledger
from console.people.rules.roles import P
from console.releases import queries
from console.releases.queries import ReleaseRow
from console.releases.rules.body import text_of
from console.releases.rules.ties import tie
from console.releases.templating import insertable
from console.web.access import access
from console.web.answer import answer
from console.web.context import services

bp = Blueprint("inserting", __name__, url_prefix="/releases")


@dataclass(frozen=True, slots=True)
class Choice:
    """``text``: how it is said; ``html``: the same, tied to its entry."""

    fact: FactView
    text: str
    html: str


@dataclass(frozen=True)
class InsertPage:
    """``waiting``: newest entries that may not be written yet. ``stamp`` moves with the ledger."""

    row: ReleaseRow
    incident: IncidentView | None
    choices: tuple[Choice, ...] = ()
    waiting: int = 0
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A template, filled with what may be released. ``lines``: as it reads, one a paragraph."""

    name: str
    lines: tuple[str, ...]
    html: str
    open: tuple[str, ...]


@dataclass(frozen=True)
class TemplatesPage:
    row: ReleaseRow
    passages: tuple[Passage, ...]


@bp.get("/<uuid:id>/templates")
@access(P.RELEASE_DRAFT)
def templates(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        page = _templates(tx, id)
    return answer("inserting/templates.html", "panel", page)


@bp.get("/<uuid:id>/facts")
@access(P.RELEASE_DRAFT)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """``seen``: the stamp that the panel shows; nothing is answered while it stands."""
    with services().database.snapshot() as tx:
        page = _page(tx, id)
    if page.stamp == request.args.get("seen"):
        return Response(status=204)
    return answer("inserting/show.html", "panel", page)


def _page(tx: Session, release_id: UUID) -> InsertPage:
    row, _content = queries.draft(tx, release_id)
    if row.incident_id is None:
        return InsertPage(row, None)
    kept = ledger(tx, row.incident_id)
    choices = tuple(
        Choice(fact, said, tie(fact.id, said))
        for fact in kept.free.values()
        if (said := words_of(fact.key.value, fact.value))
    )
    standing = {each.id for each in kept.free.values()}
    seen = [each.id for each in kept.latest.values()] + [each.fact.id for each in choices]
    return InsertPage(
        row,
        incidents.of_id(tx, row.incident_id),
        choices,
        waiting=sum(each.id not in standing for each in kept.latest.values()),
        stamp=hashlib.sha256(" ".join(map(str, seen)).encode()).hexdigest()[:16],
    )


def _templates(tx: Session, release_id: UUID) -> TemplatesPage:
    row, content = queries.draft(tx, release_id)
    incident = incidents.of_id(tx, row.incident_id) if row.incident_id else None
    found = insertable(tx, services().policy, content.kind, incident)
    return TemplatesPage(
        row,
        tuple(
            Passage(name, tuple(text_of(made.body).split("\n")), made.body, made.open)
            for name, made in found
        ),
    )
