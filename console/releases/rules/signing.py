"""Which chain a release needs. The invariants are tested by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.kernel.errors import Misconfigured
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
