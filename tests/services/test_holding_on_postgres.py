"""A cleared statement on PostgreSQL: the same rules, and what was signed is kept there too."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from console.database import Database
from console.release_templates import queries
from console.release_templates import service as templates
from console.releases.policy import from_settings
from console.releases.rules.workflow import Stage
from console.settings import Settings
from tests.builders import Desk
from tests.cleared import Night, cleared, opened_incident
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.staffed import Staffed

pytestmark = pytest.mark.postgres
CHANGES = (
    "UPDATE template_versions SET text = 'x'",
    "UPDATE template_versions SET categories = '[]'",
    "UPDATE template_clearances SET chain = '[]'",
    "DELETE FROM clearance_signatures",
)


@pytest.fixture
def night(cluster: Database, settings: Settings, clock: FixedClock, office: Staffed) -> Night:
    desk = Desk(cluster, from_settings(settings), office.lay(cluster))
    clearance = cleared(desk, clock)
    clock.at += timedelta(minutes=1)
    return Night(desk, clock, opened_incident(desk, clock), clearance)


def test_it_goes_the_whole_way(night: Night) -> None:
    release = night.put()
    assert night.put() == release
    assert night.sign(release)
    Press(night.desk.database, night.desk.policy, night.clock).dispatcher().tick()
    assert night.desk.see(release).row.stage is Stage.PUBLISHED
    assert night.refusal(release) is None


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_keeps_what_was_written_and_signed(night: Night, change: str) -> None:
    with (
        pytest.raises(DBAPIError, match="is kept"),
        night.desk.database.transaction() as tx,
    ):
        tx.execute(text(change))


def test_a_template_is_retired_with_its_clearance(night: Night) -> None:
    desk = night.desk
    with desk.database.transaction() as tx:
        found = queries.clearance(tx, night.clearance)
        templates.retire(tx, night.clock.now(), desk.people["admin"], found.version.template_id)
        ended = queries.clearance(tx, night.clearance)
    assert ended.ended_because == "retired"
