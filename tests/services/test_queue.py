"""The cluster's queue: asked in the plan's own transaction, never in its way, and known to the
doctor."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from procrastinate.schema import migrations_path
from sqlalchemy import create_engine, text

from console.database import Database
from console.kernel.errors import Misconfigured
from console.publishing.engines import queue_schema
from console.publishing.engines.cluster import Lanes
from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState as S
from console.upkeep import cluster as doctor
from console.wiring import wire
from tests.clustered import Cluster, clustered
from tests.postgres import fresh_database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def house(tmp_path: Path, postgres: str, migrated_postgres: str) -> Iterator[Cluster]:
    """Nobody works there."""
    with clustered(tmp_path, fresh_database(postgres, migrated_postgres)) as made:
        yield made


def jobs(database: Database) -> list[str]:
    """What is asked for; of a time only that there is one."""
    with database.snapshot() as tx:
        found = tx.scalars(text("SELECT queueing_lock FROM procrastinate_jobs ORDER BY id"))
        return [each.partition("@")[0] + ("@" if "@" in each else "") for each in found]


def test_the_job_is_committed_with_the_plan_or_not_at_all(house: Cluster) -> None:
    desk, database, now = house.desk, house.wired.database, house.wired.clock.now
    release_id = desk.draft(now())
    digest = desk.submit(now(), release_id)
    desk.sign(now(), release_id, digest, "unit-head")
    desk.sign(now(), release_id, digest, "secrecy")
    assert jobs(database) == []

    class Stop(Exception): ...

    def refuse(_tx: object) -> None:
        raise Stop

    broken = wire(house.settings).database
    broken._before = (*broken._before, refuse)
    desk.database = broken
    with pytest.raises(Stop):
        desk.sign(now(), release_id, digest, "leader")
    assert jobs(database) == []
    desk.database = database
    desk.sign(now(), release_id, digest, "leader")
    assert set(jobs(database)) == {"pages", "weibo:main@", "wechat:main@"}
    broken.close()


def test_what_is_asked_for_already_is_no_reason_to_lose_a_signature(house: Cluster) -> None:
    for place in range(3):
        house.desk.signed(house.wired.clock.now(), title=f"第{place}号")
    assert jobs(house.wired.database).count("pages") == 1
    with house.wired.database.transaction() as tx:
        waiting = tx.query(Delivery).filter_by(channel="website").all()
        for row in waiting:
            row.state, row.next_try_at = S.RETRYING, house.wired.clock.now() + timedelta(minutes=5)
    assert jobs(house.wired.database).count("pages@") >= 1


def test_a_broken_queue_keeps_nobody_from_signing(house: Cluster) -> None:
    with house.wired.database.engine.begin() as connection:
        connection.execute(text("DROP TABLE procrastinate_jobs CASCADE"))
    release_id = house.desk.signed(house.wired.clock.now())
    with house.wired.database.snapshot() as tx:
        states = tx.query(Delivery.state).filter_by(release_id=release_id).all()
        assert {state for (state,) in states} == {S.WAITING}
        assert [each.code for each in doctor.look(tx)] == ["doctor.queue"]
    with pytest.raises(Misconfigured, match=r"config\.queue_not_laid"):
        queue_schema.check(house.settings.database_url)


def test_the_doctor_tells_a_house_without_workers_and_jobs_that_nobody_takes(
    house: Cluster,
) -> None:
    house.desk.signed(house.wired.clock.now())

    def told() -> dict[str, object]:
        with house.wired.database.snapshot() as tx:
            return {each.code: each.parameters.get("count") for each in doctor.look(tx)}

    assert told() == {"doctor.no_worker": None}
    with house.wired.database.engine.begin() as connection:
        connection.execute(
            text("UPDATE procrastinate_events SET at = now() - interval '3 minutes'")
        )
        connection.execute(
            text(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 h')"
            )
        )
    assert told() == {"doctor.no_worker": None, "doctor.jobs_waiting": 1}
    with house.wired.database.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id ="
                " (SELECT id FROM procrastinate_workers) WHERE queueing_lock = 'pages'"
            )
        )
        connection.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
    assert told() == {"doctor.jobs_stalled": 1}


@pytest.mark.parametrize(("ahead", "told"), [(14, []), (-14, []), (16, [16]), (-16, [16])])
def test_the_doctor_tells_a_clock_apart_from_the_databases(
    house: Cluster, ahead: int, told: list[int]
) -> None:
    class Ahead:
        def now(self) -> datetime:
            return datetime.now(UTC) + timedelta(seconds=ahead)

    with house.wired.database.snapshot() as tx:
        found = list(doctor.clock(tx, Ahead(), timedelta(seconds=60)))
    assert [each.parameters["seconds"] for each in found] == told
    assert {each.code for each in found} <= {"doctor.clock"}


def test_the_queues_tables_are_laid_once_and_brought_up_from_an_older_version(
    postgres: str,
) -> None:
    fresh, old = fresh_database(postgres), fresh_database(postgres)
    for _ in range(2):
        queue_schema.lay(fresh)
    steps = sorted(migrations_path.glob("*.sql"))
    engine = create_engine(old)
    with engine.begin() as connection:
        for path in steps[:-4]:
            queue_schema._run(connection, path.read_text(encoding="utf-8"))
        said = f"{queue_schema.SIGN}{steps[-5].name}"
        connection.execute(text(f"COMMENT ON TABLE {queue_schema.TABLE} IS '{said}'"))
    engine.dispose()
    with pytest.raises(Misconfigured):
        queue_schema.check(old)
    queue_schema.lay(old)
    queue_schema.check(old)
    assert functions(old) == functions(fresh)


def functions(url: str) -> set[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = set(
            connection.scalars(
                text("SELECT proname FROM pg_proc WHERE proname LIKE 'procrastinate%'")
            )
        )
    engine.dispose()
    return found


def test_one_lane_has_one_server_in_a_process_and_who_comes_meanwhile_is_not_forgotten() -> None:
    lanes, done = Lanes(), []

    def work() -> None:
        done.append(lanes.busy())
        if len(done) == 1:
            lanes.serve("pages", lambda: pytest.fail("two in one lane"))

    lanes.serve("pages", work)
    assert done == [{"pages"}, {"pages"}]
    with pytest.raises(ZeroDivisionError):
        lanes.serve("pages", lambda: 1 // 0)
    assert not lanes.busy()
