"""The editor: what is typed is kept, what is wrong is said, nothing is done twice or by halves."""

import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from console.publishing.rules.lengths import weibo_length
from console.releases import queries
from console.releases.rules.body import from_input
from console.releases.rules.content import Content
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.settings import HOME
from console.web.editing import EditorForm, shown
from console.web.times import field_value
from tests.builders import TEXT, Desk
from tests.fakes import FixedClock
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def typed(desk: Desk, release_id: UUID, **changed: object) -> MultiDict[str, object]:
    """The editor's form as the browser sends it, with some fields changed."""
    with desk.database.snapshot() as tx:
        row, content = queries.draft(tx, release_id)
    form: EditorForm = shown(content, row.version, desk.policy)
    fields: dict[str, object] = {
        name: getattr(form, name)
        for name in EditorForm.__slots__
        if name not in {"attachments", "after_midnight", "channels"}
    }
    found: MultiDict[str, object] = MultiDict()
    for name, value in {**fields, **changed}.items():
        found[name] = value
    if "channels" not in changed:
        found.setlist("channels", list(form.channels))
    return found


def words(desk: Desk, release_id: UUID) -> Content:
    with desk.database.snapshot() as tx:
        return queries.draft(tx, release_id)[1]


def post(visitor: Visitor, path: str, form: MultiDict[str, object], **headers: str) -> TestResponse:
    """As the editor sends it, files included; without a temporary file that nobody closes."""
    data: MultiDict[str, object] = MultiDict({"csrf_token": visitor.token()})
    data.update(form)
    boundary, body = encode_multipart(data)
    return visitor.client.post(
        path,
        data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def upload(data: bytes, name: str) -> FileStorage:
    return FileStorage(io.BytesIO(data), name)


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


@pytest.mark.parametrize(
    ("kind", "column", "said"),
    [
        ("nonsense", "bulletins", "没有这个种类"),
        ("notice", "gone", "已经没有了"),
        ("correction", "bulletins", "从被更正的那篇通稿开始"),
    ],
)
def test_a_draft_cannot_begin_from_what_is_not_there(
    writer: Visitor, kind: str, column: str, said: str
) -> None:
    answer = writer.post("/releases/new", {"kind": kind, "column": column})
    assert answer.status_code == 422
    assert said in answer.text


def test_autosave_keeps_the_words_and_tells_when(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, body="第一段。\n第二段。")
    answer = post(writer, f"/releases/{release_id}/autosave", form, Fayan_Background="1")
    assert answer.json["state"] == "saved"
    assert answer.json["at"] == "20:00:00"
    assert answer.json["weibo"] == "【情况通报】第一段。第二段。"
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


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "请写标题。"),
        ({"title": "长" * 300}, "标题有 300 个字，最多 100 个"),
        ({"title": "\u200b\u0007 \n"}, "请写标题。"),
        ({"body": " \n\n　"}, "请写正文。"),
        ({"issuer": ""}, "请写发布机构。"),
        ({"column": "gone"}, "栏目“gone”已经没有了"),
        ({"kind": "nonsense"}, "没有这个种类"),
        ({"kind": "correction"}, "从被更正的那篇通稿开始"),
        ({"when": "chosen", "at": ""}, "请填写发布时间"),
        ({"when": "chosen", "at": "昨天"}, "看不懂这个时间"),
        ({"when": "chosen", "at": "2026-11-23T19:59"}, "已经过去"),
        ({"when": "chosen", "at": "2066-11-23T19:59"}, "在一年之后"),
        ({"channels": "weibo"}, "发布计划里没有网站"),
        ({"weibo": "长" * 141}, "微博文字按平台算有 141 个字"),
        ({"wechat_title": "长" * 33}, "微信标题有 33 个字"),
        ({"wechat_digest": "长" * 129}, "微信摘要有 129 个字"),
        ({"list_title": "长" * 61}, "列表标题有 61 个字"),
    ],
)
def test_what_stops_submission_is_said_and_the_text_stays(
    writer: Visitor, desk: Desk, release_id: UUID, changed: dict[str, object], said: str
) -> None:
    form = typed(desk, release_id, **{"body": "写了很久的正文。", **changed})
    page = post(writer, f"/releases/{release_id}/submit", form)
    assert page.status_code == 422
    assert said in page.text
    if "body" not in changed:
        assert "写了很久的正文。</textarea>" in page.text
        assert words(desk, release_id).text == "写了很久的正文。"
    view = desk.see(release_id)
    assert (view.row.stage, view.row.number) == (Stage.DRAFT, None)


def test_everything_wrong_is_told_at_once_and_linked_to_its_field(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, title="", body="", column="gone")
    page = post(writer, f"/releases/{release_id}/submit", form)
    for field in ("title", "body", "column"):
        assert f'<a href="#{field}" class="alert-link">' in page.text
        assert f'id="{field}"' in page.text


def test_a_form_that_came_back_can_be_sent_again(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    page = post(writer, f"/releases/{release_id}/submit", typed(desk, release_id, title="")).text
    version = desk.see(release_id).row.version
    assert f'name="version" value="{version}"' in page
    again = typed(desk, release_id, title="情况通报")
    assert post(writer, f"/releases/{release_id}/submit", again).status_code == 303


def test_a_time_just_after_midnight_must_be_meant(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, when="chosen", at="2026-11-24T00:30")
    page = post(writer, f"/releases/{release_id}/submit", form)
    assert page.status_code == 422
    assert "2026-11-24 00:30 是2026-11-23夜里过零点之后" in page.text
    assert 'name="after_midnight"' in page.text
    meant = typed(desk, release_id, after_midnight="1")
    assert post(writer, f"/releases/{release_id}/submit", meant).status_code == 303
    assert desk.see(release_id).row.stage is Stage.IN_REVIEW


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


def test_a_paste_of_ten_megabytes_is_refused_and_the_draft_stays(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, body="长" * (10 * 1024 * 1024 // 3))
    answer = post(writer, f"/releases/{release_id}/autosave", form)
    assert answer.status_code == 422
    assert "最多 100000 个" in answer.json["sentence"]
    page = post(writer, f"/releases/{release_id}/edit", form)
    assert page.status_code == 422
    assert "长" * 3_000_000 in page.text
    assert words(desk, release_id).text == TEXT


def test_markup_pasted_from_word_becomes_clean_paragraphs(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    pasted = (
        '<p class=MsoNormal style="mso-style:x"><b>第一段</b><o:p></o:p></p>'
        "<style>p{color:red}</style><p class=MsoNormal>第二段</p>"
    )
    post(writer, f"/releases/{release_id}/edit", typed(desk, release_id, body=pasted))
    kept = words(desk, release_id)
    assert kept.text == "第一段\n第二段"
    assert "Mso" not in kept.body
    assert "style" not in kept.body


def test_markup_pasted_from_word_survives_the_plain_editor(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    pasted = "<p class=MsoNormal>事实</p><table><tr><td>死亡</td><td>2</td></tr></table><o:p></o:p>"
    post(writer, f"/releases/{release_id}/edit", typed(desk, release_id, body=pasted))
    before = words(desk, release_id).body
    assert "<table>" in before
    post(writer, f"/releases/{release_id}/edit", typed(desk, release_id, title="只改标题"))
    assert words(desk, release_id).body == before


def test_a_script_is_text_like_any_other(writer: Visitor, desk: Desk, release_id: UUID) -> None:
    attack = "<script>alert(1)</script>"
    form = typed(desk, release_id, title=attack, body=attack)
    post(writer, f"/releases/{release_id}/edit", form)
    assert words(desk, release_id).text == attack
    for path in ("edit", "review", "preview", "preview/page", ""):
        assert attack not in writer.get(f"/releases/{release_id}/{path}".rstrip("/")).text


def test_control_characters_never_reach_the_draft(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, title="通\u202e报\u0000", body="一\u0008二\u200b三")
    post(writer, f"/releases/{release_id}/edit", form)
    kept = words(desk, release_id)
    assert (kept.title, kept.text) == ("通报", "一二三")


def test_an_ended_session_is_told_to_the_script_and_the_page_stays(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, body="写到一半。")
    form["csrf_token"] = writer.token()
    writer.client.delete_cookie("fayan_session")
    answer = post(
        writer, f"/releases/{release_id}/autosave", form, HX_Request="true", Fayan_Background="1"
    )
    assert answer.status_code == 401
    assert words(desk, release_id).text == TEXT


def test_a_forged_session_opens_nothing(visitor: Visitor, release_id: UUID) -> None:
    visitor.client.set_cookie("fayan_session", "forged")
    answer = visitor.get(f"/releases/{release_id}/edit")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


def test_a_form_without_the_pages_token_changes_nothing(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, body="伪造的文字。")
    data = form.to_dict()
    assert writer.post(f"/releases/{release_id}/edit", data, token=False).status_code == 400
    assert words(desk, release_id).text == TEXT


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
    shown_again = writer.get(f"/attachments/{kept.sha256}")
    assert shown_again.data == PNG
    assert shown_again.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    alt = {"attachment": kept.sha256, f"alt-{kept.sha256}": "现场全景"}
    post(writer, f"/releases/{release_id}/edit", typed(desk, release_id, **alt))
    assert words(desk, release_id).attachments[0].alt == "现场全景"
    gone = typed(desk, release_id, attachment=kept.sha256, remove=kept.sha256)
    post(writer, f"/releases/{release_id}/edit", gone)
    assert words(desk, release_id).attachments == ()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"MZ not a picture", "notice.png", "不是 PNG、JPEG 或 PDF"),
        (b"", "empty.pdf", "是空文件"),
        (PNG + b"0" * (10 * 1024 * 1024), "large.png", "超过 10 MB"),
    ],
)
def test_a_file_that_may_not_be_attached_says_why_and_the_text_stays(
    writer: Visitor, desk: Desk, release_id: UUID, data: bytes, name: str, said: str
) -> None:
    form = typed(desk, release_id, body="还没保存的正文。", file=upload(data, name))
    page = post(writer, f"/releases/{release_id}/edit", form)
    assert page.status_code == 422
    assert said in page.text
    assert "还没保存的正文。</textarea>" in page.text


def test_a_file_of_another_release_must_have_been_stored(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, attachment="f" * 64)
    post(writer, f"/releases/{release_id}/edit", form)
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
