"""``fayan migrate-database``: the demonstration moves to PostgreSQL whole, and goes on there."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import create_engine, select, text

from console import audit
from console.database import Database
from console.demo.acts import person
from console.kernel.errors import FayanError, Invalid, Misconfigured, NotNow
from console.publishing.queries import holds
from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.settings import Settings
from console.upkeep import copying, moving, tables
from console.wiring import dispatcher, wire
from tests.builders import STAFF, Desk
from tests.conftest import rehearsal_settings
from tests.fakes import FixedClock
from tests.postgres import fresh_database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def quiet(_done: int, _total: int) -> None: ...


@pytest.fixture
def house(seeded: Path, tmp_path: Path, postgres: str) -> Settings:
    """The demonstration's folder, told to use an empty PostgreSQL database."""
    var = tmp_path / "var"
    shutil.copytree(seeded, var)
    return structs.replace(rehearsal_settings(var), database_url=fresh_database(postgres))


@pytest.fixture
def file(house: Settings) -> Path:
    return house.var / "fayan.sqlite3"


def sums(url: str) -> dict[str, int]:
    """Of every table, by the same reading on both engines."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {}
        for table in copying.schema.metadata.sorted_tables:
            found[table.name] = 0
            for part in tables.parts(connection, table):
                found[table.name] = tables.digest(part, found[table.name])
    engine.dispose()
    return found


def refused(settings: Settings, file: Path, error: type[FayanError], code: str) -> None:
    with pytest.raises(error) as told:
        moving.move(settings, file, FixedClock().now(), quiet)
    assert told.value.code == code


def test_the_demonstration_moves_whole_and_publishes_there(
    house: Settings, file: Path, clock: FixedClock
) -> None:
    before = sums(f"sqlite:///{file}")
    drawn: list[tuple[int, int]] = []
    made = moving.move(house, file, clock.now(), lambda done, total: drawn.append((done, total)))
    assert sums(house.database_url) == before
    assert made.tables["audit_events"] == made.events > 10
    assert drawn[0][0] == 0
    assert drawn[-1][0] == drawn[-1][1] == 2 * sum(made.tables.values())

    there = wire(house, clock)
    with there.database.snapshot() as tx:
        verdict = audit.verify(tx)
        assert (verdict.broken, verdict.head) == (None, made.head)
        assert not holds(tx)  # only the file is on hold
        people = {name: person(tx, name) for name in STAFF}
    desk = Desk(there.database, there.policy, people)
    release_id = desk.signed(clock.now(), title="迁移之后发的第一篇")
    sender = dispatcher(there, "there")
    sender.start()
    sender.tick()
    with there.database.snapshot() as tx:
        state = tx.scalars(
            select(Delivery.state).where(
                Delivery.release_id == release_id, Delivery.channel == "feeds"
            )
        ).one()
        assert audit.verify(tx).broken is None
    assert state is S.SENT
    assert "迁移之后发的第一篇" in (house.public_tree / "feed.xml").read_text(encoding="utf-8")
    there.database.close()


def test_the_file_sends_nothing_any_more_and_is_not_moved_twice(
    house: Settings, file: Path, clock: FixedClock
) -> None:
    moving.move(house, file, clock.now(), quiet)
    old = Database(f"sqlite:///{file}")
    with old.snapshot() as tx:
        (hold,) = [each for each in holds(tx) if each.scope is HoldScope.ALL]
        assert audit.verify(tx).broken is None
    old.close()
    assert hold.reason == moving.MOVED
    refused(house, file, NotNow, "move.not_empty")


def test_what_stands_in_the_way_is_said_and_nothing_is_moved(
    house: Settings, file: Path, tmp_path: Path
) -> None:
    lite = structs.replace(house, database_url=f"sqlite:///{file}")
    refused(lite, file, Misconfigured, "move.no_target")
    refused(house, tmp_path / "none.sqlite3", Misconfigured, "config.no_database")
    away = structs.replace(house, database_url="postgresql+psycopg://a:hidden@127.0.0.1:1/x")
    refused(away, file, Misconfigured, "config.database_unreachable")
    with sqlite3.connect(file) as old:
        old.execute("UPDATE alembic_version SET version_num = '0001'")
    refused(house, file, NotNow, "move.old_schema")
    engine = create_engine(house.database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE somebody_elses (id int)"))
    engine.dispose()
    with sqlite3.connect(file) as old:
        old.execute("UPDATE alembic_version SET version_num = ?", (moving.schema.revision(),))
    refused(house, file, NotNow, "move.not_empty")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE somebody_elses"))
    refused(house, file, NotNow, "move.target_in_use")  # our pool keeps the connection
    engine.dispose()
    old.close()
    console = Database(f"sqlite:///{file}")
    with console.snapshot() as tx:
        tx.execute(text("SELECT 1"))
    refused(house, file, NotNow, "move.in_use")
    console.close()


def rename(file: Path, name: str) -> None:
    old = sqlite3.connect(file)
    with old:
        old.execute("UPDATE people SET name = ? WHERE username = 'admin'", (name,))
    old.close()


def test_what_postgres_does_not_take_is_named_and_the_move_can_be_run_again(
    house: Settings, file: Path, clock: FixedClock
) -> None:
    rename(file, "某\0某")
    with pytest.raises(Invalid) as told:
        moving.move(house, file, clock.now(), quiet)
    assert (told.value.code, told.value.parameters["table"]) == ("move.refused", "people")
    old = Database(f"sqlite:///{file}")
    with old.snapshot() as tx:
        assert not holds(tx)
    old.close()
    rename(file, "某某")
    moving.move(house, file, clock.now(), quiet)
