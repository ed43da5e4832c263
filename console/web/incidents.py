"""Incidents: list, open, one whole with its releases, change, close and reopen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Reply

from console.incidents import queries, service
from console.incidents.queries import IncidentView
from console.incidents.rules import IncidentStatus, Level
from console.incidents.service import IncidentForm
from console.kernel.errors import Invalid, NotNow
from console.people import queries as people
from console.people.rules.roles import P
from console.publishing.queries import HoldRow, holds
from console.releases import queries as releases
from console.releases.queries import ReleaseRow
from console.releases.rules.kinds import SERIES, Kind
from console.releases.rules.workflow import Stage
from console.web.access import access
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import current_actor, services
from console.web.delivery_cards import (
    edit_url,
    kind_name,
    narrowest,
    release_url,
    short_name,
    stops,
)
from console.web.times import field_value, parse_local
from console.web.translation import tell

bp = Blueprint("incidents", __name__, url_prefix="/incidents")
FIELDS = ("title", "place", "level", "level_basis", "detected_at", "occurred_at", "drill")
LEVELS = (Level.GENERAL, Level.LARGER, Level.SERIOUS, Level.EXTREMELY_SERIOUS, Level.UNGRADED)
REACHED_READERS = frozenset({Stage.PUBLISHED, Stage.SUPERSEDED, Stage.WITHDRAWN})
WAITING = frozenset({Stage.SIGNED, Stage.SCHEDULED, Stage.PUBLISHING})


@dataclass(frozen=True, slots=True)
class IncidentLine:
    incident: IncidentView
    last: ReleaseRow | None
    last_name: str


@dataclass(frozen=True)
class IncidentsPage:
    open: tuple[IncidentLine, ...]
    closed: tuple[IncidentLine, ...]


@dataclass(frozen=True)
class FormPage:
    """``values`` as typed. ``id`` None: a new one."""

    values: Mapping[str, str]
    levels: tuple[Level, ...] = LEVELS
    id: UUID | None = None
    version: int = 0
    number: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimelineLine:
    release: ReleaseRow
    name: str
    stage: str  # ``held`` when a hold stops it
    did: str  # 发布于, 签发于, 送审于, 保存于: what happened ``at``
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """``url``: a page to open; "": a new draft is begun by ``drafting.start_next``."""

    word: str
    url: str = ""
    final: bool = False


@dataclass(frozen=True)
class IncidentPage:
    incident: IncidentView
    opened_by: str
    timeline: tuple[TimelineLine, ...]
    next: NextStep | None
    more: NextStep | None
    hold: HoldRow | None
    public_url: str
    errors: dict[str, str] = field(default_factory=dict)
    reason: str = ""

    @property
    def open(self) -> bool:
        return self.incident.status is IncidentStatus.OPEN


@bp.get("/")
@access(P.INCIDENT_READ)
def index() -> Reply:
    with services().database.snapshot() as tx:
        lines = tuple(
            incident_line(each, releases.of_incident(tx, each.id))
            for each in queries.everything(tx)
        )
    current = tuple(each for each in lines if each.incident.status is IncidentStatus.OPEN)
    closed = tuple(each for each in lines if each.incident.status is IncidentStatus.CLOSED)
    return answer("incidents/index.html", "content", IncidentsPage(current, closed))


@bp.get("/new")
@access(P.INCIDENT_MANAGE)
def new() -> Reply:
    given = services()
    now = field_value(given.clock.now(), given.settings.zone)
    values = dict.fromkeys(FIELDS, "") | {"detected_at": now}
    return answer("incidents/form.html", "content", FormPage(values))


@bp.post("/")
@access(P.INCIDENT_MANAGE)
def create() -> Reply:
    given = services()
    now = given.clock.now()
    try:
        form = _parsed(request.form)
        with given.database.transaction() as tx:
            made = service.open_incident(tx, now, current_actor(), given.settings.zone, form)
    except Invalid as error:
        return _again(error)
    say(str(_("事件已登记。下一步：起草首报。")))
    return see_other(url_for(".show", id=made))


@bp.get("/<uuid:id>")
@access(P.INCIDENT_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("incidents/show.html", "content", _page(id))


@bp.get("/<uuid:id>/edit")
@access(P.INCIDENT_MANAGE)
def edit(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        incident = queries.of_id(tx, id)
    if incident.status is IncidentStatus.CLOSED:
        raise NotNow("incident.closed")
    page = FormPage(_values(incident), id=id, version=incident.version, number=incident.number)
    return answer("incidents/form.html", "content", page)


@bp.post("/<uuid:id>/edit")
@access(P.INCIDENT_MANAGE)
def change(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given, version = services(), _version()
    now = given.clock.now()
    try:
        form = _parsed(request.form)
        with given.database.transaction() as tx:
            service.change(tx, now, current_actor(), id, version, form)
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
        page = _page(id, errors=field_errors(error), reason=reason)
        return answer("incidents/show.html", "content", page, status=422)
    say(str(_("事件已结束。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/reopen")
@access(P.INCIDENT_MANAGE)
def reopen(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    now = given.clock.now()
    with given.database.transaction() as tx:
        service.reopen(tx, now, current_actor(), id, _version())
    say(str(_("事件已重新开启。")))
    return see_other(url_for(".show", id=id))


def next_step(rows: tuple[ReleaseRow, ...], *, open_: bool) -> NextStep | None:
    """The one right thing: go on with what is begun, or begin the next of the series."""
    series = [row for row in rows if row.kind in SERIES]
    if not open_ or any(
        row.kind is Kind.FINAL and row.stage is not Stage.WITHDRAWN and row.submitted_at
        for row in series
    ):
        return None
    begun = next((row for row in series if row.stage is Stage.DRAFT), None)
    if begun is not None:
        said = kind_name(begun.kind.value, begun.series_place or _next_place(series))
        return NextStep(str(_("继续起草%(what)s", what=said)), edit_url(begun.id))
    place = _next_place(series)
    said = kind_name(Kind.INITIAL.value if place == 1 else Kind.UPDATE.value, place)
    return NextStep(str(_("起草%(what)s", what=said)))


def _next_place(series: list[ReleaseRow]) -> int:
    return max((row.series_place or 0 for row in series), default=0) + 1


def _page(id: UUID, *, errors: dict[str, str] | None = None, reason: str = "") -> IncidentPage:  # noqa: A002 - the word of the address
    given = services()
    with given.database.snapshot() as tx:
        incident = queries.of_id(tx, id)
        rows = releases.of_incident(tx, id)
        current = holds(tx)
        who = people.names(tx, [incident.opened_by])
    step = next_step(rows, open_=incident.status is IncidentStatus.OPEN)
    final = NextStep(str(_("起草%(what)s", what=kind_name("final", None))), final=True)
    reached = any(row.stage in REACHED_READERS for row in rows)
    return IncidentPage(
        incident=incident,
        opened_by=who[incident.opened_by].name if incident.opened_by in who else "",
        timeline=tuple(_timeline(row, current) for row in rows),
        next=step,
        more=final if step and not step.url and rows else None,
        hold=narrowest(each for each in current if stops_incident(each, id)),
        public_url=f"{given.settings.public_url}/incidents/{incident.number}/" if reached else "",
        errors=errors or {},
        reason=reason,
    )


def stops_incident(hold: HoldRow, incident_id: UUID) -> bool:
    return hold.release_id is None and hold.incident_id in {None, incident_id}


def _timeline(row: ReleaseRow, current: tuple[HoldRow, ...]) -> TimelineLine:
    held = row.stage in WAITING and any(stops(each, row.id, row.incident_id) for each in current)
    did, at = next(
        (did, at)
        for did, at in (
            (_("发布于"), row.published_at),
            (_("签发于"), row.signed_at),
            (_("送审于"), row.submitted_at if row.stage is not Stage.DRAFT else None),
            (_("保存于"), row.updated_at),
        )
        if at is not None
    )
    return TimelineLine(
        release=row,
        name=short_name(row),
        stage="held" if held else row.stage.value,
        did=str(did),
        at=at,
        url=edit_url(row.id) if row.stage is Stage.DRAFT else release_url(row.id),
    )


def incident_line(incident: IncidentView, rows: tuple[ReleaseRow, ...]) -> IncidentLine:
    last = next((row for row in rows if row.published_at), None)
    return IncidentLine(incident, last, short_name(last) if last else "")


def _values(incident: IncidentView) -> dict[str, str]:
    zone = services().settings.zone
    return {
        "title": incident.title,
        "place": incident.place,
        "level": incident.level.value,
        "level_basis": incident.level_basis,
        "detected_at": field_value(incident.detected_at, zone),
        "occurred_at": field_value(incident.occurred_at, zone),
        "drill": "1" if incident.drill else "",
    }


def _parsed(form: MultiDict[str, str]) -> IncidentForm:
    """Raises Invalid."""
    zone = services().settings.zone
    if form.get("level") not in set(Level):
        raise Invalid("incident.no_level", field="level")
    occurred = form.get("occurred_at", "").strip()
    return IncidentForm(
        title=form.get("title", ""),
        place=form.get("place", ""),
        level=Level(form["level"]),
        level_basis=form.get("level_basis", ""),
        detected_at=parse_local(form.get("detected_at", ""), zone, field="detected_at"),
        occurred_at=parse_local(occurred, zone, field="occurred_at") if occurred else None,
        drill=form.get("drill") == "1",
    )


def _again(error: Invalid, *, id: UUID | None = None, version: int = 0) -> Reply:  # noqa: A002 - the word of the address
    values = {name: request.form.get(name, "")[:4000] for name in FIELDS}
    page = FormPage(values, id=id, version=version, errors={error.field or "": tell(error)})
    return answer("incidents/form.html", "content", page, status=422)


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
