"""Who takes part in a drill, and its end, with a report that is kept."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.drills.records import DrillReport
from console.drills.reporting import report_of
from console.drills.rules.report import Line, Part, by_time, sealed
from console.incidents.queries import IncidentView, of_id
from console.incidents.rules.levels import IncidentStatus
from console.incidents.service import end_drill
from console.kernel.errors import Invalid, NotNow, NotThere
from console.notices.circles import admit, let_go, members
from console.notices.service import tell
from console.people.queries import holders, names
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.service import call_off_all
from console.releases.service import call_off

LONGEST = 2000
ENDED = "演练结束"


def set_people(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, people: Collection[UUID]
) -> None:
    """Those, and whoever opened it; who is new to it is told. Raises NotNow, NotThere, Invalid."""
    actor.require(P.INCIDENT_MANAGE)
    drill = _going_on(tx, incident_id)
    wanted = {*people, drill.opened_by}
    if not set(people) <= set(holders(tx, P.INCIDENT_READ)) | {drill.opened_by}:
        raise Invalid("drill.no_such_person", field="people")
    before = members(tx, incident_id)
    let_go(tx, incident_id, before - wanted)
    admit(tx, at, incident_id, wanted)
    tell(
        tx, at, sorted(wanted - before - {actor.id}), "drill.told_admitted",
        f"incident:{incident_id}", {"number": drill.number}, f"admitted:{incident_id}",
    )  # fmt: skip
    if wanted != before:
        audit.record(
            tx, at, audit.Event.DRILL_PEOPLE, actor=actor.username,
            subject=f"incident:{incident_id}", number=drill.number,
            people=sorted(card.username for card in names(tx, wanted).values()),
        )  # fmt: skip


def end(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, version: int, summary: str = ""
) -> None:
    """结束演练: nothing of it goes out from here on, nothing opens it again, and the report is kept
    as it stands now. Raises NotNow, NotThere, Stale, Invalid."""
    actor.require(P.INCIDENT_MANAGE)
    drill, said = _going_on(tx, incident_id), summary.strip()
    if len(said) > LONGEST:
        raise Invalid("incident.too_long", field="summary", most=LONGEST)
    call_off_all(tx, at, actor.username, incident_id, "delivery.drill_ended")
    call_off(tx, at, incident_id)
    report = report_of(tx, at, drill)
    kept = replace(
        report,
        ended_at=at,
        ended_by=actor.name,
        summary=said,
        lines=by_time((*report.lines, Line(Part.ENDED, "", drill.title, actor.name, None, at))),
    )
    end_drill(tx, at, actor, incident_id, version, ENDED)
    text = sealed(kept)
    digest = sha256(text.encode()).hexdigest()
    tx.add(
        DrillReport(
            incident_id=incident_id, ended_at=at, ended_by=actor.id, report=text, sha256=digest
        )
    )
    audit.record(
        tx, at, audit.Event.DRILL_ENDED, actor=actor.username, subject=f"incident:{incident_id}",
        number=drill.number, report_sha256=digest,
    )  # fmt: skip
    tell(
        tx, at, sorted(members(tx, incident_id) - {actor.id}), "drill.told_ended",
        f"incident:{incident_id}", {"number": drill.number}, f"drill_ended:{incident_id}",
    )  # fmt: skip


def _going_on(tx: Session, incident_id: UUID) -> IncidentView:
    drill = of_id(tx, incident_id)
    if not drill.drill:
        raise NotThere("drill.not_there")
    if drill.status is IncidentStatus.CLOSED:
        raise NotNow("drill.ended")
    return drill
