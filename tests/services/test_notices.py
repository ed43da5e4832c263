"""A notice is told once, to its person, and stays until it is seen."""

import pytest

from console.kernel.errors import NotThere
from console.notices import queries, service
from tests.builders import Desk
from tests.fakes import FixedClock


def tell(desk: Desk, clock: FixedClock, *names: str, key: str = "published:1") -> None:
    with desk.database.transaction() as tx:
        service.tell(
            tx, clock.now(), [desk.people[name].id for name in names], "published", "release:1",
            {"number": "2026-0001"}, key,
        )  # fmt: skip


def unseen(desk: Desk, name: str) -> int:
    with desk.database.snapshot() as tx:
        return queries.unseen_count(tx, desk.people[name].id)


def test_the_same_thing_is_told_once_to_each_person(desk: Desk, clock: FixedClock) -> None:
    tell(desk, clock, "editor", "editor")
    tell(desk, clock, "editor", "leader")
    assert (unseen(desk, "editor"), unseen(desk, "leader"), unseen(desk, "admin")) == (1, 1, 0)
    tell(desk, clock)
    assert unseen(desk, "editor") == 1


def test_notices_stand_newest_first_and_are_marked_seen(desk: Desk, clock: FixedClock) -> None:
    tell(desk, clock, "editor", key="first")
    clock.move(minutes=1)
    tell(desk, clock, "editor", key="second")
    editor = desk.people["editor"].id
    with desk.database.transaction() as tx:
        newest, oldest = queries.for_person(tx, editor)
        assert newest.created_at > oldest.created_at
        assert dict(newest.parameters) == {"number": "2026-0001"}
        service.mark_seen(tx, clock.now(), editor, oldest.id)
    assert unseen(desk, "editor") == 1
    clock.move(minutes=1)
    with desk.database.transaction() as tx:
        service.mark_seen(tx, clock.now(), editor, oldest.id)
        service.mark_all_seen(tx, clock.now(), editor)
    assert unseen(desk, "editor") == 0
    with desk.database.snapshot() as tx:
        seen = {each.id: each.seen_at for each in queries.for_person(tx, editor)}
        assert len(queries.for_person(tx, editor, 1)) == 1
    assert seen[oldest.id] != seen[newest.id]  # the first time counts


def test_somebody_elses_notice_is_not_there(desk: Desk, clock: FixedClock) -> None:
    tell(desk, clock, "editor")
    with desk.database.transaction() as tx:
        (theirs,) = queries.for_person(tx, desk.people["editor"].id)
        with pytest.raises(NotThere):
            service.mark_seen(tx, clock.now(), desk.people["leader"].id, theirs.id)


def test_a_signature_that_was_given_is_asked_of_nobody_any_more(
    desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id, midnight=True)
    desk.sign(clock.now(), release_id, digest, "unit-head")
    desk.sign(clock.now(), release_id, digest, "secrecy")
    assert unseen(desk, "unit-head") == 0
    assert (unseen(desk, "leader"), unseen(desk, "leader-2")) == (1, 1)
    desk.sign(clock.now(), release_id, digest, "leader")
    assert (unseen(desk, "leader"), unseen(desk, "leader-2")) == (0, 0)
