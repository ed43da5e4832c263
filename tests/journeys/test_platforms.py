"""A platform account is connected as its owner does it; what is signed then goes out by itself,
withdrawn it is deleted there, and without the connection a person posts again."""

import os
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Page, expect

from console.publishing.rules.plan import Plan, PlannedStage
from console.rehearsal.wire.wechat_account import APP_ID
from console.rehearsal.wire.wechat_account import APP_SECRET as WECHAT_SECRET
from console.rehearsal.wire.weibo import APP_KEY, APP_SECRET
from tests.journeys.bureau import PASSWORD
from tests.journeys.office import Office, eventually, now
from tests.journeys.people import People, sign_in
from tests.journeys.test_reader import withdraw
from tests.web.test_in_the_browser import violations

pytestmark = pytest.mark.browser
ALONE = True  # where an account is connected, nothing is handed over to a person
SHOTS = os.environ.get("FAYAN_SHOTS")


def looked_at(page: Page, name: str) -> None:
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.fixture
def administrator(people: People) -> Iterator[Page]:
    """Whatever happens, the account is left as it was: not connected."""
    page = people.page("admin", phone=True)
    yield page
    page.goto("/platforms/")
    if (button := page.get_by_role("link", name="断开")).count():
        button.click()
        disconnect(page)


def disconnect(page: Page) -> None:
    page.get_by_label("您的口令").fill(PASSWORD)
    page.get_by_role("button", name="断开").click()
    expect(page.get_by_text("已断开。")).to_be_visible()


def connect(page: Page) -> None:
    page.goto("/platforms/")
    section = page.get_by_role("region", name="平安示例（微博·演练替身）")
    expect(section).to_contain_text("未连接")
    page.get_by_label("App Key").fill(APP_KEY)
    page.get_by_label("App Secret").fill(APP_SECRET)
    page.get_by_label("您的口令").fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("密钥已加密，不再显示。")).to_be_visible()
    assert APP_SECRET not in page.content()
    page.get_by_role("link", name="去平台授权").click()
    page.get_by_label("您的口令").fill(PASSWORD)
    page.get_by_role("button", name="继续").click()
    looked_at(page, "platforms-authorise-390")
    page.get_by_role("link", name="打开平台的授权页").click()
    expect(page.get_by_text("App Key 1000000001")).to_be_visible()
    page.get_by_role("button", name="同意授权").click()
    expect(page.get_by_text("已连接。现在起由系统直接发出。")).to_be_visible()
    page.get_by_role("button", name="测试连接").click()
    expect(page.get_by_text("连接正常，授权还剩 29 天。")).to_be_visible()


def delivery(
    office: Office, release_id: UUID, action: str = "publish", channel: str = "weibo"
) -> tuple[str, str]:
    """State, and the link of the receipt."""
    query = (
        "SELECT state, json_extract(receipt, '$.url') FROM deliveries"
        " WHERE channel = ? AND action = ? AND replace(release_id, '-', '') = ?"
    )
    found = office.rows(query, channel, action, release_id.hex)
    return (str(found[0][0]), str(found[0][1])) if found else ("", "")


def test_connected_it_goes_out_by_itself_and_disconnected_by_hand(
    administrator: Page, office: Office
) -> None:
    connect(administrator)
    looked_at(administrator, "platforms-390")
    release = office.signed("演练：接入微博之后的通报")
    state, link = eventually(
        lambda: found if (found := delivery(office, release))[0] == "sent" else None
    )
    assert state == "sent"
    assert "接入微博之后的通报" in httpx.get(link).text
    posts = httpx.get(f"{office.bureau.rehearsal}/_ledger").json()
    (mine,) = [each for each in posts if each["path"] and link.endswith(each["path"])]
    assert mine["client_ref"]

    withdraw(office, release)
    assert eventually(lambda: httpx.get(link).status_code == 410)
    assert eventually(lambda: delivery(office, release, "withdraw")[0] == "sent")

    administrator.goto("/platforms/")
    administrator.get_by_role("link", name="断开").click()
    looked_at(administrator, "platforms-disconnect-390")
    disconnect(administrator)
    by_hand = office.signed("演练：断开之后的通报")
    assert eventually(lambda: delivery(office, by_hand)[0] == "handed_over")
    kept = office.rows("SELECT app_secret, token FROM account_keys")
    assert APP_SECRET not in str(kept)
    assert office.events("credentials:account:connected", "platform:weibo:main") == 1
    office.audit_holds()


def test_an_authorisation_that_began_elsewhere_is_not_taken(
    administrator: Page, office: Office
) -> None:
    administrator.goto("/platforms/weibo/connected?code=stolen&state=made-up")
    expect(administrator.get_by_text("这次授权不是从这个页面开始的，没有采用。")).to_be_visible()
    assert (
        office.rows("SELECT uid FROM account_keys WHERE uid != '' AND account LIKE 'weibo:%'") == []
    )


def at_once(office: Office, title: str) -> UUID:
    """Signed, for the site and WeChat together."""
    release = office.draft(title)
    stage = PlannedStage(("website", "feeds", "wechat"))
    office.desk.write(now(), release, plan=Plan((stage,)))
    digest = office.desk.submit(now(), release, midnight=True)
    for signer in ("unit-head", "secrecy", "leader"):
        office.desk.sign(now(), release, digest, signer)
    return release


def connect_official_account(page: Page) -> None:
    page.goto("/platforms/")
    page.get_by_role("link", name="公众号设置").click()
    keys = page.locator("details", has=page.locator("[name=app_key]"))
    if keys.get_attribute("open") is None:  # it was connected before
        keys.locator("summary").click()
    keys.get_by_label("AppID").fill(APP_ID)
    keys.get_by_label("AppSecret").fill(WECHAT_SECRET)
    keys.get_by_label("您的口令").fill(PASSWORD)
    keys.get_by_role("button", name="保存").click()
    expect(page.get_by_text("下一步：测试连接。")).to_be_visible()
    page.get_by_role("button", name="测试连接").click()
    expect(page.get_by_text("连接正常，草稿箱里有")).to_be_visible()


def test_wechat_goes_out_by_itself_and_at_its_limit_by_hand(
    administrator: Page, office: Office
) -> None:
    page = administrator
    connect_official_account(page)
    looked_at(page, "official-account-390")
    out = at_once(office, "演练：公众号直接发出的通报")
    link = eventually(
        lambda: (
            found[1] if (found := delivery(office, out, channel="wechat"))[0] == "sent" else None
        )
    )
    assert "公众号直接发出的通报" in httpx.get(link).text
    withdraw(office, out)
    assert eventually(lambda: httpx.get(link).status_code == 410)

    fault = {"path": "/cgi-bin/freepublish/submit", "kind": "refused", "code": 45009}
    httpx.post(f"{office.bureau.rehearsal}/_faults", json=fault).raise_for_status()
    full = at_once(office, "演练：次数用完之后的通报")
    eventually(lambda: delivery(office, full, channel="wechat")[0] == "handed_over")
    waiting = office.rows(
        "SELECT id FROM deliveries WHERE channel = 'wechat' AND replace(release_id, '-', '') = ?",
        full.hex,
    )
    page.context.clear_cookies()
    page.goto(f"/handover/{UUID(str(waiting[0][0]))}")
    sign_in(page, "media-reception")
    page.goto(f"/handover/{UUID(str(waiting[0][0]))}")
    expect(page.get_by_text("00:00 恢复").first).to_be_visible()
    looked_at(page, "handover-limit-390")
    office.audit_holds()
    page.context.clear_cookies()
    sign_in(page, "admin")
