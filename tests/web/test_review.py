"""Review and sign: the words as readers see them, the changes, and a signature on exactly them."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from console.people.rules.roles import Role
from console.people.service import assign_role
from console.publishing.rules.channel import Variant
from console.releases import service
from console.releases.rules.body import from_input
from console.releases.rules.workflow import Stage
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]


@pytest.fixture
def release_id(desk: Desk, clock: FixedClock) -> UUID:
    made = desk.draft(clock.now(), text="死亡2人。\n受伤5人。")
    desk.submit(clock.now(), made)
    return made


def form(desk: Desk, release_id: UUID, **more: str) -> dict[str, str]:
    return {"digest": desk.see(release_id).digest, "password": PASSWORD, **more}


def test_a_signer_sees_the_words_the_times_and_what_they_sign(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    page = signed_in("unit-head").get(f"/releases/{release_id}/review").text
    digest = desk.see(release_id).digest
    assert f'name="digest" value="{digest}"' in page
    assert f"{digest[:8]}</code>" in page
    assert "签发即发：最后一人签字后立即" in page
    assert "<span>审核通过</span>" in page
    assert "<span>退回</span>" in page


def test_each_channel_is_shown_as_it_will_be(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    visitor = signed_in("unit-head")
    weibo = visitor.get(f"/releases/{release_id}/preview?as=weibo", htmx=True).text
    assert "【情况通报】死亡2人。受伤5人。" in weibo
    assert "/140" in weibo
    wechat = visitor.get(f"/releases/{release_id}/preview?as=wechat").text
    assert "微信标题" in wechat
    feeds = visitor.get(f"/releases/{release_id}/preview?as=feeds").text
    assert desk.see(release_id).content.list_title in feeds
    page = visitor.get(f"/releases/{release_id}/preview/page")
    assert "<p>死亡2人。</p>" in page.text
    assert "2026-0001" in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_what_only_the_words_for_weibo_state_is_named_to_the_signer(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    draft = desk.draft(clock.now(), text="死亡2人。")
    desk.write(clock.now(), draft, variants={"weibo": Variant(text="【通报】死亡3人。")})
    desk.submit(clock.now(), draft)
    visitor = signed_in("unit-head")
    page = visitor.get(f"/releases/{draft}/review").text
    assert page.count('class="drift"') == 1
    assert "死亡3人</strong>" in page
    weibo = visitor.get(f"/releases/{draft}/preview?as=weibo", htmx=True).text
    assert "正文里没有：<strong" in weibo
    assert "drift" not in visitor.get(f"/releases/{draft}/preview?as=wechat", htmx=True).text


def test_three_people_sign_and_each_hears_what_follows(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    for who, said in (
        ("unit-head", "已审核通过。下一步：保密审查员。"),
        ("secrecy", "已审核通过。下一步：局领导。"),
        ("leader", "已签发，正在发布"),
    ):
        visitor = signed_in(who)
        answer = visitor.post(f"/releases/{release_id}/sign", form(desk, release_id))
        assert answer.status_code == 303
        assert said in visitor.get(answer.location).text
    assert desk.see(release_id).row.stage is Stage.SCHEDULED


def test_the_last_signer_of_a_timed_release_hears_when_it_goes_out(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    made = desk.draft(clock.now(), go_at=clock.now() + timedelta(hours=1))
    digest = desk.submit(clock.now(), made)
    for who in ("unit-head", "secrecy"):
        desk.sign(clock.now(), made, digest, who)
    leader = signed_in("leader")
    assert "您是最后一人" in leader.get(f"/releases/{made}/review").text
    answer = leader.post(f"/releases/{made}/sign", form(desk, made))
    assert "已签发。将于 11月23日 21:00 自动发布。" in leader.get(answer.location).text


def test_touching_twice_signs_once(signed_in: SignedIn, desk: Desk, release_id: UUID) -> None:
    visitor, sent = signed_in("unit-head"), form(desk, release_id)
    for _ in range(2):
        assert visitor.post(f"/releases/{release_id}/sign", sent).status_code == 303
    assert sum(step.signed_by is not None for step in desk.see(release_id).chain) == 1


def test_the_last_touch_twice_signs_once(
    signed_in: SignedIn, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    sent = form(desk, release_id)
    for who in ("unit-head", "secrecy"):
        desk.sign(clock.now(), release_id, sent["digest"], who)
    leader = signed_in("leader")
    for _ in range(2):
        assert leader.post(f"/releases/{release_id}/sign", sent).status_code == 303
    assert desk.see(release_id).row.stage is Stage.SCHEDULED


def test_a_wrong_password_signs_nothing_and_keeps_the_note(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    sent = form(desk, release_id, password="wrong", comment="已核对")
    page = signed_in("unit-head").post(f"/releases/{release_id}/sign", sent)
    assert page.status_code == 403
    assert "口令不对" in page.text
    assert "已核对</textarea>" in page.text
    assert "data-sheet-opened" in page.text
    assert "wrong" not in page.text
    assert "修改痕迹" not in page.text
    assert not any(step.signed_by for step in desk.see(release_id).chain)


def test_an_author_is_told_that_another_must_sign(
    signed_in: SignedIn, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    with desk.database.transaction() as tx:
        assign_role(tx, clock.now(), None, desk.people["spokesperson"].id, Role.UNIT_HEAD)
    visitor = signed_in("spokesperson")
    page = visitor.get(f"/releases/{release_id}/review").text
    assert "您拟写了这份通稿，需由他人签发。" in page
    assert 'name="digest"' not in page
    forced = visitor.post(f"/releases/{release_id}/sign", form(desk, release_id))
    assert forced.status_code == 403
    assert "您拟写了这份通稿，需由他人签发。" in forced.text


def test_a_signer_whose_turn_has_not_come_is_told_whose_it_is(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    leader = signed_in("leader")
    sentence = "现在轮到部门负责人，还没有轮到您。"
    assert sentence in leader.get(f"/releases/{release_id}/review").text
    forced = leader.post(f"/releases/{release_id}/sign", form(desk, release_id))
    assert forced.status_code == 403
    assert sentence in forced.text


def test_one_person_with_two_roles_signs_one_step(
    signed_in: SignedIn, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    with desk.database.transaction() as tx:
        assign_role(tx, clock.now(), None, desk.people["unit-head"].id, Role.SECRECY_REVIEWER)
    visitor = signed_in("unit-head")
    visitor.post(f"/releases/{release_id}/sign", form(desk, release_id))
    assert "同一人只签一步" in visitor.get(f"/releases/{release_id}/review").text
    visitor.post(f"/releases/{release_id}/sign", form(desk, release_id))
    assert sum(step.signed_by is not None for step in desk.see(release_id).chain) == 1


def test_words_changed_after_the_screen_was_opened_are_not_signed_but_shown(
    signed_in: SignedIn, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    visitor, opened = signed_in("unit-head"), form(desk, release_id, comment="同意")
    version = desk.see(release_id).row.version
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            release_id=release_id, version=version, reason="数字有变",
        )  # fmt: skip
    desk.write(clock.now(), release_id, body=from_input("死亡3人。\n受伤5人。"))
    digest = desk.submit(clock.now(), release_id)
    page = visitor.post(f"/releases/{release_id}/sign", opened)
    assert page.status_code == 409
    assert "您打开后，这份通稿被修改过。请查看修改后再签。" in page.text
    assert "死亡<del>2</del><ins>3</ins>人。" in page.text
    assert f'name="digest" value="{digest}"' in page.text
    assert "同意</textarea>" in page.text
    assert not any(step.signed_by for step in desk.see(release_id).chain)


def test_a_release_taken_back_meanwhile_says_where_it_stands(
    signed_in: SignedIn, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    visitor, opened = signed_in("unit-head"), form(desk, release_id)
    version = desk.see(release_id).row.version
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            release_id=release_id, version=version, reason="数字有变",
        )  # fmt: skip
    for path in ("sign", "send-back"):
        answer = visitor.post(f"/releases/{release_id}/{path}", {**opened, "comment": "改"})
        assert answer.status_code == 303
        assert "这份通稿现在是“草稿”" in visitor.get(answer.location).text


def test_who_signed_before_sees_only_what_changed_since(
    signed_in: SignedIn, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    desk.sign(clock.now(), release_id, desk.see(release_id).digest, "unit-head")
    version = desk.see(release_id).row.version
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            release_id=release_id, version=version, reason="数字有变",
        )  # fmt: skip
    desk.write(clock.now(), release_id, body=from_input("死亡3人。\n受伤5人。"))
    desk.submit(clock.now(), release_id)
    page = signed_in("unit-head").get(f"/releases/{release_id}/review").text
    assert "死亡<del>2</del><ins>3</ins>人。" in page
    assert "修改后失效" in page
    assert "<iframe" in signed_in("secrecy").get(f"/releases/{release_id}/review").text


def test_sending_back_needs_a_comment_and_reaches_the_drafter(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    visitor = signed_in("unit-head")
    digest = {"digest": desk.see(release_id).digest}
    empty = visitor.post(f"/releases/{release_id}/send-back", {**digest, "comment": "\n"})
    assert empty.status_code == 422
    assert "请写明意见或原因" in empty.text
    assert desk.see(release_id).row.stage is Stage.IN_REVIEW
    sent = {**digest, "comment": "第一段写明时间。"}
    assert visitor.post(f"/releases/{release_id}/send-back", sent).status_code == 303
    editor = signed_in("spokesperson").get(f"/releases/{release_id}/edit").text
    assert "某unit-head 退回" in editor
    assert "第一段写明时间。" in editor


def test_those_who_only_read_may_look_but_not_sign(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    visitor = signed_in("auditor")
    assert visitor.get(f"/releases/{release_id}/review").status_code == 200
    assert visitor.post(f"/releases/{release_id}/sign", form(desk, release_id)).status_code == 403


def test_a_strangers_digest_is_not_signed(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    sent = form(desk, release_id) | {"digest": "0" * 64}
    assert signed_in("unit-head").post(f"/releases/{release_id}/sign", sent).status_code == 409
    assert not any(step.signed_by for step in desk.see(release_id).chain)


def test_the_preview_runs_nothing_even_with_markup_in_the_words(
    app: Flask, signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    made = desk.draft(clock.now(), text="<img src=x onerror=alert(1)>")
    page = signed_in("spokesperson").get(f"/releases/{made}/preview/page")
    assert "<img src=x" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
