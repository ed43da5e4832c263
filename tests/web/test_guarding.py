"""The guard on screen: live, for who may override, for signers."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.editor import post, typed, words
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
NO_SUCH_DAY = "2月30日20时许，我市示例区发生一起情况。\n民警已到场处置。"


@pytest.fixture
def stopped(desk: Desk, clock: FixedClock) -> UUID:
    return desk.draft(clock.now(), text=NO_SUCH_DAY)


def block(visitor: Visitor, desk: Desk, release_id: UUID) -> dict[str, object]:
    answered = post(visitor, f"/releases/{release_id}/check", typed(desk, release_id)).get_json()
    (found,) = [each for each in answered["findings"] if each["severity"] == "block"]
    return found  # type: ignore[no-any-return] # from JSON


def test_what_is_typed_is_checked_and_not_kept(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    before = words(desk, release_id)
    form = typed(desk, release_id, body=NO_SUCH_DAY)
    answered = post(
        signed_in("spokesperson"), f"/releases/{release_id}/check", form, Fayan_Background="1"
    )
    told = answered.get_json()
    (found,) = [each for each in told["findings"] if each["severity"] == "block"]
    assert NO_SUCH_DAY[found["start"] : found["end"]] == found["excerpt"]
    assert found["excerpt"] in found["message"]
    assert (found["code"], found["part"], found["overridden"]) == ("time.invalid", "text", False)
    assert told["version"]
    assert words(desk, release_id) == before


def test_what_is_far_too_long_is_not_looked_at(
    signed_in: SignedIn, desk: Desk, stopped: UUID
) -> None:
    form = typed(desk, stopped, body="长" * (desk.policy.limits.body + 1))
    answered = post(signed_in("spokesperson"), f"/releases/{stopped}/check", form)
    assert answered.status_code == 422
    assert answered.get_json()["sentence"]


def test_submission_shows_the_block_beside_the_text_and_keeps_the_text(
    signed_in: SignedIn, desk: Desk, stopped: UUID
) -> None:
    answered = post(signed_in("spokesperson"), f"/releases/{stopped}/submit", typed(desk, stopped))
    assert answered.status_code == 422
    assert 'id="body-error"' in answered.text
    assert "2月30日20时许" in answered.text


def test_a_second_person_lets_it_through_and_signers_see_who_and_why(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, stopped: UUID
) -> None:
    key = str(block(signed_in("spokesperson"), desk, stopped)["key"])
    head = signed_in("unit-head")
    assert "例外放行" in head.get(f"/releases/{stopped}/guard").text
    given = {"key": key, "reason": "公告原文如此", "password": PASSWORD}
    assert head.post(f"/releases/{stopped}/override", given).status_code == 303
    assert block(signed_in("spokesperson"), desk, stopped)["overridden"] is True
    desk.submit(clock.now(), stopped)
    page = signed_in("secrecy").get(f"/releases/{stopped}/review").text
    assert "公告原文如此" in page
    assert "某unit-head" in page
    assert "公告原文如此" in signed_in("auditor").get(f"/releases/{stopped}").text


def test_a_wrong_password_or_no_reason_keeps_what_was_written(
    signed_in: SignedIn, desk: Desk, stopped: UUID
) -> None:
    key = str(block(signed_in("spokesperson"), desk, stopped)["key"])
    head = signed_in("unit-head")
    answered = head.post(
        f"/releases/{stopped}/override", {"key": key, "reason": "理由在此", "password": "wrong"}
    )
    assert answered.status_code == 403
    assert "理由在此" in answered.text
    answered = head.post(
        f"/releases/{stopped}/override", {"key": key, "reason": "", "password": PASSWORD}
    )
    assert answered.status_code == 422


def test_the_drafter_is_offered_to_ask_and_not_to_override(
    signed_in: SignedIn, desk: Desk, stopped: UUID
) -> None:
    drafter = signed_in("spokesperson")
    page = drafter.get(f"/releases/{stopped}/guard").text
    assert "请人放行" in page
    assert 'name="password"' not in page
    key = str(block(drafter, desk, stopped)["key"])
    assert drafter.post(f"/releases/{stopped}/override/ask", {"key": key}).status_code == 303
    assert "例外放行" in signed_in("leader").get("/notices/").text


def test_a_promised_time_is_kept_and_must_come_after_the_release(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    drafter = signed_in("spokesperson")
    promised = (clock.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    local = promised.astimezone(desk.policy.zone)
    form = typed(desk, release_id, next_update=f"{local:%Y-%m-%dT%H:%M}")
    assert post(drafter, f"/releases/{release_id}/edit", form).status_code == 303
    assert words(desk, release_id).next_update_at == promised
    form = typed(desk, release_id, next_update="2020-01-01T08:00")
    answered = post(drafter, f"/releases/{release_id}/submit", form)
    assert answered.status_code == 422
    assert 'value="2020-01-01T08:00"' in answered.text
