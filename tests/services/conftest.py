"""The engine over the real release room."""

from collections.abc import Iterator

import pytest

from console.database import Database
from console.publishing.dispatcher import Dispatcher
from console.releases.policy import from_settings
from console.settings import Settings
from console.wiring import Wired, dispatcher, wire
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.ledger_room import Room
from tests.staffed import Staffed


@pytest.fixture
def press(desk: Desk, clock: FixedClock) -> Press:
    return Press(desk.database, desk.policy, clock)


@pytest.fixture
def wired(settings: Settings, database: Database, clock: FixedClock) -> Iterator[Wired]:
    del database  # migrated
    made = wire(settings, clock)
    yield made
    made.database.close()


@pytest.fixture
def rollout(wired: Wired) -> Dispatcher:
    """The real channels over the real tree."""
    made = dispatcher(wired, "test")
    made.start()
    return made


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def room(request: pytest.FixtureRequest, settings: Settings, office: Staffed) -> Room:
    name = "cluster" if request.param == "postgresql" else "database"
    database: Database = request.getfixturevalue(name)
    return Room(Desk(database, from_settings(settings), office.lay(database)))
