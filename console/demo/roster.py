"""The demonstration's roster: somebody is on duty now, and for a week."""

from datetime import datetime, timedelta

from console.demo import acts
from console.demo.cast import DRAFTER
from console.duty import queries
from console.duty.policy import from_settings
from console.duty.rules.roster import Pair, Turn, pattern
from console.duty.service import rostering
from console.kernel.clock import local
from console.wiring import Wired

DAYS = 8  # yesterday's night may still be on
TURNS = {Turn.DAY: ("spokesperson", "deputy"), Turn.NIGHT: ("editor", "unit-head")}


def seed_roster(wired: Wired, now: datetime) -> None:
    """Fills what is free; what a visitor planned stays."""
    policy = from_settings(wired.settings)
    first = local(now, policy.zone).date() - timedelta(days=1)
    with wired.database.transaction() as tx:
        planner = acts.person(tx, DRAFTER)
        turns = {
            turn: Pair(acts.person(tx, a).id, acts.person(tx, b).id)
            for turn, (a, b) in TURNS.items()
        }
        days = [first + timedelta(days=each) for each in range(DAYS)]
        for shift in pattern(days, turns, policy.hours, policy.zone):
            taken = queries.shifts(tx, shift.starts_at, shift.ends_at)
            if shift.ends_at > now and not taken:
                rostering.plan(tx, now, planner, policy, shift)
