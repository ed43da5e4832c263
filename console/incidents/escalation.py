"""Telling people of clocks that run out: at 50, 80 and 100 per cent, each once."""

from datetime import datetime

from sqlalchemy.orm import Session

from console.incidents.queries.clocks import kept, running
from console.incidents.records import Incident
from console.incidents.rules.clocks import steps_reached
from console.notices.service import tell
from console.people.queries import holders_of_role
from console.people.rules.roles import Role

DRILL = "【演练】"
WHOM = {
    50: (Role.SPOKESPERSON, Role.EDITOR),
    80: (Role.SPOKESPERSON, Role.EDITOR, Role.UNIT_HEAD, Role.DEPUTY),
    100: (Role.SPOKESPERSON, Role.EDITOR, Role.UNIT_HEAD, Role.DEPUTY, Role.BUREAU_LEADER),
}
"""Per cent → the roles whose holders are told."""


def escalate(tx: Session, now: datetime) -> int:
    """The highest step that each running clock has come to; how many clocks were spoken of.

    The notice's key holds clock and step, so running twice, or after a day asleep, tells nobody
    twice, and a clock that jumped over a step tells of the one it is at.
    """
    told = 0
    for clock in running(tx):
        steps = steps_reached(kept(clock), now)
        incident = tx.get(Incident, clock.incident_id)
        if not steps or incident is None:
            continue
        people = {person for role in WHOM[steps[-1]] for person in holders_of_role(tx, role)}
        kind = "clock.told_out" if steps[-1] == 100 else "clock.told_running"
        title = f"{DRILL if incident.drill else ''}{clock.title}"
        tell(
            tx, now, sorted(people), kind, f"incident:{incident.id}",
            {"number": incident.number, "title": title, "share": steps[-1]},
            f"clock:{clock.id}:{steps[-1]}",
        )  # fmt: skip
        told += 1
    return told
