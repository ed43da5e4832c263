"""Incidents: list, open, one whole with its releases, change, close and reopen."""

from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.incidents import queries, service
from console.incidents.queries.assessments import assessments
from console.incidents.queries.clocks import clocks_of
from console.incidents.rules.levels import IncidentStatus
from console.kernel.errors import Invalid, NotNow
from console.people.rules.roles import P
from console.releases import queries as releases
from console.web import incident_form
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import current_actor, services, whole_number
from console.web.incident_pages import IncidentsPage, incident_line, incident_page
from console.web.pacing import pace
from console.web.quiet import offered
from console.web.translation import tell

bp = Blueprint("incidents", __name__, url_prefix="/incidents")


@bp.get("/")
@access(P.INCIDENT_READ)
def index() -> Reply:
    with services().database.snapshot() as tx:
        found = queries.everything(tx)
        clocks = clocks_of(tx, [each.id for each in found], services().clock.now())
        lines = tuple(
            incident_line(each, releases.of_incident(tx, each.id), clocks[each.id])
            for each in found
        )
    current = tuple(each for each in lines if each.incident.status is IncidentStatus.OPEN)
    closed = tuple(each for each in lines if each.incident.status is IncidentStatus.CLOSED)
    return answer("incidents/index.html", "content", IncidentsPage(current, closed))


@bp.get("/new")
@access(P.INCIDENT_MANAGE)
def new() -> Reply:
    return answer("incidents/form.html", "content", incident_form.blank())


@bp.get("/propose")
@access(P.INCIDENT_MANAGE)
def propose() -> Reply:
    """What the numbers typed so far propose, for the form."""
    pace()
    return answer("incidents/form.html", "proposal", incident_form.typed(request.args))


@bp.post("/")
@access(P.INCIDENT_MANAGE)
def create() -> Reply:
    zone, policy = services().settings.zone, services().incidents
    try:
        form = incident_form.read(request.form)
        with acting() as (tx, now, actor):
            made = service.open_incident(tx, now, actor, zone, form, policy)
            quiet = offered(tx, made, form.level)
    except Invalid as error:
        return _again(error)
    say(str(_("事件已登记。")))
    return see_other(url_for("quiet.show" if quiet else ".show", id=made))


@bp.get("/<uuid:id>")
@access(P.INCIDENT_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("incidents/show.html", "content", incident_page(id))


@bp.get("/<uuid:id>/news")
@access(P.INCIDENT_READ)
def poll(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    page = incident_page(id, seen=request.args.get("seen", ""))
    return answer("incidents/show.html", "news", page)


@bp.get("/<uuid:id>/story")
@access(P.INCIDENT_READ)
def story(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """The whole story on paper."""
    return answer("incidents/story.html", "content", incident_page(id))


@bp.get("/<uuid:id>/edit")
@access(P.INCIDENT_MANAGE)
def edit(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        incident = queries.of_id(tx, id)
        last = next(iter(assessments(tx, id)), None)
    if incident.status is IncidentStatus.CLOSED:
        raise NotNow("incident.closed")
    return answer("incidents/form.html", "content", incident_form.of(incident, last))


@bp.post("/<uuid:id>/edit")
@access(P.INCIDENT_MANAGE)
def change(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given, version = services(), _version()
    now = given.clock.now()
    try:
        form = incident_form.read(request.form)
        with given.database.transaction() as tx:
            service.change(tx, now, current_actor(), id, version, form, given.incidents)
    except Invalid as error:
        return _again(error, id=id, version=version)
    say(str(_("事件信息已更新。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/close")
@access(P.INCIDENT_MANAGE)
def close(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given, reason = services(), request.form.get("reason", "")
    now = given.clock.now()
    try:
        with given.database.transaction() as tx:
            service.close(tx, now, current_actor(), id, _version(), reason)
    except Invalid as error:
        page = incident_page(id, errors=field_errors(error), reason=reason)
        return answer("incidents/show.html", "content", page, status=422)
    say(str(_("事件已结束。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/reopen")
@access(P.INCIDENT_MANAGE)
def reopen(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    now = given.clock.now()
    with given.database.transaction() as tx:
        service.reopen(tx, now, current_actor(), id, _version(), given.incidents)
    say(str(_("事件已重新开启。")))
    return see_other(url_for(".show", id=id))


def _again(error: Invalid, *, id: UUID | None = None, version: int = 0) -> Reply:  # noqa: A002 - the word of the address
    errors = {error.field or "": tell(error)}
    closed = error.field == "late_reason" or "late_reason" in request.form
    page = incident_form.typed(request.form, id=id, version=version, errors=errors, closed=closed)
    return answer("incidents/form.html", "content", page, status=422)


def _version() -> int:
    return whole_number(request.form.get("version", ""))
