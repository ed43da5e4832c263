"""Who may authorise whom, for what and for how long. Pure; the invariants are tested by hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from console.incidents.rules.levels import GRAVEST_FIRST, Level, graver
from console.kernel.errors import Invalid, NotYou
from console.people.rules.changes import GUARDED
from console.people.rules.granted import Scope
from console.people.rules.proof import act_of
from console.people.rules.roles import GRANTS, P, Role

AUTHORISABLE = tuple(role for role in Role if P.AUTHORISE in GRANTS[role])
"""Leaders authorise for the role they hold themselves. The secrecy and legal steps are assigned
by administrators alone: nobody hands a review on."""
UNFIT = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Who assigns roles or watches over them signs nothing, on nobody's authority."""


EVERYTHING = Scope()


def is_fit(roles: Collection[Role]) -> bool:
    """Whoever holds these may be authorised at all."""
    return not UNFIT & set(roles) and bool(GUARDED & set(roles))


@dataclass(frozen=True, slots=True)
class Basis:
    """What the giver relies on. ``parent`` None: the role itself, held by ``rests_on``."""

    rests_on: UUID
    scope: Scope = EVERYTHING
    ends_at: datetime | None = None
    parent: UUID | None = None
    passed_on: bool = False
    may_pass_on: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    role: Role
    person_id: UUID
    scope: Scope
    starts_at: datetime
    ends_at: datetime
    standing: bool = False
    may_pass_on: bool = False


def act_for(wanted: Wanted) -> str:
    """What the giver proves who they are for."""
    return act_of("authorise", wanted.role.value, wanted.person_id)


def up_to(level: Level) -> frozenset[str]:
    """It and every level that is less grave."""
    return frozenset(each.value for each in GRAVEST_FIRST if not graver(each, level))


def check_basis(basis: Basis | None, wanted: Wanted) -> None:
    """Nobody gives what they do not hold, nor more of it, nor what was passed on to them once.

    Raises NotYou, Invalid.
    """
    if basis is None:
        raise NotYou("authorisation.not_held", role=wanted.role.value)
    if basis.passed_on:
        raise NotYou("authorisation.passed_on_already")
    if not basis.may_pass_on:
        raise NotYou("authorisation.may_not_pass_on")
    if basis.parent is not None and (wanted.may_pass_on or wanted.standing):
        raise NotYou("authorisation.passed_on_once")
    if not wanted.scope.within(basis.scope):
        raise Invalid("authorisation.wider", field="scope")
    if basis.ends_at is not None and wanted.ends_at > basis.ends_at:
        raise Invalid("authorisation.longer", field="ends_at")


def check_person(wanted: Wanted, roles: Collection[Role], giver: UUID, rests_on: UUID) -> None:
    """``roles``: those of the person who is to be authorised. One of them is such as two
    administrators give: whoever alone made an account up has its keys. Raises Invalid."""
    if wanted.person_id in (giver, rests_on):
        raise Invalid("authorisation.oneself", field="person")
    if UNFIT & set(roles):
        raise Invalid("authorisation.unfit", field="person")
    if not GUARDED & set(roles):
        raise Invalid("authorisation.unguarded", field="person")
    if wanted.role in roles:
        raise Invalid("authorisation.held_already", field="person", role=wanted.role.value)
    if wanted.standing and Role.DEPUTY not in roles:
        raise Invalid("authorisation.standing_for_deputies", field="person")


def check_span(wanted: Wanted, longest: timedelta) -> None:
    """Raises Invalid."""
    if wanted.ends_at <= wanted.starts_at:
        raise Invalid("authorisation.over", field="ends_at")
    if wanted.ends_at - wanted.starts_at > longest:
        raise Invalid("authorisation.too_long", field="ends_at", days=longest.days)
