"""What was confirmed by mistake, on its pages."""

from collections.abc import Callable

from console.publishing.rules.channel import Action
from tests.fakes import FixedClock
from tests.web.running import WEIBO_LINK, Night
from tests.web.test_handover import confirm
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]


def test_what_was_confirmed_by_mistake_is_to_be_posted_again(
    night: Night, signed_in: SignedIn
) -> None:
    row, visitor = night.handed_over(), signed_in("media-reception")
    assert "其实没有发出" in confirm(visitor, row.id, WEIBO_LINK)
    delivery = visitor.get(f"/rollout/{row.id}").text
    assert f"/handover/{row.id}#not-sent" in delivery
    assert "其实没有发出？" in delivery
    seen = {"seen": "confirmed"}
    assert visitor.post(f"/handover/{row.id}/not-sent", {"reason": "", **seen}).status_code == 422
    taken = visitor.post(f"/handover/{row.id}/not-sent", {"reason": "<b>点错了</b>", **seen})
    assert taken.status_code == 303
    assert "已改回待人工代发" in visitor.get(taken.headers["Location"]).text
    page = visitor.get(f"/handover/{row.id}").text
    assert "某media-reception改回了“已确认”：&lt;b&gt;点错了&lt;/b&gt;" in page
    assert "data-copies" in page
    assert f"/handover/{row.id}" in visitor.get("/handover/").text
    assert "其实没有发出" in confirm(visitor, row.id, WEIBO_LINK)


def test_a_deletion_is_confirmed_and_taken_back_in_words_of_its_own(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    row, visitor = night.handed_over(), signed_in("media-reception")
    confirm(visitor, row.id, WEIBO_LINK)
    night.desk.withdraw(clock.now(), row.release_id)
    night.run()
    task = night.press.row("weibo", Action.WITHDRAW)
    page = confirm(visitor, task.id, "")
    assert "已确认处理" in page
    assert "其实没有处理？" in page
    assert "其实没有处理？" in visitor.get(f"/rollout/{task.id}").text
    assert "已确认发出" not in page
