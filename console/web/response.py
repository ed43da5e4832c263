"""应急预案: the checklist of an incident, who receives the media, who speaks in person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.incidents import queries
from console.incidents.queries import IncidentView
from console.incidents.queries.response import TaskView, checklist
from console.incidents.rules.levels import IncidentStatus
from console.incidents.rules.reception import Reception
from console.incidents.service import responding
from console.kernel.errors import FayanError, Invalid, NotNow
from console.people import queries as people
from console.people.queries import PersonEntry
from console.people.rules.roles import P
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import services
from console.web.times import field_value, parse_local
from console.web.translation import tell

bp = Blueprint("response", __name__, url_prefix="/incidents")
FIELDS = ("unit", "telephone", "spokesperson", "done_at", "note", "reason")


@dataclass(frozen=True, slots=True)
class ResponsePanel:
    """On the incident's page. ``names``: of owners and of who did it."""

    tasks: tuple[TaskView, ...]
    names: Mapping[UUID, str]

    @property
    def open(self) -> tuple[TaskView, ...]:
        """What is due first comes first."""
        waiting = (each for each in self.tasks if each.open)
        return tuple(sorted(waiting, key=lambda each: each.due_at))


@dataclass(frozen=True)
class ResponsePage:
    """``form``: the reception form ("reception") or a task's id whose answer is shown again."""

    incident: IncidentView
    panel: ResponsePanel
    staff: tuple[PersonEntry, ...]
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    form: str = ""

    @property
    def open(self) -> bool:
        return self.incident.status is IncidentStatus.OPEN


@bp.get("/<uuid:id>/response")
@access(P.INCIDENT_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("response/show.html", "content", _page(id))


@bp.post("/<uuid:id>/reception")
@access(P.FACT_CONFIRM)
def reception(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    named = Reception(*(request.form.get(each, "") for each in FIELDS[:3]))
    try:
        with acting() as (tx, now, actor):
            responding.name_reception(tx, now, actor, id, named)
    except Invalid as error:
        return _again(id, error, "reception")
    say(str(_("已登记，媒体页随之更新。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/response/<uuid:task>/finish")
@access(P.INCIDENT_MANAGE)
def finish(id: UUID, task: UUID) -> Reply:  # noqa: A002 - the word of the address
    note, told = request.form.get("note", ""), request.form.getlist("told")
    try:
        done_at = _done_at()
        with acting() as (tx, now, actor):
            responding.finish(
                tx, now, actor, id, task, done_at=done_at or now, note=note, told=told
            )
    except (Invalid, NotNow) as error:
        return _again(id, error, str(task))
    return _back(id)


@bp.post("/<uuid:id>/response/<uuid:task>/skip")
@access(P.INCIDENT_MANAGE)
def skip(id: UUID, task: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        with acting() as (tx, now, actor):
            responding.skip(tx, now, actor, id, task, request.form.get("reason", ""))
    except (Invalid, NotNow) as error:
        return _again(id, error, str(task))
    return _back(id)


@bp.post("/<uuid:id>/response/<uuid:task>/assign")
@access(P.INCIDENT_MANAGE)
def assign(id: UUID, task: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        with acting() as (tx, now, actor):
            owner = _person(request.form.get("owner", "")) or actor.id
            responding.assign(tx, now, actor, id, task, owner)
    except (Invalid, NotNow) as error:
        return _again(id, error, str(task))
    return _back(id)


@bp.post("/<uuid:id>/response/<uuid:task>/undo")
@access(P.INCIDENT_MANAGE)
def undo(id: UUID, task: UUID) -> Reply:  # noqa: A002 - the word of the address
    with acting() as (tx, now, actor):
        responding.undo(tx, now, actor, id, task)
    return _back(id)


def _done_at() -> datetime | None:
    """As typed; None: now. Raises Invalid."""
    typed = request.form.get("done_at", "").strip()
    return parse_local(typed, services().settings.zone, field="done_at") if typed else None


def panel(tx: Session, incident_id: UUID) -> ResponsePanel:
    tasks = checklist(tx, incident_id, services().clock.now())
    who = {each for task in tasks for each in (task.owner_id, task.done_by) if each}
    names = people.names(tx, sorted(who))
    return ResponsePanel(tasks, {each: card.name for each, card in names.items()})


def _person(given: str) -> UUID | None:
    """Raises Invalid."""
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError as error:
        raise Invalid("task.no_owner", field="owner") from error


def _back(incident_id: UUID) -> Reply:
    """To where it was pressed: the incident's page or the checklist."""
    here = request.form.get("here") == "incident"
    return see_other(url_for("incidents.show" if here else ".show", id=incident_id))


def _page(
    incident_id: UUID, errors: Mapping[str, str] | None = None, form: str = ""
) -> ResponsePage:
    given = services()
    with given.database.snapshot() as tx:
        incident = queries.of_id(tx, incident_id)
        here = panel(tx, incident_id)
        able = set(people.holders(tx, P.INCIDENT_MANAGE))
        staff = tuple(each for each in people.people(tx) if each.card.id in able)
    values = {
        "unit": incident.media_unit, "telephone": incident.media_telephone,
        "spokesperson": incident.spokesperson, "note": "", "reason": "",
        "done_at": field_value(given.clock.now(), given.settings.zone),
    }  # fmt: skip
    values |= {name: request.form[name][:2000] for name in FIELDS if name in request.form}
    return ResponsePage(incident, here, staff, values, errors or {}, form)


def _again(incident_id: UUID, error: FayanError, form: str) -> Reply:
    errors = field_errors(error) if isinstance(error, Invalid) else {"": tell(error)}
    page = _page(incident_id, errors, form)
    return answer("response/show.html", "content", page, status=error.status)
