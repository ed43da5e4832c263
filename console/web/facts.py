"""情况台账: what is known of an incident, entered in one go, confirmed by somebody else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Reply

from console.checks.findings import Severity
from console.incidents import queries
from console.incidents.queries import IncidentView
from console.incidents.queries.facts import FactView, belongs, ledger
from console.incidents.rules.facts import (
    CASUALTIES,
    NUMERIC,
    PERSONAL,
    FactKey,
    Figure,
    check_sums,
    headline,
    may_be_personal,
    read,
)
from console.incidents.rules.levels import IncidentStatus
from console.incidents.service import facts as service
from console.incidents.service.facts import FactForm
from console.kernel.errors import Invalid, NotNow, NotYou
from console.people import queries as people
from console.people.rules.roles import P
from console.releases.service import tell_affected
from console.web import fact_guard
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import current_actor, services
from console.web.fact_guard import EntryLine
from console.web.pacing import pace
from console.web.times import field_value, parse_local
from console.web.translation import tell

bp = Blueprint("facts", __name__, url_prefix="/incidents")
FOR_THE_PUBLIC = (FactKey.PUBLIC_ADVICE, FactKey.ENQUIRY_PHONE)
OTHERS = tuple(key for key in FactKey if key not in {*CASUALTIES, *FOR_THE_PUBLIC, FactKey.FREE})


@dataclass(frozen=True)
class FactsPage:
    """``values``: as typed. ``names``: of who entered and confirmed."""

    incident: IncidentView
    latest: tuple[FactView, ...]
    entries: tuple[FactView, ...]
    names: Mapping[UUID, str]
    person: UUID
    values: Mapping[str, str]
    casualties: tuple[FactKey, ...] = CASUALTIES
    for_the_public: tuple[FactKey, ...] = FOR_THE_PUBLIC
    others: tuple[FactKey, ...] = OTHERS
    numeric: frozenset[FactKey] = NUMERIC
    markable: tuple[FactKey, ...] = PERSONAL
    clears_at: datetime | None = None
    clear_days: int = 0
    clear_basis: str = ""
    findings: tuple[EntryLine, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        return any(each.finding.severity is Severity.BLOCK for each in self.findings)

    def may_mark(self, fact: FactView) -> bool:
        return may_be_personal(fact.key)

    @property
    def open(self) -> bool:
        return self.incident.status is IncidentStatus.OPEN


@dataclass(frozen=True, slots=True)
class FactsPanel:
    """For the incident's page: ``folded``, the figures in one line; ``waiting``: unconfirmed."""

    latest: tuple[FactView, ...]
    folded: tuple[Figure, ...]
    as_of: datetime | None
    waiting: int
    personal: int = 0  # yet to be cleared
    cleared: int = 0
    clears_at: datetime | None = None  # of a closed incident


def panel(tx: Session, incident: IncidentView) -> FactsPanel:
    kept = ledger(tx, incident.id)
    latest = tuple(kept.latest.values())
    personal = [each for each in kept.entries if each.personal]
    folded = headline(
        {
            each.key: Figure(
                each.key, each.value if isinstance(each.value, int) else None, each.as_of
            )
            for each in latest
            if each.key in CASUALTIES
        }
    )
    return FactsPanel(
        latest=latest,
        folded=folded,
        as_of=max((each.as_of for each in folded), default=None),
        waiting=sum(each.confirmed_at is None and each.cleared_at is None for each in latest),
        personal=sum(each.cleared_at is None for each in personal),
        cleared=sum(each.cleared_at is not None for each in personal),
        clears_at=_clears_at(incident),
    )


def _clears_at(incident: IncidentView) -> datetime | None:
    closed = incident.closed_at
    return closed + services().incidents.clear_after if closed else None


@bp.get("/<uuid:id>/facts")
@access(P.INCIDENT_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("facts/show.html", "content", _page(id))


@bp.post("/<uuid:id>/facts")
@access(P.FACT_ENTER)
def enter(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        _enter(id, request.form)
    except Invalid as error:
        return answer("facts/show.html", "content", _page(id, field_errors(error)), status=422)
    say(str(_("已登记。由别人核实之后才能写进通稿，能核实的人在工作台会看到。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/facts/check")
@access(P.FACT_ENTER)
def check(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """What the guard says of what is typed. Nothing is kept."""
    pace()
    return answer("facts/show.html", "findings", _page(id))


@bp.post("/<uuid:id>/facts/<uuid:fact_id>/confirm")
@access(P.FACT_CONFIRM)
def confirm(id: UUID, fact_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        _judged(id, fact_id, service.confirm)
    except (NotYou, NotNow) as error:
        say(tell(error), "warning")
    else:
        say(str(_("已核实。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/facts/<uuid:fact_id>/releasable")
@access(P.FACT_CONFIRM)
def releasable(id: UUID, fact_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        public = _judged(id, fact_id, service.mark_releasable)
    except (NotYou, NotNow) as error:
        say(tell(error), "warning")
    else:
        hidden = _("已改为不公开。已写进通稿的，发布前检查会提示。")
        say(str(_("已改为可公开。") if public else hidden))
    return see_other(url_for(".show", id=id))


def _judged(incident_id: UUID, fact_id: UUID, act: Callable[..., None]) -> bool:
    """Whether it may be made public, as it was ticked; who drafts with it is told."""
    public = request.form.get("releasable") == "1"
    with acting() as (tx, now, actor):
        belongs(tx, incident_id, fact_id)
        act(tx, now, actor, fact_id, releasable=public)
        tell_affected(tx, now, services().policy, incident_id)
    return public


@bp.post("/<uuid:id>/facts/<uuid:fact_id>/mistaken")
@access(P.FACT_ENTER)
def mistaken(id: UUID, fact_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    with given.database.transaction() as tx:
        belongs(tx, id, fact_id)
        service.mistaken(tx, given.clock.now(), current_actor(), fact_id)
        tell_affected(tx, given.clock.now(), given.policy, id)
    say(str(_("已注明登记有误。它仍留在经过里，不再作数。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/facts/<uuid:fact_id>/personal")
@access(P.FACT_ENTER)
def personal(id: UUID, fact_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    with given.database.transaction() as tx:
        belongs(tx, id, fact_id)
        service.mark_personal(tx, given.clock.now(), current_actor(), fact_id)
    say(str(_("已标为个人信息。事件结束后按规定清除。")))
    return see_other(url_for(".show", id=id))


def _enter(incident_id: UUID, form: MultiDict[str, str]) -> None:
    """Raises Invalid."""
    told = _told(form)
    as_of = parse_local(form.get("as_of", ""), services().settings.zone, field="as_of")
    with acting() as (tx, now, actor):
        service.enter(
            tx, now, actor, incident_id, told, as_of=as_of, source=form.get("source", ""),
            reason=form.get("reason", ""), context=fact_guard.context(),
        )  # fmt: skip


def _told(form: MultiDict[str, str]) -> list[FactForm]:
    """What was filled in; 不详 is an answer, an empty field is none. Raises Invalid."""
    told = []
    for key in (*CASUALTIES, *FOR_THE_PUBLIC, *OTHERS):
        typed = form.get(key.value, "").strip()
        if form.get(f"{key.value}-unknown") == "1":
            if typed:
                raise Invalid("fact.both", field=key.value)
            told.append(FactForm(key, None, personal=_personal(form, key)))
        elif typed:
            told.append(FactForm(key, read(key, typed), personal=_personal(form, key)))
    check_sums({each.key: each.value for each in told})
    label, words = form.get("label", "").strip(), form.get("free", "").strip()
    if label or words:
        marked = _personal(form, FactKey.FREE)
        told.append(FactForm(FactKey.FREE, read(FactKey.FREE, words), label, personal=marked))
    return told


def _personal(form: MultiDict[str, str], key: FactKey) -> bool:
    return form.get(f"{key.value}-personal") == "1"


def _page(incident_id: UUID, errors: Mapping[str, str] | None = None) -> FactsPage:
    given = services()
    with given.database.snapshot() as tx:
        incident = queries.of_id(tx, incident_id)
        kept = ledger(tx, incident_id)
        who = {each.entered_by for each in kept.entries}
        who |= {each.confirmed_by for each in kept.entries if each.confirmed_by}
        names = people.names(tx, sorted(who))
    values = {name: value[:2000] for name, value in request.form.items()}
    values.setdefault("as_of", field_value(given.clock.now(), given.settings.zone))
    return FactsPage(
        incident, tuple(kept.latest.values()), kept.entries,
        {each: card.name for each, card in names.items()}, current_actor().id, values,
        clears_at=_clears_at(incident), clear_days=given.incidents.clear_after.days,
        clear_basis=given.incidents.clear_basis, errors=errors or {},
        findings=fact_guard.lines(request.form),
    )  # fmt: skip
