"""The editor: what is typed is kept, what is wrong is said, nothing is done twice or by halves."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from console.kernel.lengths import weibo_length
from console.releases import queries
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.settings import HOME
from console.web.editing import shown
from console.web.times import field_value
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.editor import PNG, post, typed, upload, words
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]


@pytest.fixture
def writer(signed_in: SignedIn) -> Visitor:
    return signed_in("spokesperson")


@pytest.fixture
def release_id(desk: Desk, clock: FixedClock) -> UUID:
    return desk.draft(clock.now())


def test_a_draft_is_begun_in_one_short_screen(writer: Visitor, desk: Desk) -> None:
    page = writer.get("/releases/new")
    assert "情况说明" in page.text
    assert "警情通报" in page.text
    answer = writer.post("/releases/new", {"kind": "rebuttal", "column": "bulletins"})
    assert answer.status_code == 303
    made = UUID(answer.location.split("/")[2])
    assert words(desk, made).kind is Kind.REBUTTAL
    assert writer.get(answer.location).status_code == 200


def test_autosave_keeps_the_words_and_tells_when(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, body="第一段。\n第二段。")
    answer = post(writer, f"/releases/{release_id}/autosave", form, Fayan_Background="1")
    assert answer.json["state"] == "saved"
    assert answer.json["at"] == "20:00:00"
    assert answer.json["weibo"].startswith("【情况通报】第一段。第二段。全文：http")
    assert words(desk, release_id).body == "<p>第一段。</p>\n<p>第二段。</p>"


def test_autosave_does_not_flood_the_history(
    writer: Visitor, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    for minute in range(5):
        clock.move(minutes=1)
        form = typed(desk, release_id, body=f"第 {minute} 次。")
        assert post(writer, f"/releases/{release_id}/autosave", form).status_code == 200
    assert len(desk.see(release_id).revisions) == 1


def test_two_people_editing_cannot_overwrite_each_other(
    writer: Visitor, signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    mine = typed(desk, release_id, body="我的文字，写了很久。")
    theirs = typed(desk, release_id, body="对方的文字。")
    assert post(signed_in("editor"), f"/releases/{release_id}/edit", theirs).status_code == 303
    told = post(writer, f"/releases/{release_id}/autosave", mine)
    assert (told.status_code, told.json["state"]) == (409, "conflict")
    page = post(writer, f"/releases/{release_id}/edit", mine)
    assert page.status_code == 409
    assert "<p>我的文字，写了很久。</p>" in page.text
    assert "<p>对方的文字。</p>" in page.text
    assert "<ins>" in page.text
    assert "<del>" in page.text
    assert "用我的文字覆盖为新修订" in page.text
    assert words(desk, release_id).text == "对方的文字。"


def test_the_loser_may_save_their_text_on_top(
    writer: Visitor, signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    theirs = typed(desk, release_id, body="对方的文字。")
    post(signed_in("editor"), f"/releases/{release_id}/edit", theirs)
    again = typed(desk, release_id, body="我的文字。")  # the conflict page carries the new version
    assert post(writer, f"/releases/{release_id}/edit", again).status_code == 303
    assert words(desk, release_id).text == "我的文字。"
    with desk.database.snapshot() as tx:
        places = [row.place for row in desk.see(release_id).revisions]
        assert queries.revision(tx, release_id, places[1]).text == "对方的文字。"


def test_words_typed_into_a_release_already_submitted_are_shown_not_lost(
    writer: Visitor, signed_in: SignedIn, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    late = typed(desk, release_id, body="晚了一步的文字。")
    desk.submit(clock.now(), release_id)
    page = post(writer, f"/releases/{release_id}/edit", late)
    assert page.status_code == 409
    assert "晚了一步的文字。" in page.text
    assert "审签中" in page.text
    assert "用我的文字覆盖为新修订" not in page.text


def test_the_chosen_time_holds_for_every_stage_and_is_shown_again(
    writer: Visitor, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    when = clock.now() + timedelta(hours=2)
    at = field_value(when, desk.policy.zone)
    post(writer, f"/releases/{release_id}/edit", typed(desk, release_id, when="chosen", at=at))
    assert {stage.at for stage in words(desk, release_id).plan.stages} == {when}
    assert f'value="{at}"' in writer.get(f"/releases/{release_id}/edit").text


def test_a_channel_may_be_left_out(writer: Visitor, desk: Desk, release_id: UUID) -> None:
    form = typed(desk, release_id)
    form.setlist("channels", ["website", "feeds", "wechat"])
    assert post(writer, f"/releases/{release_id}/submit", form).status_code == 303
    assert desk.see(release_id).content.plan.channels == ("website", "feeds", "wechat")


def test_pressing_submit_twice_submits_once(writer: Visitor, desk: Desk, release_id: UUID) -> None:
    form = typed(desk, release_id, body="送审的正文。")
    first = post(writer, f"/releases/{release_id}/submit", form)
    second = post(writer, f"/releases/{release_id}/submit", form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == f"/releases/{release_id}"
    view = desk.see(release_id)
    assert (view.row.number, view.revision) == ("2026-0001", 1)


def test_a_stale_tab_cannot_discard_what_was_submitted_meanwhile(
    writer: Visitor, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    seen = desk.see(release_id).row.version
    desk.submit(clock.now(), release_id)
    answer = writer.post(f"/releases/{release_id}/discard", {"version": seen})
    assert answer.status_code == 303
    assert "不能“弃用”" in writer.get(answer.location).text
    assert desk.see(release_id).row.stage is Stage.IN_REVIEW


def test_a_draft_may_be_discarded(writer: Visitor, desk: Desk, release_id: UUID) -> None:
    version = desk.see(release_id).row.version
    writer.post(f"/releases/{release_id}/discard", {"version": version})
    assert desk.see(release_id).row.stage is Stage.DISCARDED


def test_an_attachment_is_stored_described_and_taken_out_again(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, file=upload(PNG, "现场 图.png"))
    assert post(writer, f"/releases/{release_id}/edit", form).status_code == 303
    (kept,) = words(desk, release_id).attachments
    assert (kept.name, kept.media_type) == ("现场-图.png", "image/png")
    shown_again = writer.get(f"/attachments/releases/{release_id}/{kept.sha256}")
    assert shown_again.data == PNG
    assert shown_again.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    alt = {"attachment": kept.sha256, f"alt-{kept.sha256}": "现场全景"}
    post(writer, f"/releases/{release_id}/edit", typed(desk, release_id, **alt))
    assert words(desk, release_id).attachments[0].alt == "现场全景"
    gone = typed(desk, release_id, attachment=kept.sha256, remove=kept.sha256)
    post(writer, f"/releases/{release_id}/edit", gone)
    assert words(desk, release_id).attachments == ()


def test_those_who_do_not_draft_cannot_open_the_editor(
    signed_in: SignedIn, release_id: UUID
) -> None:
    page = signed_in("leader").get(f"/releases/{release_id}/edit")
    assert page.status_code == 403
    assert "拟稿" in page.text


def test_a_submitted_release_leads_from_the_editor_to_its_page(
    writer: Visitor, desk: Desk, release_id: UUID, clock: FixedClock
) -> None:
    desk.submit(clock.now(), release_id)
    answer = writer.get(f"/releases/{release_id}/edit")
    assert answer.location == f"/releases/{release_id}"
    assert "不能“修改”" in writer.get(answer.location).text


@pytest.mark.skipif(shutil.which("node", path=str(HOME / ".venv/bin")) is None, reason="no node")
def test_the_page_counts_weibo_as_the_server_does(tmp_path: Path) -> None:
    samples = [
        "", "  ", "通报", "ab", "abc", "【情况通报】11月23日20时。", "😀😀", "é", "\u0080\u0081",
        "见http://t.cn/abc123。", "见http://weibo.com/u/1 好", "http://" + "a" * 200 + ".cn/x",
        "http://a.cn/1 http://a.cn/1 两次", "https://a.cn/x?y=1", "一\r\n二\n三", "HTTP://A.CN/$&x",
    ]  # fmt: skip
    script = tmp_path / "count.mjs"
    lengths = (HOME / "console/web/assets/lengths.js").as_uri()
    script.write_text(
        f'import {{ weiboLength }} from "{lengths}";\n'
        "let given = '';\n"
        "process.stdin.on('data', (part) => (given += part)).on('end', () =>\n"
        "  console.log(JSON.stringify(JSON.parse(given).map(weiboLength))));\n"
    )
    import json

    counted = subprocess.run(
        [str(HOME / ".venv/bin/node"), str(script)],
        input=json.dumps(samples), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(counted.stdout) == [weibo_length(each) for each in samples]


def test_a_body_of_paragraphs_comes_back_as_typed(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    text = "第一段 & <第二>。\n第二段“引号”。"
    post(writer, f"/releases/{release_id}/edit", typed(desk, release_id, body=text))
    assert words(desk, release_id).body == from_input(text)
    assert shown(words(desk, release_id), 1, desk.policy).body == text
