"""Checks while typing are bounded for each person, and a browser waits as it is told."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from console.kernel.pacing import Pace, Pacer
from console.web.services import Services
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.editor import post, typed
from tests.web.running import Night
from tests.web.test_in_the_browser import opened, site
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]


@pytest.fixture
def slow(services: Services) -> None:
    services.__dict__["pacer"] = Pacer(Pace(at_once=2, per_minute=20))


@pytest.mark.usefixtures("slow")
def test_the_guard_of_the_editor_says_when_to_ask_again(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    speaker, form = signed_in("spokesperson"), typed(desk, release_id)

    def asked(visitor: Visitor) -> int:
        return post(visitor, f"/releases/{release_id}/check", form).status_code

    assert [asked(speaker) for _each in range(2)] == [200, 200]
    refused = post(speaker, f"/releases/{release_id}/check", form)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3"
    assert "稍等 3 秒自动再查" in refused.get_json()["sentence"]
    assert asked(signed_in("editor")) == 200  # somebody else is not held up
    assert asked(signed_in("spokesperson")) == 429  # a second browser is the same person
    clock.move(seconds=3)
    assert asked(speaker) == 200


@pytest.mark.usefixtures("slow")
def test_proposals_and_the_ledger_are_bounded_and_saving_is_not(
    signed_in: SignedIn, night: Night
) -> None:
    incident, speaker = night.incident(), signed_in("spokesperson")
    assert speaker.get("/incidents/propose?deaths=3").status_code == 200
    assert speaker.post(f"/incidents/{incident}/facts/check", {"source": "现场"}).status_code == 200
    refused = speaker.get("/incidents/propose?deaths=3")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3"
    assert "稍等 3 秒自动再查" in refused.text
    assert speaker.post(f"/incidents/{incident}/facts/check").status_code == 429
    form = {"deaths": "2", "source": "现场", "as_of": "2026-11-23T20:00"}
    assert speaker.post(f"/incidents/{incident}/facts", form).status_code == 303


@pytest.mark.browser
@pytest.mark.usefixtures("slow")
def test_the_form_waits_and_asks_again_by_itself(
    browser: Browser, site: str, clock: FixedClock
) -> None:
    context, page = opened(browser, site, username="spokesperson")
    asked: list[int] = []
    page.on(
        "response",
        lambda got: asked.append(got.status) if "/incidents/propose" in got.url else None,
    )
    page.goto("/incidents/new")
    proposal = page.locator("#proposal")
    for deaths in ("1", "2"):
        page.fill("#deaths", deaths)
        expect(proposal).to_contain_text(f"死亡 {deaths} 人")
    page.fill("#deaths", "31")
    expect(page.get_by_text("稍等 3 秒自动再查")).to_be_visible()
    page.fill("#deaths", "32")  # while it waits nothing is asked
    clock.move(seconds=3)
    expect(proposal).to_contain_text("死亡 32 人")
    assert asked == [200, 200, 429, 200]
    context.close()


@pytest.mark.browser
@pytest.mark.usefixtures("slow")
def test_the_editor_waits_and_asks_again_by_itself(
    browser: Browser, site: str, desk: Desk, clock: FixedClock, services: Services
) -> None:
    services.__dict__["pacer"] = Pacer(Pace(at_once=1, per_minute=30))
    release_id: UUID = desk.draft(clock.now(), text="2月30日20时许发生一起情况。")
    context, page = opened(browser, site, username="spokesperson")
    page.goto(f"/releases/{release_id}/edit")
    expect(page.locator("[data-findings] li").first).to_be_visible()
    page.fill("[name=title]", "情况通报（改）")
    told = page.locator("[data-counted]")
    expect(told).to_contain_text("稍等 2 秒自动再查")
    clock.move(seconds=2)
    expect(told).not_to_contain_text("自动再查")
    context.close()
