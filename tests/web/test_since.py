"""较上一期 beside the editor: old and new figures, the template, and how to put it away."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from console.incidents import service as incidents
from console.incidents.rules.facts import FactKey
from console.incidents.service.facts import FactForm
from console.kernel.ids import new_id
from console.release_templates.service import plant
from console.releases import service
from console.releases.rules.kinds import Kind
from console.releases.templating import VOCABULARY
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_incidents import FORM
from tests.services.test_templated_drafts import begun, known
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]


def opened(desk: Desk, clock: FixedClock) -> UUID:
    with desk.database.transaction() as tx:
        plant(tx, clock.now(), VOCABULARY)
        return incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], ZoneInfo("Asia/Shanghai"), FORM
        )


def published(desk: Desk, clock: FixedClock, incident: UUID) -> UUID:
    first = begun(desk, clock, incident)
    desk.sign_all(clock.now(), first, desk.submit(clock.now(), first))
    Press(desk.database, desk.policy, clock).dispatcher().tick()
    return first


def test_what_rose_since_the_last_release_is_told_old_and_new(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    incident = opened(desk, clock)
    known(desk, clock, incident, FactForm(FactKey.DEATHS, 2), FactForm(FactKey.MISSING, 1))
    published(desk, clock, incident)
    known(desk, clock, incident, FactForm(FactKey.DEATHS, 3), FactForm(FactKey.MISSING, 1))
    known(desk, clock, incident, FactForm(FactKey.CAUSE, "燃气泄漏"), releasable=False)
    known(desk, clock, incident, FactForm(FactKey.MEASURES, "<b>搜救</b>正在进行"))
    visitor = signed_in("spokesperson")
    draft = begun(desk, clock, incident)
    panel = visitor.get(f"/releases/{draft}/since", htmx=True).text
    assert "<del>死亡2人</del>" in panel
    assert "<ins>死亡3人</ins>" in panel
    assert "失联" not in panel  # the same again is no change
    assert "燃气" not in panel
    assert "&lt;b&gt;搜救&lt;/b&gt;" in panel
    assert "续报（通用）" in panel
    assert f"/releases/{draft}/since" in visitor.get(f"/releases/{draft}/edit").text
    assert "Since the last release" in visitor.get(f"/releases/{draft}/since?lang=en").text


def test_a_first_report_has_no_last_one_and_its_template_is_put_away_in_one_press(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    draft = begun(desk, clock, opened(desk, clock))
    visitor = signed_in("spokesperson")
    page = visitor.get(f"/releases/{draft}/since").text
    assert "首报（通用）" in page
    assert "→" not in page
    for _ in range(2):  # pressed twice
        assert visitor.post(f"/releases/{draft}/put-away", {}).status_code == 303
    assert "已不再按模板起草" in visitor.get(f"/releases/{draft}/since").text


def test_only_a_drafter_of_a_draft_puts_a_template_away(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    draft = begun(desk, clock, opened(desk, clock))
    assert signed_in("leader").post(f"/releases/{draft}/put-away", {}).status_code == 403
    visitor = signed_in("spokesperson")
    assert visitor.post(f"/releases/{new_id()}/put-away", {}).status_code == 404
    assert visitor.get(f"/releases/{new_id()}/since").status_code == 404
    clock.at += timedelta(seconds=5)
    desk.submit(clock.now(), draft)
    assert visitor.post(f"/releases/{draft}/put-away", {}).status_code == 409


def test_a_draft_of_nothing_offers_no_panel(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    with desk.database.transaction() as tx:
        made = service.start(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            kind=Kind.STATEMENT, column="bulletins",
        )  # fmt: skip
    page = signed_in("spokesperson").get(f"/releases/{made.id}/edit").text
    assert 'id="since"' not in page
