"""People at their browsers: what each of them does, by the words on the screen."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.bureau import PASSWORD, Bureau

SHANGHAI = ZoneInfo("Asia/Shanghai")
SIGNERS = ("unit-head", "secrecy", "leader")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
NUMBER = re.compile(r"\d{4}-\d{4}")
PATIENCE = 40_000  # milliseconds


class People:
    """One browser context a person; whoever acts for the first time signs in."""

    def __init__(self, bureau: Bureau, browser: Browser) -> None:
        self.bureau, self._browser = bureau, browser
        self._pages: dict[str, tuple[BrowserContext, Page]] = {}

    def page(self, username: str, *, phone: bool = False) -> Page:
        if username not in self._pages:
            context = self._browser.new_context(
                viewport=PHONE if phone else DESK, locale="zh-CN", base_url=self.bureau.console
            )
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            self._pages[username] = (context, page)
            sign_in(page, username)
        return self._pages[username][1]

    def signed_out(self, username: str) -> None:
        """Their roles were changed, which ends every session: the next page signs in anew."""
        context, _page = self._pages.pop(username, (None, None))
        if context is not None:
            context.close()

    def go_home(self) -> None:
        for context, _ in self._pages.values():
            context.close()


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def draft(
    page: Page, *, kind: str, column: str, title: str, text: str, at: datetime | None = None
) -> str:
    """In the editor, as a spokesperson types it; the release's id."""
    page.goto("/releases/new")
    page.check(f"[name=kind][value={kind}]")
    page.check(f"[name=column][value={column}]")
    page.get_by_role("button", name="开始写").click()
    page.wait_for_url("**/edit")
    fill_in(page, title=title, text=text)
    if at is not None:
        page.check("[name=when][value=chosen]")
        page.fill("[name=at]", f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M:%S}")
    return page.url.rsplit("/", 2)[-2]


def fill_in(page: Page, *, title: str, text: str) -> None:
    page.fill("[name=title]", title)
    page.fill("#body", text)


def submit(page: Page) -> str:
    """送审 from the editor; the number that was given."""
    button = page.get_by_role("button", name="送审", exact=True)
    button.click()
    midnight = page.locator("[name=after_midnight]")
    page.wait_for_url(lambda url: not url.endswith("/edit"))
    if midnight.count():  # the tests are run between 00:00 and 01:00
        midnight.check()
        button.click()
    page.wait_for_url(re.compile(r"/releases/[0-9a-f-]{36}$"))
    expect(page.get_by_text("已送审")).to_be_visible()
    found = NUMBER.search(page.locator(".release-line").first.inner_text())
    assert found, page.inner_text("main")
    return found[0]


def sign(page: Page, release_id: str, *, comment: str = "") -> None:
    """From the review screen: read, press, prove, done."""
    page.goto(f"/releases/{release_id}/review")
    page.locator("[data-sheet=sign]").click()
    sheet = page.locator("#sign")
    sheet.locator("[name=password]").fill(PASSWORD)
    if comment:
        sheet.locator("[name=comment]").fill(comment)
    sheet.locator("button.btn-primary").click()
    expect(page.get_by_role("status").get_by_text(re.compile("已审核通过|已签发"))).to_be_visible()


def in_seconds(seconds: int) -> datetime:
    """A whole second from now; never one that would be asked about after midnight twice."""
    return (datetime.now(SHANGHAI) + timedelta(seconds=seconds)).replace(microsecond=0)


def await_incident(page: Page) -> None:
    """Its page after opening. In the bureau that journeys share, releases of others may be planned:
    then what could be held is shown first, and nobody here holds it."""
    page.wait_for_url(re.compile(r"/incidents/[0-9a-f-]{36}(/quiet)?$"))
    if page.url.endswith("/quiet"):
        page.goto(page.url.removesuffix("/quiet"))
