"""The WeChat client against its stand-in, through real HTTP: what is published, sent to all,
deleted; what a crash, a fault and a refusal become."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from PIL import Image

from console.channels.wechat import WeChat
from console.channels.wechat_api import MEANINGS, WeChatRefused
from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    NotNow,
)
from console.outgoing.refusals import Meaning
from console.publishing.rules.channel import Account, Receipt, Replay
from console.publishing.rules.jobs import JobResult
from console.publishing.rules.shelf import PublicFile, Reference
from console.rehearsal.wire.wechat_account import APP_ID, APP_SECRET
from tests.channels.wechat_platform import (
    Platform,
    stood_in,
    tried,
)
from tests.fakes import FixedClock
from tests.newsroom.items import item


@pytest.fixture
def platform(tmp_path: Path, clock: FixedClock) -> Iterator[Platform]:
    with stood_in(tmp_path / "rehearsal", clock) as made:
        yield made


def test_it_is_published_has_a_page_and_is_deleted(platform: Platform) -> None:
    receipt = platform.deliver()
    assert receipt.url
    page = httpx.get(receipt.url).text
    assert "平安路一厂房发生爆炸。" in page
    assert platform.ledger.everything()[0].client_ref == "r-1"
    assert platform.drafts == {}
    platform.withdraw(receipt)
    assert httpx.get(receipt.url).status_code == 410
    platform.withdraw(receipt)  # twice is harmless


def test_what_a_person_published_is_deleted_by_its_link(platform: Platform) -> None:
    receipt = platform.deliver()
    platform.withdraw(Receipt(url=receipt.url, handed_over=True))
    assert platform.standing == []
    other = platform.withdraw(Receipt(url="https://mp.weixin.qq.com/s/elsewhere"))
    assert other.details["because"] == "wechat.no_id"


def test_pictures_are_uploaded_rewritten_and_the_cover_is_one(platform: Platform) -> None:
    drawn = io.BytesIO()
    Image.effect_noise((1400, 1400), 90).save(drawn, "PNG")
    sha = "a" * 64
    assert len(drawn.getvalue()) > 1_000_000  # more than a body's picture may have
    platform.pictures[sha] = drawn.getvalue()
    release = item(
        body_html=f'<p>现场</p><img src="/files/{sha}/x.png" alt="图"><img src="//evil/x">',
        text="现场\n图", files=(PublicFile(sha, "x.png", "image/png", 1),),
    )  # fmt: skip
    words = replace(platform.words.variant, text="现场\n图", cover_sha256=sha)
    platform.words = replace(platform.words, release=release, variant=words)
    platform.manner = replace(platform.manner, mode="draft")
    assert platform.deliver().details["because"] == "wechat.drafted"
    (draft,) = platform.drafts.values()
    assert draft["content"].count("<img") == 1
    assert f'src="{platform.address}/mmbiz/' in draft["content"]
    assert release.dateline in draft["content"]
    assert draft["thumb_media_id"].startswith("img_")
    assert draft["pic_crop_1_1"] == "0.0000_0.0000_1.0000_1.0000"
    assert draft["pic_crop_235_1"] == "0.0000_0.2872_1.0000_0.7128"
    assert platform.deliver().details["because"] == "wechat.drafted"
    assert len(platform.drafts) == 1


def test_a_correction_is_an_article_that_says_what_it_corrects(platform: Platform) -> None:
    release = item(corrects=Reference("2026-0001", "旧<通报>"))
    platform.words = replace(platform.words, release=release)
    receipt = platform.deliver()
    assert receipt.url
    assert "本文更正 2026-0001《旧&lt;通报&gt;》，请以本文为准。" in httpx.get(receipt.url).text


def test_without_a_connection_a_person_posts(platform: Platform) -> None:
    platform.keys.connected = False
    assert platform.deliver().details["because"] == "wechat.not_connected"
    assert WeChat().replay(Account("wechat")) is Replay.SAFE
    assert platform.channel.replay(Account("wechat")) is Replay.LOOKUP
    assert platform.drafts == {}


def test_a_spent_token_is_replaced_and_the_call_repeated(platform: Platform) -> None:
    platform.deliver()
    platform.clock.move(hours=3)
    platform.leave.done.clear()
    assert platform.deliver().url
    assert platform.keys.held
    httpx.post(f"{platform.address}/cgi-bin/stable_token", json={
        "grant_type": "client_credential", "appid": APP_ID, "secret": APP_SECRET,
        "force_refresh": True,
    })  # fmt: skip
    platform.leave.done.clear()
    assert platform.deliver().url
    assert len(platform.standing) == 3


def test_the_same_token_lives_for_all_until_its_last_five_minutes(platform: Platform) -> None:
    first, lives = platform.api.stable_token(APP_ID, APP_SECRET)
    platform.clock.move(minutes=100)
    again, left = platform.api.stable_token(APP_ID, APP_SECRET)
    assert (again, lives.total_seconds(), left.total_seconds()) == (first, 7200, 1200)
    platform.clock.move(minutes=16)
    other, _ = platform.api.stable_token(APP_ID, APP_SECRET)
    assert other != first
    assert platform.api.count_drafts(first) == platform.api.count_drafts(other) == 0


# What each meaning becomes where it meets the submission.
EXPECTED = {
    Meaning.LATER: ChannelUnavailable,
    Meaning.WORDS: ChannelRejected,
    Meaning.PICTURE: ChannelRejected,
    Meaning.TWICE: ChannelRejected,
    Meaning.GONE: ChannelUnavailable,  # looked for first
    **dict.fromkeys((Meaning.CONNECT, Meaning.ADDRESS, Meaning.LIMIT, Meaning.PERMISSION,
                     Meaning.SITE), Receipt),
}  # fmt: skip


def test_every_code_of_the_table_leads_somewhere_and_nothing_is_published(
    platform: Platform,
) -> None:
    for code, meaning in MEANINGS.items():
        if meaning is Meaning.TOKEN:
            continue
        platform.leave.done.pop("began", "")
        platform.fault("freepublish/submit", "refused", code=code)
        got = tried(platform)
        assert isinstance(got, EXPECTED[meaning]), code
        told = got.details if isinstance(got, Receipt) else got.parameters
        if meaning is not Meaning.GONE:
            assert str(told["number"]) == str(code)
        if isinstance(got, Receipt):
            assert told["because"] == f"wechat.{meaning.value}_drafted"
            assert told["reset"] == "2026-11-24 00:00"
    assert platform.standing == []
    assert len(platform.drafts) == 1


def test_codes_of_the_token_ask_for_another_once_and_then_a_person(platform: Platform) -> None:
    for code in (40001, 40014, 41001, 42001):
        platform.clock.move(minutes=1)
        platform.fault("draft/", "refused", code=code, times=2)
        platform.leave.done.pop("adding", "")
        receipt = platform.deliver()
        assert (receipt.details["because"], receipt.details["number"]) == (
            "wechat.token",
            str(code),
        )
    assert platform.drafts == {}


def test_when_the_days_submissions_are_used_up_a_person_posts_at_once(platform: Platform) -> None:
    platform.fault("freepublish/submit", "refused", code=45009)
    receipt = platform.deliver()
    assert receipt.details["because"] == "wechat.limit_drafted"
    assert receipt.details["said"].startswith("api freq out of limit")
    platform.told.used["submit"] = 100
    assert platform.deliver().details["because"] == "wechat.spent"
    assert platform.jobs() == []


def test_the_stand_in_counts_a_day_and_clears_it_ten_times_a_month(platform: Platform) -> None:
    token = platform.keys.token(Account("wechat"))
    assert token
    for _ in range(10):
        with pytest.raises(WeChatRefused):
            platform.api.delete(token.value, "none")
    with pytest.raises(WeChatRefused) as spent:
        platform.api.delete(token.value, "none")
    assert spent.value.code == 45009
    for _ in range(10):
        platform.api.clear_quota(token.value, APP_ID)
    with pytest.raises(WeChatRefused) as gone:
        platform.api.delete(token.value, "none")
    assert gone.value.code == 53600
    with pytest.raises(WeChatRefused) as never:
        platform.api.clear_quota(token.value, APP_ID)
    assert never.value.code == 48006


def test_a_review_that_takes_long_is_asked_rarely_and_told_by_the_callback(
    platform: Platform,
) -> None:
    platform.set(job_seconds="3600")
    platform.manner = replace(platform.manner, polls_a_release=3)
    for _ in range(2):
        waits = tried(platform)
        assert isinstance(waits, ChannelUnavailable)
        assert waits.code == "wechat.in_review"
    stuck = tried(platform)
    assert isinstance(stuck, ChannelUncertain)
    assert stuck.code == "wechat.no_result"
    (job,) = platform.jobs()
    platform.told.results[job] = JobResult("0", "A_1", "https://mp.weixin.qq.com/s/x")
    assert platform.deliver().url == "https://mp.weixin.qq.com/s/x"
    assert platform.told.used["poll"] == 3


def test_what_is_submitted_is_never_handed_over_as_unposted(platform: Platform) -> None:
    platform.fault("freepublish/get", "refused", code=45009)
    receipt = platform.deliver()
    assert receipt.details["because"] == "wechat.submitted"
    assert len(platform.jobs()) == 1


@pytest.mark.parametrize("status", ["2", "3", "4", "6"])
def test_a_job_that_comes_to_nothing_says_why_and_may_go_again(
    platform: Platform, status: str
) -> None:
    platform.set(outcome=status)
    got = tried(platform)
    assert isinstance(got, ChannelRejected)
    assert got.code == f"wechat.ended_{status}"
    platform.set(outcome="0")
    assert platform.deliver().url


def test_a_mass_send_waits_for_its_administrator_and_is_sent_once(platform: Platform) -> None:
    platform.manner = replace(platform.manner, mode="mass")
    platform.set(protected="1")
    platform.fault("message/mass/sendall", "broken_after")
    unsure = tried(platform)
    assert isinstance(unsure, ChannelUnavailable)
    waits = tried(platform)  # 45065 clientmsgid exist, with the number of the first
    assert isinstance(waits, ChannelUnavailable)
    assert waits.code == "wechat.awaits_administrator"
    (job,) = platform.jobs()
    platform.set(confirm=True)
    out = platform.deliver()
    assert out.details["because"] == "wechat.mass_sent"  # asked, it does not say where
    url = platform.ledger.kept(f"wechat-job:{job}")["url"]  # type: ignore[index] # it is there, or this fails
    platform.told.results[job] = JobResult("send success", "", url)
    receipt = platform.deliver()
    assert receipt.url == url
    assert len(platform.standing) == 1
    platform.withdraw(receipt)
    assert platform.standing == []


def test_a_mass_send_that_nobody_confirms_in_time_is_looked_at(platform: Platform) -> None:
    platform.manner = replace(platform.manner, mode="mass")
    platform.set(protected="1")
    assert isinstance(tried(platform), ChannelUnavailable)
    platform.clock.move(minutes=31)
    failed = tried(platform)
    assert isinstance(failed, ChannelRejected)  # the platform says SEND_FAIL
    platform.set(protected="")
    spent = platform.deliver()
    assert spent.details["because"] == "wechat.spent"  # today's only push
    platform.told.used.clear()
    assert platform.deliver().details["number"] == "45028"
    assert platform.standing == []


def test_nothing_leaves_while_it_is_held(platform: Platform) -> None:
    platform.leave.held[0] = NotNow("delivery.held")
    with pytest.raises(NotNow):
        platform.deliver()
    assert platform.drafts == {}
    assert platform.ledger.kept_of("wechat-media") == {}


@pytest.mark.parametrize(
    ("change", "code"), [({"whitelisted": ""}, "wechat.address"), ({"verified": ""},
                                                                  "wechat.permission_drafted")]
)  # fmt: skip
def test_what_an_administrator_must_mend_is_said_precisely(
    platform: Platform, change: dict[str, str], code: str
) -> None:
    platform.set(**change)
    assert platform.deliver().details["because"] == code


def test_nobody_there_is_tried_again(tmp_path: Path, clock: FixedClock) -> None:
    with stood_in(tmp_path / "gone", clock) as platform:
        platform.keys.token(Account("wechat"))
    got = tried(platform)
    assert isinstance(got, ChannelUnavailable)
    assert got.code == "wechat.unreachable"


def test_a_service_account_pushes_so_often_a_month_and_then_it_is_a_persons(
    platform: Platform,
) -> None:
    platform.manner = replace(platform.manner, mode="mass", pushes=2, monthly=True)
    platform.set(pushes_a_month="3")
    for day in range(3):
        platform.leave.done.clear()
        platform.words = replace(platform.words, public_url=f"https://x.example/{day}/")
        out = tried(platform)
        assert isinstance(out, Receipt)
        assert out.details["because"] == ("wechat.mass_sent", "wechat.spent_month")[day == 2]
        platform.clock.move(hours=24)
    assert out.details["reset"] == "2026-12-01 00:00"
    assert "draft" in platform.leave.done


def test_what_the_platform_says_of_the_month_is_told_with_when_it_begins_anew(
    platform: Platform,
) -> None:
    platform.manner = replace(platform.manner, mode="mass", pushes=9, monthly=True)
    platform.fault("message/mass/sendall", "refused", code=45028)
    out = platform.deliver()
    assert (out.handed_over, out.details["because"]) == (True, "wechat.limit_month")
    assert (out.details["number"], out.details["reset"]) == ("45028", "2026-12-01 00:00")
    assert len(platform.drafts) == 1
