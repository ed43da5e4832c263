"""Every kind of public page in a real browser: for every eye, every width, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.looking import OVERFLOW, RULES
from tests.newsroom.built import lay
from tests.newsroom.public import Public, serve
from tests.web.test_in_the_browser import AXE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATHS = (
    "/", "/releases/2026-0002/", "/releases/2026-0003/", "/releases/2026-0004/",
    "/releases/2026-0009/", "/releases/Y-2026-0007/", "/incidents/2026-E0001/",
    "/columns/advice/", "/archive/2026/11/", "/subscribe/", "/press/", "/about/", "/map/",
    "/verify/", "/verify/2026-0002/", "/verify/2026-0003/", "/search/", "/404.html",
    "/en/", "/en/press/", "/en/subscribe/", "/en/verify/", "/en/about/",
)  # fmt: skip
OF_EACH_SHAPE = (
    "/", "/releases/2026-0003/", "/releases/2026-0004/", "/incidents/2026-E0001/", "/subscribe/",
    "/verify/", "/search/", "/en/press/",
)  # fmt: skip
WIDTHS = (390, 768, 1440)
SHIFT = """new Promise(told => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) sum += each.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => told(sum), 300);
})"""
CHECK = f"""axe.run({{runOnly: {list(RULES)}, resultTypes: ['violations']}}).then(found =>
  found.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160))))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Public]:
    built = lay(tmp_path_factory.mktemp("looks") / "public")
    with serve(built) as opened:
        yield opened


def opened(browser: Browser, site: Public, **given: object) -> BrowserContext:
    return browser.new_context(base_url=site.home, locale="zh-CN", **given)  # type: ignore[arg-type] # fields by name, of any kind


def axe(page: Page) -> list[str]:
    """From outside: the page's own policy stays as it is."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = session.send(
        "Runtime.evaluate",
        {"expression": CHECK, "awaitPromise": True, "returnByValue": True},
    )
    return list(found["result"]["value"])


@pytest.mark.parametrize(
    ("scheme", "elder", "paths"),
    [
        ("light", False, PATHS),
        ("light", True, PATHS),
        ("dark", False, OF_EACH_SHAPE),
        ("dark", True, OF_EACH_SHAPE),
    ],
)
def test_no_page_shuts_anybody_out(
    browser: Browser, site: Public, scheme: str, *, elder: bool, paths: tuple[str, ...]
) -> None:
    context = opened(browser, site, color_scheme=scheme, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/")
    page.get_by_label("长者模式").set_checked(elder)
    faults = []
    for path in paths:
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} {width} overflows: {each}" for each in page.evaluate(OVERFLOW)]
            if width == WIDTHS[0] or path in {"/", "/incidents/2026-E0001/"}:
                faults += [f"{path} {width} {each}" for each in axe(page)]
    context.close()
    assert faults == []


def test_the_large_type_is_chosen_by_keyboard_and_stays(browser: Browser, site: Public) -> None:
    context = opened(browser, site)
    page = context.new_page()
    page.goto("/")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    usual = page.evaluate(size)
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "elder":
            break
    page.keyboard.press("Space")
    assert page.evaluate(size) >= usual * 1.3
    page.goto("/releases/2026-0002/")
    expect(page.get_by_label("长者模式")).to_be_checked()
    assert page.evaluate(size) >= usual * 1.3
    assert page.evaluate(SHIFT) == 0
    page.goto("/en/")
    page.get_by_label("Large type").uncheck()
    page.goto("/")
    assert page.evaluate(size) == usual
    context.close()


def test_everything_is_there_without_scripts(browser: Browser, site: Public) -> None:
    context = opened(browser, site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator('.happening a[href="/incidents/2026-E0001/"]').first.click()
    expect(page.get_by_role("heading", name="全部发布，最新在前")).to_be_visible()
    page.get_by_role("link", name="情况通报（4）").first.click()
    expect(page.locator(".words")).to_contain_text("平安路")
    box = page.get_by_label("长者模式")
    before = page.locator("h1").bounding_box()
    box.check()
    after = page.locator("h1").bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]
    assert page.locator(".print").is_hidden()
    context.close()


def test_the_first_page_is_small_and_stands_still(browser: Browser, site: Public) -> None:
    for path in ("/", "/incidents/2026-E0001/", "/releases/2026-0004/"):
        context = opened(browser, site, viewport={"width": 390, "height": 844})
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda e, s=sizes: s.append(e["encodedDataLength"]))
        page.goto(path, wait_until="networkidle")
        assert page.evaluate(SHIFT) == 0, path
        assert 5_000 < sum(sizes) < 60_000, (path, sizes)
        context.close()


def test_print_leaves_out_what_paper_cannot_use(browser: Browser, site: Public) -> None:
    context = opened(browser, site)
    page = context.new_page()
    page.goto("/releases/2026-0004/")
    page.get_by_label("长者模式").check()
    page.emulate_media(media="print")
    for hidden in (".search", ".tools", ".columns", ".crumbs", ".foot-links", ".print"):
        expect(page.locator(hidden)).to_be_hidden()
    for shown in (".site-name", ".facts", ".advice", ".words", ".signature", ".qr", ".digest"):
        expect(page.locator(shown)).to_be_visible()
    paper = "getComputedStyle(document.documentElement)"
    assert page.evaluate(f"{paper}.fontSize") == "16px"
    assert page.evaluate(f"{paper}.getPropertyValue('--ink').trim()") == "#000"
    context.close()
