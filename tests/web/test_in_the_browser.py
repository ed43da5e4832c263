"""The frame in a real browser: nothing a person wrote is lost, nothing is sent twice, and everybody
can use it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from console.database import Database
from console.people import queries
from console.people.rules.actor import Actor
from console.settings import HOME
from tests.web.visitor import PASSWORD

pytestmark = pytest.mark.browser
AXE = HOME / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/people/", "/people/new", "/audit/", "/audit/?actor=nobody", "/audit/verified", "/notices/",
    "/account/", "/nowhere",
)  # fmt: skip
WIDTHS = {"desk": 1440, "phone": 390}
LOOKS = {"desk-light": (1440, "light"), "phone-dark": (390, "dark")}
"""Every width and every scheme once: colours do not depend on the width."""


@pytest.fixture
def site(app: Flask, people: dict[str, Actor]) -> Iterator[str]:
    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(
    browser: Browser,
    site: str,
    *,
    width: int = 1440,
    username: str = "admin",
    scheme: str = "light",
) -> tuple[BrowserContext, Page]:
    """Signed in; scripts that the policy forbids would fail the test."""
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": 844},
        locale="zh-CN",
        color_scheme=scheme,
        has_touch=width < 500,
        is_mobile=width < 500,
    )
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto("/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return context, page


def violations(page: Page) -> list[str]:
    """What axe finds. It runs from outside, so the page's policy stays as it is."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = session.send(
        "Runtime.evaluate",
        {
            "expression": "axe.run().then(r => r.violations.flatMap(v =>"
            " v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200))))",
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    return list(found["result"]["value"])


@pytest.mark.parametrize(("width", "scheme"), LOOKS.values(), ids=LOOKS)
def test_everybody_can_use_every_page(
    browser: Browser, site: str, people: dict[str, Actor], width: int, scheme: str
) -> None:
    context, page = opened(browser, site, width=width, scheme=scheme)
    for path in (*PAGES, f"/people/{people['editor'].id}/"):
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.clear_cookies()
    page.goto("/sign-in")
    assert violations(page) == []
    context.close()


def test_a_finger_finds_every_button(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, width=390)
    for path in PAGES:
        page.goto(path)
        small = page.evaluate(
            """[...document.querySelectorAll('button, .btn, .side-link, .bell, summary, select,'
              + 'input:not([type=hidden]):not([type=checkbox])')]
              .filter((e) => e.checkVisibility())
              .filter((e) => e.getBoundingClientRect().height < 44)
              .map((e) => e.outerHTML.slice(0, 120))"""
        )
        assert small == [], path
    context.close()


def test_two_clicks_send_one_form(browser: Browser, site: str, database: Database) -> None:
    context, page = opened(browser, site)
    page.goto("/people/new")
    written = {"name": "白露", "post": "民警", "unit": "处", "username": "bai.lu"}
    for field, value in {**written, "password": PASSWORD}.items():
        page.fill(f"#{field}", value)
    page.get_by_role("button", name="添加").dblclick()
    expect(page.locator("h1")).to_have_text("白露")
    with database.snapshot() as tx:
        assert len([one for one in queries.people(tx) if one.card.name == "白露"]) == 1
    context.close()


def test_what_was_written_outlives_an_expired_page(browser: Browser, site: str) -> None:
    context, page = opened(browser, site)
    page.goto("/people/new")
    page.fill("#name", "写了很久的名字")
    page.fill("#password", "never kept 12345")
    page.evaluate("document.querySelector('main [name=csrf_token]').value = 'old'")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="添加").click()
    expect(page.locator("h1")).to_have_text("页面已过期")
    expect(page.locator("#kept-0")).to_have_value("写了很久的名字")
    assert "never kept" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.goto("/people/")
    assert page.evaluate("sessionStorage.getItem('fayan.kept')") is None
    context.close()


def test_a_form_that_is_too_large_stays_where_it_is(
    browser: Browser, site: str, app: Flask
) -> None:
    context, page = opened(browser, site)
    page.goto("/people/new")
    page.evaluate("document.body.dataset.largest = 70000")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.evaluate("document.querySelector('#name').maxLength = 100000")
    page.fill("#name", "字" * 5000)
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="添加").click()
    assert said == ["内容超过一次可提交的大小，请删减后再提交。"]
    expect(page.locator("#name")).to_have_value("字" * 5000)
    context.close()


def test_the_audit_is_verified_in_place(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, username="auditor")
    page.goto("/audit/")
    page.get_by_role("link", name="核验").click()
    expect(page.locator("#chain")).to_contain_text("链条完好")
    assert page.url.endswith("/audit/")
    context.close()


def test_the_keyboard_opens_and_closes_the_menu(browser: Browser, site: str) -> None:
    context, page = opened(browser, site)
    page.goto("/account/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.locator("details.menu summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="退出登录")).to_be_hidden()
    context.close()


def test_a_session_that_ended_meanwhile_leaves_the_page_alone(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    context, page = opened(browser, site)
    page.goto("/people/new")
    page.fill("#name", "写了一半")
    context.clear_cookies(name="fayan_session")
    page.evaluate("htmx.trigger(document.getElementById('bell'), 'every')")
    expect(page.locator("#session-ended")).to_contain_text("在新标签页登录")
    expect(page.locator("#name")).to_have_value("写了一半")
    context.close()
