"""核实中: where it may stand, and who may sign that the words held."""

from uuid import UUID

from console.kernel.errors import NotNow, NotYou
from console.people.rules.actor import Actor
from console.people.rules.signing import Standing
from console.releases.rules.workflow import Stage


def check_placeable(stage: Stage) -> None:
    """Raises NotNow: only what readers have now, and what nothing has replaced."""
    if stage is not Stage.PUBLISHED:
        raise NotNow("verifying.not_published")


def check_confirmer(actor: Actor, standing: Standing, *, placed_by: UUID) -> None:
    """A confirmation is signed by who signs the last step of its chain: none of its authors, and
    not who put the doubt there. Raises NotYou."""
    role = standing.chain[-1]
    if actor.id in standing.authors:
        raise NotYou("verifying.author_confirms")
    if actor.id == placed_by:
        raise NotYou("verifying.own_doubt")
    if role not in actor.roles:
        raise NotYou("verifying.not_your_role", role=role.value)
