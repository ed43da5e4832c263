"""Two people at the very same moment, in two threads, on both databases: who signs and who edits,
two who sign one step, one who touches twice, who signs and who takes the authorisation away."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from sqlalchemy import select

from console.kernel.errors import FayanError
from console.people.rules.roles import Role
from console.people.service import revoke_role
from console.releases import service
from console.releases.records import Release, Signature
from console.releases.rules.workflow import Stage
from tests.actors.oracle import Oracle
from tests.fakes import FixedClock
from tests.services.ledger_room import Room

ROUNDS = 3


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What became of each: "done", or the code of its refusal."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        gate.wait(timeout=20)
        try:
            act()
        except FayanError as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def waiting(room: Room, clock: FixedClock) -> tuple[UUID, str]:
    """For its leader."""
    release_id = room.desk.draft(clock.now())
    digest = room.desk.submit(clock.now(), release_id)
    for by in ("unit-head", "secrecy"):
        room.desk.sign(clock.now(), release_id, digest, by)
    clock.move(seconds=1)
    return release_id, digest


def signatures(room: Room, release_id: UUID) -> list[Signature]:
    with room.desk.database.snapshot() as tx:
        asked = select(Signature).where(
            Signature.release_id == release_id, Signature.fell_at.is_(None)
        )
        return list(tx.scalars(asked.order_by(Signature.step)))


def test_who_signs_and_who_edits_at_once(room: Room, clock: FixedClock) -> None:
    """Either the words were signed as they were, or nothing was: never the new words."""
    desk = room.desk
    for _ in range(ROUNDS):
        release_id, digest = waiting(room, clock)
        version = desk.see(release_id).row.version

        def edit(release_id: UUID = release_id, version: int = version) -> None:
            with desk.database.transaction() as tx:
                service.recall(
                    tx, clock.now(), desk.people["spokesperson"], desk.policy,
                    release_id=release_id, version=version, reason="改",
                )  # fmt: skip
            desk.write(clock.now(), release_id, advice="请绕行。")
            desk.submit(clock.now(), release_id)

        def sign(release_id: UUID = release_id, digest: str = digest) -> None:
            desk.sign(clock.now(), release_id, digest, "leader")

        came = at_once(sign, edit)
        left = signatures(room, release_id)
        with desk.database.snapshot() as tx:
            release = tx.get_one(Release, release_id)
            assert {each.digest for each in left} <= {release.digest}
            assert (release.stage is Stage.SCHEDULED) == (len(left) == 3)
        assert came.count("done") == 1, came
        assert Oracle(desk.database.engine).at_rest() == []


def test_two_who_sign_one_step_at_once(room: Room, clock: FixedClock) -> None:
    desk = room.desk
    release_id, digest = waiting(room, clock)
    came = at_once(
        lambda: desk.sign(clock.now(), release_id, digest, "leader"),
        lambda: desk.sign(clock.now(), release_id, digest, "leader-2"),
    )
    assert sorted(came) == ["done", "release.all_signed"] or came.count("done") == 1
    assert len(signatures(room, release_id)) == 3


def test_one_who_touches_twice_at_once(room: Room, clock: FixedClock) -> None:
    desk = room.desk
    release_id, digest = waiting(room, clock)
    touch = lambda: desk.sign(clock.now(), release_id, digest, "leader")  # noqa: E731
    assert at_once(touch, touch, touch) == ["done"] * 3
    assert len(signatures(room, release_id)) == 3


def test_who_signs_while_their_role_is_taken(room: Room, clock: FixedClock) -> None:
    """It was signed by somebody who had the role, or it was not signed."""
    desk = room.desk
    release_id, digest = waiting(room, clock)

    def take() -> None:
        with desk.database.transaction() as tx:
            revoke_role(
                tx, clock.now(), desk.people["admin"], desk.people["leader"].id, Role.BUREAU_LEADER
            )

    came = at_once(lambda: desk.sign(clock.now(), release_id, digest, "leader"), take)
    assert came[1] == "done"
    signed = len(signatures(room, release_id)) == 3
    assert came[0] == ("done" if signed else "people.not_permitted")
