"""发布主体 on the screens: asked loudly, answered with one press, relayed with one press."""

from collections.abc import Callable
from uuid import UUID

from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.test_clocks import registered
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]
NAME = "示例市人民政府新闻办公室"
LINK = "https://www.gov.example/1"


def test_a_grave_level_asks_who_speaks_and_one_press_answers(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = registered(visitor, desk, clock)
    page = visitor.get(f"/incidents/{made}").text
    assert "请确定发布主体。" in page
    assert NAME in page
    taken = visitor.post(
        f"/incidents/{made}/issuer", {"issuer": "government", "name": NAME, "link": ""}
    )
    assert taken.status_code == 303
    page = visitor.get(f"/incidents/{made}").text
    assert "请确定发布主体。" not in page
    assert f"本事件由“{NAME}”发布。" in page
    assert "它的发布链接还没有登记。" in page
    assert "转发权威发布" not in page


def test_with_its_link_one_press_drafts_the_relay(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = registered(visitor, desk, clock)
    visitor.post(f"/incidents/{made}/issuer", {"issuer": "government", "name": NAME, "link": LINK})
    assert "转发权威发布" in visitor.get(f"/incidents/{made}").text
    started = visitor.post(f"/releases/relay/{made}", {})
    assert started.status_code == 303
    editor = visitor.get(started.location).text
    assert f"转发：{NAME}权威发布" in editor
    assert LINK in editor


def test_a_bad_answer_is_shown_again_with_its_sentence(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    visitor = signed_in("spokesperson")
    made = registered(visitor, desk, clock)
    bad = visitor.post(
        f"/incidents/{made}/issuer",
        {"issuer": "government", "name": "<b>办</b>", "link": "javascript:alert(1)"},
    )
    assert bad.status_code == 422
    assert "以 https:// 开头" in bad.text
    assert "&lt;b&gt;办&lt;/b&gt;" in bad.text
    assert visitor.post(f"/incidents/{made}/issuer", {"issuer": "king"}).status_code == 422


def test_who_may_only_read_is_offered_nothing(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    made: UUID = registered(signed_in("spokesperson"), desk, clock)
    auditor = signed_in("auditor")
    page = auditor.get(f"/incidents/{made}/issuer")
    assert page.status_code == 200
    assert "<form method" not in page.text.split("</header>")[-1]
    assert auditor.post(f"/incidents/{made}/issuer", {"issuer": "bureau"}).status_code == 403
