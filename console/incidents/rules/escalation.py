"""Whom a clock that runs out is told to. One rule, for every clock and every step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from console.duty.rules.roster import LEADERS
from console.people.rules.roles import Role

STAND_INS: Mapping[int, tuple[Role, ...]] = {
    50: (Role.SPOKESPERSON, Role.EDITOR),
    80: (Role.SPOKESPERSON, Role.EDITOR, Role.UNIT_HEAD, Role.DEPUTY),
    100: (Role.SPOKESPERSON, Role.EDITOR, Role.UNIT_HEAD, Role.DEPUTY, Role.BUREAU_LEADER),
}
"""Per cent → the roles whose holders are told while nobody is on duty."""


@dataclass(frozen=True, slots=True)
class Call:
    """These people, and everybody who holds one of these roles."""

    people: tuple[UUID, ...] = ()
    roles: tuple[Role, ...] = ()


def call(step: int, on_duty: Sequence[UUID], *, silent: bool) -> Call:
    """At half A 角, and B when A is silent; at four fifths both; at the end the leaders too.

    ``on_duty``: who answers now, A first; empty: nobody does. ``silent``: A was told of this step
    and has not looked at it for as long as the house waits.
    """
    if not on_duty:
        return Call(roles=STAND_INS[step])
    if step == 50 and not silent:
        return Call(people=tuple(on_duty[:1]))
    return Call(people=tuple(on_duty), roles=LEADERS if step == 100 else ())
