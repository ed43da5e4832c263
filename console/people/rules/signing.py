"""Who may sign next: the same for a release and for a template that is cleared beforehand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from console.kernel.errors import NotNow, NotYou, Stale
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof
from console.people.rules.roles import Role


class Proofs(Protocol):
    """How a signer has to have proved who they are."""

    def require(self, proof: Proof, person_id: UUID, now: datetime, act: str) -> None:
        """``act``: what is done (``act_of``), which the proof was given for. Raises NotYou."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something that was submitted stands: digest, chain, authors, who has signed."""

    digest: str
    chain: tuple[Role, ...]
    authors: frozenset[UUID]
    signers: tuple[UUID, ...]  # in the order of the steps, valid signatures only

    @property
    def step(self) -> int:
        return len(self.signers)

    @property
    def complete(self) -> bool:
        return self.step >= len(self.chain)

    @property
    def role(self) -> Role:
        """The role whose turn it is; only while not ``complete``."""
        return self.chain[self.step]

    @property
    def last(self) -> bool:
        return self.step == len(self.chain) - 1


def check_signer(actor: Actor, standing: Standing, *, seen: str, of: str = "release") -> None:
    """``of``: what is signed, the first half of the sentence's code. Raises NotYou, NotNow or Stale
    with the reason."""
    if actor.id in standing.authors:
        raise NotYou(f"{of}.author_signs")
    if standing.complete:
        raise NotNow(f"{of}.all_signed")
    if actor.id in standing.signers:
        raise NotYou(f"{of}.signed_already")
    if standing.role not in actor.roles:
        raise NotYou(f"{of}.not_your_step", role=standing.role.value)
    if seen != standing.digest:
        raise Stale(f"{of}.changed_since")
