"""The engine over the real release room."""

import pytest

from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock


@pytest.fixture
def press(desk: Desk, clock: FixedClock) -> Press:
    return Press(desk.database, desk.policy, clock)
