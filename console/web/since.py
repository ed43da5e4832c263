"""较上一期 beside the editor: what the ledger has learned since, and the template of the draft."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.checks.saying import words_of
from console.incidents.queries.facts import FactChange, FactView
from console.people.rules.roles import P
from console.releases import queries, service
from console.releases.queries import ReleaseRow
from console.releases.queries.since import Since, since
from console.web.access import access
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, services
from console.web.delivery_cards import short_name

bp = Blueprint("since", __name__, url_prefix="/releases")


@dataclass(frozen=True, slots=True)
class Line:
    """``old`` "": nothing was known. ``new`` "": it was marked as mistaken, or is unknown now."""

    change: FactChange
    old: str
    new: str


@dataclass(frozen=True)
class SincePage:
    row: ReleaseRow
    found: Since
    last_name: str
    lines: tuple[Line, ...]


@bp.get("/<uuid:id>/since")
@access(P.RELEASE_DRAFT)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        row, _content = queries.draft(tx, id)
        found = since(tx, id)
    lines = tuple(Line(each, _said(each.old), _said(each.new)) for each in found.changes)
    name = short_name(found.last) if found.last else ""
    return answer("since/show.html", "panel", SincePage(row, found, name, lines))


@bp.post("/<uuid:id>/put-away")
@access(P.RELEASE_DRAFT)
def put_away(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    with given.database.transaction() as tx:
        service.put_away(tx, given.clock.now(), current_actor(), release_id=id)
    say(str(_("不再按模板起草，文字都可以改。")), "info")
    return see_other(url_for("drafting.edit", id=id))


def _said(fact: FactView | None) -> str:
    return words_of(fact.key.value, fact.value) if fact else ""
