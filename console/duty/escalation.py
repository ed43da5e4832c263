"""A handover that nobody takes is told to those on duty, then the leaders; who forgets to give one
is reminded."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.duty.policy import DutyPolicy
from console.duty.queries import on_duty, shift_at, shift_before
from console.duty.queries.reliefs import ReliefView, handed_over, open_ones
from console.duty.rules.relief import Late, forgotten, lateness
from console.duty.rules.roster import LEADERS
from console.notices.service import tell
from console.people.queries import holders_of_role, names


def escalate_reliefs(tx: Session, now: datetime, policy: DutyPolicy) -> int:
    """Each person once at each step; how many handovers are late."""
    late = 0
    for relief in open_ones(tx):
        step = lateness(relief.given_at, now, policy.acknowledging)
        if step is Late.IN_TIME:
            continue
        card = names(tx, [relief.given_by])[relief.given_by]
        tell(
            tx, now, _whom(tx, now, relief, step), "relief.unanswered", f"relief:{relief.id}",
            {"name": card.name}, f"relief:{relief.id}:{step}",
        )  # fmt: skip
        late += 1
    return late


def remind(tx: Session, now: datetime, policy: DutyPolicy) -> bool:
    """Who went off duty without handing over, each once a shift; whether anybody was. Where
    the same two go on there is nobody to hand over to."""
    ended, here = shift_before(tx, now), shift_at(tx, now)
    if ended is None or not forgotten(ended.ends_at, now, policy.acknowledging):
        return False
    pair = {ended.a_id, ended.b_id}
    if here is not None and pair == {here.a_id, here.b_id}:
        return False
    if handed_over(tx, pair, ended.starts_at):
        return False
    tell(tx, now, sorted(pair), "relief.forgotten", "duty:", {}, f"shift:{ended.id}:forgotten")
    return True


def _whom(tx: Session, now: datetime, relief: ReliefView, step: Late) -> list[UUID]:
    there = on_duty(tx, now)
    leaders = [each for role in LEADERS for each in holders_of_role(tx, role)]
    return [
        relief.given_by,
        relief.to_id,
        *(there.both if there else ()),
        *(leaders if step is Late.LEADERS else ()),
    ]
