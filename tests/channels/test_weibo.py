"""The Weibo client against its stand-in, through real HTTP: what is posted, found, deleted, and
what becomes of every refusal and every fault."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from console.channels.weibo import Weibo
from console.channels.weibo_api import MEANINGS, WeiboApi, WeiboRefused, bid_of, id_of
from console.channels.weibo_line import Line
from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    ChannelWorking,
)
from console.outgoing.refusals import Meaning
from console.publishing.rules.channel import (
    Absent,
    Account,
    CannotTell,
    Found,
    Receipt,
    Replay,
    Variant,
)
from console.rehearsal.platforms import WEIBO_UID, Written
from console.rehearsal.wire.weibo import APP_KEY, APP_SECRET
from tests.channels.shelves import Leave, bulletin
from tests.channels.weibo_platform import BACK, REF, TEXT, Platform, stood_in, tried
from tests.fakes import FixedClock
from tests.loopback import serving
from tests.newsroom.items import item
from tests.pictures import PNG

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


@pytest.fixture
def platform(tmp_path: Path, clock: FixedClock) -> Iterator[Platform]:
    with stood_in(tmp_path / "rehearsal", clock) as made:
        made.connect()
        yield made


def test_a_post_has_a_public_page_is_found_again_and_is_deleted(platform: Platform) -> None:
    receipt = platform.share()
    assert receipt.url
    assert not receipt.handed_over
    assert TEXT.split("http", 1)[0] in httpx.get(receipt.url).text
    assert platform.ledger.everything()[0].client_ref == REF.value
    found = platform.find()
    assert isinstance(found, Found)
    assert found.receipt == receipt
    assert isinstance(platform.find("没有发过的话"), Absent)
    platform.withdraw(receipt)
    assert httpx.get(receipt.url).status_code == 410
    assert platform.standing == []
    platform.withdraw(receipt)  # twice is harmless


def test_a_poster_goes_with_the_words(platform: Platform) -> None:
    line = Line(platform.api, platform.keys, "::1", picture=lambda sha256: PNG * len(sha256))
    words = Variant(text=TEXT, cover_sha256="abc")
    told = bulletin(item(), channel="weibo", variant=words)
    Weibo(line=line).deliver(told, REF, Leave())
    [posted] = platform.ledger.everything()
    kept = platform.ledger.kept(f"weibo-picture:{posted.mid}")
    assert kept
    assert kept["sha256"] == hashlib.sha256(PNG * 3).hexdigest()
    assert platform.standing == [TEXT]


def test_what_a_person_posted_is_deleted_by_its_link(platform: Platform) -> None:
    receipt = platform.share()
    platform.withdraw(Receipt(url=receipt.url, handed_over=True))
    assert platform.standing == []
    assert platform.withdraw(Receipt(url="https://weibo.com/", handed_over=True)).handed_over


def test_without_a_line_or_a_token_a_person_posts(platform: Platform) -> None:
    platform.keys.given = None
    receipt = platform.share()
    assert receipt.handed_over
    assert receipt.details == {"because": "weibo.not_connected"}
    assert isinstance(platform.find(), CannotTell)
    assert Weibo().replay(Account("weibo")) is Replay.SAFE
    assert platform.channel.replay(Account("weibo")) is Replay.LOOKUP
    assert platform.standing == []


def test_an_authorisation_that_ended_or_was_taken_back_falls_to_a_person(
    platform: Platform,
) -> None:
    assert platform.keys.given
    token = platform.keys.given.value
    assert platform.api.left(token) == timedelta(days=30)
    platform.clock.move(hours=31 * 24)
    assert platform.share().details["because"] == "weibo.connect"
    platform.connect()
    taken = {"access_token": platform.keys.given.value}
    httpx.post(f"{platform.address}/oauth2/revokeoauth2", data=taken)
    receipt = platform.share()
    assert (receipt.handed_over, receipt.details["number"]) == (True, "21316")


@pytest.mark.parametrize(
    ("text", "number"),
    [("别人的网站 https://elsewhere.test/", 10017), (f"违禁词 {TEXT}", 20021)],
)
def test_words_that_do_not_pass_are_a_persons_with_the_platforms_own_message(
    platform: Platform, text: str, number: int
) -> None:
    with pytest.raises(ChannelRejected) as refused:
        platform.share(text)
    assert refused.value.code == "weibo.words"
    assert refused.value.parameters["number"] == number
    assert refused.value.parameters["said"]
    assert platform.standing == []


@pytest.mark.parametrize("text", ["没有链接的话", f"#话题# {TEXT}"])
def test_what_the_interface_never_takes_goes_by_hand(platform: Platform, text: str) -> None:
    assert platform.share(text).details == {"because": "weibo.not_shareable"}
    assert platform.standing == []


def test_the_same_words_twice_are_one_post(platform: Platform) -> None:
    assert platform.share() == platform.share()
    assert platform.standing == [TEXT]


def test_too_many_posts_of_an_hour_go_by_hand_at_once(platform: Platform) -> None:
    for place in range(30):
        platform.share(f"{place} {TEXT}")
    receipt = platform.share(f"再一条 {TEXT}")
    assert receipt.details["because"] == "weibo.limit_until"
    assert receipt.details["number"] == "20016"
    assert receipt.details["reset"] == "2026-11-23 21:00"


EXPECTED = {
    Meaning.LATER: ChannelUnavailable,
    Meaning.WORDS: ChannelRejected,
    Meaning.TWICE: (ChannelWorking, ChannelRejected),  # and nothing like it in the timeline yet
    Meaning.DELAYED: ChannelWorking,
    Meaning.GONE: ChannelRejected,
    Meaning.CONNECT: Receipt,
    Meaning.LIMIT: Receipt,
    Meaning.PERMISSION: Receipt,
}


def test_every_code_of_the_table_leads_somewhere_and_nothing_is_posted(platform: Platform) -> None:
    for code, meaning in MEANINGS.items():
        leave = Leave()
        platform.fault("refused", code=code)
        got = tried(platform, leave)
        assert isinstance(got, EXPECTED[meaning]), code
        if isinstance(got, ChannelWorking):
            platform.clock.move(minutes=2)
            got = tried(platform, leave)
            assert isinstance(got, ChannelUncertain), code
        told = got.details if isinstance(got, Receipt) else got.parameters
        assert str(told["number"]) == str(code)
    assert platform.standing == []


@pytest.mark.parametrize("days", [0, 3])
def test_behind_more_posts_than_it_shows_absent_is_not_believed(
    platform: Platform, clock: FixedClock, days: int
) -> None:
    """Somebody who posts a hundred times before we look hides ours: only a timeline that reaches
    back to before the release tells that it is not there."""
    clock.at = item().published_at - timedelta(days=days)
    for number in range(100):
        platform.ledger.post("weibo", Written(f"别的微博第{number}条"), clock.now())
        clock.move(seconds=1)
    assert isinstance(platform.find(), Absent)  # it is the whole timeline
    platform.ledger.post("weibo", Written("别的微博又一条"), clock.now())
    assert isinstance(platform.find(), Absent if days else CannotTell)


def test_nobody_there_is_tried_again(tmp_path: Path, clock: FixedClock) -> None:
    with stood_in(tmp_path / "gone", clock) as platform:
        platform.connect()
    with pytest.raises(ChannelUnavailable):
        platform.share()
    assert isinstance(platform.find(), CannotTell)


def test_a_gate_that_asks_to_wait_is_waited_for() -> None:
    def gate(_environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        start("429 Too Many Requests", [("Retry-After", "120")])
        return [b"<html>slow down</html>"]

    with serving(gate) as address, pytest.raises(ChannelUnavailable) as waits:
        WeiboApi(address).share("token", TEXT, ip="127.0.0.1")
    assert waits.value.retry_after == timedelta(minutes=2)


def test_a_code_is_good_once_and_only_for_who_asked(platform: Platform) -> None:
    for secret, code in ((APP_SECRET, "made-up"), ("wrong", "made-up")):
        with pytest.raises(WeiboRefused) as refused:
            platform.api.grant(APP_KEY, secret, code, BACK)
        assert refused.value.meaning is Meaning.CONNECT


@pytest.mark.parametrize(
    ("link", "mid"),
    [
        (f"https://weibo.com/{WEIBO_UID}/yCirT0Iox", "3491273850170657"),
        ("https://m.weibo.cn/status/K3fnuEfZK?from=app", "4607741009594608"),
        ("https://m.weibo.cn/detail/4387933362623405", "4387933362623405"),
        ("https://weibo.com/u/1234567890", ""),
    ],
)
def test_a_link_tells_the_id(link: str, mid: str) -> None:
    assert id_of(link) == mid
    assert not mid or id_of(f"https://weibo.com/1/{bid_of(mid)}") == mid
