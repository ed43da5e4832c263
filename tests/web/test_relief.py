"""交接班 on the screens: everything that is not done in one page, taken over with the password."""

import os
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from console.duty.queries import reliefs
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.test_clocks import registered
from tests.web.test_duty import form
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations
from tests.web.visitor import PASSWORD, Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]
SHOTS = os.environ.get("FAYAN_SHOTS")
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')


def handed_over(visitor: Visitor, desk: Desk, to: str = "spokesperson", **more: str) -> str:
    """As the page was seen just now; the address of what became of it."""
    seen = SEEN.search(visitor.get("/duty/handovers/new").text)
    assert seen
    sent = {"seen": seen[1], "to": str(desk.people[to].id), "note": "请盯住九点的更新", **more}
    answer = visitor.post("/duty/handovers/", sent)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.fixture
def rostered(signed_in: SignedIn, desk: Desk) -> Visitor:
    """editor is A and unit-head B tonight; spokesperson and deputy come in the morning."""
    visitor = signed_in("spokesperson")
    visitor.post("/duty/week", form(desk))
    return visitor


def test_everything_that_is_not_done_stands_in_one_page(
    rostered: Visitor, signed_in: SignedIn, desk: Desk, clock: FixedClock, night: Night
) -> None:
    incident = registered(rostered, desk, clock)
    until = clock.now() + timedelta(hours=2)
    rostered.post(f"/incidents/{incident}/promise", {"until": f"{until:%Y-%m-%d}T23:30"})
    rostered.post(
        f"/incidents/{incident}/facts",
        {"deaths": "2", "as_of": "2026-11-23T19:58", "source": "指挥部"},
    )
    desk.submit(clock.now(), desk.draft(clock.now(), title="待签的通报"))
    rostered.post("/holds/", {"scope": "incident", "incident_id": str(incident)})
    page = signed_in("editor").get("/duty/handovers/new").text
    for said in (
        "对外承诺", "正在计时", "应急清单未办结", "等签字的通稿", "未核实的情况", "暂缓发布",
        "下次更新", "首次发布（内部目标）", "待签的通报", "等 部门负责人 签字", "某unit-head",
        "死亡",
    ):  # fmt: skip
        assert said in page, said


def test_the_successor_finds_it_at_home_and_takes_it_with_the_password(
    rostered: Visitor, signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    registered(rostered, desk, clock)
    giver, taker = signed_in("editor"), rostered
    path = handed_over(giver, desk)
    home = taker.get("/").text
    assert "等您接班" in home
    assert "某editor 交班" in home
    wrong = taker.post(f"{path}/acknowledge", {"item": "0", "password": "wrong"})
    assert wrong.status_code == 403
    assert re.search(r'value="0"[^>]* checked', wrong.text)
    some = taker.post(f"{path}/acknowledge", {"item": ["0", "1"], "password": PASSWORD})
    assert some.status_code == 303
    assert "其余还等您确认" in taker.get(some.location).text
    assert "已由 某spokesperson 接收" in giver.get(path).text
    taker.post(f"{path}/acknowledge", {"all": "1", "password": PASSWORD})
    done = giver.get(path).text
    assert "已接班" in done
    assert "接班人（实际）" in done
    assert "等您接班" not in taker.get("/").text
    assert "某spokesperson 已接班，您交的各项都已接收。" in giver.get("/notices/").text


def test_what_changed_since_the_page_was_opened_is_looked_at_first(
    rostered: Visitor, signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    giver = signed_in("editor")
    seen = SEEN.search(giver.get("/duty/handovers/new").text)
    assert seen
    registered(rostered, desk, clock)
    sent = {"seen": seen[1], "to": str(desk.people["deputy"].id), "note": "<script>"}
    stale = giver.post("/duty/handovers/", sent)
    assert stale.status_code == 422
    assert "待交的事项有了变化" in stale.text
    assert "首次发布（内部目标）" in stale.text
    assert "&lt;script&gt;" in stale.text
    with desk.database.snapshot() as tx:
        assert reliefs.recent(tx) == ()


def test_pressing_twice_and_naming_nobody(
    rostered: Visitor, signed_in: SignedIn, desk: Desk
) -> None:
    giver = signed_in("editor")
    assert handed_over(giver, desk) == handed_over(giver, desk)
    seen = SEEN.search(giver.get("/duty/handovers/new").text)
    assert seen
    for to, status in (("", 422), ("x", 422), (str(desk.people["auditor"].id), 422)):
        answer = giver.post("/duty/handovers/", {"seen": seen[1], "to": to})
        assert answer.status_code == status, to
    other = {"seen": seen[1], "to": str(desk.people["deputy"].id)}
    assert giver.post("/duty/handovers/", other).status_code == 409


def test_the_wrong_successor_is_mended_by_taking_it_back(
    rostered: Visitor, signed_in: SignedIn, desk: Desk
) -> None:
    giver = signed_in("editor")
    path = handed_over(giver, desk, to="legal")
    assert signed_in("leader").post(f"{path}/withdraw", {}).status_code == 403
    assert giver.post(f"{path}/withdraw", {}).location.endswith("/duty/handovers/new")
    assert "已收回" in giver.get(path).text
    assert handed_over(giver, desk) != path


def test_who_is_not_on_duty_and_who_may_not_at_all(
    rostered: Visitor, signed_in: SignedIn, desk: Desk
) -> None:
    path = handed_over(signed_in("editor"), desk)
    leader = signed_in("leader")
    assert "现在不该由您交班" in leader.get("/duty/handovers/new").text
    assert 'name="password"' not in leader.get(path).text
    taken = leader.post(f"{path}/acknowledge", {"all": "1", "password": PASSWORD})
    assert taken.status_code == 403
    auditor = signed_in("auditor")
    assert auditor.get(path).status_code == 200
    assert auditor.get("/duty/handovers/").status_code == 200
    assert auditor.get("/duty/handovers/new").status_code == 403
    for verb in ("", f"{path.rsplit('/', 1)[-1]}/acknowledge"):
        assert auditor.post(f"/duty/handovers/{verb}", {}).status_code == 403
    assert leader.get("/duty/handovers/01a221ae-2d6f-73bf-8476-74adbca21560").status_code == 404


def test_handing_over_reads_in_english(rostered: Visitor, signed_in: SignedIn, desk: Desk) -> None:
    path = handed_over(signed_in("editor"), desk)
    page = rostered.get(f"{path}?lang=en").text
    assert "Waiting to be taken" in page
    assert 'lang="zh-CN">请盯住九点的更新' in page


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_shift_is_handed_over_in_the_browser(
    browser: Browser, site: str, rostered: Visitor, desk: Desk, clock: FixedClock, width: int
) -> None:
    registered(rostered, desk, clock)
    desk.submit(clock.now(), desk.draft(clock.now(), title="关于平安路事故的情况通报"))
    giving, page = opened(browser, site, width=width, username="editor")
    page.goto("/duty/handovers/new")
    page.fill("#note", "家属联络由指挥中心负责。\n九点半前要有下一次更新。")
    look(page, f"relief-new-{width}")
    page.get_by_role("button", name="交班", exact=True).click()
    expect(page.get_by_text("已交出，已通知接班人。")).to_be_visible()
    path = page.url
    taking, page = opened(browser, site, width=width, username="spokesperson")
    page.goto(path)
    page.locator("[name=item]").first.check()
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="接班", exact=True).click()
    expect(page.get_by_text("已接收所选各项")).to_be_visible()
    look(page, f"relief-show-{width}")
    page.check("[name=all]")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="接班", exact=True).click()
    expect(page.locator(".state", has_text="已接班")).to_be_visible()
    page.goto("/duty/handovers/")
    look(page, f"relief-index-{width}")
    giving.close()
    taking.close()


def look(page: Page, name: str) -> None:
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
