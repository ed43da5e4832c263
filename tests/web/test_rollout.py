"""The rollout board: lanes, the line of now, what waits for what, and the moves."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from console.kernel.errors import ChannelRejected, ChannelUnavailable
from console.publishing.records import Breaker, Sighting
from console.publishing.rules.channel import Bulletin, Progress
from console.publishing.rules.sighting import Sight
from console.publishing.rules.states import DeliveryState as S
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]
SEEN = re.compile(r"\?seen=([0-9a-f]*)")


def down(bulletin: Bulletin, progress: Progress) -> None:
    del bulletin, progress
    raise ChannelUnavailable("delivery.unexpected")


def refuse(bulletin: Bulletin, progress: Progress) -> None:
    del bulletin, progress
    raise ChannelRejected("channel.content_size", length=30000, most=20000)


def test_an_empty_board_says_what_would_be_here(signed_in: SignedIn) -> None:
    page = signed_in("spokesperson").get("/rollout/").text
    assert "没有排定的发布" in page
    assert "/releases/new" in page
    assert "/releases/new" not in signed_in("auditor").get("/rollout/").text


def test_the_line_of_now_parts_what_is_out_from_what_comes(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(title="已经发的")
    night.run()
    night.signed(title="稍后发的", go_at=clock.now() + timedelta(hours=2))
    clock.move(minutes=1)
    page = signed_in("auditor").get("/rollout/").text
    assert page.index("已经发的") < page.index("board-now") < page.index("稍后发的")
    assert "今天 11月23日" in page
    assert "22:00" in page


def test_what_was_settled_hours_ago_is_folded_away(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(title="早上发的")
    night.run()
    clock.move(hours=5)
    page = signed_in("auditor").get("/rollout/").text
    assert "此前 1 篇" in page
    assert page.index("board-earlier") < page.index("早上发的") < page.index("board-now")


def test_what_failed_stays_in_sight_however_old(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.press.weibo.before = refuse
    night.signed(title="没发出的")
    night.run()
    clock.move(hours=30)
    page = signed_in("auditor").get("/rollout/").text
    assert "board-earlier" not in page
    assert "正文太长，平台不接受" in page


def test_a_delivery_tells_its_history_in_words(night: Night, signed_in: SignedIn) -> None:
    night.press.weibo.before = refuse
    night.signed()
    night.run()
    page = signed_in("leader").get(f"/rollout/{night.press.row('weibo').id}").text
    assert "开始发送" in page
    assert "渠道拒绝" in page
    assert "正文太长，平台不接受" in page
    assert "channel." not in page  # no codes


def test_retry_sends_it_again_and_twice_is_once(night: Night, signed_in: SignedIn) -> None:
    night.press.weibo.before = refuse
    night.signed()
    night.run()
    row, visitor = night.press.row("weibo"), signed_in("media-reception")
    assert "重试" in visitor.get(f"/rollout/{row.id}").text
    for _ in range(2):
        assert visitor.post(f"/rollout/{row.id}/retry", {"seen": "failed"}).status_code == 303
    assert night.press.row("weibo").state is S.DUE
    night.press.weibo.before = lambda _b, _p: None
    night.run()
    assert night.press.row("weibo").state is S.SENT
    assert len(night.press.weibo.calls) == 1


def test_a_channel_that_is_down_says_when_it_tries_again(night: Night, signed_in: SignedIn) -> None:
    night.press.weibo.before = down
    night.signed()
    night.run()
    page = signed_in("auditor").get("/rollout/").text
    assert "重试中" in page
    assert re.search(r"20:\d\d 再试", page)


def test_cancelling_leaves_the_other_channels(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(go_at=clock.now() + timedelta(hours=1))
    visitor, row = signed_in("spokesperson"), night.press.row("weibo")
    visitor.post(f"/rollout/{row.id}/cancel", {"seen": "waiting", "reason": "只在网站发"})
    states = night.press.states()
    assert (states["weibo"], states["website"]) == (S.CANCELLED, S.WAITING)
    assert "由某spokesperson取消。只在网站发" in visitor.get(f"/rollout/{row.id}").text


def test_the_public_page_cannot_be_left_out_and_the_screen_says_why(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(go_at=clock.now() + timedelta(hours=1))
    visitor, row = signed_in("spokesperson"), night.press.row("website")
    page = visitor.get(f"/rollout/{row.id}").text
    assert "网站页面是各渠道的依据，不能单独取消" in page
    assert visitor.post(f"/rollout/{row.id}/cancel", {"seen": "waiting"}).status_code == 409
    assert night.press.row("website").state is S.WAITING


def test_a_stale_tab_changes_nothing_and_is_told_so(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.press.weibo.handed_over = True
    night.signed(go_at=clock.now() + timedelta(minutes=1))
    row = night.press.row("weibo")
    clock.move(minutes=2)
    night.run()
    answer = signed_in("spokesperson").post(f"/rollout/{row.id}/cancel", {"seen": "waiting"})
    assert answer.status_code == 409
    assert "已变为“待人工代发”" in answer.text
    assert night.press.row("weibo").state is S.HANDED_OVER


def test_who_may_only_look_sees_the_moves_closed_with_their_reason(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(go_at=clock.now() + timedelta(hours=1))
    row, visitor = night.press.row("weibo"), signed_in("auditor")
    page = visitor.get(f"/rollout/{row.id}").text
    assert "disabled" in page
    assert "人工代发" in page
    assert visitor.post(f"/rollout/{row.id}/cancel").status_code == 403


def test_a_held_delivery_says_so_and_leads_to_resuming(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(go_at=clock.now() + timedelta(hours=1))
    placed = night.hold()
    visitor = signed_in("spokesperson")
    page = visitor.get(f"/rollout/{night.press.row('weibo').id}").text
    assert "恢复之前不会发出" in page
    assert f"/holds/{placed}/lift" in page
    assert "board-row-held" in visitor.get("/rollout/").text


def test_a_poll_announces_news_and_moves_nothing(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    visitor = signed_in("leader")
    night.signed(title="第一篇", go_at=clock.now() + timedelta(hours=1))
    seen = SEEN.findall(visitor.get("/rollout/").text)[0]
    quiet = visitor.get(f"/rollout/news?seen={seen}", htmx=True, Fayan_Background="1").text
    assert "news-bar" not in quiet
    night.signed(title="第二篇", go_at=clock.now() + timedelta(hours=2))
    loud = visitor.get(f"/rollout/news?seen={seen}", htmx=True, Fayan_Background="1").text
    assert "4 条新动态" in loud  # a channel each
    assert "第二篇" not in loud
    assert SEEN.findall(loud) == [seen]  # counted from what is on the screen


def test_a_poll_of_nonsense_is_answered(signed_in: SignedIn) -> None:
    visitor = signed_in("leader")
    for seen in ("zz", "%00", "x" * 5000):
        assert visitor.get(f"/rollout/news?seen={seen}", htmx=True).status_code == 200


def test_a_delivery_that_is_not_there_says_so(signed_in: SignedIn) -> None:
    assert "请从发布排期重新进入" in signed_in("leader").get(f"/rollout/{uuid4()}").text


@pytest.mark.parametrize("path", ["/rollout/", "/rollout/news"])
def test_strangers_are_led_to_the_sign_in(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).headers["Location"].startswith("/sign-in")


def test_what_the_public_cannot_see_is_said_wherever_the_release_stands(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    release_id = night.signed()
    night.run()
    row = night.press.row("website")
    with night.desk.database.transaction() as tx:
        tx.add(
            Sighting(
                delivery_id=row.id, state=Sight.NOT_VISIBLE, began_at=clock.now(),
                since=clock.now(), looked_at=clock.now(), next_look_at=clock.now(),
                saw="outside.status", saw_details={"status": 502},
            )
        )  # fmt: skip
    said = "20:00 起公众看不到：公众网站答的是错误（502）。"
    spokesperson, auditor = signed_in("spokesperson"), signed_in("auditor")
    for place in ("/", "/rollout/", f"/rollout/{row.id}", f"/releases/{release_id}"):
        assert said in spokesperson.get(place).text, place
    assert "现在再看" not in auditor.get(f"/rollout/{row.id}").text
    assert spokesperson.post(f"/rollout/{row.id}/look").status_code == 303
    assert "正在再看一次" in spokesperson.get(f"/rollout/{row.id}").text
    assert spokesperson.post(f"/rollout/{uuid4()}/look").status_code == 404
    assert auditor.post(f"/rollout/{row.id}/look").status_code == 403


def test_an_account_that_rests_says_so_and_a_releaser_has_it_tried(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed()
    with night.desk.database.transaction() as tx:
        tx.add(
            Breaker(
                channel="weibo", account="main", failures=5, rests=1, since=clock.now(),
                resting_until=clock.now() + timedelta(minutes=30), why="weibo.unreachable",
                changed_at=clock.now(),
            )
        )  # fmt: skip
    spokesperson, auditor = signed_in("spokesperson"), signed_in("auditor")
    page = spokesperson.get("/rollout/").text
    assert "先停一停" in page
    assert "20:00 起连续 5 次发不出去。" in page
    assert "20:30 自动试一条" in page
    where = "/rollout/accounts/weibo/main/try"
    assert where in page
    assert where not in auditor.get("/rollout/").text
    assert auditor.post(where).status_code == 403
    assert spokesperson.post(where).status_code == 303
    assert "现在就试一条" in spokesperson.get("/rollout/").text
    assert spokesperson.post("/rollout/accounts/wechat/main/try").status_code == 409
    assert spokesperson.post("/rollout/accounts/nobody/%3Cscript%3E/try").status_code == 409


def test_a_held_row_says_since_when_and_why(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(go_at=clock.now() + timedelta(minutes=5))
    clock.move(hours=1, minutes=30)
    night.run()
    assert "21:30 起暂缓：错过了发布时间" in signed_in("auditor").get("/rollout/").text
