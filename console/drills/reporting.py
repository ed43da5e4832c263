"""Gathers the report of a drill from the rows that it left, as of one moment."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.drills.rules.report import ClockLine, Line, Part, Person, Report, by_time
from console.incidents.queries import IncidentView
from console.incidents.queries.assessments import assessments
from console.incidents.queries.clocks import clocks_of
from console.incidents.queries.facts import ledger
from console.incidents.queries.response import checklist
from console.notices.circles import members
from console.people.queries import PersonCard, cards_by_username, names
from console.publishing.records import Delivery, Hold
from console.publishing.rules.channel import Action
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.releases.records import Release, Signature
from console.releases.rules.package import opened
from console.releases.rules.signing import due_at, terms_in, turn_began

Cards = Mapping[UUID, PersonCard]


def report_of(tx: Session, at: datetime, incident: IncidentView) -> Report:
    """As of ``at``, of a drill that goes on."""
    releases = tx.scalars(
        select(Release).where(Release.incident_id == incident.id).order_by(Release.created_at)
    ).all()
    lines = [
        *_desk(tx, at, incident),
        *(line for release in releases for line in _release(tx, release)),
        *_outlets(tx, {each.id: each for each in releases}),
        *_holds(tx, incident, [each.id for each in releases]),
    ]
    there = names(tx, members(tx, incident.id))
    return Report(
        number=incident.number, title=incident.title, level=incident.level.value,
        opened_at=incident.opened_at, at=at, ended_at=None, ended_by="", summary="",
        people=tuple(
            sorted(
                (Person(each.name, each.post, each.unit) for each in there.values()),
                key=lambda each: (each.unit, each.name),
            )
        ),
        clocks=_clocks(tx, at, incident.id), lines=by_time(tuple(lines)),
    )  # fmt: skip


def _clocks(tx: Session, at: datetime, incident_id: UUID) -> tuple[ClockLine, ...]:
    return tuple(
        ClockLine(
            each.title, each.legal_basis, each.statutory, each.started_at, each.due_at,
            each.met_at, each.met_with, each.standing.value,
        )
        for each in clocks_of(tx, [incident_id], at)[incident_id]
    )  # fmt: skip


def _desk(tx: Session, at: datetime, incident: IncidentView) -> Iterator[Line]:
    """What was done of the incident itself: opened, graded, its list, its facts."""
    graded, tasks = assessments(tx, incident.id), checklist(tx, incident.id, at)
    facts = ledger(tx, incident.id).entries
    who = _names(
        tx, incident.opened_by, *(each.person_id for each in graded),
        *(each.done_by or each.owner_id for each in tasks),
        *(each.entered_by for each in facts), *(each.confirmed_by for each in facts),
    )  # fmt: skip
    yield Line(
        Part.OPENED, "", incident.title, _name(who, incident.opened_by), None, incident.opened_at
    )
    for grade in graded:
        yield Line(Part.GRADED, "", grade.level.value, _name(who, grade.person_id), None, grade.at)
    for task in tasks:
        done_by = _name(who, task.done_by or task.owner_id)
        done = task.done_at or (at if task.skipped else None)
        planned = None if task.skipped else task.due_at
        yield Line(Part.TASK, "", task.title, done_by, planned, done, note=task.skipped)
    for fact in facts:
        entered = _name(who, fact.entered_by)
        yield Line(Part.FACT_ENTERED, "", fact.key.value, entered, None, fact.entered_at)
        if fact.confirmed_at:
            confirmed = _name(who, fact.confirmed_by)
            yield Line(Part.FACT_CONFIRMED, "", fact.key.value, confirmed, None, fact.confirmed_at)


def _release(tx: Session, release: Release) -> Iterator[Line]:
    """Drafted, submitted, each signature with how long it waited, withdrawn."""
    signed = tx.scalars(
        select(Signature).where(Signature.release_id == release.id).order_by(Signature.signed_at)
    ).all()
    who = _names(tx, release.created_by)
    number = release.number or ""
    kind = release.kind.value
    yield Line(Part.DRAFTED, number, kind, _name(who, release.created_by), None, release.created_at)
    if release.submitted_at:
        yield Line(Part.SUBMITTED, number, kind, "", None, release.submitted_at)
    here = [each for each in signed if each.revision == release.revision]
    times = {each.step: each.signed_at for each in here}
    terms = terms_in(opened(release.package)) if release.package else ()
    for each in signed:
        began = planned = None
        if each in here and each.step < len(terms):
            began = turn_began(each.step, terms, release.submitted_at, times)
            planned = due_at(each.step, terms, release.submitted_at, times)
        waited = int((each.signed_at - began).total_seconds()) if began else None
        yield Line(
            Part.SIGNED, number, each.role, each.person_name, planned, each.signed_at, waited,
            "fell" if each.fell_at else "",
        )  # fmt: skip
    if release.withdrawn_at:
        yield Line(Part.WITHDRAWN, number, kind, "", None, release.withdrawn_at)


def _outlets(tx: Session, releases: Mapping[UUID, Release]) -> Iterator[Line]:
    """Every publication on every outlet: when its plan said, and when it was on the wall."""
    rows = tx.scalars(
        select(Delivery)
        .where(Delivery.release_id.in_(releases), Delivery.action == Action.PUBLISH)
        .order_by(Delivery.not_before, Delivery.id)
    )
    for row in rows:
        off = row.state is S.CANCELLED
        yield Line(
            Part.OUTLET, releases[row.release_id].number or "", row.channel, "",
            None if off else row.not_before, row.out_at, note="called_off" if off else "",
        )  # fmt: skip


def _holds(tx: Session, incident: IncidentView, releases: list[UUID]) -> Iterator[Line]:
    everywhere = (Hold.scope == HoldScope.ALL) & (Hold.placed_at >= incident.opened_at)
    holds = tx.scalars(
        select(Hold)
        .where(
            or_(Hold.incident_id == incident.id, Hold.release_id.in_(releases), everywhere),
        )
        .order_by(Hold.placed_at)
    ).all()
    cards = cards_by_username(tx, {each.placed_by for each in holds})
    for each in holds:
        who = cards[each.placed_by].name if each.placed_by in cards else each.placed_by
        yield Line(Part.HELD, "", each.scope.value, who, None, each.placed_at)


def _names(tx: Session, *ids: UUID | None) -> Cards:
    return names(tx, {each for each in ids if each})


def _name(who: Cards, person_id: UUID | None) -> str:
    return who[person_id].name if person_id and person_id in who else ""
