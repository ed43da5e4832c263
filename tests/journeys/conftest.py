"""A running bureau and real browsers, shared by the journeys of one worker."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.bureau import Bureau, running
from tests.journeys.office import Office
from tests.journeys.people import People


@pytest.fixture(scope="session")
def shared_bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with running(tmp_path_factory.mktemp("bureau")) as started:
        yield started


@pytest.fixture(scope="module")
def bureau(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bureau]:
    """Shared, but for a module that leaves behind what other journeys must not meet: it says
    ``ALONE`` and has its own."""
    if not getattr(request.module, "ALONE", False):
        yield request.getfixturevalue("shared_bureau")
        return
    with running(tmp_path_factory.mktemp("alone")) as started:
        yield started


@pytest.fixture
def people(bureau: Bureau, browser: Browser) -> Iterator[People]:
    gathered = People(bureau, browser)
    yield gathered
    gathered.go_home()


@pytest.fixture(scope="module")
def crowd(bureau: Bureau, browser: Browser) -> Iterator[People]:
    """The same people for a whole module: each signs in once."""
    gathered = People(bureau, browser)
    yield gathered
    gathered.go_home()


@pytest.fixture(scope="module")
def office(bureau: Bureau) -> Iterator[Office]:
    opened = Office.of(bureau)
    yield opened
    opened.close()
