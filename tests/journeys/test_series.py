"""A series of three through the browser, with the figures of a real one: a first report, an update
whose figures have risen, a correction. What readers see is old and new."""

import json
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from console.checks.figures import said
from console.checks.numbers import mentions, reckon
from console.settings import HOME
from tests.journeys.office import eventually
from tests.journeys.people import SHANGHAI, SIGNERS, People, await_incident, sign, submit
from tests.journeys.test_main_job import await_answer

pytestmark = pytest.mark.browser
BULLETINS = HOME.parent / "shared" / "inputs" / "bulletins.json"
FIRST = {"missing": 1, "serious_injuries": 1, "minor_injuries": 1}
SECOND = {"deaths": 2, "serious_injuries": 0, "minor_injuries": 1, "missing": 0}
"""宜宾, 2020-09-28, 17:30 and 19:00: who was missing is found dead, the gravely hurt died."""
TOO_FEW = SECOND | {"deaths": 1}  # as first entered here: only one of the two was counted


def test_the_figures_are_those_of_the_real_bulletins() -> None:
    if not BULLETINS.is_file():
        pytest.skip("the bulletins are not on this machine")
    kept = json.loads(BULLETINS.read_text(encoding="utf-8"))["bulletins"]
    first, second = ("\n".join(e["paragraphs"]) for e in kept if e["id"].startswith("yibin-2020"))
    then = reckon({}, said(first))
    assert {key: then[key] for key in FIRST} == FIRST
    assert reckon(then, mentions(second))["deaths"] == SECOND["deaths"]


def test_a_first_report_an_update_that_rose_and_a_correction(people: People) -> None:
    desk, started = people.page("spokesperson"), datetime.now(SHANGHAI)
    incident = opened(desk, started)

    learned(people, incident, FIRST, as_of=started - timedelta(minutes=30))
    begin(desk, incident, "起草首报")
    first = signed_off(people, desk)
    page = await_answer(desk, people.bureau, f"/releases/{first}/", "失联1人")
    assert "重伤1人" in page
    assert "<data" not in page

    learned(people, incident, TOO_FEW, as_of=started - timedelta(minutes=10))
    desk.goto(f"/incidents/{incident}")
    affected = desk.locator(".affected-item")
    expect(affected).to_contain_text(["有新情况"])
    expect(affected).to_contain_text([first])
    affected.get_by_role("button", name="起草续报").click()
    desk.wait_for_url("**/edit")
    second = signed_off(people, desk)
    await_answer(desk, people.bureau, f"/releases/{second}/", "死亡1人")
    assert eventually(lambda: untouched(desk, incident))

    mistaken(desk, incident, "死亡")
    learned(people, incident, {"deaths": 2}, as_of=started - timedelta(minutes=10))
    desk.goto(f"/incidents/{incident}")
    expect(affected).to_contain_text(["须更正"])
    expect(affected.locator("del")).to_have_text(["死亡1人"])
    expect(affected.locator("ins")).to_have_text(["死亡2人"])
    affected.get_by_role("button", name="起草更正").click()
    desk.wait_for_url("**/edit")
    third = signed_off(people, desk)

    words = "「死亡1人」应为「死亡2人」"
    correction = await_answer(desk, people.bureau, f"/releases/{third}/", words)
    assert f"/releases/{second}/" in correction
    old = await_answer(desk, people.bureau, f"/releases/{second}/", f"/releases/{third}/")
    assert "更正" in old
    assert "死亡1人" in old  # nothing vanishes
    for feed in ("/feed.xml", "/atom.xml", "/feed.json"):
        told = await_answer(desk, people.bureau, feed, words)
        assert "【更正】" in told
    number = incident_number(desk, incident)
    whole = await_answer(desk, people.bureau, f"/incidents/{number}/", words)
    assert whole.index(f"/releases/{third}/") < whole.index(f"/releases/{first}/")
    await_answer(desk, people.bureau, f"/incidents/{number}/feed.xml", words)
    assert eventually(lambda: untouched(desk, incident))


def untouched(page: Page, incident: str) -> bool:
    """Nothing published is listed as affected any more, once the dispatcher has closed its work."""
    page.goto(f"/incidents/{incident}")
    return page.locator(".affected-item").count() == 0


def opened(page: Page, now: datetime) -> str:
    page.goto("/incidents/new")
    page.fill("[name=title]", "一企业车间爆炸")
    page.fill("[name=place]", "示例区工业大道18号")
    page.select_option("[name=category]", "accident_disaster")
    page.fill("[name=detected_at]", field(now - timedelta(minutes=50)))
    page.fill("[name=occurred_at]", field(now - timedelta(minutes=60)))
    page.get_by_role("button", name="登记新事件").click()
    await_incident(page)
    return page.url.rsplit("/", 1)[-1]


def field(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def learned(people: People, incident: str, figures: dict[str, int], *, as_of: datetime) -> None:
    """Entered by one, confirmed for release by another."""
    desk, head = people.page("spokesperson"), people.page("unit-head")
    desk.goto(f"/incidents/{incident}/facts")
    for key, value in figures.items():
        desk.fill(f"[name={key}]", str(value))
    desk.fill("[name=as_of]", field(as_of))
    desk.fill("[name=source]", "现场指挥部")
    with desk.expect_response(lambda told: told.request.method == "POST"):
        desk.get_by_role("button", name="登记", exact=True).click()
    head.goto(f"/incidents/{incident}/facts")
    waiting = head.get_by_role("button", name="核实，可公开")
    while left := waiting.count():
        waiting.first.click()
        expect(waiting).to_have_count(left - 1)


def mistaken(page: Page, incident: str, fact: str) -> None:
    page.goto(f"/incidents/{incident}/facts")
    entry = page.locator(".fact").filter(has=page.get_by_text(fact, exact=True))
    entry.get_by_role("button", name="登记有误").click()
    expect(page.get_by_text("已注明登记有误")).to_be_visible()


def begin(page: Page, incident: str, name: str) -> None:
    page.goto(f"/incidents/{incident}")
    page.get_by_role("button", name=name).click()
    page.wait_for_url("**/edit")


def signed_off(people: People, page: Page) -> str:
    """Submitted from the editor and signed by everybody: the number."""
    release_id = page.url.rsplit("/", 2)[-2]
    number = submit(page)
    for signer in SIGNERS:
        sign(people.page(signer), release_id)
    return number


def incident_number(page: Page, incident: str) -> str:
    page.goto(f"/incidents/{incident}")
    found = re.search(r"\d{4}-E\d{4}", page.locator(".incident-head").inner_text())
    assert found
    return found[0]
