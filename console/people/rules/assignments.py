"""Who may be given which role by whom, and what must remain."""

from uuid import UUID

from console.kernel.errors import NotNow, NotYou
from console.people.rules.actor import Actor
from console.people.rules.roles import GRANTS, P, Role

SIGNING_ROLES = frozenset(role for role, held in GRANTS.items() if P.RELEASE_SIGN in held)


def check_assignment(actor: Actor, person_id: UUID, role: Role) -> None:
    """An administrator who could make themself a signer would need nobody else."""
    actor.require(P.PEOPLE_MANAGE)
    if actor.id == person_id and role in SIGNING_ROLES:
        raise NotYou("people.own_signing_role")


def check_remaining(administrators: int) -> None:
    """``administrators``: active ones that would remain. Raises NotNow when there is none."""
    if administrators < 1:
        raise NotNow("people.last_administrator")
