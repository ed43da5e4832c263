"""值班 on the screens: planned on a phone in one form, and loud when nobody is there."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from console.duty import queries
from tests.builders import Desk
from tests.fakes import START, FixedClock
from tests.web.test_in_the_browser import LOOKS, WIDTHS, opened, site, violations
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]
SHOTS = os.environ.get("FAYAN_SHOTS")
WEEK = "2026-11-23"


def form(desk: Desk, **changed: object) -> dict[str, object]:
    people = {name: str(actor.id) for name, actor in desk.people.items()}
    return {
        "week": WEEK, "day": ["0", "1", "2", "3", "4", "5", "6"],
        "day_a": people["spokesperson"], "day_b": people["deputy"],
        "night_a": people["editor"], "night_b": people["unit-head"], **changed,
    }  # fmt: skip


def planned(desk: Desk) -> tuple[queries.ShiftView, ...]:
    with desk.database.snapshot() as tx:
        return queries.shifts(tx, START - timedelta(days=9), START + timedelta(days=30))


def test_a_week_planned_in_one_form_shows_who_is_on_duty_everywhere(
    signed_in: SignedIn, desk: Desk
) -> None:
    visitor = signed_in("spokesperson")
    assert "现在无人值班" not in visitor.get("/").text  # no roster yet: no nagging
    assert visitor.post("/duty/week", form(desk)).status_code == 303
    assert len(planned(desk)) == 13
    for path in ("/", "/duty/", "/incidents/"):
        page = visitor.get(path).text
        assert "某editor" in page, path
        assert "某unit-head" in page, path
    assert "现在无人值班" not in page


def test_when_nobody_is_on_duty_every_page_says_so_and_home_says_until_when(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    visitor.post("/duty/week", form(desk, day=["2"]))
    page = visitor.get("/").text
    assert "现在无人值班" in page
    assert "20:00 至 11月25日 08:00 无人值班" in page
    assert "现在无人值班" in signed_in("auditor").get("/releases/").text
    clock.move(hours=37)
    assert "现在无人值班" not in visitor.get("/").text


def test_a_week_that_cannot_be_planned_keeps_what_was_chosen(
    signed_in: SignedIn, desk: Desk
) -> None:
    visitor = signed_in("unit-head")
    same = form(desk)["day_a"]
    again = visitor.post("/duty/week", form(desk, day_b=same))
    assert again.status_code == 422
    assert "A 角和 B 角要是两个人。" in again.text
    assert again.text.count(f'value="{same}" selected') == 2
    assert visitor.post("/duty/week", form(desk, night_b="")).status_code == 422
    assert visitor.post("/duty/week", form(desk, night_b="<b>")).status_code == 422
    assert visitor.post("/duty/week", form(desk, day=[])).status_code == 422
    assert planned(desk) == ()


def test_pressing_twice_plans_once_and_says_what_overlaps(signed_in: SignedIn, desk: Desk) -> None:
    visitor = signed_in("spokesperson")
    visitor.post("/duty/week", form(desk))
    again = visitor.post("/duty/week", form(desk))
    assert again.status_code == 422
    assert "与 2026-11-23 20:00 开始的班重叠。" in again.text
    assert len(planned(desk)) == 13


def test_the_week_is_repeated_in_one_press(signed_in: SignedIn, desk: Desk) -> None:
    visitor = signed_in("spokesperson")
    none = visitor.post("/duty/repeat", {"week": "2026-11-30"})
    assert none.status_code == 422
    assert "上一周没有排班" in none.text
    visitor.post("/duty/week", form(desk))
    done = visitor.post("/duty/repeat", {"week": "2026-11-30"})
    assert done.location.endswith("week=2026-11-30")
    assert "沿用上周排了 13 个班。" in visitor.get(done.location).text
    assert len(planned(desk)) == 26


def test_a_single_shift_is_added_changed_and_removed(signed_in: SignedIn, desk: Desk) -> None:
    visitor = signed_in("spokesperson")
    people = {name: str(actor.id) for name, actor in desk.people.items()}
    shift = {
        "starts_at": "2026-11-24T08:00", "ends_at": "2026-11-24T20:00",
        "a": people["editor"], "b": people["deputy"],
    }  # fmt: skip
    assert visitor.post("/duty/shifts/new", shift).status_code == 303
    (made,) = planned(desk)
    path = f"/duty/shifts/{made.id}"
    assert 'value="2026-11-24T08:00"' in visitor.get(path).text
    changed = {**shift, "ends_at": "2026-11-24T18:00", "version": "1"}
    assert visitor.post(path, changed).status_code == 303
    assert visitor.post(path, {**changed, "ends_at": "2026-11-24T19:00"}).status_code == 409
    bad = visitor.post(path, {**changed, "ends_at": "2026-11-24T07:00", "version": "2"})
    assert bad.status_code == 422
    assert "结束时间要晚于开始时间。" in bad.text
    assert visitor.post(f"{path}/remove", {"version": "2"}).status_code == 303
    assert planned(desk) == ()
    assert visitor.get(path).status_code == 404


def test_who_plans_no_duty_sees_the_roster_and_changes_nothing(
    signed_in: SignedIn, desk: Desk
) -> None:
    signed_in("spokesperson").post("/duty/week", form(desk))
    (shift, *_rest) = planned(desk)
    visitor = signed_in("media-reception")
    page = visitor.get("/duty/")
    assert page.status_code == 200
    assert "排这一周" not in page.text
    assert "改班" not in page.text
    for path in ("week", "repeat", "shifts/new", f"shifts/{shift.id}", f"shifts/{shift.id}/remove"):
        assert visitor.post(f"/duty/{path}", {}).status_code == 403, path
    assert visitor.get("/duty/shifts/new").status_code == 403


@pytest.mark.parametrize("week", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-11-29"])
def test_any_week_can_be_asked_for(signed_in: SignedIn, desk: Desk, week: str) -> None:
    visitor = signed_in("admin")
    assert visitor.get(f"/duty/?week={week}").status_code == 200
    assert "Roster" in visitor.get(f"/duty/?week={week}&lang=en").text


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_duty_is_planned_in_the_browser(
    browser: Browser, site: str, signed_in: SignedIn, desk: Desk, width: int
) -> None:
    context, page = opened(browser, site, width=width, username="spokesperson")
    page.goto("/duty/")
    for name, label in (("day_a", "某editor"), ("day_b", "某deputy")):
        page.select_option(f"#{name}", label=f"{label} 民警")
    for name, label in (("night_a", "某spokesperson"), ("night_b", "某unit-head")):
        page.select_option(f"#{name}", label=f"{label} 民警")
    page.uncheck("[name=day][value='2']")
    page.get_by_role("button", name="排班", exact=True).click()
    expect(page.get_by_text("已排 11 个班。")).to_be_visible()
    for name, path in (("roster", "/duty/"), ("home", "/"), ("empty", "/duty/?week=2027-01-04")):
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.goto("/duty/")
    page.get_by_role("link", name="改班").first.click()
    assert violations(page) == []
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/shift-{width}.png", full_page=True)
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), LOOKS.values(), ids=LOOKS)
def test_nobody_on_duty_is_seen_by_everybody(
    browser: Browser, site: str, signed_in: SignedIn, desk: Desk, width: int, scheme: str
) -> None:
    signed_in("spokesperson").post("/duty/week", form(desk, day=["2"]))
    context, page = opened(browser, site, width=width, username="unit-head", scheme=scheme)
    for path in ("/", "/duty/", "/incidents/"):
        page.goto(path)
        expect(page.locator(".duty-band")).to_contain_text("现在无人值班")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        if SHOTS:
            name = path.strip("/") or "home"
            page.screenshot(path=f"{SHOTS}/nobody-{name}-{width}-{scheme}.png")
    page.locator(".duty-band a").click()
    page.locator(".duty-gap-line .btn").first.click()
    expect(page.locator("#starts_at")).to_have_value("2026-11-23T20:00")
    expect(page.locator("#ends_at")).to_have_value("2026-11-24T08:00")
    context.close()
