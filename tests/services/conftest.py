"""The engine over the real release room."""

from collections.abc import Iterator

import pytest

from console.database import Database
from console.publishing.dispatcher import Dispatcher
from console.settings import Settings
from console.wiring import Wired, dispatcher, wire
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock


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
