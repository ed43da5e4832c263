"""人工代发: exactly what to post, the link that confirms it, and every way it can go wrong."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask
from msgspec.structs import replace as but
from PIL import Image
from sqlalchemy import select

from console.channels.wechat_article import plain_cover
from console.configuration.tables import AccountEntry
from console.kernel.errors import ChannelUncertain
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action, Bulletin, Progress, Replay
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope
from console.web.services import Services
from tests.fakes import FixedClock
from tests.web.editor import PNG
from tests.web.running import WEIBO_LINK, Night
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]


def lost(bulletin: Bulletin, progress: Progress) -> None:
    del bulletin, progress
    raise ChannelUncertain("delivery.no_answer")


@pytest.fixture
def unknown(night: Night) -> UUID:
    """Weibo was asked, and never answered."""
    night.press.weibo.kind = Replay.NEVER
    night.press.weibo.after = lost
    night.signed()
    night.run()
    row = night.press.row("weibo")
    assert row.state is S.UNKNOWN
    return row.id


def piece(text: str, name: str) -> str:
    """What the copy button of that piece copies."""
    found = re.search(rf'id="piece-{name}"[^>]*>(.*?)</div>', text, re.DOTALL)
    assert found, name
    return html.unescape(found[1])


def confirm(visitor: Visitor, delivery: UUID, link: str, seen: str = "handed_over") -> str:
    answer = visitor.post(f"/handover/{delivery}/confirm", {"link": link, "seen": seen})
    return answer.text if answer.status_code != 303 else visitor.get(f"/handover/{delivery}").text


def test_an_empty_queue_says_what_would_be_here(signed_in: SignedIn) -> None:
    assert "没有要代发的" in signed_in("media-reception").get("/handover/").text


def test_the_queue_leads_to_the_item(night: Night, signed_in: SignedIn) -> None:
    row = night.handed_over(title="示例区交通管制")
    page = signed_in("media-reception").get("/handover/").text
    assert "示例区交通管制" in page
    assert f"/handover/{row.id}" in page


def test_weibo_shows_the_signed_words_and_their_counted_length(
    night: Night, signed_in: SignedIn
) -> None:
    row = night.handed_over()
    page = signed_in("media-reception").get(f"/handover/{row.id}").text
    signed = night.desk.see(row.release_id).content.variants["weibo"].text
    assert piece(page, "text") == signed
    assert "/140" in page


def test_wechat_shows_title_digest_body_and_the_original(night: Night, signed_in: SignedIn) -> None:
    night.press.wechat.handed_over = True
    night.signed()
    night.run()
    row = night.press.row("wechat")
    view = night.desk.see(row.release_id)
    signed = view.content.variants["wechat"]
    page = signed_in("media-reception").get(f"/handover/{row.id}").text
    assert piece(page, "title") == signed.title
    assert piece(page, "digest") == signed.summary
    assert piece(page, "text") == signed.text
    assert piece(page, "source").endswith(f"/releases/{view.row.number}/")
    front = f"/releases/{row.release_id}/wechat-cover"  # plain, as the preview shows it
    assert f'href="{front}"' in page
    assert signed_in("media-reception").get(front).data == plain_cover()
    assert front in signed_in("leader").get(f"/releases/{row.release_id}/preview?as=wechat").text


def test_words_that_look_like_markup_are_copied_as_they_are(
    night: Night, signed_in: SignedIn
) -> None:
    row = night.handed_over(title="<b>5 < 6</b> & “引号”")
    page = signed_in("media-reception").get(f"/handover/{row.id}").text
    assert "<b>5" not in page
    assert piece(page, "text") == night.desk.see(row.release_id).content.variants["weibo"].text


def test_a_link_of_our_account_confirms_with_who_and_when(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    row = night.handed_over()
    clock.move(minutes=7)
    page = confirm(signed_in("media-reception"), row.id, f"  {WEIBO_LINK}\n")
    assert "已确认发出" in page
    assert "某media-reception" in page
    assert "20:07" in page
    assert WEIBO_LINK in page
    assert night.press.row("weibo").state is S.CONFIRMED


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://localhost:8090/weibo/9999999999/Mabcdefghij",
        "https://weibo.com/1234567890/Mabcdefghij",
        "javascript:alert(1)",
        f"{WEIBO_LINK}{'x' * 600}",
    ],
)
def test_any_other_link_is_refused_kept_and_the_account_named(
    night: Night, signed_in: SignedIn, link: str
) -> None:
    row = night.handed_over()
    answer = signed_in("media-reception").post(f"/handover/{row.id}/confirm", {"link": link})
    assert answer.status_code == 422
    said = (
        "这不是“平安示例（微博·演练替身）”的链接" if link else "请粘贴发出后的链接；平台没有链接的"
    )
    assert said in html.unescape(answer.text)
    assert html.escape(link) in answer.text
    assert night.press.row("weibo").state is S.HANDED_OVER


def test_pressing_twice_confirms_once(night: Night, signed_in: SignedIn) -> None:
    row = night.handed_over()
    visitor = signed_in("media-reception")
    for _ in range(2):
        assert "已确认发出" in confirm(visitor, row.id, WEIBO_LINK)


def test_a_stale_tab_is_told_who_confirmed_and_with_which_link(
    night: Night, signed_in: SignedIn
) -> None:
    row = night.handed_over()
    confirm(signed_in("media-reception"), row.id, WEIBO_LINK)
    other = WEIBO_LINK.replace("Mabc", "Nxyz")
    answer = signed_in("spokesperson").post(
        f"/handover/{row.id}/confirm", {"link": other, "seen": "handed_over"}
    )
    assert answer.status_code == 409
    assert "某media-reception" in answer.text
    assert WEIBO_LINK in answer.text
    assert (night.press.row("weibo").receipt or {})["url"] == WEIBO_LINK


def test_during_a_hold_the_page_says_wait_and_gives_nothing_to_copy(
    night: Night, signed_in: SignedIn
) -> None:
    row = night.handed_over()
    night.hold()
    visitor = signed_in("media-reception")
    page = visitor.get(f"/handover/{row.id}").text
    assert "暂缓发布，现在不要发" in page
    assert "data-copies" not in page
    assert "暂缓之前已经发了？" in page
    assert "暂缓" in visitor.get("/handover/").text


def test_another_incidents_hold_does_not_stop_it(night: Night, signed_in: SignedIn) -> None:
    mine, other = night.incident(), night.incident(title="另一事件")
    row = night.handed_over(incident_id=mine)
    night.hold(HoldScope.INCIDENT, incident_id=other)
    page = signed_in("media-reception").get(f"/handover/{row.id}").text
    assert "data-copies" in page


def test_a_drill_says_not_to_post_it_for_real(night: Night, signed_in: SignedIn) -> None:
    row = night.handed_over(incident_id=night.incident(drill=True))
    page = signed_in("media-reception").get(f"/handover/{row.id}").text
    assert "不要发到真实账号" in page


def test_an_unknown_outcome_asks_a_person_to_look(unknown: UUID, signed_in: SignedIn) -> None:
    page = signed_in("media-reception").get(f"/handover/{unknown}").text
    assert "微博未返回结果，可能已发布" in page
    assert f"/handover/{unknown}/not-sent" in page


def test_not_published_needs_a_word_and_then_it_goes_again(
    unknown: UUID, night: Night, signed_in: SignedIn
) -> None:
    visitor = signed_in("media-reception")
    empty = visitor.post(f"/handover/{unknown}/not-sent", {"reason": " ", "seen": "unknown"})
    assert empty.status_code == 422
    assert night.press.row("weibo").state is S.UNKNOWN
    sent = visitor.post(f"/handover/{unknown}/not-sent", {"reason": "没有", "seen": "unknown"})
    assert sent.status_code == 303
    assert night.press.row("weibo").state is S.DUE


def test_an_unknown_outcome_found_published_is_confirmed(
    unknown: UUID, night: Night, signed_in: SignedIn
) -> None:
    confirm(signed_in("media-reception"), unknown, WEIBO_LINK, "unknown")
    assert night.press.row("weibo").state is S.CONFIRMED


@pytest.mark.parametrize("who", ["editor", "leader", "auditor"])
def test_who_may_not_post_is_told_so(night: Night, signed_in: SignedIn, who: str) -> None:
    row = night.handed_over()
    visitor = signed_in(who)
    for path in ("/handover/", f"/handover/{row.id}"):
        assert visitor.get(path).status_code == 403
    assert visitor.post(f"/handover/{row.id}/confirm", {"link": WEIBO_LINK}).status_code == 403


def test_in_english_nothing_but_names_and_content_stays_chinese(
    night: Night, signed_in: SignedIn
) -> None:
    row = night.handed_over()
    page = signed_in("media-reception").get(f"/handover/{row.id}?lang=en").text
    assert "Confirm as posted" in page
    assert "Copy the words" in page


def test_a_screenshot_attests_where_there_is_no_link(night: Night, signed_in: SignedIn) -> None:
    row, visitor = night.handed_over(), signed_in("media-reception")
    url = f"/handover/{row.id}/confirm"
    wrong = visitor.post(url, {"screenshot": (BytesIO(b"MZ not a picture"), "x.png")})
    assert wrong.status_code == 422
    assert "不是 PNG" in wrong.text
    # A link that is wrong beside a picture: the picture is not asked for again.
    both = visitor.post(
        url, {"link": "https://evil.example/1", "screenshot": (BytesIO(PNG), "截图.png")}
    )
    assert both.status_code == 422
    kept = both.text.partition('name="screenshot_kept" value="')[2][:64]
    assert len(kept) == 64
    assert visitor.post(url, {"screenshot_kept": "0" * 64}).status_code == 422  # never sent
    assert visitor.post(url, {"screenshot_kept": kept}).status_code == 303
    assert night.press.row("weibo").state is S.CONFIRMED
    assert f"/rollout/{row.id}/screenshot" in visitor.get(f"/rollout/{row.id}").text
    assert visitor.get(f"/rollout/{row.id}/screenshot").mimetype == "image/png"


def test_a_screenshot_is_a_picture_without_its_metadata_and_for_those_who_may_see(
    night: Night, signed_in: SignedIn, visitor: Visitor
) -> None:
    row, posted = night.handed_over(), signed_in("media-reception")
    url = f"/handover/{row.id}/confirm"
    paper = posted.post(url, {"screenshot": (BytesIO(b"%PDF-1.4 a paper"), "证明.pdf")})
    assert paper.status_code == 422
    assert "不是 PNG 或 JPEG 图片" in paper.text
    taken = BytesIO()
    told = Image.Exif()
    told[0x010E] = "taken by Zhang San"  # its description
    Image.new("RGB", (32, 20), "white").save(taken, "JPEG", exif=told, comment=b"which phone")
    assert b"taken by Zhang San" in taken.getvalue()
    taken.seek(0)
    assert posted.post(url, {"screenshot": (taken, "截图.jpg")}).status_code == 303
    address = f"/rollout/{row.id}/screenshot"
    assert f'<img src="{address}"' in signed_in("auditor").get(f"/rollout/{row.id}").text
    kept = signed_in("auditor").get(address)
    assert kept.mimetype == "image/jpeg"
    assert not Image.open(BytesIO(kept.data)).getexif()
    assert b"taken by Zhang San" not in kept.data
    assert b"which phone" not in kept.data
    assert visitor.get(address).status_code == 303  # to the sign-in


def test_a_delivery_says_why_the_other_moves_are_closed(night: Night, signed_in: SignedIn) -> None:
    night.signed()
    night.run()
    page = signed_in("spokesperson").get(f"/rollout/{night.press.row('weibo').id}").text
    reasons = page.partition("其他操作现在为什么不能用")[2].partition("</details>")[0]
    assert reasons.count("此项已经发出。") == 4


def test_the_county_portal_is_entered_with_the_pack_and_its_link_is_in_the_pack_from_then_on(
    night: Night, app: Flask, services: Services, signed_in: SignedIn
) -> None:
    ours = AccountEntry(
        "portal", "main", "示例县人民政府", r"https://county\.example/art/\d+\.html"
    )
    config = services.settings.config
    told = but(services.settings, config=but(config, accounts=(*config.accounts, ours)))
    app.extensions["fayan"] = replace(services, settings=told)
    row, visitor = night.handed_over(title="示例区交通管制"), signed_in("media-reception")
    with services.database.transaction() as tx:
        tx.get_one(Delivery, row.id).channel = "portal"
    page = visitor.get(f"/handover/{row.id}").text
    assert piece(page, "title") == "示例区交通管制"
    assert "示例区" in piece(page, "text")
    assert f"/releases/{row.release_id}/pack.zip" in page
    picture = {"screenshot": (BytesIO(PNG), "shot.png"), "seen": "handed_over", "link": ""}
    refused = visitor.post(f"/handover/{row.id}/confirm", picture)
    assert "粘贴" in refused.text
    for wrong in ("https://county.example/art/x.html", "https://elsewhere.example/art/1.html"):
        assert "示例县人民政府" in confirm(visitor, row.id, wrong)
    link = "https://county.example/art/1.html"
    assert "已确认发出" in confirm(visitor, row.id, link)
    pack = ZipFile(BytesIO(visitor.get(f"/releases/{row.release_id}/pack.zip").data))
    told = b"".join(pack.read(each) for each in pack.namelist() if each.endswith(".txt")).decode()
    assert link in told
    assert services.policy.page_url("2026-0001") not in told


def test_a_post_that_was_corrected_is_given_a_note_that_leads_to_the_correction(
    night: Night, services: Services, signed_in: SignedIn, clock: FixedClock
) -> None:
    row, visitor = night.handed_over(), signed_in("media-reception")
    correction = night.desk.see(night.desk.signed(clock.now(), title="更正")).row
    night.run()
    with services.database.transaction() as tx:
        old = tx.get_one(Delivery, row.id)
        old.action, old.cause = Action.UPDATE, correction.number or ""
    note = piece(visitor.get(f"/handover/{row.id}").text, "note")
    assert services.policy.page_url(correction.number or "") in note
    with services.database.transaction() as tx:
        mine = tx.scalars(select(Delivery).where(
            Delivery.release_id == correction.id, Delivery.channel == "weibo",
        )).one()  # fmt: skip
        mine.state, mine.receipt = S.CONFIRMED, {"url": WEIBO_LINK, "details": {}}
    note = piece(visitor.get(f"/handover/{row.id}").text, "note")
    assert note.startswith("【更正】")
    assert WEIBO_LINK in note


@pytest.mark.parametrize(
    ("channel", "link", "said"),
    [
        ("weibo", "https://m.weibo.cn/status/K3fnuEfZK", "看不出这个链接是哪个账号的"),
        ("weibo", "https://weibo.com/9999999999/K3fnuEfZK", "不是“平安示例”发的"),
        ("weibo", "https://weibo.com/1234567890/K3fnuEfZK", "已确认。"),
        ("wechat", "http://127.0.0.1:9/s?__biz=theirs==&mid=1", "不是“平安示例”发的"),
        ("wechat", "http://127.0.0.1:9/s?__biz=ours==&mid=1", "已确认。"),
        ("wechat", "http://127.0.0.1:9/s/short", "没能打开这个链接核对账号"),
        ("portal", "https://county.example/art/1.html", "已确认。"),
    ],
)
def test_a_link_that_the_pattern_lets_through_must_be_of_our_account_too(
    night: Night, app: Flask, services: Services, signed_in: SignedIn,
    channel: str, link: str, said: str,
) -> None:  # fmt: skip
    owner = {"weibo": "1234567890", "wechat": "ours==", "portal": ""}[channel]
    entry = AccountEntry(channel, "main", "平安示例", r"https?://\S+", owner=owner)
    config = services.settings.config
    others = tuple(each for each in config.accounts if each.channel != channel)
    told = but(services.settings, config=but(config, accounts=(*others, entry)))
    app.extensions["fayan"] = replace(services, settings=told)
    row, visitor = night.handed_over(), signed_in("media-reception")
    row = night.press.row("wechat") if channel == "wechat" else row
    with services.database.transaction() as tx:
        waits = tx.get_one(Delivery, row.id)
        waits.channel, waits.state = channel, S.HANDED_OVER
    answer = confirm(visitor, row.id, link)
    assert said in answer
    took = said[0] in "已没"
    with services.database.snapshot() as tx:
        assert (tx.get_one(Delivery, row.id).state is S.CONFIRMED) is took
    assert link in html.unescape(answer)  # shown, or kept to be mended
