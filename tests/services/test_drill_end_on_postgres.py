"""The end of a drill beside a dispatcher on PostgreSQL: both lock releases before deliveries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from console.database import Database
from console.incidents.queries import of_id
from console.incidents.rules.levels import IncidentStatus
from console.publishing.records import Delivery
from console.releases.policy import from_settings
from console.releases.records import Release
from console.releases.rules.kinds import Kind
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.journeys.office import eventually
from tests.services.test_drill_end import end
from tests.services.test_drills import opened
from tests.staffed import Staffed

pytestmark = pytest.mark.postgres
WAITS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def test_the_end_takes_no_delivery_whose_release_somebody_holds(
    cluster: Database, settings: Settings, clock: FixedClock, office: Staffed
) -> None:
    desk = Desk(cluster, from_settings(settings), office.lay(cluster))
    drill = opened(desk, clock)
    release = desk.signed(
        clock.now(), kind=Kind.INITIAL, incident_id=drill, go_at=clock.now() + timedelta(hours=3)
    )
    own = select(Delivery.id).where(Delivery.release_id == release)
    with ThreadPoolExecutor(1) as other:
        with cluster.transaction() as dispatcher:
            dispatcher.execute(select(Release.id).where(Release.id == release).with_for_update())
            ending = other.submit(end, desk, clock, drill)

            def waits() -> bool:
                with cluster.snapshot() as tx:
                    return bool(tx.scalar(WAITS))

            eventually(waits)
            assert len(dispatcher.scalars(own.with_for_update(nowait=True)).all()) == 4
        ending.result(timeout=30)
    with cluster.snapshot() as tx:
        assert of_id(tx, drill).status is IncidentStatus.CLOSED
