"""Fresh proof for every signature: the service itself asks for it, whoever calls."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from console.kernel.errors import NotYou
from console.people.rules.proof import Proof, act_of
from console.releases import service
from console.releases.policy import PLAYED
from console.releases.rules.workflow import Stage
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock

Make = Callable[[Desk, FixedClock, str], Proof]
LASTS = timedelta(seconds=120)
BAD: dict[str, tuple[Make, str]] = {
    "another person's": (lambda desk, clock, _by: desk.proof("admin", clock.now()), "not_fresh"),
    "stale": (
        lambda desk, clock, by: desk.proof(by, clock.now() - LASTS - timedelta(seconds=1)),
        "not_fresh",
    ),
    "of the future": (
        lambda desk, clock, by: desk.proof(by, clock.now() + timedelta(seconds=1)),
        "not_fresh",
    ),
    "given for something else": (
        lambda desk, clock, by: desk.proof(by, clock.now(), "sign:" + "0" * 64),
        "another_act",
    ),
    "of a kind that is not taken": (
        lambda desk, clock, by: replace(desk.proof(by, clock.now()), method="session"),
        "not_taken",
    ),
}


def sign(desk: Desk, clock: FixedClock, release_id: UUID, digest: str, proof: Proof) -> bool:
    with desk.database.transaction() as tx:
        return service.sign(
            tx, clock.now(), desk.people["unit-head"], desk.policy, release_id=release_id,
            seen=digest, proof=proof,
        )  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_signature_needs_ones_own_fresh_proof(desk: Desk, clock: FixedClock, kind: str) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    make, code = BAD[kind]
    with pytest.raises(NotYou, match=code):
        sign(desk, clock, release_id, digest, make(desk, clock, "unit-head"))
    assert not any(step.signed_by for step in desk.see(release_id).chain)
    sign(desk, clock, release_id, digest, desk.proof("unit-head", clock.now() - LASTS))
    assert desk.see(release_id).chain[0].signed_by == "某unit-head"


@pytest.mark.parametrize("kind", BAD)
def test_a_withdrawal_needs_ones_own_fresh_proof(
    desk: Desk, press: Press, clock: FixedClock, kind: str
) -> None:
    release_id = desk.signed(clock.now())
    press.dispatcher().tick()
    make, code = BAD[kind]
    with pytest.raises(NotYou, match=code), desk.database.transaction() as tx:
        service.withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=release_id,
            seen=desk.see(release_id).digest, reason="误发", proof=make(desk, clock, "leader"),
        )  # fmt: skip
    assert desk.see(release_id).row.stage is Stage.PUBLISHED


def test_the_demonstrations_proof_is_taken_only_in_the_demonstration(
    desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    played = Proof(desk.people["unit-head"].id, clock.now(), act_of("sign", digest), PLAYED)
    shown, desk.policy = desk.policy, replace(desk.policy, proofs=frozenset({"password"}))
    with pytest.raises(NotYou, match="not_taken"):
        sign(desk, clock, release_id, digest, played)
    desk.policy = shown
    sign(desk, clock, release_id, digest, played)
