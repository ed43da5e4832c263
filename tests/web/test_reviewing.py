"""The signer's screen and the drafter's: comments, wording and notes, as people press them."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from console.people.records import Person
from console.releases.records import Release
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
ATTACK = "<script>alert(1)</script>"


@pytest.fixture
def release_id(desk: Desk, clock: FixedClock) -> UUID:
    made = desk.draft(clock.now(), text="死亡2人。\n受伤5人，已送医。")
    desk.submit(clock.now(), made)
    return made


def pressed(visitor: Visitor, path: str, data: dict[str, str]) -> str:
    """The page that the press leads to."""
    answered = visitor.post(path, data)
    assert answered.status_code == 303, answered.text
    return visitor.get(answered.headers["Location"]).text


def test_a_comment_travels_from_the_signer_to_the_drafter_and_is_dealt_with(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    at, digest = f"/releases/{release_id}", desk.see(release_id).digest
    signer = signed_in("unit-head")
    refused = signer.post(
        f"{at}/comments", {"digest": digest, "place": "1", "quote": "失联", "text": ATTACK}
    )
    assert refused.status_code == 422
    assert "这一段里没有这几个字" in refused.text
    assert "&lt;script&gt;alert(1)" in refused.text  # what was typed is still there
    assert ATTACK not in refused.text
    signer.post(
        f"{at}/comments", {"digest": digest, "place": "1", "quote": "已送医", "text": ATTACK}
    )
    assert '<q lang="zh-CN">已送医</q>' in signer.get(f"{at}/review").text
    signer.post(f"{at}/send-back", {"digest": digest, "comment": ""})
    assert desk.see(release_id).row.stage is Stage.DRAFT
    drafter = signed_in("spokesperson")
    page = drafter.get(f"{at}/edit").text
    assert "第 2 段" in page
    assert ATTACK not in page
    press = page.split(f'action="{at}/comments/')[1].split('"')[0]
    assert signer.post(f"{at}/comments/{press}", {}).status_code == 403
    answered = drafter.post(f"{at}/comments/{press}", {}, htmx=True).text
    assert "意见都已处理。" in answered
    assert drafter.post(f"{at}/comments/{uuid4()}/done", {}).status_code == 404


def test_accepted_wording_is_submitted_at_once_and_signed_again_by_its_redline(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, release_id: UUID
) -> None:
    at, digest = f"/releases/{release_id}", desk.see(release_id).digest
    desk.sign(clock.now(), release_id, digest, "unit-head")
    signed_in("secrecy").post(
        f"{at}/proposals", {"digest": digest, "place": "1", "text": "受伤5人，均已送医。"}
    )
    drafter = signed_in("spokesperson")
    page = drafter.get(at).text
    assert "<ins>均</ins>" in page
    accept = page.split(f'action="{at}/proposals/')[1].split('"')[0]
    told = pressed(drafter, f"{at}/proposals/{accept}", {})
    assert "已采纳并重新送审" in told
    view = desk.see(release_id)
    assert (view.row.stage, view.content.text) == (
        Stage.IN_REVIEW,
        "死亡2人。\n受伤5人，均已送医。",
    )
    head = signed_in("unit-head")
    screen = head.get(f"{at}/review").text
    assert "第 1 稿 → 第 2 稿" in screen
    stale = head.post(f"{at}/comments", {"digest": digest, "place": "0", "text": "旧屏幕"})
    assert stale.status_code == 409
    assert "旧屏幕" in stale.text
    head.post(f"{at}/sign", {"digest": view.digest, "password": PASSWORD})
    assert desk.see(release_id).chain[0].signed_by


def test_wording_that_was_overtaken_shows_both_texts(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, release_id: UUID
) -> None:
    at, digest = f"/releases/{release_id}", desk.see(release_id).digest
    signer = signed_in("unit-head")
    signer.post(f"{at}/proposals", {"digest": digest, "place": "1", "text": "受伤5人，均已送医。"})
    accept = (
        signed_in("spokesperson").get(at).text.split(f'action="{at}/proposals/')[1].split('"')[0]
    )
    signer.post(f"{at}/send-back", {"digest": digest, "comment": "改"})
    desk.write(clock.now(), release_id, body=from_input("死亡2人。\n受伤6人，已送医。"))
    drafter = signed_in("spokesperson")
    told = pressed(drafter, f"{at}/proposals/{accept}", {})
    assert "这一段在建议之后又改过，不能直接采纳。请对照" in told
    assert "<dd>受伤5人，均已送医。</dd>" in told
    assert "<dd>受伤6人，已送医。</dd>" in told
    assert accept not in told


def test_notes_are_on_the_screens_of_signers_alone(signed_in: SignedIn, release_id: UUID) -> None:
    at = f"/releases/{release_id}"
    signer = signed_in("unit-head")
    signer.post(f"{at}/notes", {"note": f"请法制再看{ATTACK}"})
    screen = signed_in("leader").get(f"{at}/review").text
    assert "请法制再看&lt;script&gt;" in screen
    for name in ("spokesperson", "editor", "auditor"):
        visitor = signed_in(name)
        for page in (f"{at}/review", at):
            assert "请法制再看" not in visitor.get(page).text
        assert visitor.post(f"{at}/notes", {"note": "x"}).status_code == 403
    empty = signer.post(f"{at}/notes", {"note": "  "})
    assert empty.status_code == 422


def test_pressing_sign_twice_tells_the_truth_without_another_proof(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    at, digest = f"/releases/{release_id}", desk.see(release_id).digest
    signer = signed_in("unit-head")
    signer.post(f"{at}/sign", {"digest": digest, "password": PASSWORD})
    again = pressed(signer, f"{at}/sign", {"digest": digest, "password": ""})
    assert "已审核通过" in again
    assert [bool(step.signed_by) for step in desk.see(release_id).chain] == [True, False, False]


def test_who_is_looking_is_told_to_the_others(signed_in: SignedIn, release_id: UUID) -> None:
    at = f"/releases/{release_id}"
    signed_in("leader").post(f"{at}/here?look=1", {})
    assert "某leader 正在看" in signed_in("unit-head").get(f"{at}/review").text
    assert signed_in("auditor").post(f"{at}/here?look=1", {}).status_code == 403


def test_an_erratum_that_touches_a_figure_says_so_and_offers_a_correction(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    old = desk.signed(clock.now(), text="死亡2人。")
    with desk.database.transaction() as tx:
        tx.get_one(Release, old).stage = Stage.PUBLISHED
    drafter = signed_in("spokesperson")
    edit = drafter.post(f"/releases/{old}/correct", {"kind": "erratum"}).headers["Location"]
    assert "改为事实更正" not in drafter.get(edit).text
    erratum = UUID(edit.rsplit("/", 2)[1])
    desk.write(clock.now(), erratum, body=from_input("死亡3人。"))
    page = drafter.get(edit).text
    assert f'action="/releases/{erratum}/make-correction"' in page
    assert "改为事实更正" in page
    told = pressed(drafter, f"/releases/{erratum}/make-correction", {})
    assert "已改为事实更正" in told
    assert desk.see(erratum).row.kind is Kind.CORRECTION


def test_a_signer_is_rung_from_the_page_and_the_log_is_there(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    with desk.database.transaction() as tx:
        tx.get_one(Person, desk.people["unit-head"].id).telephone = "0000-1234"
    at, drafter = f"/releases/{release_id}", signed_in("spokesperson")
    page = drafter.get(at).text
    assert 'href="tel:0000-1234"' in page
    assert "还没有人打开" in page
    called = {"step": "0", "person": str(desk.people["unit-head"].id), "answered": "0"}
    assert "某spokesperson 打给 某unit-head" in pressed(drafter, f"{at}/calls", called)
    for wrong in ({"step": "9"}, {"person": "x"}, {"person": str(uuid4())}):
        told = pressed(drafter, f"{at}/calls", {**called, **wrong})
        assert "刷新后再记" in told or "不用再打电话" in told
    assert signed_in("auditor").post(f"{at}/calls", called).status_code == 403


def test_who_only_read_it_sees_the_changes_since_then(
    signed_in: SignedIn, desk: Desk, clock: FixedClock, release_id: UUID
) -> None:
    at, signer = f"/releases/{release_id}", signed_in("secrecy")
    assert "第 1 稿 → 第 2 稿" not in signer.get(f"{at}/review").text
    signed_in("unit-head").post(
        f"{at}/send-back", {"digest": desk.see(release_id).digest, "comment": "改"}
    )
    desk.write(clock.now(), release_id, body=from_input("死亡2人。\n受伤5人，均已送医。"))
    desk.submit(clock.now(), release_id)
    assert "第 1 稿 → 第 2 稿" in signer.get(f"{at}/review").text
