"""演练: what the public would have seen, who takes part, how it ends; the mark on every page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, Flask, g, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.drills import queries, service
from console.drills.queries import Lane
from console.drills.rules.report import ClockLine, Line, Report, clock_late_by, late_by
from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.incidents.rules.levels import IncidentStatus
from console.kernel.errors import Invalid, NotNow, NotThere
from console.people.queries import PersonCard
from console.people.rules.roles import P, Role
from console.web import drill_export
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import actor_or_none, services
from console.web.translation import tell

bp = Blueprint("drills", __name__, url_prefix="/drills")
ORDER = ("website", "portal", "feeds", "weibo", "wechat", "press", "websub", "webhook")


@dataclass(frozen=True)
class WallPage:
    incident: IncidentView
    lanes: tuple[Lane, ...]


@dataclass(frozen=True)
class DrillPage:
    """``kept``: the drill is over, and this is what was kept of it. ``uncovered``: roles that sign
    its first report and that nobody who takes part holds."""

    incident: IncidentView
    report: Report
    kept: bool
    sha256: str
    able: tuple[PersonCard, ...]
    there: frozenset[UUID]
    uncovered: tuple[Role, ...]
    summary: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def late(self, line: Line) -> int:
        """Minutes, rounded up; 0: in time."""
        return -(-int(late_by(line, self.report.at).total_seconds()) // 60)

    def clock_late(self, clock: ClockLine) -> int:
        return -(-int(clock_late_by(clock, self.report.at).total_seconds()) // 60)

    def is_ahead(self, line: Line) -> bool:
        """Not done, and not due yet."""
        return line.done is None and (line.planned is None or line.planned > self.report.at)

    def said(self, line: Line) -> str:
        return drill_export.said_of(line)

    def note(self, line: Line) -> str:
        return drill_export.note_of(line)

    @property
    def lasted(self) -> int:
        return int(self.report.lasted.total_seconds()) // 60


@bp.get("/<uuid:id>")
@access(P.INCIDENT_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("drills/show.html", "content", _page(id))


@bp.get("/<uuid:id>/report.<kind>")
@access(P.INCIDENT_READ)
def export(id: UUID, kind: str) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    with given.database.snapshot() as tx:
        report = queries.report(tx, given.clock.now(), drill_of(incidents.of_id(tx, id))).report
    return drill_export.export(report, kind)


@bp.post("/<uuid:id>/people")
@access(P.INCIDENT_MANAGE)
def people(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        with acting() as (tx, now, actor):
            service.set_people(tx, now, actor, id, _asked())
    except (Invalid, NotNow) as error:
        say(tell(error), "warning")
    else:
        say(str(_("参演人员已更新。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/end")
@access(P.INCIDENT_MANAGE)
def end(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    version, summary = request.form.get("version", 0, type=int), request.form.get("summary", "")
    try:
        with acting() as (tx, now, actor):
            service.end(tx, now, actor, id, version, summary)
    except Invalid as error:
        page = _page(id, summary, field_errors(error))
        return answer("drills/show.html", "content", page, status=422)
    say(str(_("演练已结束，报告已存档。")))
    return see_other(url_for(".show", id=id))


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


def _page(
    incident_id: UUID, summary: str = "", errors: Mapping[str, str] | None = None
) -> DrillPage:
    given = services()
    with given.database.snapshot() as tx:
        incident = drill_of(incidents.of_id(tx, incident_id))
        told = queries.report(tx, given.clock.now(), incident)
        there = queries.taking_part(tx, incident_id)
        missing = queries.uncovered(tx, given.policy.chains, incident, there.members)
    return DrillPage(
        incident, told.report, told.kept, told.sha256, there.able, there.members, missing,
        summary, errors or {},
    )  # fmt: skip


def _asked() -> list[UUID]:
    """Raises Invalid."""
    try:
        return [UUID(each) for each in request.form.getlist("people")]
    except ValueError as error:
        raise Invalid("drill.no_such_person", field="people") from error


def drill_of(incident: IncidentView) -> IncidentView:
    """Raises NotThere for an incident that is real."""
    if not incident.drill:
        raise NotThere("drill.not_there")
    return incident


@dataclass(frozen=True, slots=True)
class Here:
    """``overtaken``: a real incident that began since the drill, while both go on."""

    overtaken: IncidentView | None = None


def drill_here() -> Here | None:
    """What the address names belongs to a drill: asked once for each page."""
    if actor_or_none() is None:
        return None
    if "drill_here" not in g:
        named = [each for each in (request.view_args or {}).values() if isinstance(each, UUID)]
        with services().database.snapshot() as tx:
            g.drill_here = _here(tx, named)
    found: Here | None = g.drill_here
    return found


def _here(tx: Session, named: list[UUID]) -> Here | None:
    if not queries.is_of_drill(tx, named):
        return None
    going_on = incidents.current(tx)
    begun = min((each.opened_at for each in going_on if each.drill), default=None)
    real = [each for each in going_on if not each.drill and begun and each.opened_at >= begun]
    return Here(max(real, key=lambda each: each.opened_at) if real else None)


def install(app: Flask) -> None:
    app.jinja_env.globals["drill_here"] = drill_here
    app.jinja_env.globals["is_open"] = lambda incident: incident.status is IncidentStatus.OPEN
