"""演练: what the public would have seen, who takes part, how it ends; the mark on every page."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Flask, g, request, url_for
from werkzeug.wrappers import Response as Reply

from console.drills import queries
from console.drills.queries import Lane
from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.kernel.errors import NotThere
from console.people.rules.roles import P
from console.web.access import access
from console.web.answer import answer, see_other
from console.web.context import actor_or_none, services

bp = Blueprint("drills", __name__, url_prefix="/drills")
ORDER = ("website", "feeds", "weibo", "wechat", "press", "websub", "webhook")


@dataclass(frozen=True)
class WallPage:
    incident: IncidentView
    lanes: tuple[Lane, ...]


@bp.get("/<uuid:id>/wall")
@access(P.INCIDENT_READ)
def wall(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        incident = drill_of(incidents.of_id(tx, id))
        page = WallPage(incident, queries.wall(tx, incident.number, ORDER))
    return answer("drills/wall.html", "content", page)


@bp.get("/posts/<key>")
@access(P.INCIDENT_READ)
def post(key: str) -> Reply:
    """Where a delivery of a drill says that it was posted."""
    with services().database.snapshot() as tx:
        incident = queries.incident_of_post(tx, key)
    return see_other(url_for(".wall", id=incident, _anchor=f"post-{key}"))


def drill_of(incident: IncidentView) -> IncidentView:
    """Raises NotThere for an incident that is real."""
    if not incident.drill:
        raise NotThere("drill.not_there")
    return incident


def is_drill_here() -> bool:
    """Whether what the address names belongs to a drill: asked once for each page."""
    if actor_or_none() is None:
        return False
    if "drill_here" not in g:
        named = [each for each in (request.view_args or {}).values() if isinstance(each, UUID)]
        with services().database.snapshot() as tx:
            g.drill_here = queries.is_of_drill(tx, named)
    return bool(g.drill_here)


def install(app: Flask) -> None:
    app.jinja_env.globals["is_drill_here"] = is_drill_here
