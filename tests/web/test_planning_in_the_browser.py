"""发布计划 on its line of time: stages moved by keys and by pointer; what is seen is saved."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from console.releases import queries
from tests.web.running import Night
from tests.web.test_in_the_browser import opened, site, violations

__all__ = ["site"]
pytestmark = pytest.mark.browser


def minutes(page: Page, name: str) -> int:
    return int(page.locator(f"[name={name}]").input_value())


def saved(page: Page) -> None:
    expect(page.get_by_text("发布计划已保存。").first).to_be_visible()


def test_a_stage_is_moved_by_keyboard_and_by_pointer(
    night: Night, site: str, browser: Browser
) -> None:
    release = night.desk.draft(night.clock.now())
    context, page = opened(browser, site, username="spokesperson")
    page.goto(f"/releases/{release}/plan")
    second = page.get_by_role("slider", name="第 2 步最早何时")
    second.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    assert minutes(page, "after-1") == 30
    expect(second).to_have_attribute("aria-valuetext", "开始后 30 分钟")
    drawn = page.locator("[data-plan-bar='1'] .plan-bar-start")
    expect(drawn).to_have_attribute("x", "25")  # of two hours
    page.keyboard.press("Enter")
    saved(page)
    third = page.get_by_role("slider", name="第 3 步最早何时")
    third.scroll_into_view_if_needed()
    box = third.bounding_box()
    assert box
    page.mouse.move(box["x"] + 9, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    dragged = minutes(page, "after-2")
    assert 60 <= dragged <= 120  # about the middle of three hours
    assert not violations(page)
    page.get_by_role("button", name="保存发布计划").last.click()
    saved(page)
    page.get_by_role("button", name="提前一步").press("Enter")
    expect(page.locator("[name=channels-1]")).to_have_value("wechat")
    context.close()
    with night.desk.database.snapshot() as tx:
        stages = queries.draft(tx, release)[1].plan.stages
    assert [(each.channels, each.after) for each in stages[1:]] == [
        (("wechat",), timedelta(minutes=dragged)),
        (("weibo",), timedelta(minutes=30)),
    ]
