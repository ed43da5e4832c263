"""A shift is handed over: what is open in one page, taken on a phone, all of it in the audit."""

import os
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from console.duty import queries as duty
from console.incidents.service import clocks
from console.people import queries
from tests.journeys.bureau import PASSWORD
from tests.journeys.office import Office, now
from tests.journeys.people import People
from tests.web.test_in_the_browser import violations

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("FAYAN_SHOTS")


def pair_of(office: Office, shift: duty.ShiftView | None) -> tuple[str, str]:
    """User names of A and B."""
    assert shift, "the demonstration has a roster"
    with office.wired.database.snapshot() as tx:
        found = queries.names(tx, (shift.a_id, shift.b_id))
    return found[shift.a_id].username, found[shift.b_id].username


def looked_at(page: Page, name: str) -> None:
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_a_shift_is_handed_over_and_taken_item_by_item(people: People, office: Office) -> None:
    with office.wired.database.snapshot() as tx:
        going, coming = duty.shift_at(tx, now()), duty.shift_after(tx, now())
    (giver, _b), (taker, _other) = pair_of(office, going), pair_of(office, coming)
    incident = office.incident("交接班时的一起事故")
    with office.wired.database.transaction() as tx:
        clocks.promise(tx, now(), office.actor(giver), incident, now() + timedelta(hours=2))

    desk = people.page(giver)
    desk.goto("/")
    desk.get_by_role("link", name="交班", exact=True).click()
    promised = desk.locator("section", has=desk.get_by_role("heading", name="对外承诺"))
    expect(promised).to_contain_text("交接班时的一起事故")
    looked_at(desk, "handover-given-1440")
    desk.fill("[name=note]", "两小时内要有下一次更新。")
    desk.get_by_role("button", name="交班", exact=True).click()
    expect(desk.get_by_text("已交出，已通知接班人。")).to_be_visible()
    path = desk.url
    made = UUID(path.rsplit("/", 1)[-1])

    phone = people.page(taker, phone=True)
    phone.goto("/")
    expect(phone.get_by_role("link", name="去接班").first).to_be_visible()
    phone.goto(path)  # another shift's may wait beside it, from a journey before this one
    phone.wait_for_url(path)
    expect(phone.get_by_text("两小时内要有下一次更新。")).to_be_visible()
    looked_at(phone, "handover-taken-390")
    phone.locator("[name=item]").first.check()
    phone.fill("[name=password]", "not the password")
    phone.get_by_role("button", name="接班", exact=True).click()
    expect(phone.get_by_text("口令不对").first).to_be_visible()
    expect(phone.locator("[name=item]").first).to_be_checked()
    phone.fill("[name=password]", PASSWORD)
    phone.get_by_role("button", name="接班", exact=True).click()
    expect(phone.get_by_text("其余还等您确认")).to_be_visible()
    assert office.events("duty:relief:taken", f"relief:{made}") == 0
    phone.check("[name=all]")
    phone.fill("[name=password]", PASSWORD)
    phone.get_by_role("button", name="接班", exact=True).click()
    expect(phone.locator(".state", has_text="已接班")).to_be_visible()

    assert office.events("duty:relief:given", f"relief:{made}") == 1
    assert office.events("duty:relief:ticked", f"relief:{made}") == 2
    assert office.events("duty:relief:taken", f"relief:{made}") == 1
    office.audit_holds()
    desk.goto("/notices/")
    expect(desk.get_by_text("已接班，您交的各项都已接收").first).to_be_visible()
    desk.goto(path)
    desk.emulate_media(media="print")
    expect(desk.locator("header.top")).to_be_hidden()
    expect(desk.get_by_text("两小时内要有下一次更新。")).to_be_visible()
    looked_at(desk, "handover-printed-1440")
    desk.emulate_media(media="screen")
