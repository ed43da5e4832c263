"""Background work survives crashes, is done once, and a broken chore delays no other."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from console.chores import leases, service
from console.chores.records import Chore
from console.chores.runner import Chores, Handler
from console.database import Database
from tests.fakes import FixedClock

MINUTE = timedelta(minutes=1)


class Poster:
    """A handler that remembers, and breaks as often as it is told to."""

    def __init__(self, broken: int = 0) -> None:
        self.seen: list[Mapping[str, Any]] = []
        self.broken = broken

    def __call__(self, payload: Mapping[str, Any]) -> None:
        self.seen.append(payload)
        if len(self.seen) <= self.broken:
            raise OSError("no space left")


def ask(database: Database, clock: FixedClock, key: str = "poster:1", **payload: Any) -> None:
    with database.transaction() as tx:
        service.ask(tx, "poster", key, payload, clock.now())


def test_what_was_asked_for_is_done_once(database: Database, clock: FixedClock) -> None:
    poster = Poster()
    chores = Chores(database, clock, [Handler("poster", poster)], "one")
    ask(database, clock, number="2026-0001")
    assert chores.tick() is None
    chores.tick()
    assert poster.seen == [{"number": "2026-0001"}]


def test_asking_twice_makes_one_chore_until_it_is_done(
    database: Database, clock: FixedClock
) -> None:
    poster = Poster()
    chores = Chores(database, clock, [Handler("poster", poster)], "one")
    ask(database, clock)
    ask(database, clock)
    chores.tick()
    ask(database, clock)
    chores.tick()
    assert len(poster.seen) == 2


def test_asking_again_sooner_brings_it_forward(database: Database, clock: FixedClock) -> None:
    with database.transaction() as tx:
        service.ask(tx, "poster", "poster:1", {}, clock.now() + timedelta(hours=1))
    chores = Chores(database, clock, [Handler("poster", Poster())], "one")
    assert chores.tick() == 3600
    ask(database, clock)
    assert chores.tick() is None


def test_a_broken_chore_is_tried_again_with_growing_pauses_and_given_up(
    database: Database, clock: FixedClock
) -> None:
    poster = Poster(broken=99)
    chores = Chores(database, clock, [Handler("poster", poster)], "one")
    ask(database, clock)
    pauses = []
    while (pause := chores.tick()) is not None:
        pauses.append(pause)
        clock.move(seconds=pause)
    assert pauses == [10, 20, 40, 80, 160, 320, 640]
    with database.snapshot() as tx:
        (given_up,) = tx.scalars(select(Chore).where(Chore.gave_up.is_(True)))
    assert (given_up.kind, given_up.trouble) == ("poster", "OSError: no space left")


def test_a_broken_chore_delays_no_other(database: Database, clock: FixedClock) -> None:
    bad, good = Poster(broken=99), Poster()
    chores = Chores(database, clock, [Handler("poster", bad), Handler("probe", good)], "one")
    ask(database, clock)
    with database.transaction() as tx:
        service.ask(tx, "probe", "probe:1", {}, clock.now())
    chores.tick()
    assert len(good.seen) == 1


def test_a_chore_whose_holder_died_is_taken_over_and_the_dead_one_refused(
    database: Database, clock: FixedClock
) -> None:
    ask(database, clock)
    with database.transaction() as tx:
        dead = service.claim(tx, clock.now(), "dead", ["poster"], MINUTE)
    assert dead is not None
    poster = Poster()
    chores = Chores(database, clock, [Handler("poster", poster)], "two", lease=MINUTE)
    assert chores.tick() == 60
    clock.move(minutes=1)
    chores.tick()
    assert len(poster.seen) == 1
    with database.transaction() as tx:
        assert not service.finish(tx, clock.now(), dead)
        assert service.fail(tx, clock.now(), dead, "late") is None


def test_a_periodic_chore_comes_again_even_after_trouble(
    database: Database, clock: FixedClock
) -> None:
    poster = Poster(broken=1)
    handler = Handler("poster", poster, every=timedelta(minutes=10))
    chores = Chores(database, clock, [handler], "one")
    chores.start()
    Chores(database, clock, [handler], "two").start()  # a second process asks for nothing more
    clock.move(seconds=chores.tick() or 0)
    assert chores.tick() == 600
    clock.move(minutes=10)
    chores.tick()
    assert len(poster.seen) == 3
    with database.snapshot() as tx:
        assert len(tx.scalars(select(Chore).where(Chore.done_at.is_(None))).all()) == 1


def test_a_periodic_chore_that_goes_well_leaves_no_row_each_time(
    database: Database, clock: FixedClock
) -> None:
    poster = Poster()
    chores = Chores(database, clock, [Handler("poster", poster, every=MINUTE)], "one")
    chores.start()
    for _ in range(50):
        assert chores.tick() == 60
        clock.move(minutes=1)
    assert len(poster.seen) == 50
    with database.snapshot() as tx:
        (row,) = tx.scalars(select(Chore))
    assert (row.key, row.tries, row.holder, row.done_at) == ("poster", 0, None, None)


def test_who_lost_a_periodic_chore_does_not_put_it_off(
    database: Database, clock: FixedClock
) -> None:
    ask(database, clock)
    claimed = []
    for holder in ("dead", "heir"):
        with database.transaction() as tx:
            claimed.append(service.claim(tx, clock.now(), holder, ["poster"], MINUTE))
        clock.move(minutes=1)
    dead, heir = claimed
    assert dead
    assert heir
    with database.transaction() as tx:
        assert not service.come_again(tx, dead, clock.now())
        assert service.come_again(tx, heir, clock.now() + MINUTE)
        assert not service.come_again(tx, heir, clock.now())


# Leases


def test_a_lease_has_one_holder_and_its_number_grows_with_each(
    database: Database, clock: FixedClock
) -> None:
    with database.transaction() as tx:
        first = leases.acquire(tx, clock.now(), "tree", "one", MINUTE)
        assert leases.acquire(tx, clock.now(), "tree", "two", MINUTE) is None
        again = leases.acquire(tx, clock.now(), "tree", "one", MINUTE)
    assert first is not None
    assert again is not None
    assert (first.fence, again.fence, first.taken_over) == (1, 1, False)
    clock.move(minutes=1)
    with database.transaction() as tx:
        second = leases.acquire(tx, clock.now(), "tree", "two", MINUTE)
        assert second is not None
        assert (second.fence, second.taken_over) == (2, True)
        assert not leases.renew(tx, clock.now(), first, MINUTE)
        assert not leases.release(tx, clock.now(), first)
        assert leases.renew(tx, clock.now(), second, MINUTE)
        assert leases.release(tx, clock.now(), second)


def test_a_lease_given_back_is_not_taken_over(database: Database, clock: FixedClock) -> None:
    with database.transaction() as tx:
        first = leases.acquire(tx, clock.now(), "tree", "one", MINUTE)
        assert first is not None
        leases.release(tx, clock.now(), first)
        second = leases.acquire(tx, clock.now(), "tree", "two", MINUTE)
    assert second is not None
    assert not second.taken_over


@pytest.mark.parametrize("seconds", [1, 59])
def test_a_renewed_lease_lasts(database: Database, clock: FixedClock, seconds: int) -> None:
    with database.transaction() as tx:
        tenure = leases.acquire(tx, clock.now(), "tree", "one", MINUTE)
        assert tenure is not None
        clock.move(seconds=seconds)
        assert leases.renew(tx, clock.now(), tenure, MINUTE)
        clock.move(seconds=59)
        assert leases.acquire(tx, clock.now(), "tree", "two", MINUTE) is None
