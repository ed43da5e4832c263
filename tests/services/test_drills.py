"""演练: it is written and signed like anything else, and goes out in the demonstration alone."""

from dataclasses import replace
from uuid import UUID

from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.publishing.rules.states import DeliveryState as S
from console.releases import service
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock


def drilled(desk: Desk, clock: FixedClock) -> UUID:
    form = IncidentForm("演练：厂房爆炸", "示例区", Level.SERIOUS, "演练", clock.now(), drill=True)
    with desk.database.transaction() as tx:
        incident = incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form
        )
    return desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=incident)


def test_a_drill_goes_to_no_channel_of_a_real_bureau(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    press.policy = desk.policy = replace(desk.policy, drills_go_out=False)
    release_id = drilled(desk, clock)
    press.dispatcher().tick()
    assert set(press.states().values()) == {S.CANCELLED}
    assert press.row("website").trouble == "delivery.drill"
    assert (press.website.told, press.weibo.calls) == ([], [])
    view = desk.see(release_id)
    assert view.row.stage is Stage.SCHEDULED
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            version=view.row.version, reason="演练结束",
        )  # fmt: skip
    assert desk.see(release_id).row.stage is Stage.DRAFT


def test_a_drill_of_the_demonstration_runs_to_its_end(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release_id = drilled(desk, clock)
    press.dispatcher().tick()
    assert desk.see(release_id).row.stage is Stage.PUBLISHED
    assert press.website.told
