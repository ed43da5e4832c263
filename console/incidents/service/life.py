"""Open, change, close and reopen an incident."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.checks.entries import examine_entry
from console.checks.findings import Context, Severity
from console.duty.queries import on_duty
from console.incidents.policy import IncidentPolicy
from console.incidents.records import Incident
from console.incidents.rules.categories import Category
from console.incidents.rules.closing import reason_digest
from console.incidents.rules.levels import Degree, IncidentStatus, Level, graver
from console.incidents.rules.opinion import OpinionType
from console.incidents.service import assessing, clocks, facts, locking, responding
from console.incidents.service.assessing import NO_GROUNDS, Grounds
from console.kernel.clock import local
from console.kernel.errors import Invalid, NotNow, NotThere, Stale
from console.kernel.ids import incident_number, new_id
from console.notices.circles import admit, members
from console.notices.service import tell
from console.numbering import next_in
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.service import hold_waiting, say_anew

LEVEL_RAISED = "hold.level_raised"
NO_CLOCKS = IncidentPolicy()
LONGEST = 120
LONGEST_REASON = 2000
CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class IncidentForm:
    """What a person says of an incident. ``mark``: of the form it was said on; what is sent again
    because no answer came opens no second one."""

    title: str
    place: str
    level: Level
    level_basis: str
    detected_at: datetime
    occurred_at: datetime | None = None
    drill: bool = False
    category: Category = Category.UNKNOWN
    grounds: Grounds = NO_GROUNDS
    warning_level: Degree = Degree.NONE
    response_level: Degree = Degree.NONE
    opinion_type: OpinionType = OpinionType.NONE
    short_count: bool = False
    also: tuple[facts.FactForm, ...] = ()  # for the ledger, at the opening only
    mark: UUID | None = None


def open_incident(
    tx: Session,
    at: datetime,
    actor: Actor,
    zone: tzinfo,
    form: IncidentForm,
    policy: IncidentPolicy = NO_CLOCKS,
) -> UUID:
    """Its clocks start at once, from when it was detected."""
    actor.require(P.INCIDENT_MANAGE)
    kept = _checked(form, at)
    year = local(at, zone).year
    series = f"{'drill-incident' if kept.drill else 'incident'}:{year}"
    if known := _opened(tx, actor, kept):
        return known
    place = next_in(tx, series)  # who sends the same at this moment waits here
    if known := _opened(tx, actor, kept):
        return known
    free = kept.mark is not None and tx.get(Incident, kept.mark) is None
    incident = Incident(
        id=kept.mark if free else new_id(),
        number=incident_number(year, place, drill=kept.drill),
        title=kept.title,
        place=kept.place,
        category=kept.category,
        level=kept.level,
        level_basis=kept.level_basis,
        warning_level=kept.warning_level,
        response_level=kept.response_level,
        opinion_type=kept.opinion_type,
        short_count=kept.short_count,
        status=IncidentStatus.OPEN,
        occurred_at=kept.occurred_at,
        detected_at=kept.detected_at,
        drill=kept.drill,
        opened_at=at,
        opened_by=actor.id,
    )
    tx.add(incident)
    tx.flush()
    audit.record(
        tx, at, audit.Event.INCIDENT_OPENED, actor=actor.username, subject=_subject(incident),
        number=incident.number, level=incident.level.value, basis=incident.level_basis,
    )  # fmt: skip
    assessing.keep(tx, at, actor, incident, kept.grounds, policy)
    clocks.grade(tx, at, incident, policy.clocks)
    facts.begin(tx, at, actor, incident, kept.grounds.counts, kept.also)
    responding.activate(tx, at, incident, policy.response)
    if incident.drill:
        _begin_drill(tx, at, incident)
    else:
        _overtake(tx, at, incident)
    return incident.id


def _opened(tx: Session, actor: Actor, form: IncidentForm) -> UUID | None:
    """By the same person, on the same form, of the same event."""
    known = tx.get(Incident, form.mark) if form.mark else None
    if known is None or known.opened_by != actor.id:
        return None
    said = (form.title, form.place, form.detected_at, form.drill)
    return known.id if said == (known.title, known.place, known.detected_at, known.drill) else None


def change(
    tx: Session,
    at: datetime,
    actor: Actor,
    incident_id: UUID,
    version: int,
    form: IncidentForm,
    policy: IncidentPolicy = NO_CLOCKS,
) -> None:
    """A drill stays a drill, whatever the form says. Another level has other clocks; a clock that
    started goes on from when it did, even if the time of detection is mended."""
    actor.require(P.INCIDENT_MANAGE)
    incident = _locked(tx, incident_id, version)
    if incident.status is IncidentStatus.CLOSED:
        raise NotNow("incident.closed")
    kept = _checked(form, at)
    assessing.check_window(tx, at, incident, kept.grounds, policy)
    was = incident.level
    incident.title, incident.place = kept.title, kept.place
    incident.category = kept.category
    incident.level, incident.level_basis = kept.level, kept.level_basis
    incident.warning_level, incident.response_level = kept.warning_level, kept.response_level
    incident.opinion_type, incident.short_count = kept.opinion_type, kept.short_count
    incident.occurred_at, incident.detected_at = kept.occurred_at, kept.detected_at
    incident.version += 1
    audit.record(
        tx, at, audit.Event.INCIDENT_CHANGED, actor=actor.username, subject=_subject(incident),
        number=incident.number, level=incident.level.value, level_before=was.value,
        basis=incident.level_basis,
    )  # fmt: skip
    assessing.keep(tx, at, actor, incident, kept.grounds, policy)
    if policy.clocks:
        clocks.grade(tx, at, incident, policy.clocks)
    responding.activate(tx, at, incident, policy.response)
    if graver(incident.level, was):
        hold_waiting(tx, at, incident.id, LEVEL_RAISED)


def close(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, version: int, reason: str
) -> None:
    """With its final release published, or a reason: the audit names its hash, not its words. A
    drill ends with its report (``drills.service``)."""
    actor.require(P.INCIDENT_MANAGE)
    incident = _locked(tx, incident_id, version)
    if incident.drill:
        raise NotNow("drill.ends_with_report")
    _close(tx, at, actor, incident, reason)


def end_drill(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, version: int, reason: str
) -> None:
    """Its clocks end with it, and nothing opens it again. Raises NotNow."""
    actor.require(P.INCIDENT_MANAGE)
    incident = _locked(tx, incident_id, version)
    if not incident.drill:
        raise NotThere("drill.not_there")
    _close(tx, at, actor, incident, reason)


def _close(tx: Session, at: datetime, actor: Actor, incident: Incident, reason: str) -> None:
    if incident.status is IncidentStatus.CLOSED:
        raise NotNow("incident.closed")
    if not reason.strip() and not incident.final_number:
        raise Invalid("incident.closing_needs_reason", field="reason")
    incident.status, incident.closed_at = IncidentStatus.CLOSED, at
    incident.closing_reason = _naming_nobody(at, reason.strip()[:LONGEST_REASON])
    clocks.end(tx, at, incident)
    _told(tx, at, incident)
    audit.record(
        tx, at, audit.Event.INCIDENT_CLOSED, actor=actor.username, subject=_subject(incident),
        number=incident.number, final=incident.final_number,
        reason_sha256=reason_digest(incident.closing_reason),
    )  # fmt: skip


def reopen(
    tx: Session,
    at: datetime,
    actor: Actor,
    incident_id: UUID,
    version: int,
    policy: IncidentPolicy = NO_CLOCKS,
) -> None:
    actor.require(P.INCIDENT_MANAGE)
    incident = _locked(tx, incident_id, version)
    if incident.status is IncidentStatus.OPEN:
        raise NotNow("incident.open")
    if incident.drill:
        raise NotNow("drill.ended")
    incident.status, incident.closed_at, incident.closing_reason = IncidentStatus.OPEN, None, ""
    if policy.clocks:
        clocks.resume(tx, at, incident, policy.clocks)
    _told(tx, at, incident)
    audit.record(
        tx, at, audit.Event.INCIDENT_REOPENED, actor=actor.username, subject=_subject(incident),
        number=incident.number,
    )  # fmt: skip


def _begin_drill(tx: Session, at: datetime, incident: Incident) -> None:
    """Who opened it takes part, and who is on duty; others are asked by name."""
    there = on_duty(tx, at)
    admit(tx, at, incident.id, {incident.opened_by, *(there.both if there else ())})


def _overtake(tx: Session, at: datetime, incident: Incident) -> None:
    """A real one: whoever is in a drill hears of it, as loud as anyone, and of the drill no more
    outside of the console."""
    drills = select(Incident).where(
        Incident.drill.is_(True), Incident.status == IncidentStatus.OPEN
    )
    for drill in tx.scalars(drills.order_by(Incident.id)):
        tell(
            tx, at, sorted(members(tx, drill.id)), "drill.told_overtaken", _subject(incident),
            {"number": incident.number}, f"overtaken:{drill.id}:{incident.id}",
        )  # fmt: skip


def _checked(form: IncidentForm, at: datetime) -> IncidentForm:
    title, place = " ".join(form.title.split()), " ".join(form.place.split())
    basis = form.level_basis.strip()
    for value, field, code in (
        (title, "title", "incident.no_title"),
        (place, "place", "incident.no_place"),
        (basis, "level_basis", "incident.no_level_basis"),
    ):
        if not value:
            raise Invalid(code, field=field)
    if max(len(title), len(place)) > LONGEST:
        raise Invalid("incident.too_long", field="title", most=LONGEST)
    if len(basis) > LONGEST_REASON:
        raise Invalid("incident.too_long", field="level_basis", most=LONGEST_REASON)
    if form.detected_at > at + CLOCK_SKEW:
        raise Invalid("time.future", field="detected_at")
    if form.occurred_at and form.occurred_at > form.detected_at:
        raise Invalid("incident.detected_before_occurred", field="occurred_at")
    return replace(form, title=title, place=place, level_basis=basis)


def _naming_nobody(at: datetime, reason: str) -> str:
    """The same words. It stays when personal facts are cleared, so it names nobody. Raises Invalid
    with what must be masked."""
    for found in examine_entry({"reason": reason}, Context(at, UTC)):
        if found.severity is Severity.BLOCK:
            raise Invalid("incident.mask_reason", field="reason", excerpt=found.excerpt)
    return reason


def _locked(tx: Session, incident_id: UUID, version: int) -> Incident:
    incident = locking.locked(tx, incident_id)
    if incident.version != version:
        raise Stale("incident.changed_meanwhile")
    return incident


def _told(tx: Session, at: datetime, incident: Incident) -> None:
    """The public pages follow: an incident that is closed is no longer the first thing at home."""
    incident.version += 1
    say_anew(tx, at, incident.id, f"{incident.number}/{incident.version}")


def _subject(incident: Incident) -> str:
    return f"incident:{incident.id}"
