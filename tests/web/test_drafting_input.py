"""What bad input gets in the editor: a sentence that says what to do; the text stays."""

from collections.abc import Callable
from uuid import UUID

import pytest

from console.releases.rules.variants import complete
from console.releases.rules.workflow import Stage
from tests.builders import TEXT, Desk
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
        ({"wechat_text": "长" * 20_000}, "微信正文有 20000 个字"),
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


def test_who_would_flatten_a_table_by_typing_is_told_before(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    visitor = signed_in("spokesperson")
    told = "只要改动正文，它们就会变成纯文字"
    assert told not in visitor.get(f"/releases/{release_id}/edit").text
    table = "<table><tbody><tr><td>死亡</td><td>2人</td></tr></tbody></table>"
    desk.write(clock.now(), release_id, body=table)
    assert told in visitor.get(f"/releases/{release_id}/edit").text


def test_wechat_may_have_a_text_of_its_own_and_otherwise_the_whole(
    writer: Visitor, desk: Desk, release_id: UUID
) -> None:
    form = typed(desk, release_id, wechat_text="只在微信里说的一段。\r\n第二段。")
    assert post(writer, f"/releases/{release_id}/edit", form).status_code == 303
    assert words(desk, release_id).variants["wechat"].text == "只在微信里说的一段。\n第二段。"
    page = writer.get(f"/releases/{release_id}/edit").text
    assert "只在微信里说的一段。\n第二段。</textarea>" in page
    assert 'id="wechat_text-count"' in page
    made = complete(words(desk, release_id), desk.policy.limits, "https://x.example/1/")
    assert made["wechat"].text == "只在微信里说的一段。\n第二段。"
    form = typed(desk, release_id, wechat_text=" ")
    assert post(writer, f"/releases/{release_id}/edit", form).status_code == 303
    made = complete(words(desk, release_id), desk.policy.limits, "https://x.example/1/")
    assert made["wechat"].text == words(desk, release_id).text
