"""The home screen: what waits for me, what goes out next, what went wrong, and how to begin."""

import re
from collections.abc import Callable
from datetime import timedelta

from console.kernel.errors import ChannelRejected, ChannelUnavailable, ChannelUncertain
from console.publishing.rules.channel import Bulletin, Progress, Replay
from console.releases import service
from console.releases.rules.kinds import Kind
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]
SEEN = re.compile(r"\?seen=([0-9a-f]*)")


def part(text: str, name: str) -> str:
    return text.partition(f'aria-labelledby="{name}-title"')[2].partition("</section>")[0]


def raising(error: Exception) -> Callable[[Bulletin, Progress], None]:
    def trouble(bulletin: Bulletin, progress: Progress) -> None:
        del bulletin, progress
        raise error

    return trouble


def test_the_first_evening_says_what_would_be_here_and_how_to_begin(signed_in: SignedIn) -> None:
    page = signed_in("spokesperson").get("/").text
    assert "没有等您处理的" in page
    assert "/releases/new" in page
    assert "/incidents/new" in page
    assert "出了问题" not in page


def test_it_asks_only_the_signer_whose_turn_it_is(night: Night, signed_in: SignedIn) -> None:
    release = night.desk.draft(night.clock.now(), title="等签的通稿")
    night.desk.submit(night.clock.now(), release)
    first = signed_in("unit-head").get("/").text
    assert "等签的通稿" in part(first, "tasks")
    assert f"/releases/{release}/" in part(first, "tasks")
    assert "等签的通稿" not in part(signed_in("leader").get("/").text, "tasks")
    assert "等签的通稿" not in part(signed_in("spokesperson").get("/").text, "tasks")


def test_a_draft_sent_back_stands_before_my_other_drafts(night: Night, signed_in: SignedIn) -> None:
    now = night.clock.now()
    back = night.desk.draft(now, title="被退回的")
    digest = night.desk.submit(now, back)
    with night.desk.database.transaction() as tx:
        service.send_back(
            tx, now, night.desk.people["unit-head"], night.desk.policy, release_id=back,
            seen=digest, comment="请补充时间",
        )  # fmt: skip
    night.desk.draft(now, title="另一草稿")
    tasks = part(signed_in("spokesperson").get("/").text, "tasks")
    assert tasks.index("被退回的") < tasks.index("另一草稿")
    assert "待修改" in tasks
    assert "被退回的" not in part(signed_in("editor").get("/").text, "tasks")


def test_handover_waits_for_those_who_may_and_not_during_a_hold(
    night: Night, signed_in: SignedIn
) -> None:
    row = night.handed_over(title="待代发的")
    assert f"/handover/{row.id}" in part(signed_in("media-reception").get("/").text, "tasks")
    assert "待代发的" not in part(signed_in("leader").get("/").text, "tasks")
    night.hold()
    assert "待代发的" not in part(signed_in("media-reception").get("/").text, "tasks")


def test_upcoming_names_the_time_and_the_order_of_the_channels(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(title="稍后发的", go_at=clock.now() + timedelta(minutes=90))
    upcoming = part(signed_in("auditor").get("/").text, "upcoming")
    words = re.sub(r"<[^>]+>", "", upcoming)
    assert "21:30" in words
    assert re.search(r"网站·订阅\s*▸\s*微博\s*▸\s*微信", words)


def test_open_incidents_show_their_last_public_word(night: Night, signed_in: SignedIn) -> None:
    incident = night.incident()
    assert "尚未发布" in part(signed_in("leader").get("/").text, "incidents")
    night.signed(kind=Kind.INITIAL, incident_id=incident)
    night.run()
    shown = part(signed_in("leader").get("/").text, "incidents")
    assert "最近发布 首报" in shown
    assert "重大" in shown


def test_what_failed_says_why_and_where_to_go(night: Night, signed_in: SignedIn) -> None:
    night.press.weibo.before = raising(ChannelRejected("channel.empty"))
    night.signed(title="没发出的")
    night.run()
    trouble = part(signed_in("spokesperson").get("/").text, "trouble")
    assert "此渠道的内容是空的" in trouble
    assert f"/rollout/{night.press.row('weibo').id}" in trouble


def test_an_unknown_outcome_leads_operators_to_check_it(night: Night, signed_in: SignedIn) -> None:
    night.press.weibo.kind = Replay.NEVER
    night.press.weibo.after = raising(ChannelUncertain("delivery.no_answer"))
    night.signed()
    night.run()
    row = night.press.row("weibo")
    assert f"/handover/{row.id}" in part(signed_in("spokesperson").get("/").text, "trouble")
    assert f"/rollout/{row.id}" in part(signed_in("auditor").get("/").text, "trouble")


def test_one_failed_try_is_not_yet_trouble_three_are(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.press.weibo.before = raising(ChannelUnavailable("delivery.unexpected"))
    night.signed()
    night.run()
    assert "出了问题" not in signed_in("auditor").get("/").text
    for _ in range(3):
        clock.move(minutes=12)
        night.run()
    assert "重试中" in part(signed_in("auditor").get("/").text, "trouble")


def test_a_release_that_missed_its_time_asks_for_a_decision(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(title="错过时间的")
    clock.move(hours=3)
    night.run()
    trouble = part(signed_in("leader").get("/").text, "trouble")
    assert "错过时间的" in trouble
    assert "/holds/" in trouble
    assert "/holds/" not in part(signed_in("auditor").get("/").text, "trouble")


def test_a_poll_counts_what_is_new_and_leaves_the_page_alone(
    night: Night, signed_in: SignedIn
) -> None:
    visitor = signed_in("unit-head")
    seen = SEEN.findall(visitor.get("/").text)[0]
    for title in ("甲", "乙"):
        release = night.desk.draft(night.clock.now(), title=title)
        night.desk.submit(night.clock.now(), release)
    poll = visitor.get(f"/news?seen={seen}", htmx=True, Fayan_Background="1").text
    assert "2 条新动态" in poll
    assert "<h1" not in poll


def test_a_poll_tells_also_of_what_is_gone(night: Night, signed_in: SignedIn) -> None:
    visitor = signed_in("unit-head")
    release = night.desk.draft(night.clock.now())
    digest = night.desk.submit(night.clock.now(), release)
    seen = SEEN.findall(visitor.get("/").text)[0]
    night.desk.sign(night.clock.now(), release, digest, "unit-head")
    poll = visitor.get(f"/news?seen={seen}", htmx=True, Fayan_Background="1").text
    assert "情况有变化" in poll


def test_a_poll_does_not_keep_a_session_awake(signed_in: SignedIn, clock: FixedClock) -> None:
    visitor = signed_in("leader")
    for _ in range(4):
        clock.move(minutes=10)
        visitor.get("/news?seen=", htmx=True, Fayan_Background="1")
    assert visitor.get("/").status_code == 303


def test_it_speaks_english(night: Night, signed_in: SignedIn) -> None:
    night.handed_over()
    page = signed_in("spokesperson").get("/?lang=en").text
    assert "Waiting for me" in page
    assert "To be posted by hand" in page
