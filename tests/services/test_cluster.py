"""Workers of a cluster as they run in service: real processes, real PostgreSQL, kill -9."""

from collections import Counter
from collections.abc import Iterator, Sequence

import feedparser
import pytest
from sqlalchemy import func, select, text

from console import audit
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.states import OUT, UNSENT, Outcome
from console.publishing.rules.states import DeliveryState as S
from tests.clustered import Cluster, clustered, due_at_once, eventually, held_at_work, lift
from tests.postgres import fresh_database

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(180)]

HASTY = "\n[dispatch]\nlease_seconds = 3\nbatch = 3\n\n[outside]\nlook = false\n"


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, postgres: str, migrated_postgres: str
) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    with clustered(folder, fresh_database(postgres, migrated_postgres), HASTY) as made:
        made.hire()
        made.hire()
        eventually((made.settings.public_tree / "feed.xml").exists)
        eventually(lambda: workers(made) == 2)
        yield made


def workers(house: Cluster) -> int:
    with house.wired.database.snapshot() as tx:
        return tx.scalar(text("SELECT count(*) FROM procrastinate_workers")) or 0


def in_feed(house: Cluster) -> Counter[str]:
    found = feedparser.parse((house.settings.public_tree / "feed.xml").read_bytes())
    return Counter(each.title for each in found.entries)


def all_out(house: Cluster, *channels: str) -> bool:
    with house.wired.database.snapshot() as tx:
        return not tx.scalar(
            select(func.count()).where(Delivery.channel.in_(channels), Delivery.state.not_in(OUT))
        )


def test_a_worker_killed_while_it_publishes_is_replaced_and_nothing_goes_twice(
    house: Cluster,
) -> None:
    titles = [f"同时到时的第{place}号" for place in range(9)]
    due_at_once(house, titles)
    victim = eventually(house.caught, every=0.002)
    house.kill(victim)
    house.hire()  # late: it takes longer to start than a lease to end
    eventually(lambda: all_out(house, "website", "feeds"))
    counted = in_feed(house)
    assert [sum(title in each for each in counted.elements()) for title in titles] == [1] * 9
    posted_once(house, "同时到时", 9)
    assert any(f":{victim}:" in each for each in cut_off(house)), "the kill hit nothing on its way"
    with house.wired.database.snapshot() as tx:
        assert audit.verify(tx).broken is None


def cut_off(house: Cluster) -> Sequence[str]:
    """Whose attempts are lost, or open still: a post is asked for after three minutes."""
    left = Attempt.outcome.in_((Outcome.LOST, Outcome.OPEN))
    with house.wired.database.snapshot() as tx:
        return tx.scalars(select(Attempt.holder).where(left)).all()


def test_a_hold_stops_every_worker_within_a_second_and_lifting_it_lets_all_go(
    house: Cluster,
) -> None:
    hold = held_at_work(house, [f"接连到时{place}" for place in range(9)])
    assert not all_out(house, "website"), "the hold came too late to hold anything"
    lift(house, hold)
    eventually(lambda: all_out(house, "website", "feeds"))
    counted = in_feed(house)
    assert sum("接连到时" in each for each in counted.elements()) == 9


def test_an_embedded_dispatcher_beside_the_workers_by_mistake_does_no_harm(house: Cluster) -> None:
    stranger = house.hire("embedded")
    try:
        eventually(lambda: "dispatcher started" in house.said())
        lift(house, held_at_work(house, [f"混着到时{place}" for place in range(5)]))
        eventually(lambda: all_out(house, "website", "feeds"))
        counted = in_feed(house)
        assert sum("混着到时" in each for each in counted.elements()) == 5
        eventually(lambda: weibo_rests(house))
        posts = Counter(each.text for each in house.posts.everything() if "混着到时" in each.text)
        assert set(posts.values()) == {1}
        assert all(each.poll() is None for each in house.workers.values())
        with house.wired.database.snapshot() as tx:
            assert audit.verify(tx).broken is None
    finally:
        house.kill(stranger)


def weibo_rests(house: Cluster) -> bool:
    """Nothing waits to be tried; what a lost lease cut off is asked for in three minutes."""
    with house.wired.database.snapshot() as tx:
        to_try = Delivery.state.in_(UNSENT) | Delivery.holder.is_not(None)
        return not tx.scalar(select(func.count()).where(Delivery.channel == "weibo", to_try))


def posted_once(house: Cluster, word: str, count: int) -> None:
    """On Weibo. One may have been on its way: it is asked for when three minutes have passed."""

    def posts() -> Counter[str]:
        return Counter(each.text for each in house.posts.everything() if word in each.text)

    eventually(lambda: len(posts()) >= count - 1)
    assert set(posts().values()) == {1}


def test_workers_that_lose_the_database_come_back_by_themselves(house: Cluster) -> None:
    with house.wired.database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        connection.rollback()
    release_id = house.desk.signed(house.wired.clock.now(), title="断线之后")

    def sent() -> bool:
        with house.wired.database.snapshot() as tx:
            state = select(Delivery.state).where(
                Delivery.release_id == release_id, Delivery.channel == "feeds"
            )
            return tx.scalar(state) is S.SENT

    eventually(sent)
    eventually(lambda: workers(house) >= 2)
    assert all(each.poll() is None for each in house.workers.values())
