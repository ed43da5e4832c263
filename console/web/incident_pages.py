"""What the incident screens show: lines, the form, one incident with its next step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from console.incidents import queries
from console.incidents.queries import IncidentView
from console.incidents.queries.assessments import AssessmentView, assessments
from console.incidents.queries.clocks import ClockView, clocks_of
from console.incidents.rules.clocks import MetBy
from console.incidents.rules.levels import IncidentStatus
from console.people import queries as people
from console.publishing.queries import HoldRow, holds
from console.publishing.service import quieted
from console.releases import queries as releases
from console.releases.queries import Affected, Liftable, ReleaseRow
from console.releases.rules.kinds import SERIES, Kind
from console.releases.rules.workflow import Stage
from console.web import facts, holding, issuers, response
from console.web.context import services
from console.web.delivery_cards import (
    edit_url,
    kind_name,
    narrowest,
    release_url,
    short_name,
    stops,
)
from console.web.facts import FactsPanel
from console.web.issuers import IssuerPanel
from console.web.news import News, marks, news
from console.web.quiet import offered
from console.web.response import ResponsePanel
from console.web.story import StoryLine, TimelineLine, story

REACHED_READERS = frozenset({Stage.PUBLISHED, Stage.SUPERSEDED, Stage.WITHDRAWN})
WAITING = frozenset({Stage.SIGNED, Stage.SCHEDULED, Stage.PUBLISHING})


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """``clocks``: the first that was met, and those that somebody has yet to do something about."""

    incident: IncidentView
    last: ReleaseRow | None
    last_name: str
    clocks: tuple[ClockView, ...] = ()


@dataclass(frozen=True)
class IncidentsPage:
    open: tuple[IncidentLine, ...]
    closed: tuple[IncidentLine, ...]


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
    story: tuple[StoryLine, ...]
    news: News
    next: NextStep | None
    more: NextStep | None
    hold: HoldRow | None
    public_url: str
    on_scene: bool  # nothing was said yet: a first report may be signed on scene
    quiet: bool
    issuer: IssuerPanel
    response: ResponsePanel
    clocks: tuple[ClockView, ...] = ()
    assessments: tuple[AssessmentView, ...] = ()
    facts: FactsPanel | None = None
    affected: tuple[Affected, ...] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    warning: Liftable | None = None  # the public warning that holds now

    @property
    def open(self) -> bool:
        return self.incident.status is IncidentStatus.OPEN


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


def incident_page(
    incident_id: UUID,
    *,
    errors: dict[str, str] | None = None,
    reason: str = "",
    seen: str | None = None,
) -> IncidentPage:
    """``seen``: the marks of the page that polls."""
    given = services()
    with given.database.snapshot() as tx:
        incident = queries.of_id(tx, incident_id)
        rows = releases.of_incident(tx, incident_id)
        current = holds(tx)
        clocks = clocks_of(tx, [incident_id], given.clock.now())[incident_id]
        graded = assessments(tx, incident_id)
        known = facts.panel(tx, incident)
        touched = releases.affected(tx, incident_id, given.settings.zone)
        issuer = issuers.panel(tx, incident)
        cleared = holding.fits(tx, incident)
        tasks = response.panel(tx, incident_id)
        routine = offered(tx, incident_id, incident.level) or quieted(tx, incident_id)
        warning = releases.holding_in(tx, given.clock.now(), incident_id)
        told = story(tx, incident_id, (_timeline(row, current) for row in rows))
        who = people.names(tx, [incident.opened_by, *(each.person_id for each in graded)])
    step = next_step(rows, open_=incident.status is IncidentStatus.OPEN)
    final = NextStep(str(_("起草%(what)s", what=kind_name("final", None))), final=True)
    scene = step is not None and not step.url and not any(row.kind in SERIES for row in rows)
    more = final if step and not step.url and rows else None
    if step and scene and cleared:
        said = NextStep(str(_("发先期声明")), url_for("holding.show", id=incident_id))
        step, more = said, step
    reached = any(row.stage in REACHED_READERS for row in rows)
    return IncidentPage(
        incident=incident,
        opened_by=who[incident.opened_by].name if incident.opened_by in who else "",
        story=told,
        news=news(marks(each.mark for each in told), seen),
        next=step,
        more=more,
        hold=narrowest(each for each in current if stops_incident(each, incident_id)),
        public_url=f"{given.settings.public_url}/incidents/{incident.number}/"
        if reached and not incident.drill
        else "",
        on_scene=scene,
        quiet=bool(routine),
        issuer=issuer,
        response=tasks,
        clocks=clocks,
        assessments=graded,
        facts=known,
        affected=touched,
        names={each: card.name for each, card in who.items()},
        errors=errors or {},
        reason=reason,
        warning=warning,
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


def incident_line(
    incident: IncidentView, rows: tuple[ReleaseRow, ...], clocks: tuple[ClockView, ...] = ()
) -> IncidentLine:
    last = next((row for row in rows if row.published_at), None)
    return IncidentLine(incident, last, short_name(last) if last else "", shown(clocks))


def shown(clocks: tuple[ClockView, ...]) -> tuple[ClockView, ...]:
    """What a card has room for: the first statement once made, then what still runs."""
    met = [each for each in clocks if each.met_by is MetBy.RELEASE and each.met_at is not None]
    return (*met[:1], *(each for each in clocks if each.open))
