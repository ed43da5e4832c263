"""先期声明 on the screens: the incident's next step, one look, one press, one signature."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from console.incidents.rules.categories import Category
from console.publishing.rules.states import DeliveryState
from tests.builders import Desk
from tests.cleared import cleared, opened_incident
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_incidents import changed
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
DIGEST = re.compile(r'name="digest" value="([0-9a-f]{64})"')
FIELDS = re.compile(r'id="(slot-\d)" name="slot-\d"[^>]*value="([^"]*)"')


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    cleared(desk, clock)
    clock.at += timedelta(minutes=1)
    return opened_incident(desk, clock)


def form(visitor: Visitor, incident: UUID, **changes: str) -> dict[str, str]:
    """As the page fills it in."""
    page = visitor.get(f"/incidents/{incident}/holding").text
    asked = re.search(r'name="clearance" value="([^"]+)"', page)
    assert asked, page
    values = dict(FIELDS.findall(page))
    chosen = re.findall(r'<select[^>]*name="(slot-\d)".*?<option value="([^"]*)"', page, re.DOTALL)
    return {"clearance": asked[1], **values, **dict(chosen), **changes}


def test_the_incident_offers_it_first_and_the_usual_draft_beside_it(
    signed_in: SignedIn, incident: UUID
) -> None:
    page = signed_in("editor").get(f"/incidents/{incident}").text
    assert f'href="/incidents/{incident}/holding"' in page
    assert "发先期声明" in page
    assert "起草首报" in page


def test_one_press_sends_it_to_be_signed_and_one_signature_out(
    signed_in: SignedIn, incident: UUID, desk: Desk, clock: FixedClock
) -> None:
    editor, leader = signed_in("editor"), signed_in("leader")
    page = editor.get(f"/incidents/{incident}/holding").text
    assert "原州区北京路发生一起事故。" in page
    sent = editor.post(f"/incidents/{incident}/holding", form(editor, incident))
    assert sent.status_code == 303, sent.text
    release = sent.location
    assert "引用的预审" in editor.get(release).text
    review = leader.get(f"{release}/review").text
    assert "原州区北京路" in review
    assert "保密审查" in review
    found = DIGEST.search(review)
    assert found
    signed = leader.post(f"{release}/sign", {"digest": found[1], "password": PASSWORD})
    assert signed.status_code == 303
    press = Press(desk.database, desk.policy, clock)
    press.dispatcher().tick()
    assert press.states()["website"] is DeliveryState.SENT
    assert "发先期声明" not in editor.get(f"/incidents/{incident}").text


def test_what_is_typed_is_shown_as_it_will_read(signed_in: SignedIn, incident: UUID) -> None:
    editor = signed_in("editor")
    typed = form(editor, incident, **{"slot-1": "原州区南京路"})
    page = editor.post(f"/incidents/{incident}/holding/preview", typed, htmx=True)
    assert "原州区南京路发生一起事故" in page.text
    assert "<html" not in page.text
    half = editor.post(
        f"/incidents/{incident}/holding/preview", {**typed, "slot-1": "张三家"}, htmx=True
    )
    assert "【地点】" in half.text


@pytest.mark.parametrize(
    ("slot", "value"),
    [("slot-1", "北京路3号楼501室"), ("slot-1", "<b>路"), ("slot-0", "昨晚"), ("slot-3", "12345")],
)
def test_what_a_slot_does_not_take_is_said_beside_it(
    signed_in: SignedIn, incident: UUID, slot: str, value: str
) -> None:
    editor = signed_in("editor")
    answer = editor.post(f"/incidents/{incident}/holding", form(editor, incident, **{slot: value}))
    assert answer.status_code == 422
    assert f'href="#{slot}"' in answer.text
    assert "<b>路" not in answer.text


def test_a_finding_says_plainly_that_it_goes_the_usual_way(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    named = changed(
        category=Category.ACCIDENT_DISASTER, place="原州区北京路", title="犯罪嫌疑人王小明伤人"
    )
    other = opened_incident(desk, clock, named)
    editor = signed_in("editor")
    answer = editor.post(f"/incidents/{other}/holding", form(editor, other))
    assert answer.status_code == 409
    assert "请按通常审签发布" in answer.text
    assert "按通常审签起草" in answer.text


def test_without_a_clearance_the_page_says_so(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    bare = opened_incident(desk, clock)
    editor = signed_in("editor")
    page = editor.get(f"/incidents/{bare}/holding").text
    assert "没有适合本类事件、还在有效期内的预审声明" in page
    assert "发先期声明</span>" not in editor.get(f"/incidents/{bare}").text
    assert editor.post(f"/incidents/{bare}/holding", {"clearance": "x"}).status_code == 409
    assert signed_in("leader").get(f"/incidents/{bare}/holding").status_code == 403
