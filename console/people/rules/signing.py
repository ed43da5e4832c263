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
    """Where something that was submitted stands: digest, chain, authors, who has signed.

    ``places``: the step that each of ``signers`` signed; None: the first ones, in order.
    ``together``: a group a step, neighbours of one group are signed in any order; "" stands alone.
    """

    digest: str
    chain: tuple[Role, ...]
    authors: frozenset[UUID]
    signers: tuple[UUID, ...]  # in the order of the steps, valid signatures only
    places: tuple[int, ...] | None = None
    together: tuple[str, ...] = ()
    attesters: frozenset[UUID] = frozenset()  # of a signature by telephone
    givers: frozenset[UUID] = frozenset()  # on whose authorisation somebody signed

    @property
    def done(self) -> frozenset[int]:
        return frozenset(range(len(self.signers)) if self.places is None else self.places)

    @property
    def spoken(self) -> frozenset[UUID]:
        """Whose will stands in it already: they sign no other step, nor does anybody for them."""
        return self.givers.union(self.signers)

    @property
    def waiting(self) -> tuple[int, ...]:
        """The steps whose turn it is: the first that is not signed, and its group's neighbours."""
        return waiting(len(self.chain), self.done, self.together)

    @property
    def roles(self) -> frozenset[Role]:
        """Whose turn it is."""
        return frozenset(self.chain[place] for place in self.waiting)

    @property
    def step(self) -> int:
        """The first that is not signed; the length of the chain when it is complete."""
        return min(self.waiting, default=len(self.chain))

    @property
    def complete(self) -> bool:
        return not self.waiting

    @property
    def role(self) -> Role:
        """The first role whose turn it is; only while not ``complete``."""
        return self.chain[self.step]

    @property
    def last(self) -> bool:
        return len(self.chain) - len(self.done) == 1

    def step_of(self, actor: Actor) -> int:
        """The step that they take; only for who passed ``check_signer``."""
        return next(place for place in self.waiting if self.chain[place] in actor.roles)


def waiting(length: int, done: frozenset[int], together: tuple[str, ...]) -> tuple[int, ...]:
    """Of ``length`` steps, those that may be signed after ``done``."""
    first = next((place for place in range(length) if place not in done), None)
    if first is None:
        return ()
    group = together[first] if first < len(together) else ""
    found = [first]
    for place in range(first + 1, length):
        if not group or together[place] != group:
            break
        if place not in done:
            found.append(place)
    return tuple(found)


def check_signer(actor: Actor, standing: Standing, *, seen: str, of: str = "release") -> None:
    """``of``: what is signed, the first half of the sentence's code. Raises NotYou, NotNow or Stale
    with the reason."""
    if actor.id in standing.authors:
        raise NotYou(f"{of}.author_signs")
    if standing.complete:
        raise NotNow(f"{of}.all_signed")
    if actor.id in standing.signers:
        raise NotYou(f"{of}.signed_already")
    if actor.id in standing.attesters:
        raise NotYou("release.attested_call")
    if actor.id in standing.givers:
        raise NotYou("release.authorised_a_signer")
    if not standing.roles & actor.roles:
        raise NotYou(f"{of}.not_your_step", role=standing.role.value)
    if seen != standing.digest:
        raise Stale(f"{of}.changed_since")
