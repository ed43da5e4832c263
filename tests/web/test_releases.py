"""The list of releases, and the page of one: its state in words, its history, what may be done."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm, open_incident
from console.people.rules.actor import Actor
from console.publishing.records import Delivery
from console.releases import queries
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.releases.service import ReleaseLedger
from console.web.times import field_value
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]


def publish(desk: Desk, clock: FixedClock, release_id: UUID) -> None:
    """As the dispatcher does."""
    with desk.database.transaction() as tx:
        rows = tx.scalars(select(Delivery).where(Delivery.release_id == release_id)).all()
        ledger = ReleaseLedger(desk.policy)
        ledger.claimed(tx, rows, clock.now())
        ledger.delivered(tx, rows, clock.now())


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    form = IncidentForm("某厂爆炸", "示例区", Level.LARGER, "2 人死亡", clock.now())
    with desk.database.transaction() as tx:
        return open_incident(tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form)


def test_an_empty_list_says_what_would_be_here_and_how_to_begin(
    signed_in: SignedIn, people: dict[str, Actor]
) -> None:
    page = signed_in("spokesperson").get("/releases/")
    assert "还没有通稿" in page.text
    assert page.text.count("btn-primary") == 2  # the skip link, and the one next step
    assert "起草通稿" not in signed_in("auditor").get("/releases/").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"甲事通报", "乙事提示"}),
        ("words=甲", {"甲事通报"}),
        ("words=2026-0001", {"甲事通报"}),
        ("words=%25", set()),
        ("stage=draft", {"乙事提示"}),
        ("kind=notice", {"乙事提示"}),
        ("column=advice", {"乙事提示"}),
        ("mine=1", {"甲事通报"}),
        ("stage=nonsense&kind=1&incident=x&page=9999", {"甲事通报", "乙事提示"}),
    ],
)
def test_the_list_is_narrowed_by_what_the_address_says(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, query: str, found: set[str]
) -> None:
    desk.submit(clock.now(), desk.draft(clock.now(), title="甲事通报"))
    desk.draft(clock.now(), title="乙事提示", by="editor", kind=Kind.NOTICE, column="advice")
    page = signed_in("spokesperson").get(f"/releases/?{query}")
    assert {title for title in ("甲事通报", "乙事提示") if title in page.text} == found


def test_narrowing_by_incident(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    desk.draft(clock.now(), title="情况通报", kind=Kind.INITIAL, incident_id=incident)
    desk.draft(clock.now(), title="别的事")
    page = signed_in("leader").get(f"/releases/?incident={incident}")
    assert "情况通报" in page.text
    assert "别的事" not in page.text


def test_filtering_answers_a_fragment_with_the_same_list(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    desk.draft(clock.now(), title="甲事通报")
    fragment = signed_in("spokesperson").get("/releases/?words=甲", htmx=True)
    assert fragment.text.lstrip().startswith('<section id="results"')
    assert "<html" not in fragment.text
    assert fragment.headers["Vary"] == "HX-Request, Cookie" or "HX-Request" in fragment.vary


def test_a_long_list_turns_its_pages(signed_in: SignedIn, desk: Desk, clock: FixedClock) -> None:
    for number in range(32):
        desk.draft(clock.now(), title=f"通稿甲{number:02d}")
    visitor = signed_in("spokesperson")
    first = visitor.get("/releases/?words=甲")
    assert "第 1 页，共 2 页" in first.text
    assert "page=2&amp;words=" in first.text
    assert visitor.get("/releases/?words=甲&page=2").text.count("release-title") == 2


def test_the_next_of_an_incident_takes_its_place_in_the_series(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    visitor = signed_in("spokesperson")
    first = visitor.post(f"/releases/next/{incident}")
    assert first.status_code == 303
    made = UUID(first.location.split("/")[2])
    desk.write(clock.now(), made, body=from_input("首报正文。"))
    desk.submit(clock.now(), made)
    second = visitor.post(f"/releases/next/{incident}", {"final": "1"})
    with desk.database.snapshot() as tx:
        row, content = queries.draft(tx, UUID(second.location.split("/")[2]))
    assert (row.kind, content.title) == (Kind.FINAL, "情况通报（二）")


def test_the_page_of_a_release_says_whose_turn_it_is(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    desk.sign(clock.now(), release_id, digest, "unit-head", "数字已核对。")
    page = signed_in("spokesperson").get(f"/releases/{release_id}")
    assert "等某secrecy（保密审查员）保密审查。" in page.text
    assert "数字已核对。" in page.text
    assert digest[:8] in page.text
    assert 'aria-current="step"' in page.text


@pytest.mark.parametrize(
    ("who", "offered", "refused"),
    [
        ("spokesperson", {"取回修改", "暂缓本稿"}, {"审阅并签字", "撤回", "推迟"}),
        ("unit-head", {"审阅并签字", "暂缓本稿"}, {"取回修改", "弃用"}),
        ("leader", {"审阅", "暂缓本稿"}, {"取回修改", "审阅并签字"}),
        ("auditor", set(), {"取回修改", "审阅并签字", "暂缓本稿"}),
    ],
)
def test_only_what_this_person_may_do_is_offered(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, who: str, offered: set[str],
    refused: set[str],
) -> None:  # fmt: skip
    release_id = desk.draft(clock.now())
    desk.submit(clock.now(), release_id)
    page = signed_in(who).get(f"/releases/{release_id}").text
    actions = page[page.index('class="next-step"') : page.index('id="facts-title"')]
    assert {word for word in offered if f"<span>{word}</span>" in actions} == offered
    assert {word for word in refused if f"<span>{word}</span>" in actions} == set()


def test_taking_back_needs_a_reason_and_fells_the_signatures_visibly(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    desk.sign(clock.now(), release_id, desk.submit(clock.now(), release_id), "unit-head")
    visitor, version = signed_in("spokesperson"), desk.see(release_id).row.version
    empty = visitor.post(f"/releases/{release_id}/recall", {"version": version, "reason": " "})
    assert empty.status_code == 422
    assert "请写明意见或原因" in empty.text
    assert "data-sheet-opened" in empty.text
    assert desk.see(release_id).row.stage is Stage.IN_REVIEW
    form = {"version": version, "reason": "数字有变"}
    done = visitor.post(f"/releases/{release_id}/recall", form)
    assert done.location == f"/releases/{release_id}/edit"
    page = visitor.get(f"/releases/{release_id}").text
    assert "修改后失效" in page
    assert "某unit-head" in page
    assert "数字有变" in page


def test_a_second_press_of_taking_back_says_where_it_stands(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    desk.submit(clock.now(), release_id)
    visitor = signed_in("spokesperson")
    form = {"version": desk.see(release_id).row.version, "reason": "数字有变"}
    for _ in range(2):
        answer = visitor.post(f"/releases/{release_id}/recall", form)
        assert answer.status_code == 303
    assert len(desk.see(release_id).remarks) == 1


def test_who_may_not_put_it_later_or_hold_it_is_told_why(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now(), go_at=clock.now() + timedelta(hours=2))
    told = {who: signed_in(who).get(f"/releases/{release_id}").text for who in FOUR}
    later, hold = "推迟由新闻发言人和审签的人来做", "您的角色没有“暂缓发布”权限"
    assert [(later in text, hold in text) for text in told.values()] == [
        (False, False), (True, False), (True, False), (False, True),
    ]  # fmt: skip
    assert "您的角色没有“推迟发布”权限" in told["auditor"]


FOUR = ("leader", "editor", "commander", "auditor")


def test_postponing_only_ever_goes_later(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    start = clock.now() + timedelta(hours=2)
    release_id = desk.signed(clock.now(), go_at=start)
    visitor, zone = signed_in("spokesperson"), desk.policy.zone

    def put(minutes: int, reason: str = "等家属通知") -> int:
        until = field_value(start + timedelta(minutes=minutes), zone)
        form = {"until": until, "reason": reason}
        return visitor.post(f"/releases/{release_id}/postpone", form).status_code

    assert put(-30) == 422
    assert put(30, reason="") == 422
    assert put(30) == 303
    assert desk.see(release_id).postponed_until == start + timedelta(minutes=30)
    page = visitor.get(f"/releases/{release_id}").text
    assert "将于 11月23日 22:30 自动发布。" in page


def test_withdrawing_needs_a_reason_and_the_password(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    publish(desk, clock, release_id)
    visitor, digest = signed_in("leader"), desk.see(release_id).digest
    path, reason = f"/releases/{release_id}/withdraw", {"digest": digest, "reason": "对象有误"}
    wrong = visitor.post(path, {**reason, "password": "wrong"})
    assert wrong.status_code == 403
    assert "口令不对" in wrong.text
    assert "对象有误</textarea>" in wrong.text
    empty = visitor.post(path, {"digest": digest, "reason": "", "password": PASSWORD})
    assert empty.status_code == 422
    assert desk.see(release_id).row.stage is Stage.PUBLISHED
    assert visitor.post(path, {**reason, "password": PASSWORD}).status_code == 303
    page = visitor.get(f"/releases/{release_id}").text
    assert "已撤回" in page
    assert "对象有误" in page


def test_only_those_who_may_withdraw_can(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    publish(desk, clock, release_id)
    answer = signed_in("spokesperson").post(f"/releases/{release_id}/withdraw", {"reason": "x"})
    assert answer.status_code == 403
    assert desk.see(release_id).row.stage is Stage.PUBLISHED


def test_a_correction_begins_from_the_published_words(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id, visitor = desk.signed(clock.now()), signed_in("spokesperson")
    early = visitor.post(f"/releases/{release_id}/correct", {"kind": "correction"})
    assert "只有已发布的通稿才能更正" in visitor.get(early.location).text
    publish(desk, clock, release_id)
    page = visitor.get(f"/releases/{release_id}").text
    assert "更正或勘误" in page
    assert f"{desk.policy.public_url}/releases/2026-0001/" in page
    answer = visitor.post(f"/releases/{release_id}/correct", {"kind": "correction"})
    editor = visitor.get(answer.location).text
    assert "更正的是：" in editor
    assert 'value="statement"' not in editor
    assert "关于2026-0001号发布的更正" in visitor.get(f"/releases/{release_id}").text


def test_a_held_release_says_so_and_by_whom(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id, visitor = desk.signed(clock.now()), signed_in("spokesperson")
    visitor.post("/holds/", {"scope": "release", "release_id": release_id, "next": "/"})
    page = visitor.get(f"/releases/{release_id}").text
    assert "某spokesperson 于" in page
    assert "恢复前不会发出" in page
    assert "恢复发布" in page


def test_any_two_revisions_can_be_compared(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), text="死亡2人。")
    clock.move(minutes=11)
    desk.write(clock.now(), release_id, title="新标题", body=from_input("死亡3人。"))
    visitor = signed_in("auditor")
    page = visitor.get(f"/releases/{release_id}/compare?old=1&new=2").text
    assert "死亡<del>2</del><ins>3</ins>人。" in page
    assert "标题" in page
    assert "两稿相同" in visitor.get(f"/releases/{release_id}/compare?old=2&new=2").text
    assert visitor.get(f"/releases/{release_id}/compare?old=7&new=2").status_code == 404


def test_a_release_that_is_not_there_says_what_to_do(
    signed_in: SignedIn, people: dict[str, Actor]
) -> None:
    nobody = "/releases/0192b0c4-6b1e-7d0a-8a57-3f2f6f1c9d11"
    for path in ("", "/edit", "/review", "/preview", "/preview/page", "/compare"):
        page = signed_in("spokesperson").get(f"{nobody}{path}")
        assert page.status_code == 404
        assert "没有这份通稿" in page.text


def test_the_screens_speak_english(signed_in: SignedIn, desk: Desk, clock: FixedClock) -> None:
    release_id, visitor = desk.draft(clock.now()), signed_in("spokesperson")
    visitor.post("/language", {"locale": "en", "next": "/"})
    for path in ("/releases/", f"/releases/{release_id}", f"/releases/{release_id}/edit"):
        page = visitor.get(path).text
        assert '<html lang="en"' in page
        assert "Release" in page
        assert "草稿" not in page
