"""A phone at night: the network goes, the words are large, a message comes above the next step."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from console.people.rules.actor import Actor
from tests.web.running import Night
from tests.web.test_in_the_browser import opened, site

__all__ = ["site"]  # a fixture
pytestmark = pytest.mark.browser
AGED = """(() => {
  const kept = JSON.parse(sessionStorage.getItem('fayan.kept'));
  sessionStorage.setItem('fayan.kept', JSON.stringify({...kept, at: kept.at - 3_700_000}));
})()"""
# Whether the middle of what has the focus lies under the menu at the foot, and what it is.
UNDER = """(() => {
  const here = document.activeElement, {left, width, top, height} = here.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return [!!there?.closest('.side') && !here.closest('.side'), here.outerHTML.slice(0, 80)];
})()"""


def overlap(page: Page, one: str, other: str) -> bool:
    first, second = page.locator(one).bounding_box(), page.locator(other).bounding_box()
    assert first
    assert second
    return (
        first["y"] < second["y"] + second["height"] and second["y"] < first["y"] + first["height"]
    )


def test_without_a_network_the_page_stays_with_what_was_written(
    browser: Browser, site: str, app: Flask, people: dict[str, Actor]
) -> None:
    context, page = opened(browser, site, width=390)
    page.goto("/people/new")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.fill("#name", "写了很久的名字")
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    context.set_offline(True)
    page.get_by_role("button", name="添加").click()
    assert "现在没有网络" in said[0]
    expect(page.locator("#name")).to_have_value("写了很久的名字")
    context.set_offline(False)
    page.get_by_role("button", name="添加").click()
    expect(page.locator("#password.is-invalid")).to_be_visible()
    assert len(said) == 1
    context.close()


def test_a_message_never_covers_the_next_step(browser: Browser, site: str, night: Night) -> None:
    context, page = opened(browser, site, width=390, username="spokesperson")
    page.goto("/incidents/new")
    page.fill("#title", "原州区一厂房爆炸")
    page.fill("#place", "原州区")
    page.locator("form.incident-form button.btn-primary").click()
    expect(page.locator(".toast-line")).to_have_text("事件已登记。")
    assert not overlap(page, ".toasts", ".next-act")
    context.close()


def test_hold_stays_in_reach_where_the_words_are_large(
    browser: Browser, site: str, night: Night
) -> None:
    context, page = opened(browser, site, width=390, username="spokesperson")
    page.goto("/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(page.locator(".hold-button")).to_be_in_viewport(ratio=1)
    context.close()


def test_the_menu_opens_within_a_phones_screen(browser: Browser, site: str, night: Night) -> None:
    context, page = opened(browser, site, width=390, username="spokesperson")
    page.locator("details.menu summary").click()
    for each in (page.locator(".menu-head"), page.get_by_role("button", name="退出登录")):
        expect(each).to_be_in_viewport(ratio=1)
    context.close()


def test_the_words_of_the_next_steps_stay_within_their_buttons_in_both_languages(
    browser: Browser, site: str, night: Night
) -> None:
    incident = night.incident()
    context, page = opened(browser, site, width=390, username="spokesperson")
    for language in ("中文", "English"):
        page.goto(f"/incidents/{incident}")
        if language == "English":
            page.locator("details.menu summary").click()
            page.get_by_role("button", name=language).click()
            page.wait_for_load_state()
        steps = page.locator(".next-act .btn")
        wide = "e => e.scrollWidth > e.clientWidth + 1"
        assert [steps.nth(n).evaluate(wide) for n in range(steps.count())].count(True) == 0
    context.close()


def test_an_expired_page_gives_the_text_of_a_draft_back_too(
    browser: Browser, site: str, night: Night
) -> None:
    draft = night.desk.draft(night.clock.now(), title="写到一半")
    context, page = opened(browser, site, width=390, username="spokesperson")
    page.goto(f"/releases/{draft}/edit")
    page.locator("#body[contenteditable=true]").fill("凌晨写的正文")
    expect(page.locator("#save-state")).to_contain_text("已保存")
    page.evaluate("document.querySelector('form[data-editor] [name=csrf_token]').value = 'old'")
    page.get_by_role("button", name="送审", exact=True).click()
    expect(page.locator("h1")).to_have_text("页面已过期")
    expect(page.get_by_label("正文")).to_have_value("凌晨写的正文")
    context.clear_cookies()  # who looks now is not known
    expired_at_the_door(page)
    expect(page.get_by_label("正文")).to_have_value("凌晨写的正文")
    page.evaluate(AGED)
    expired_at_the_door(page)
    expect(page.get_by_label("正文")).to_have_count(0)
    context.close()


def expired_at_the_door(page: Page) -> None:
    page.goto("/sign-in")
    page.fill("#username", "spokesperson")
    page.fill("#password", "whatever it was")
    page.evaluate("document.querySelector('form [name=csrf_token]').value = 'old'")
    page.locator(".door button.btn-primary").click()
    expect(page.locator("h1")).to_have_text("页面已过期")


def test_what_the_keyboard_reaches_is_never_under_the_menu(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, width=390)
    for height in (600, 660, 720):
        page.set_viewport_size({"width": 390, "height": height})
        page.goto("/people/new")
        reached = set()
        for _ in range(24):
            page.keyboard.press("Tab")
            under, name = page.evaluate(UNDER)
            reached.add(name)
            assert not under, name
        assert len(reached) > 12
    context.close()
