"""Who may sign what, and which chain a release needs. The invariants are tested by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from console.kernel.errors import Misconfigured, NotNow, NotYou, Stale
from console.people.rules.actor import Actor
from console.people.rules.roles import GRANTS, P, Role
from console.releases.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class Chain:
    name: str
    title: str
    steps: tuple[Role, ...]
    kinds: frozenset[Kind] = frozenset()  # empty: any
    columns: frozenset[str] = frozenset()

    def fits(self, kind: Kind, column: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (
            not self.columns or column in self.columns
        )


def check_chain(chain: Chain) -> None:
    """What no configuration may change. Raises Misconfigured."""
    if Role.SECRECY_REVIEWER not in chain.steps:
        raise Misconfigured("chain.no_secrecy_step", chain=chain.name)
    if len(set(chain.steps)) != len(chain.steps):
        raise Misconfigured("chain.role_twice", chain=chain.name)
    for role in chain.steps:
        if P.RELEASE_SIGN not in GRANTS[role]:
            raise Misconfigured("chain.role_cannot_sign", chain=chain.name, role=role.value)


def check_chains(chains: Sequence[Chain]) -> None:
    """Each by itself, and that one of them fits every release. Raises Misconfigured."""
    for chain in chains:
        check_chain(chain)
    if not any(not chain.kinds and not chain.columns for chain in chains):
        raise Misconfigured("chain.no_default")


def chain_for(chains: Sequence[Chain], kind: Kind, column: str) -> Chain:
    """The first that fits; ``check_chains`` has made sure there is one."""
    return next(chain for chain in chains if chain.fits(kind, column))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a submitted release stands: its digest, its chain, its authors, who has signed."""

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


def check_signer(actor: Actor, standing: Standing, *, seen: str) -> None:
    """Raises NotYou, NotNow or Stale with the reason."""
    if actor.id in standing.authors:
        raise NotYou("release.author_signs")
    if standing.complete:
        raise NotNow("release.all_signed")
    if actor.id in standing.signers:
        raise NotYou("release.signed_already")
    if standing.role not in actor.roles:
        raise NotYou("release.not_your_step", role=standing.role.value)
    if seen != standing.digest:
        raise Stale("release.changed_since")
