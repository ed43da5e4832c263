"""Whom a clock is told to, by step and by who is on duty."""

import pytest

from console.duty.rules.roster import LEADERS
from console.incidents.rules.clocks import STEPS
from console.incidents.rules.escalation import STAND_INS, Call, call
from console.kernel.ids import new_id
from console.people.rules.roles import Role

A, B = new_id(), new_id()


def test_at_half_a_is_told_and_b_when_a_is_silent() -> None:
    assert call(50, (A, B), silent=False) == Call((A,))
    assert call(50, (A, B), silent=True) == Call((A, B))


@pytest.mark.parametrize("silent", [True, False])
def test_later_both_are_told_and_at_the_end_the_leaders_too(*, silent: bool) -> None:
    assert call(80, (A, B), silent=silent) == Call((A, B))
    assert call(100, (A, B), silent=silent) == Call((A, B), LEADERS)


@pytest.mark.parametrize("step", STEPS)
def test_one_who_is_alone_on_duty_is_told_at_every_step(step: int) -> None:
    assert call(step, (B,), silent=False).people == (B,)


@pytest.mark.parametrize("step", STEPS)
def test_while_nobody_is_on_duty_roles_are_told_more_at_each_step(step: int) -> None:
    assert call(step, (), silent=False) == Call(roles=STAND_INS[step])
    assert set(STAND_INS[50]) < set(STAND_INS[80]) < set(STAND_INS[100])
    assert Role.BUREAU_LEADER in STAND_INS[100]
