"""From the door to the last signature without a mouse, always seeing where one is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.bureau import PASSWORD, Bureau
from tests.journeys.office import Office
from tests.journeys.people import DESK, PATIENCE

pytestmark = pytest.mark.browser
FAR = 80  # presses of Tab until a thing counts as out of reach
RING = """element => {
  const style = getComputedStyle(element);
  return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
    || style.boxShadow !== 'none' || element.matches('main, dialog, body');
}"""
UNCOVERED = """element => {
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !top || element.contains(top) || top.contains(element)
    || Boolean(element.labels && [...element.labels].some(each => each.contains(top)));
}"""


@pytest.fixture
def page(bureau: Bureau, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN", base_url=bureau.console)  # type: ignore[arg-type] # Playwright's own kind of dict
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def walk_to(page: Page, goal: Locator) -> None:
    """Press Tab until there; every stop on the way shows that it is one, and nothing covers it."""
    for _ in range(FAR):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        here = page.evaluate_handle("document.activeElement").as_element()
        assert here is not None
        inside_frame = here.evaluate("element => element.matches('iframe, body')")
        assert inside_frame or here.evaluate(RING), f"no ring: {outer(here)}"
        assert inside_frame or here.evaluate(UNCOVERED), f"covered: {outer(here)}"
    message = f"{goal} is out of reach"
    raise AssertionError(message)


def outer(element: object) -> str:
    return str(element.evaluate("element => element.outerHTML.slice(0, 160)"))  # type: ignore[attr-defined] # a handle of Playwright


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in")
    expect(page.locator("#username")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_a_release_is_drafted_and_submitted_by_keyboard(page: Page) -> None:
    sign_in(page, "spokesperson")
    page.goto("/releases/new")
    walk_to(page, page.locator("[name=kind]:checked"))
    page.keyboard.press("ArrowDown")
    walk_to(page, page.locator("[name=column]:checked"))
    walk_to(page, page.get_by_role("button", name="开始写"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    walk_to(page, page.locator("[name=title]"))
    page.keyboard.type("键盘写成的通报")
    walk_to(page, page.locator("#body"))
    page.keyboard.type("11月23日20时10分许，我市示例区发生一起情况。民警已到场处置。")
    submit = page.get_by_role("button", name="送审", exact=True)
    walk_to(page, submit)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/edit"))
    midnight = page.locator("[name=after_midnight]")
    if midnight.count():  # the tests are run between 00:00 and 01:00
        walk_to(page, midnight)
        page.keyboard.press("Space")
        walk_to(page, submit)
        page.keyboard.press("Enter")
    expect(page.get_by_text("已送审")).to_be_visible()


def test_a_release_is_read_and_signed_by_keyboard(page: Page, office: Office) -> None:
    release_id = office.submitted("键盘签发的通报", signed_by=2)
    sign_in(page, "leader")
    page.goto(f"/releases/{release_id}/review")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    opener = page.locator("[data-sheet=sign]")
    walk_to(page, opener)
    page.keyboard.press("Enter")
    sheet = page.locator("#sign")
    expect(sheet).to_be_visible()
    for _ in range(12):  # once around and more: the sheet keeps the focus
        page.keyboard.press("Tab")
        assert page.evaluate(
            "!document.hasFocus() || document.activeElement === document.body"
            " || document.activeElement.closest('#sign') !== null"
        )
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    password = sheet.locator("[name=password]")
    expect(password).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").get_by_text("已签发")).to_be_visible()
    assert office.stage(release_id) in {"signed", "scheduled", "publishing", "published"}


def test_nothing_moves_for_those_who_asked_for_stillness(browser: Browser, bureau: Bureau) -> None:
    context = browser.new_context(base_url=bureau.console, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/sign-in")
    slowest = page.evaluate(
        """Math.max(...[...document.querySelectorAll('*')].flatMap(each => {
          const style = getComputedStyle(each);
          return [style.transitionDuration, style.animationDuration]
            .flatMap(all => all.split(',').map(parseFloat));
        }))"""
    )
    assert slowest <= 0.001
    context.close()
