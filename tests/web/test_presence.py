"""Who else has a draft open: told truthfully, and only while it is so."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.datastructures import MultiDict

from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.editor import post
from tests.web.test_in_the_browser import opened, site
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]


def asks(visitor: Visitor, release_id: object) -> str:
    answer = post(
        visitor, f"/releases/{release_id}/here", MultiDict(), Fayan_Background="1",
        Accept="application/json",
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    said: str = answer.json["said"]  # type: ignore[index] # it is there, or this fails
    return said


def test_others_are_named_while_they_are_here_and_not_after(
    desk: Desk, clock: FixedClock, signed_in: SignedIn
) -> None:
    draft = desk.draft(clock.now())
    one, other = signed_in("spokesperson"), signed_in("editor")
    assert asks(one, draft) == ""
    assert asks(other, draft) == "某spokesperson 也在改这一篇"
    assert asks(one, draft) == "某editor 也在改这一篇"
    assert asks(one, desk.draft(clock.now())) == ""
    clock.move(seconds=21)
    assert asks(one, draft) == ""


def test_only_who_may_draft_is_counted(desk: Desk, clock: FixedClock, signed_in: SignedIn) -> None:
    draft = desk.draft(clock.now())
    auditor = signed_in("auditor")
    assert post(auditor, f"/releases/{draft}/here", MultiDict()).status_code == 403
    one = signed_in("editor")
    assert post(one, f"/releases/{uuid4()}/here", MultiDict()).status_code == 404


def test_being_here_keeps_no_session_awake(
    desk: Desk, clock: FixedClock, signed_in: SignedIn
) -> None:
    draft, one = desk.draft(clock.now()), signed_in("spokesperson")
    form, quiet = {"csrf_token": one.token()}, {"Fayan-Background": "1"}
    for _ in range(4):
        clock.move(minutes=8)
        answer = one.client.post(f"/releases/{draft}/here", data=form, headers=quiet)
    assert answer.status_code in {303, 401}


@pytest.mark.browser
def test_two_editors_see_each_other(
    browser: Browser, site: str, desk: Desk, clock: FixedClock
) -> None:
    draft = desk.draft(clock.now())
    first, one = opened(browser, site, username="spokesperson")
    one.goto(f"/releases/{draft}/edit")
    expect(one.locator("#presence")).to_have_text("")
    second, other = opened(browser, site, username="editor")
    other.goto(f"/releases/{draft}/edit")
    expect(other.locator("#presence")).to_have_text("某spokesperson 也在改这一篇")
    expect(one.locator("#presence")).to_have_text("某editor 也在改这一篇", timeout=30_000)
    second.close()
    first.close()
