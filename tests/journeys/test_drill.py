"""演练, from the form that opens it to the report that is kept; the public sees nothing of it."""

from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from console.publishing.records import Delivery
from console.releases.rules.kinds import Kind
from tests.journeys.bureau import Bureau
from tests.journeys.office import Office, eventually
from tests.journeys.people import People, await_incident

pytestmark = pytest.mark.browser
BAND = "演练 · 此事件不是真实事件"
TITLE = "反恐桌面演练一号"


def test_a_drill_from_start_to_report(people: People, office: Office, bureau: Bureau) -> None:
    speaker = people.page("spokesperson")
    drill = opened(speaker)
    speaker.get_by_role("link", name="参演人员和结束演练").click()
    for name in ("leader", "secrecy"):
        speaker.locator(f"input[value='{office.actor(name).id}']").check()
    speaker.get_by_role("button", name="保存参演人员").click()
    expect(speaker.locator("#toasts")).to_contain_text("参演人员已更新")
    expect(speaker.locator(f"input[value='{office.actor('secrecy').id}']")).to_be_checked()
    release = office.signed("情况通报", kind=Kind.INITIAL, incident_id=UUID(drill))
    eventually(lambda: office.stage(release) == "published")
    number = office.number(release)
    assert number.startswith("Y-")
    eventually(lambda: on_wall(speaker, drill, number) >= 4)
    expect(speaker.locator(".drill-band").last).to_contain_text(BAND)
    assert unseen(bureau, number)
    assert told_to_platforms(office, release) == set()
    speaker.goto(f"/drills/{drill}")
    speaker.locator("#end-drill > summary").click()
    speaker.fill("[name=summary]", "首报及时，审签顺畅。")
    speaker.get_by_role("button", name="确认结束").click()
    expect(speaker.locator("h1")).to_have_text("演练报告")
    expect(speaker.locator("main")).to_contain_text("首报及时，审签顺畅。")
    expect(speaker.locator("main")).to_contain_text("渠道发出")
    with speaker.expect_download() as taken:
        speaker.get_by_role("link", name="下载表格（CSV）").click()
    assert number in taken.value.path().read_text(encoding="utf-8")
    speaker.goto(f"/incidents/{drill}")
    expect(speaker.get_by_role("button", name="重新开启")).to_have_count(0)


def opened(page: Page) -> str:
    page.goto("/incidents/new")
    page.fill("[name=title]", TITLE)
    page.fill("[name=place]", "演练场")
    page.locator("[name=category]").select_option("accident_disaster")
    page.fill("[name=deaths]", "3")
    expect(page.locator("#proposal")).to_contain_text("较大")
    page.locator("[name=drill]").check()
    page.locator("form.incident-form button.btn-primary").click()
    await_incident(page)
    expect(page.locator(".drill-band").last).to_contain_text(BAND)
    return page.url.rsplit("/", 1)[-1]


def on_wall(page: Page, drill: str, number: str) -> int:
    page.goto(f"/drills/{drill}/wall")
    return page.locator(".wall-card", has_text=number).count()


def unseen(bureau: Bureau, number: str) -> bool:
    """The public's own server does not know it, by page or by list."""
    for path in ("/", "/feed.xml", "/latest.json", "/signage.json", "/sitemap.xml"):
        assert number not in httpx.get(f"{bureau.newsroom}{path}").text
    return httpx.get(f"{bureau.newsroom}/releases/{number}/").status_code == httpx.codes.NOT_FOUND


def told_to_platforms(office: Office, release: UUID) -> set[str]:
    """What the stand-ins were told of it."""
    with office.wired.database.snapshot() as tx:
        refs = tx.scalars(select(Delivery.client_ref).where(Delivery.release_id == release)).all()
    assert refs
    ledger = httpx.get(f"{office.bureau.rehearsal}/_ledger").json()
    return set(refs) & {each["client_ref"] for each in ledger}
