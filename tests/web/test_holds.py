"""暂缓发布: one press to place, everybody sees it, and a screen that says what resuming does."""

import html
import json
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from console.audit import Event
from console.audit.records import AuditEvent
from console.database import Database
from console.publishing import queries
from console.publishing.queries import HoldRow
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.releases import service
from console.releases.rules.kinds import Kind
from tests.fakes import FixedClock
from tests.services.test_public_withdrawals import start_correction
from tests.web.running import Night
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
PROOF = {"password": PASSWORD}


def holds(night: Night) -> tuple[HoldRow, ...]:
    with night.desk.database.snapshot() as tx:
        return queries.holds(tx)


def part(text: str, title: str) -> str:
    """What stands under that group of the resume screen."""
    return text.partition(title)[2].partition("</section>")[0]


@pytest.mark.parametrize("who", ["spokesperson", "leader", "media-reception", "commander"])
def test_one_press_stops_everything_and_asks_nothing(
    night: Night, signed_in: SignedIn, who: str
) -> None:
    visitor = signed_in(who)
    assert "hold-button" in visitor.get("/").text
    pressed = visitor.post("/holds/", {"scope": "all", "next": "/incidents/"})
    assert (pressed.status_code, pressed.headers["Location"]) == (303, "/incidents/")
    assert [(each.scope, each.placed_by) for each in holds(night)] == [(HoldScope.ALL, who)]
    night.signed()
    night.run()
    assert set(night.press.states().values()) == {S.WAITING}


def test_pressing_twice_is_one_hold(night: Night, signed_in: SignedIn) -> None:
    visitor = signed_in("spokesperson")
    for _ in range(2):
        visitor.post("/holds/", {"scope": "all"})
    assert len(holds(night)) == 1


def test_every_page_wears_the_band_by_whom_since_when_what_waits(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    night.signed(go_at=clock.now() + timedelta(hours=1))
    night.hold(by="leader")
    visitor = signed_in("auditor")
    for path in ("/", "/rollout/", "/incidents/", "/account/"):
        page = visitor.get(path).text
        assert "hold-band" in page, path
        assert "某leader 于" in page
        assert "20:00" in page
        assert "1 篇通稿在等待" in page
        assert "恢复<" not in page  # an auditor can only look


def test_without_a_hold_there_is_no_band(signed_in: SignedIn) -> None:
    assert "hold-band" not in signed_in("spokesperson").get("/").text


def test_the_band_shows_the_hold_of_everything_before_older_ones_of_one_release(
    night: Night, signed_in: SignedIn
) -> None:
    for each in range(3):
        release = night.signed(title=f"第{each}篇")
        night.hold(HoldScope.RELEASE, release_id=release)
    night.hold()
    band = signed_in("leader").get("/").text.partition("hold-band")[2]
    assert "全部发布" in band.partition("hold-band-line")[2].partition("</div>")[0]
    assert "另有 1 项暂缓" in band


def test_an_incidents_hold_names_it_and_leaves_the_rest(night: Night, signed_in: SignedIn) -> None:
    incident = night.incident()
    signed_in("spokesperson").post(
        "/holds/",
        {"scope": "incident", "incident_id": str(incident), "next": f"/incidents/{incident}"},
    )
    night.signed(title="与事件无关的提示")
    night.run()
    assert night.press.row("website").state is S.SENT
    page = signed_in("leader").get(f"/incidents/{incident}").text
    assert "本事件的发布已暂缓" in page
    assert "原州区一厂房爆炸" in page.partition("hold-band")[2].partition("</div>")[0]


@pytest.mark.parametrize(
    "form",
    [
        {"scope": "everything"},
        {},
        {"scope": "incident"},
        {"scope": "release", "release_id": "not-an-id"},
    ],
)
def test_a_forged_target_is_refused_in_words(
    night: Night, signed_in: SignedIn, form: dict[str, str]
) -> None:
    answer = signed_in("spokesperson").post("/holds/", form)
    assert answer.status_code in {404, 422}
    assert "没有说明要暂缓什么" in answer.text
    assert holds(night) == ()


def test_a_hold_never_leads_to_a_stranger(signed_in: SignedIn) -> None:
    pressed = signed_in("spokesperson").post(
        "/holds/", {"scope": "all", "next": "https://evil.example/"}
    )
    assert pressed.headers["Location"] == "/rollout/"


def test_a_release_and_an_incident_are_held_wherever_they_show(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    incident = night.incident()
    release = night.signed(title="明天的<通报>", go_at=clock.now() + timedelta(hours=3))
    delivery, visitor, auditor = night.press.row("weibo"), signed_in("leader"), signed_in("auditor")
    its = {
        "/": f'name="release_id" value="{release}"',
        "/rollout/": f'name="release_id" value="{release}"',
        "/rollout/calendar/?month=2026-11": f'name="release_id" value="{release}"',
        f"/rollout/{delivery.id}": f'name="release_id" value="{release}"',
        f"/releases/{release}": f'name="release_id" value="{release}"',
        f"/releases/{release}/plan": f'name="release_id" value="{release}"',
        "/incidents/": f'name="incident_id" value="{incident}"',
        f"/incidents/{incident}": f'name="incident_id" value="{incident}"',
    }
    for path, button in its.items():
        assert button in visitor.get(path).text, path
        assert button not in auditor.get(path).text, path
    assert "暂缓本稿：明天的&lt;通报&gt;" in visitor.get("/rollout/").text
    pressed = visitor.post(
        "/holds/", {"scope": "release", "release_id": release, "next": "/rollout/calendar/"}
    )
    assert pressed.headers["Location"] == "/rollout/calendar/"
    assert [each.release_id for each in holds(night)] == [release]
    for path in list(its)[:4]:
        assert its[path] not in visitor.get(path).text, path  # it is held: nothing to press


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_who_may_not_hold_cannot(night: Night, signed_in: SignedIn, who: str) -> None:
    placed = night.hold()
    visitor = signed_in(who)
    assert "hold-button" not in visitor.get("/").text
    assert visitor.post("/holds/", {"scope": "all"}).status_code == 403
    assert visitor.get(f"/holds/{placed}/lift").status_code == 403
    assert visitor.post(f"/holds/{placed}/lift").status_code == 403


def test_resuming_shows_first_what_would_happen(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    incident = night.incident()
    placed = night.hold()
    night.signed(title="马上能发的")
    night.signed(title="约好时间的", go_at=clock.now() + timedelta(hours=5))
    night.signed(title="事件的", incident_id=incident, go_at=clock.now() + timedelta(minutes=10))
    night.hold(HoldScope.INCIDENT, incident_id=incident)
    clock.move(minutes=20)
    page = html.unescape(signed_in("leader").get(f"/holds/{placed}/lift").text)
    assert "马上能发的" in part(page, "立即发出")
    assert "约好时间的" in part(page, "按原定时间发出")
    assert "事件的" in part(page, "仍被另一项暂缓挡住")
    assert "超时太久" not in page
    assert len(holds(night)) == 2  # looking changes nothing


def test_what_is_too_late_is_said_to_be_held_by_itself_and_is(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    placed = night.hold()
    release = night.signed(title="太迟的")
    clock.move(hours=3)
    visitor = signed_in("leader")
    assert "太迟的" in part(visitor.get(f"/holds/{placed}/lift").text, "超时太久")
    visitor.post(f"/holds/{placed}/lift", PROOF)
    (left,) = holds(night)
    assert (left.scope, left.release_id) == (HoldScope.RELEASE, release)
    page = visitor.get(f"/holds/{left.id}/lift").text
    assert "太迟的" in part(page, "立即发出")
    visitor.post(f"/holds/{left.id}/lift", PROOF)
    night.run()
    assert night.press.row("website").state is S.SENT


def test_lifting_twice_or_from_a_stale_tab_is_harmless(night: Night, signed_in: SignedIn) -> None:
    placed = night.hold()
    visitor = signed_in("leader")
    for _ in range(2):
        assert visitor.post(f"/holds/{placed}/lift", PROOF).status_code == 303
    late = visitor.get(f"/holds/{placed}/lift")
    assert late.headers["Location"] == "/rollout/"
    assert "已经恢复" in visitor.get("/rollout/").text
    assert visitor.post(f"/holds/{uuid4()}/lift", PROOF).status_code == 404


def test_the_band_counts_releases_not_deliveries(night: Night, signed_in: SignedIn) -> None:
    night.hold()
    night.signed()
    night.signed()
    band = signed_in("leader").get("/").text
    assert re.search(r"2 篇通稿在等待", band)


def test_a_notice_is_sent_through_from_its_page_and_a_statement_is_not_offered_it(
    night: Night, signed_in: SignedIn
) -> None:
    statement = night.signed()
    notice = night.signed(kind=Kind.NOTICE)
    night.hold()
    visitor = signed_in("spokesperson")
    offer = f"/releases/{notice}/send-through"
    assert offer in visitor.get(f"/releases/{notice}").text
    assert "send-through" not in visitor.get(f"/releases/{statement}").text
    assert "send-through" not in signed_in("auditor").get(f"/releases/{notice}").text
    digest = night.desk.see(notice).digest
    unproved = visitor.post(offer, {"digest": digest, "urgency": "急", "password": "guess"})
    assert unproved.status_code == 403
    proof = {"password": PASSWORD}
    empty = visitor.post(offer, {"digest": digest, "urgency": "", **proof})
    assert (empty.status_code, "data-sheet-opened" in empty.text) == (422, True)
    assert visitor.post(offer, {"digest": "f" * 64, "urgency": "急", **proof}).status_code == 422
    assert visitor.post(offer, {"digest": digest, "urgency": "急", **proof}).status_code == 303
    page = visitor.get(f"/releases/{notice}").text
    assert "越过暂缓发出。" in page
    assert "send-through" not in page
    night.run()
    assert night.desk.see(notice).row.published_at is not None
    assert night.desk.see(statement).row.published_at is None


def test_a_correction_is_offered_its_way_through_and_a_withdrawal_says_that_it_passes(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    old = night.signed()
    night.run()
    stale = signed_in("leader").get(f"/releases/{old}?sheet=withdraw").text
    assert "越过暂缓撤回" not in stale
    night.hold()
    change, digest = start_correction(night.desk, clock, old)
    night.desk.sign_all(clock.now(), change, digest)
    assert (
        f"/releases/{change}/send-through"
        in signed_in("spokesperson").get(f"/releases/{change}").text
    )
    leader = signed_in("leader")
    form = {"digest": night.desk.see(old).digest, "reason": "误发", **PROOF}
    answer = leader.post(f"/releases/{old}/withdraw", form)  # the hold came after the page
    assert answer.status_code == 422
    assert "发布刚刚暂缓了" in answer.text
    assert "越过暂缓撤回" in answer.text
    assert "误发" in answer.text
    assert leader.post(f"/releases/{old}/withdraw", form | {"through": "1"}).status_code == 303
    night.run()
    assert night.desk.see(old).row.stage == "withdrawn"
    assert night.desk.see(change).row.published_at is None


def test_resuming_names_what_lost_its_signatures(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    release = night.signed(title="取回的")
    placed = night.hold()
    clock.move(minutes=1)
    with night.desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), night.desk.people["spokesperson"], night.desk.policy,
            release_id=release, version=night.desk.see(release).row.version, reason="改一处",
        )  # fmt: skip
    page = html.unescape(signed_in("leader").get(f"/holds/{placed}/lift").text)
    assert "取回的" in part(page, "签字已失效")


def test_lifting_takes_a_proof_and_placing_never_does(
    night: Night, signed_in: SignedIn, database: Database
) -> None:
    visitor = signed_in("leader")
    assert visitor.post("/holds/", {"scope": "all"}).status_code == 303
    (placed,) = holds(night)
    for form in ({}, {"password": "guess"}, {"password": "guess", "next": "/incidents/"}):
        refused = visitor.post(f"/holds/{placed.id}/lift", form)
        assert refused.status_code == 403
        assert "data-focus" in refused.text
        assert holds(night) == (placed,)
    assert 'name="next" value="/incidents/"' in refused.text
    assert visitor.post(f"/holds/{placed.id}/lift", PROOF).status_code == 303
    assert holds(night) == ()
    with database.snapshot() as tx:
        (lifted,) = tx.scalars(select(AuditEvent).where(AuditEvent.name == Event.HOLD_LIFTED))
        assert json.loads(lifted.details)["proof"] == "password"


@pytest.mark.parametrize("scope", ["release", "all"])
def test_who_wrote_what_is_held_cannot_lift_somebody_elses_hold(
    night: Night, signed_in: SignedIn, scope: str
) -> None:
    """Whether the author pressed before or after makes no difference."""
    release = night.signed(title="作者想放行的")
    target = {"release_id": release} if scope == "release" else {}
    author, leader = signed_in("spokesperson"), signed_in("leader")
    for first, other in (("leader", "spokesperson"), ("spokesperson", "leader")):
        placed = night.hold(HoldScope(scope), by=first, **target)
        assert night.hold(HoldScope(scope), by=other, **target) == placed
        page = author.get(f"/holds/{placed}/lift").text
        assert "请没有参与起草的人恢复" in page
        assert "player-play" not in page.partition("<main")[2]
        assert author.post(f"/holds/{placed}/lift", PROOF).status_code == 403
        assert len(holds(night)) == 1
        assert f"某{other} 也按了暂缓" in leader.get(f"/holds/{placed}/lift").text
        assert leader.post(f"/holds/{placed}/lift", PROOF).status_code == 303
    mine = night.hold(HoldScope(scope), by="spokesperson", **target)
    assert author.post(f"/holds/{mine}/lift", PROOF).status_code == 303
    elsewhere = night.hold(HoldScope.INCIDENT, by="leader", incident_id=night.incident())
    assert author.post(f"/holds/{elsewhere}/lift", PROOF).status_code == 303
