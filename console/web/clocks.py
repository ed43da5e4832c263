"""时限: how the clocks of an incident stand, to print; conferences, promises and waivers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.incidents import queries
from console.incidents.queries import IncidentView
from console.incidents.queries.clocks import ClockView, ConferenceView, clocks_of, conferences_of
from console.incidents.rules.levels import IncidentStatus
from console.incidents.service import clocks as service
from console.incidents.service.clocks import ConferenceForm
from console.kernel.errors import Invalid, NotNow
from console.people.rules.roles import P
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import services
from console.web.times import parse_local
from console.web.translation import tell

bp = Blueprint("clocks", __name__, url_prefix="/incidents")
FIELDS = ("at", "place", "speaker", "link", "until", "reason")


@dataclass(frozen=True)
class ClocksPage:
    """``form``: which was sent and is shown again; ``waiving``: the clock meant by a waiver."""

    incident: IncidentView
    clocks: tuple[ClockView, ...]
    conferences: tuple[ConferenceView, ...]
    now: datetime
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    waiving: UUID | None = None

    @property
    def open(self) -> bool:
        return self.incident.status is IncidentStatus.OPEN


@bp.get("/<uuid:id>/clocks")
@access(P.INCIDENT_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("clocks/show.html", "content", _page(id))


@bp.post("/<uuid:id>/clocks/<uuid:clock_id>/waive")
@access(P.CLOCK_WAIVE)
def waive(id: UUID, clock_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        with acting() as (tx, now, actor):
            service.waive(tx, now, actor, id, clock_id, request.form.get("reason", ""))
    except Invalid as error:
        return _again(id, error, "waive", waiving=clock_id)
    except NotNow as error:
        say(tell(error), "warning")
    else:
        say(str(_("已豁免，原因已记录。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/conference")
@access(P.INCIDENT_MANAGE)
def conference(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        held = _conference()
        with acting() as (tx, now, actor):
            service.record_conference(tx, now, actor, id, held)
    except Invalid as error:
        return _again(id, error, "conference")
    say(str(_("发布会已登记。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/promise")
@access(P.INCIDENT_MANAGE)
def promise(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        until = _moment("until")
        with acting() as (tx, now, actor):
            service.promise(tx, now, actor, id, until)
    except Invalid as error:
        return _again(id, error, "promise")
    say(str(_("承诺已登记，开始计时。")))
    return see_other(url_for(".show", id=id))


def _moment(name: str) -> datetime:
    """The time that was typed into this field. Raises Invalid."""
    return parse_local(request.form.get(name, ""), services().settings.zone, field=name)


def _conference() -> ConferenceForm:
    place, speaker, link = (request.form.get(each, "") for each in ("place", "speaker", "link"))
    return ConferenceForm(at=_moment("at"), place=place, speaker=speaker, link=link)


def _page(
    incident_id: UUID,
    errors: Mapping[str, str] | None = None,
    form: str = "",
    waiving: UUID | None = None,
) -> ClocksPage:
    given = services()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        incident = queries.of_id(tx, incident_id)
        clocks = clocks_of(tx, [incident_id], now)[incident_id]
        conferences = conferences_of(tx, incident_id)
    values = {name: request.form.get(name, "")[:2000] for name in FIELDS}
    return ClocksPage(incident, clocks, conferences, now, values, errors or {}, form, waiving)


def _again(incident_id: UUID, error: Invalid, form: str, waiving: UUID | None = None) -> Reply:
    page = _page(incident_id, field_errors(error), form, waiving)
    return answer("clocks/show.html", "content", page, status=422)
