"""常规静默: after a grave incident was opened, everything routine is offered to be held."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.incidents.rules.levels import IncidentStatus, Level, graver
from console.people.rules.roles import P
from console.publishing import queries as publishing
from console.publishing import service
from console.publishing.queries import BoardRow
from console.publishing.rules.channel import Action
from console.releases import queries as releases
from console.releases.rules.passing import PROTECTIVE
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, services
from console.web.delivery_cards import release_url, short_name

bp = Blueprint("quiet", __name__, url_prefix="/incidents")


@dataclass(frozen=True, slots=True)
class Line:
    """``at``: when it would go next. ``ticked``: routine, as far as a machine can tell."""

    release_id: UUID
    name: str
    title: str
    url: str
    at: datetime | None
    channels: tuple[str, ...]
    ticked: bool
    why: str = ""
    hold_id: UUID | None = None


@dataclass(frozen=True)
class QuietPage:
    incident: IncidentView
    waiting: tuple[Line, ...]
    held: tuple[Line, ...]


@bp.get("/<uuid:id>/quiet")
@access(P.RELEASE_HOLD)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        page = _page(tx, id)
    return answer("quiet/show.html", "content", page)


@bp.post("/<uuid:id>/quiet")
@access(P.RELEASE_HOLD)
def place(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    wanted = _ids(request.form.getlist("release"))
    with acting() as (tx, now, actor):
        incidents.of_id(tx, id)  # or it is not there
        count = service.be_quiet(tx, now, actor, id, wanted)
    if count:
        say(ngettext("已暂缓 %(num)s 篇。", "已暂缓 %(num)s 篇。", count), "warning")
    else:
        say(str(_("没有选择要暂缓的通稿。")), "info")
    return see_other(url_for(".show", id=id) if count else url_for("incidents.show", id=id))


def grave(level: Level) -> bool:
    """较大 and above."""
    return not graver(Level.LARGER, level)


def offered(tx: Session, incident_id: UUID, level: Level) -> bool:
    """Something routine is still to go out while this incident lasts."""
    may = current_actor().may(P.RELEASE_HOLD)
    return may and grave(level) and bool(service.outside(tx, incident_id))


def _page(tx: Session, incident_id: UUID) -> QuietPage:
    given, actor = services(), current_actor()
    incident = incidents.of_id(tx, incident_id)
    rows: dict[UUID, list[BoardRow]] = {}
    for row in publishing.upcoming(tx, actor, given.policy.accounts, limit=1000):
        if row.action is Action.PUBLISH:
            rows.setdefault(row.release_id, []).append(row)
    open_ones = {
        each.id
        for each in incidents.everything(tx)
        if each.status is IncidentStatus.OPEN and each.id != incident_id
    }
    holds = service.quieted(tx, incident_id)
    waiting = service.outside(tx, incident_id)
    found = releases.rows(tx, [*waiting, *holds])

    def line(release_id: UUID) -> Line:
        row, going = found[release_id], rows.get(release_id, [])
        why = ""
        if row.incident_id in open_ones:
            why = str(_("属于另一起进行中的事件"))
        elif row.kind in PROTECTIVE:
            why = str(_("更正或保护公众的通告"))
        return Line(
            release_id=release_id, name=short_name(row), title=row.shown_title,
            url=release_url(release_id), ticked=not why, why=why,
            at=min((each.not_before for each in going), default=None),
            channels=tuple(each.channel for each in going), hold_id=holds.get(release_id),
        )  # fmt: skip

    return QuietPage(
        incident=incident,
        waiting=tuple(line(each) for each in waiting),
        held=tuple(line(each) for each in holds),
    )


def _ids(given: list[str]) -> list[UUID]:
    """What is no id names nothing."""
    found = []
    for text in given[:1000]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
