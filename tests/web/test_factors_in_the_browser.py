"""The journey of second factors, on a phone: enrol, sign with a code, add a passkey, sign in and
sign with it. Chromium's virtual authenticator stands in for the finger."""

import os
from collections.abc import Callable
from dataclasses import replace as with_fields
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Page, expect

from console.audit import Event, queries
from console.audit.queries import Filter
from console.database import Database
from console.web.services import Services
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.enrolled import HERE, Phone
from tests.web.test_in_the_browser import opened, site, violations
from tests.web.visitor import PASSWORD

pytestmark = pytest.mark.browser
__all__ = ["site"]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def here(site: str, app: Flask, services: Services) -> str:
    """The console knows the address that browsers find it at."""
    settings = replace(services.settings, console_url=site)
    app.extensions["fayan"] = with_fields(services, settings=settings)
    return site


def with_device(context: BrowserContext, page: Page) -> None:
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


SMALL = """[...document.querySelectorAll('main button, main .btn, main input, dialog[open] .btn')]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 1)
  .filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 120))"""


def looked_at(page: Page, name: str) -> None:
    """What no address of its own leads to. ``FAYAN_SHOTS``: a folder for pictures, for people."""
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert page.evaluate(SMALL) == [], name
    if folder := os.environ.get("FAYAN_SHOTS"):
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})


def signed(page: Page, desk: Desk, clock: FixedClock, prove: Callable[[], None], name: str) -> UUID:
    release_id = desk.draft(clock.now())
    desk.submit(clock.now(), release_id)
    page.goto(f"/releases/{release_id}/review")
    page.locator(".review-bar").get_by_text("审核通过").click()
    if name:
        looked_at(page, name)
    prove()
    expect(page.locator(".toasts")).to_contain_text("已审核通过")
    return release_id


def test_a_signer_enrols_and_signs_with_a_code_and_with_a_passkey(
    browser: Browser, here: str, desk: Desk, clock: FixedClock, database: Database
) -> None:
    context, page = opened(browser, here, width=390, username="unit-head")
    page.goto("/account/")
    page.locator("a[href='/account/verification/']").first.click()
    page.get_by_role("link", name="设置身份验证器").click()
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_alt_text("二维码")).to_be_visible()
    page.get_by_text("扫不了？手工输入密钥").click()
    phone = Phone((page.text_content("#enrol-key") or "").replace(" ", ""), clock)
    page.fill("#code", phone.now())
    page.get_by_role("button", name="启用").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    looked_at(page, "codes")
    page.get_by_role("link", name="已写下，完成").click()

    def type_code() -> None:
        page.fill("#code", phone.code())
        page.locator("#sign").get_by_role("button", name="审核通过").click()

    signed(page, desk, clock, type_code, "sign-code")
    with_device(context, page)
    page.goto(f"{HERE}/")
    page.get_by_role("link", name="添加通行密钥").click()
    page.fill("#code", phone.code())
    page.get_by_role("button", name="继续").click()
    page.fill("#name", "我的手机")
    looked_at(page, "passkey")
    page.get_by_role("button", name="创建通行密钥").click()
    expect(page.locator(".list-row strong")).to_have_text("我的手机")
    looked_at(page, "both")
    page.get_by_role("link", name="移除通行密钥：我的手机").click()
    looked_at(page, "remove")

    page.context.clear_cookies()
    page.goto("/sign-in")
    page.fill("#username", "unit-head")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator("h1")).to_have_text("登录第二步")
    looked_at(page, "second")
    page.get_by_role("button", name="用通行密钥核验").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)

    def touch() -> None:
        page.locator("#sign").get_by_role("button", name="用通行密钥核验").click()

    signed(page, desk, clock, touch, "sign-passkey")
    with database.snapshot() as tx:
        told = queries.events(tx, Filter(name=Event.SIGNED))
    assert [each.details["proof"] for each in told] == ["passkey", "totp"]
    context.close()


def test_without_scripts_a_sentence_stands_for_the_passkey_and_a_code_signs_in(
    browser: Browser, here: str, app: Flask, desk: Desk, clock: FixedClock
) -> None:
    from tests.authenticator import Authenticator
    from tests.web.enrolled import enrol
    from tests.web.test_passkeys import made
    from tests.web.visitor import Visitor

    visitor = Visitor(app.test_client())
    visitor.sign_in("unit-head")
    phone = enrol(visitor, clock)
    made(visitor, Authenticator(origin=here), "手机", code=phone.code())
    context = browser.new_context(base_url=here, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#username", "unit-head")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator("[data-passkey-none]")).to_contain_text("请在下面填验证码或恢复码")
    expect(page.get_by_role("button", name="用通行密钥核验")).to_be_hidden()
    page.fill("#code", phone.code())
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    context.close()
