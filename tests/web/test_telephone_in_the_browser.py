"""电话核签 on two phones: the deputy rings the leader, a witness stands by and proves too, and the
leader answers for it afterwards."""

from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from console.people.records import Person
from console.releases.rules.kinds import Kind
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.test_in_the_browser import WIDTHS, opened, site
from tests.web.test_on_scene_in_the_browser import looked_at
from tests.web.visitor import PASSWORD

pytestmark = pytest.mark.browser
__all__ = ["site"]


@pytest.fixture
def release_id(desk: Desk, clock: FixedClock) -> UUID:
    with desk.database.transaction() as tx:
        tx.execute(update(Person).values(telephone="0954-2032110"))
    made = desk.draft(clock.now(), kind=Kind.NOTICE, column="notices", title="交通管制通告")
    digest = desk.submit(clock.now(), made)
    for by in ("unit-head", "secrecy"):
        desk.sign(clock.now(), made, digest, by)
    return made


def test_signed_by_telephone_and_confirmed_in_person(
    browser: Browser, site: str, desk: Desk, release_id: UUID
) -> None:
    theirs, caller = opened(browser, site, width=WIDTHS["phone"], username="deputy")
    caller.goto(f"/releases/{release_id}")
    caller.get_by_role("link", name="电话核签").first.click()
    caller.get_by_role("button", name="给此人打电话").first.click()
    expect(caller.get_by_role("link", name="0954-2032110")).to_have_attribute(
        "href", "tel:0954-2032110"
    )
    looked_at(caller, "telephone-call")
    code = caller.locator(".call-code").inner_text()
    for figure in caller.locator("[name=figure]").all():
        figure.check()
    caller.get_by_label("对方复述的核对码").fill("ABC 234")
    caller.locator("[name=password]").fill(PASSWORD)
    caller.get_by_label("见证人", exact=True).select_option(str(desk.people["legal"].id))
    caller.get_by_label("见证人的口令").fill(PASSWORD)
    caller.get_by_role("button", name="记录电话核签").click()
    expect(caller.locator("#code_heard-error")).to_be_visible()
    assert desk.see(release_id).row.stage.value == "in_review"
    caller.get_by_label("对方复述的核对码").fill(code.lower())
    caller.locator("[name=password]").fill(PASSWORD)
    caller.get_by_label("见证人的口令").fill(PASSWORD)
    caller.get_by_role("button", name="记录电话核签").click()
    expect(caller.get_by_text("电话核签，未确认").first).to_be_visible()
    assert desk.see(release_id).row.stage.value == "scheduled"

    own, signer = opened(browser, site, width=WIDTHS["phone"], username="leader")
    expect(signer.get_by_text("电话核签，待您确认")).to_be_visible()
    signer.get_by_role("link", name="去确认").click()
    expect(signer.get_by_text("这个字是您在电话里签的吗？")).to_be_visible()
    looked_at(signer, "telephone-confirm")
    signer.locator("[name=password]").fill(PASSWORD)
    signer.get_by_role("button", name="是我签的，确认").click()
    expect(signer.get_by_text("当面确认").first).to_be_visible()
    theirs.close()
    own.close()
