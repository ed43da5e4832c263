"""Telling people of clocks that run out, at 50, 80 and 100 per cent, and of tasks that are overdue,
each once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from console.duty import queries as duty
from console.incidents.queries.clocks import kept, running
from console.incidents.queries.response import overdue
from console.incidents.records import Incident
from console.incidents.rules.clocks import steps_reached
from console.incidents.rules.escalation import Call, call
from console.notices.circles import members
from console.notices.queries import unseen_since
from console.notices.service import tell
from console.people.queries import holders_of_role

DRILL = "【演练】"


def escalate(tx: Session, now: datetime, silence: timedelta) -> int:
    """The highest step that each running clock has come to; how many clocks were spoken of.

    The notice's key holds clock and step, so running twice, or after a day asleep, tells nobody
    twice, and a clock that jumped over a step tells of the one it is at. Who comes on duty
    meanwhile is told of it then. ``silence``: how long A 角 may leave it unseen.
    """
    told, there = 0, duty.on_duty(tx, now)
    on_duty = there.both if there else ()
    for clock in running(tx):
        steps = steps_reached(kept(clock), now)
        incident = tx.get(Incident, clock.incident_id)
        if not steps or incident is None:
            continue
        key = f"clock:{clock.id}:{steps[-1]}"
        asked = call(steps[-1], on_duty, silent=_silent(tx, on_duty, key, now - silence))
        people = sorted(members(tx, incident.id)) if incident.drill else _people(tx, asked)
        kind = "clock.told_out" if steps[-1] == 100 else "clock.told_running"
        title = f"{DRILL if incident.drill else ''}{clock.title}"
        tell(
            tx, now, people, kind, f"incident:{incident.id}",
            {"number": incident.number, "title": title, "share": steps[-1]}, key,
        )  # fmt: skip
        if not on_duty and not incident.drill:
            tell(tx, now, people, "duty.nobody", "duty:", {}, f"duty:{duty.absence(tx, now)}")
        told += 1
    return told


def remind_of_tasks(tx: Session, now: datetime) -> int:
    """Of tasks of the response checklist that are past their time: their owner, or while nobody
    took them the holders of their role; and who is on duty. How many tasks were spoken of."""
    there, late = duty.on_duty(tx, now), overdue(tx, now)
    for task, incident in late:
        whose = [task.owner_id] if task.owner_id else holders_of_role(tx, task.role)
        title = f"{DRILL if incident.drill else ''}{task.title}"
        tell(
            tx, now, sorted({*whose, *(there.both if there else ())}), "task.told_overdue",
            f"incident:{incident.id}", {"number": incident.number, "title": title},
            f"task:{task.id}:overdue",
        )  # fmt: skip
    return len(late)


def _silent(tx: Session, on_duty: tuple[UUID, ...], key: str, before: datetime) -> bool:
    """Whether A was told by ``before`` and has not looked since."""
    since = unseen_since(tx, on_duty[0], key) if on_duty else None
    return since is not None and since <= before


def _people(tx: Session, asked: Call) -> list[UUID]:
    held = (person for role in asked.roles for person in holders_of_role(tx, role))
    return sorted({*asked.people, *held})
