"""What the public reads follows what happened, through the real dispatcher and the real tree."""

from uuid import UUID

import pytest

from console.incidents import queries as incidents
from console.incidents import service
from console.incidents.rules.facts import FactKey
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.newsroom import words
from console.publishing.dispatcher import Dispatcher
from console.releases.rules.kinds import Kind
from console.releases.rules.ties import tie
from console.wiring import Wired
from tests.builders import Desk
from tests.fakes import START, FixedClock
from tests.services.test_facts import Room
from tests.services.test_ties import LATER, draft, known


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    form = IncidentForm("某厂房爆炸", "示例区工业路", Level.SERIOUS, "初判", clock.now())
    with desk.database.transaction() as tx:
        return service.open_incident(
            tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form
        )


def page(wired: Wired, path: str) -> str:
    return (wired.tree.read(path) or b"").decode()


def test_an_incident_that_is_closed_is_no_longer_the_first_thing_at_home(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    rollout.tick()
    assert "正在发布的事件" in page(wired, "index.html")
    with desk.database.transaction() as tx:
        view = incidents.of_id(tx, incident)
        service.close(
            tx, clock.now(), desk.people["spokesperson"], incident, view.version, "已处置完毕"
        )
    rollout.tick()
    assert "正在发布的事件" not in page(wired, "index.html")


def test_a_new_name_of_an_incident_is_public_only_once_it_was_signed(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    desk.signed(clock.now(), kind=Kind.INITIAL, incident_id=incident)
    rollout.tick()
    with desk.database.transaction() as tx:
        view = incidents.of_id(tx, incident)
        form = IncidentForm("平安路厂房爆炸", view.place, view.level, "初判", view.detected_at)
        service.change(tx, clock.now(), desk.people["spokesperson"], incident, view.version, form)
    rollout.tick()
    shown = ("index.html", "incidents/2026-E0001/index.html", "incidents/2026-E0001/feed.xml")
    assert not any("平安路厂房爆炸" in page(wired, path) for path in wired.tree.paths())
    desk.signed(clock.move(hours=1), kind=Kind.UPDATE, incident_id=incident, title="情况通报（二）")
    rollout.tick()
    for path in (*shown, "releases/2026-0002/index.html"):
        assert "平安路厂房爆炸" in page(wired, path), path


def test_an_incident_without_a_public_word_changes_no_page(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    before = page(wired, "index.html")
    with desk.database.transaction() as tx:
        service.close(tx, clock.now(), desk.people["spokesperson"], incident, 1, "误报")
    rollout.tick()
    assert page(wired, "index.html") == before
    assert not page(wired, "incidents/2026-E0001/index.html")


def test_an_incidents_page_tells_a_figure_as_of_the_fact_that_was_signed(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock
) -> None:
    room = Room(desk)
    hurt = known(room, FactKey.INJURIES, 5)
    phone = known(room, FactKey.ENQUIRY_PHONE, "0000-0000000", at=3)
    clock.at = LATER
    made = draft(
        room, f"<p>事故已造成{tie(hurt, '5人受伤')}，咨询电话{tie(phone, '0000-0000000')}。</p>"
    )
    desk.sign_all(clock.now(), made, desk.submit(clock.now(), made, midnight=True))
    rollout.tick()
    shown = page(wired, "incidents/2026-E0001/index.html")
    table = shown[shown.index('class="figures"') : shown.index("</table>")]
    assert "5 人" in table
    assert f'datetime="{words.stamp(START, desk.policy.zone)}"' in table
    assert "家属和咨询电话" in table
