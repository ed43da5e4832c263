"""再次确认事实 on the screens: planned, offered to who may, done with proof, told when resuming."""

import html
from collections.abc import Callable

from flask import Flask

from console.publishing.rules.plan import Precondition
from console.publishing.rules.states import DeliveryState as S
from console.releases import queries
from console.releases.rules.content import Content
from console.web.comparing import differences
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]


def test_a_stage_is_planned_to_wait_and_goes_once_somebody_else_confirms(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    desk = night.desk
    release = desk.draft(clock.now())
    writer = signed_in("spokesperson")
    page = writer.get(f"/releases/{release}/plan").text
    assert html.unescape(page).count("再次确认事实后") == 3  # of every step, the first too
    with desk.database.snapshot() as tx:
        row, content = queries.draft(tx, release)
    form: dict[str, object] = {"version": row.version, "stages": len(content.plan.stages)}
    for place, stage in enumerate(content.plan.stages):
        form |= {
            f"channels-{place}": list(stage.channels), f"after-{place}": "0",
            f"precondition-{place}": "facts" if "wechat" in stage.channels else (
                "previous" if place else "none"
            ),
            f"or_after-{place}": "5", f"late-{place}": "60", f"if_late-{place}": "ask",
        }  # fmt: skip
    assert writer.post(f"/releases/{release}/plan", form).status_code == 303
    with desk.database.snapshot() as tx:
        plan = queries.draft(tx, release)[1].plan
    assert [each.precondition for each in plan.stages][-1] is Precondition.FACTS
    assert "再次确认事实后" in writer.get(f"/releases/{release}").text
    desk.sign_all(clock.now(), release, desk.submit(clock.now(), release, midnight=True))

    hold = night.hold()
    lift = signed_in("leader").get(f"/holds/{hold}/lift").text
    assert "微信" in lift.partition("等再次确认事实")[2].partition("</section>")[0]
    leader = signed_in("leader")
    proof = {"password": PASSWORD}
    assert leader.post(f"/holds/{hold}/lift", proof).status_code == 303
    night.run()
    assert night.press.states()["wechat"] is S.WAITING
    assert "等再次确认事实，确认后才发出。" in leader.get("/rollout/").text

    offer = f"/releases/{release}/reconfirm"
    assert offer in leader.get(f"/releases/{release}").text
    assert offer not in writer.get(f"/releases/{release}").text
    assert offer not in signed_in("auditor").get(f"/releases/{release}").text
    digest = desk.see(release).digest
    assert leader.post(offer, {"digest": digest, "password": "guess"}).status_code == 403
    assert leader.post(offer, {"digest": "f" * 64, **proof}).status_code == 422
    assert writer.post(offer, {"digest": digest, **proof}).status_code == 403
    assert leader.post(offer, {"digest": digest, **proof}).status_code == 303
    assert offer not in leader.get(f"/releases/{release}").text
    night.run()
    assert night.press.states()["wechat"] in {S.SENT, S.HANDED_OVER}


def test_signers_see_what_changed_in_the_plan(app: Flask, night: Night, clock: FixedClock) -> None:
    def words() -> Content:
        with night.desk.database.snapshot() as tx:
            return queries.draft(tx, release)[1]

    release = night.desk.draft(clock.now())
    before = words()
    night.desk.ask_for_facts(clock.now(), release, "wechat")
    with app.test_request_context("/"):
        (changed,) = differences(before, words())
        assert differences(before, before) == ()
    assert changed.label == "发布计划"
    added = [run.text for each in changed.paragraphs for run in each.runs if run.mark == "added"]
    assert "再次确认事实" in "".join(added)
