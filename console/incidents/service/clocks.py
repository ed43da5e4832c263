"""Start, meet, waive and end the clocks of an incident. Each act is told to the audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.incidents.queries.clocks import kept
from console.incidents.records import Clock, Conference, Incident
from console.incidents.rules.clocks import ClockRule, MetBy, Standing, in_force, standing
from console.incidents.rules.levels import IncidentStatus
from console.incidents.service import responding
from console.incidents.service.locking import locked, locked_open
from console.kernel.errors import Invalid, NotNow, NotThere
from console.language.words import word
from console.people.rules.actor import Actor
from console.people.rules.roles import P

PROMISE = "next_update"
PROMISE_TITLE = "下次更新"
PROMISE_BASIS = "本局向公众的承诺"
LONGEST = 120
LONGEST_LINK = 500
LONGEST_REASON = 2000
RELEASED = frozenset({MetBy.RELEASE, MetBy.NEXT_RELEASE})


@dataclass(frozen=True, slots=True)
class ConferenceForm:
    at: datetime
    place: str
    speaker: str
    link: str = ""


def grade(tx: Session, at: datetime, incident: Incident, rules: Sequence[ClockRule]) -> None:
    """Start what level and category ask for, end what they no longer do. What was released or held
    before counts; a limit that was past when it came to apply is kept as such, never as missed.

    At the opening the level holds since the incident was detected.
    """
    rows = {row.name: row for row in _of(tx, incident.id) if row.name != PROMISE}
    asked = {rule.name: rule for rule in in_force(rules, incident.level, incident.category)}
    since = at if rows else incident.detected_at
    for rule in asked.values():
        row = rows.get(rule.name)
        if row is None:
            tx.add(_started(tx, incident, rule, since))
            _record(tx, at, audit.Event.CLOCK_STARTED, incident, rule.name)
        elif row.off_at is not None:
            _asked_again(tx, at, incident, row)
    for row in rows.values():
        if row.name not in asked and row.off_at is None:
            _ended(tx, at, incident, row, _why_not(rules, row.name, incident))
    tx.flush()


def published(
    tx: Session,
    at: datetime,
    incident_id: UUID,
    number: str,
    *,
    next_update_at: datetime | None = None,
    final: bool = False,
) -> None:
    """A release of the incident is public: it meets what waits for one, and may promise the next.

    A later withdrawal changes nothing here: the bureau did speak in time, and the record says with
    what.
    """
    incident = locked(tx, incident_id)
    if incident.first_public_at is None:
        incident.first_public_at, incident.first_public_number = at, number
    if final:
        incident.final_number = number
    for row in _of(tx, incident_id):
        if row.met_by in RELEASED and row.met_at is None and row.off_at is None:
            row.met_at, row.met_with = at, number
            _record(tx, at, audit.Event.CLOCK_MET, incident, row.name, number=number)
    responding.released(tx, at, incident, number)
    if next_update_at is not None and incident.status is IncidentStatus.OPEN:
        _promise(tx, at, incident, next_update_at, number)
    tx.flush()


def taken_back(tx: Session, incident_id: UUID, number: str) -> None:
    """A release of the incident was withdrawn: were it the final one, there is none any more."""
    incident = locked(tx, incident_id)
    if incident.final_number == number:
        incident.final_number = ""


def promise(tx: Session, at: datetime, actor: Actor, incident_id: UUID, until: datetime) -> None:
    """By hand: what was promised elsewhere, at a microphone."""
    actor.require(P.INCIDENT_MANAGE)
    incident = locked_open(tx, incident_id)
    if until <= at:
        raise Invalid("clock.promise_past", field="until")
    _promise(tx, at, incident, until, "")


def record_conference(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, form: ConferenceForm
) -> None:
    """One that was held; it meets its clock at the time it was held. The same again is the same."""
    actor.require(P.INCIDENT_MANAGE)
    incident = locked(tx, incident_id)
    held = _checked(form, at, incident)
    said = {"at": held.at, "place": held.place, "speaker": held.speaker, "link": held.link}
    if tx.scalar(select(Conference.id).filter_by(incident_id=incident_id, **said)):
        return
    tx.add(Conference(incident_id=incident_id, recorded_at=at, recorded_by=actor.id, **said))
    for row in _of(tx, incident_id):
        if row.met_by is not MetBy.CONFERENCE or row.off_at is not None:
            continue
        if row.met_at is None or held.at < row.met_at:
            row.met_at, row.met_with = held.at, held.place
            _record(tx, at, audit.Event.CLOCK_MET, incident, row.name)
    audit.record(
        tx, at, audit.Event.CONFERENCE_RECORDED, actor=actor.username,
        subject=f"incident:{incident.id}", number=incident.number,
    )  # fmt: skip
    tx.flush()


def _checked(form: ConferenceForm, at: datetime, incident: Incident) -> ConferenceForm:
    """Raises Invalid."""
    place, speaker = " ".join(form.place.split()), " ".join(form.speaker.split())
    link = form.link.strip()
    for value, field in ((place, "place"), (speaker, "speaker")):
        if not value:
            raise Invalid(f"conference.no_{field}", field=field)
        if len(value) > LONGEST:
            raise Invalid("incident.too_long", field=field, most=LONGEST)
    if len(link) > LONGEST_LINK or (link and not link.startswith(("https://", "http://"))):
        raise Invalid("conference.bad_link", field="link")
    if form.at > at:
        raise Invalid("conference.not_yet", field="at")
    if form.at < incident.detected_at:
        raise Invalid("conference.before", field="at")
    return ConferenceForm(form.at, place, speaker, link)


def waive(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, clock_id: UUID, reason: str
) -> None:
    """豁免, with a reason, by who answers for the unit. The clock stays in the record."""
    actor.require(P.CLOCK_WAIVE)
    incident = locked_open(tx, incident_id)
    row = tx.get(Clock, clock_id, with_for_update=True)
    if row is None or row.incident_id != incident_id:
        raise NotThere("clock.not_there")
    said = reason.strip()
    if not said:
        raise Invalid("clock.no_reason", field="reason")
    if len(said) > LONGEST_REASON:
        raise Invalid("incident.too_long", field="reason", most=LONGEST_REASON)
    settled = row.off_at is not None or row.waived_at is not None
    if settled or standing(kept(row), at) not in {Standing.RUNNING, Standing.MISSED}:
        raise NotNow("clock.settled")
    row.waived_at, row.waived_by = at, f"{actor.name} {actor.post}".strip()[:80]
    row.reason = said
    audit.record(
        tx, at, audit.Event.CLOCK_WAIVED, actor=actor.username, subject=f"incident:{incident.id}",
        number=incident.number, clock=row.name, reason=said,
    )  # fmt: skip
    tx.flush()


def end(tx: Session, at: datetime, incident: Incident) -> None:
    """The incident is closed: what still runs is asked for no longer."""
    for row in _of(tx, incident.id):
        if row.met_at is None and row.waived_at is None and row.off_at is None:
            _ended(tx, at, incident, row, "事件已结束")


def resume(tx: Session, at: datetime, incident: Incident, rules: Sequence[ClockRule]) -> None:
    """The incident was opened again: its level asks anew; an old promise stays ended."""
    grade(tx, at, incident, rules)


def _started(tx: Session, incident: Incident, rule: ClockRule, since: datetime) -> Clock:
    met_at, met_with = _met_before(tx, incident, rule.met_by)
    return Clock(
        incident_id=incident.id, name=rule.name, title=rule.title, statutory=rule.statutory,
        met_by=rule.met_by, legal_basis=rule.legal_basis, started_at=incident.detected_at,
        due_at=incident.detected_at + rule.length, applies_from=since, met_at=met_at,
        met_with=met_with,
    )  # fmt: skip


def _asked_again(tx: Session, at: datetime, incident: Incident, row: Clock) -> None:
    """A limit that ran out while nobody asked for it is past, not missed; what was done meanwhile
    counts; a waiver stands."""
    if row.off_at is not None and row.off_at <= row.due_at < at:
        row.applies_from = at
    row.off_at = None
    if row.waived_at is None:
        row.reason = ""
    if row.met_at is None:
        row.met_at, row.met_with = _met_before(tx, incident, row.met_by)
    _record(tx, at, audit.Event.CLOCK_STARTED, incident, row.name)


def _why_not(rules: Sequence[ClockRule], name: str, incident: Incident) -> str:
    """Which of the two took the clock away."""
    rule = next((each for each in rules if each.name == name), None)
    if rule is not None and incident.level in rule.levels:
        return f"类别改为{word(incident.category.value, 'category')}"
    return f"级别改为{word(incident.level.value, 'level')}"


def _ended(tx: Session, at: datetime, incident: Incident, row: Clock, why: str) -> None:
    row.off_at = at
    if row.waived_at is None:
        row.reason = why
    _record(tx, at, audit.Event.CLOCK_ENDED, incident, row.name, reason=why)


def _met_before(tx: Session, incident: Incident, met_by: MetBy) -> tuple[datetime | None, str]:
    """By the first public release, or the first conference."""
    if met_by is not MetBy.CONFERENCE:
        return incident.first_public_at, incident.first_public_number
    held = tx.scalars(
        select(Conference).where(Conference.incident_id == incident.id).order_by(Conference.at)
    ).first()
    return (held.at, held.place) if held else (None, "")


def _promise(tx: Session, at: datetime, incident: Incident, until: datetime, number: str) -> None:
    for row in _of(tx, incident.id):
        if row.name == PROMISE and row.met_at is None and row.off_at is None:
            _ended(tx, at, incident, row, "另有新的承诺")
    tx.add(
        Clock(
            incident_id=incident.id, name=PROMISE, title=PROMISE_TITLE, statutory=False,
            met_by=MetBy.NEXT_RELEASE, legal_basis=PROMISE_BASIS, started_at=at, due_at=until,
            applies_from=at, promised_by=number,
        )
    )  # fmt: skip
    _record(tx, at, audit.Event.CLOCK_STARTED, incident, PROMISE, number=number)
    tx.flush()


def _of(tx: Session, incident_id: UUID) -> list[Clock]:
    return list(
        tx.scalars(
            select(Clock)
            .where(Clock.incident_id == incident_id)
            .order_by(Clock.due_at, Clock.id)
            .with_for_update()
        )
    )


def _record(
    tx: Session, at: datetime, event: audit.Event, incident: Incident, name: str, **more: str
) -> None:
    audit.record(
        tx, at, event, actor=audit.SYSTEM, subject=f"incident:{incident.id}", clock=name,
        **{"number": incident.number, **more},
    )  # fmt: skip
