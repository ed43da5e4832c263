"""A reader follows an incident in an open browser: a first report, four updates, a correction and a
withdrawal."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from console.releases import service as releases
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from tests.journeys.office import Office, eventually, now
from tests.journeys.people import PATIENCE, PHONE

pytestmark = pytest.mark.browser
TITLE = "城北物流园仓库起火"
TEXTS = (
    "11月23日19时42分许，城北物流园一仓库起火。截至20时，已造成2人受伤。",
    "截至20时30分，事故已造成1人死亡、5人受伤。明火已控制。",
    "截至21时，事故已造成1人死亡、5人受伤，2人失联。搜救正在进行。",
    "截至21时30分，事故已造成1人死亡、5人受伤，2人失联。余火正在清理。",
    "截至22时，事故已造成2人死亡、5人受伤，1人失联。道路恢复通行。",
)
TITLES = ("情况通报", "情况通报（二）", "情况通报（三）", "情况通报（四）", "情况通报（五）")
ADVICE = "请绕行城北大道。"


@pytest.fixture
def reader(office: Office, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        base_url=office.bureau.newsroom,
        viewport=PHONE,
        locale="zh-CN",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.clock.install()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    yield page
    context.close()


def offered(page: Page) -> None:
    """Half a minute passes; something new is offered, nothing has moved, and it is taken."""
    heading = page.locator("main h2").first
    before = heading.bounding_box()
    page.clock.run_for(30_000)
    offer = page.locator(".news a")
    expect(offer).to_be_visible()
    assert heading.bounding_box() == before
    offer.click()
    expect(page.locator(".news a")).to_have_count(0)


def publish(office: Office, incident: UUID, place: int) -> UUID:
    release_id = office.draft(
        TITLES[place], text=TEXTS[place], incident_id=incident,
        kind=Kind.INITIAL if place == 0 else Kind.UPDATE,
    )  # fmt: skip
    office.desk.write(
        now(), release_id, advice=ADVICE if place == 1 else "",
        next_update_at=(now() + timedelta(hours=1)).replace(microsecond=0),
    )  # fmt: skip
    digest = office.desk.submit(now(), release_id, midnight=True)
    office.desk.sign_all(now(), release_id, digest)
    eventually(lambda: office.stage(release_id) == "published")
    return release_id


def correct(office: Office, release_id: UUID) -> None:
    with office.wired.database.transaction() as tx:
        started = releases.start_correction(
            tx, now(), office.actor("spokesperson"), office.wired.policy, release_id=release_id,
            kind=Kind.CORRECTION, body=from_input("原文“5人受伤”，现更正为“6人受伤”。"),
        )  # fmt: skip
    digest = office.desk.submit(now(), started.id, midnight=True)
    office.desk.sign_all(now(), started.id, digest)
    eventually(lambda: office.stage(started.id) == "published")


def withdraw(office: Office, release_id: UUID) -> None:
    at = now()
    with office.wired.database.transaction() as tx:
        releases.withdraw(
            tx, at, office.actor("leader"), office.wired.policy, release_id=release_id,
            seen=office.desk.see(release_id).digest, reason="失联人数有误。",
            proof=office.desk.proof("leader", at),
        )  # fmt: skip


def test_a_reader_follows_an_incident_from_the_first_word_to_a_withdrawal(
    office: Office, reader: Page
) -> None:
    page, incident = reader, office.incident(TITLE)
    page.goto("/")
    published = [publish(office, incident, 0)]
    offered(page)
    box = page.locator(".happening", has_text=TITLE)
    expect(box).to_contain_text("下次更新")
    box.get_by_role("link", name=TITLE, exact=True).click()
    expect(page.locator(".figures")).to_contain_text("2 人")

    for place in (1, 2, 3, 4):
        published.append(publish(office, incident, place))
        offered(page)
        newest = page.locator(".timeline > li").first
        expect(newest).to_contain_text(TITLES[place])
        expect(newest).to_contain_text("最新")
        expect(page.locator(".advice")).to_contain_text(ADVICE)
    expect(newest.locator(".changes")).to_contain_text("死亡 1 人 → 2 人")
    expect(newest.locator(".changes")).to_contain_text("失联 2 人 → 1 人")

    correct(office, published[4])
    offered(page)
    newest = page.locator(".timeline > li").first
    expect(newest.locator(".mark").first).to_have_text("更正")
    expect(newest.locator(".changes")).to_contain_text("受伤 5 人 → 6 人")
    expect(page.locator(".figures tr", has_text="受伤")).to_contain_text("6 人")
    corrected = page.locator(".timeline > li", has_text=TITLES[4]).last
    expect(corrected).to_contain_text("已更正")

    withdraw(office, published[2])
    number = office.number(published[2])
    address = f"{office.bureau.newsroom}/releases/{number}/"
    eventually(lambda: page.request.get(address).status == 410)
    offered(page)
    newest = page.locator(".timeline > li").first
    expect(newest).to_contain_text("失联人数有误。")
    expect(page.locator("main")).not_to_contain_text("搜救正在进行")
    newest.get_by_role("link").first.click()
    expect(page.locator("h1")).to_have_text("这篇通稿已撤回")
    expect(page.locator("main")).to_contain_text("失联人数有误。")
