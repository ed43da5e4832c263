"""Which chain a release needs. The invariants are tested by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from console.incidents.rules.levels import Level
from console.kernel.errors import Misconfigured
from console.people.rules.roles import GRANTS, P, Role
from console.releases.rules.kinds import Kind
from console.releases.rules.scene import STEPS


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one step: minutes from its turn until it is due; neighbours with one ``together`` are
    signed in any order."""

    due_minutes: int | None = None
    together: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """``terms``: one a step, or none at all. ``on_scene``: for what is signed on scene alone."""

    name: str
    title: str
    steps: tuple[Role, ...]
    kinds: frozenset[Kind] = frozenset()  # empty: any
    columns: frozenset[str] = frozenset()
    levels: frozenset[Level] = frozenset()
    on_scene: bool = False
    terms: tuple[Terms, ...] = ()

    def fits(
        self, kind: Kind, column: str, level: Level | None = None, *, on_scene: bool = False
    ) -> bool:
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.columns or column in self.columns)
            and (not self.levels or level in self.levels)
            and self.on_scene == on_scene
        )

    @property
    def fits_all(self) -> bool:
        return not (self.kinds or self.columns or self.levels or self.on_scene)


def check_chain(chain: Chain) -> None:
    """What no configuration may change. Raises Misconfigured."""
    if not chain.steps:
        raise Misconfigured("chain.no_steps", chain=chain.name)
    if Role.SECRECY_REVIEWER not in chain.steps and not _checks_itself(chain):
        raise Misconfigured("chain.no_secrecy_step", chain=chain.name)
    if len(set(chain.steps)) != len(chain.steps):
        raise Misconfigured("chain.role_twice", chain=chain.name)
    for role in chain.steps:
        if P.RELEASE_SIGN not in GRANTS[role] or (
            role is Role.SCENE_COMMANDER and not chain.on_scene
        ):
            raise Misconfigured("chain.role_cannot_sign", chain=chain.name, role=role.value)
    if chain.on_scene and not _checks_itself(chain):
        raise Misconfigured("chain.scene_alone", chain=chain.name)
    _check_groups(chain)


def _checks_itself(chain: Chain) -> bool:
    """现场: of a first report alone the listed self-check stands for the secrecy review, and is
    owed in the after-review."""
    return chain.on_scene and chain.kinds == {Kind.INITIAL} and chain.steps == STEPS


def _check_groups(chain: Chain) -> None:
    groups = [each.together for each in chain.terms]
    for group in sorted({*groups} - {""}):
        places = [place for place, each in enumerate(groups) if each == group]
        if len(places) == 1:
            raise Misconfigured("chain.together_alone", chain=chain.name, together=group)
        if places[-1] - places[0] >= len(places):
            raise Misconfigured("chain.together_apart", chain=chain.name, together=group)
    if groups and groups[-1]:
        raise Misconfigured("chain.together_last", chain=chain.name, together=groups[-1])


def check_chains(chains: Sequence[Chain]) -> None:
    """Each by itself, and that one of them fits every release. Raises Misconfigured."""
    for chain in chains:
        check_chain(chain)
    if not any(chain.fits_all for chain in chains):
        raise Misconfigured("chain.no_default")


def chain_for(
    chains: Sequence[Chain],
    kind: Kind,
    column: str,
    level: Level | None = None,
    *,
    on_scene: bool = False,
) -> Chain:
    """The first that fits; ``check_chains`` has made sure there is one. ``level``: None of what
    belongs to no incident. On scene without a chain for it: the usual one."""
    asked = (True, False) if on_scene else (False,)
    return next(
        chain
        for here in asked
        for chain in chains
        if chain.fits(kind, column, level, on_scene=here)
    )


def terms_to_json(chain: Chain) -> dict[str, Any]:
    """As the package carries it beside the roles: due times in minutes."""
    return {
        "name": chain.name,
        "due_minutes": [each.due_minutes for each in chain.terms],
        "together": [each.together for each in chain.terms],
    }


def terms_in(package: Mapping[str, Any]) -> tuple[Terms, ...]:
    """Of an opened package, one a step; without any where it was sealed before there were any."""
    kept = package.get("chain_terms") or {"due_minutes": [], "together": []}
    pairs = zip(kept["due_minutes"], kept["together"], strict=True)
    found = tuple(Terms(due, group) for due, group in pairs)
    return found or tuple(Terms() for _ in package["chain"])


def turn_began(
    place: int, terms: Sequence[Terms], submitted: datetime | None, signed: Mapping[int, datetime]
) -> datetime | None:
    """When the step's turn came: the last signature of the steps before its group, else when it was
    submitted. ``signed``: when, by place."""
    first = place
    while first and terms[first].together and terms[first - 1].together == terms[first].together:
        first -= 1
    return max((at for step, at in signed.items() if step < first), default=submitted)


def due_at(
    place: int, terms: Sequence[Terms], submitted: datetime | None, signed: Mapping[int, datetime]
) -> datetime | None:
    """None: the chain does not say."""
    minutes, began = terms[place].due_minutes, turn_began(place, terms, submitted, signed)
    return began + timedelta(minutes=minutes) if minutes and began else None
