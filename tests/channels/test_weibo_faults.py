"""Every call of the Weibo client × every fault of its stand-in, in each manner, and a crash at
every step: nothing is lost, nothing is doubled, and what a person has to look up says why."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from console.channels.weibo_api import WeiboRefused
from console.channels.weibo_line import Manner
from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    ChannelWorking,
)
from console.language import sentence, sentences
from console.publishing.rules.channel import NOT_SENT, Found, Receipt, Variant
from console.rehearsal.platforms import Written
from console.rehearsal.wire.faults import Kind
from console.rehearsal.wire.weibo import APP_KEY, APP_SECRET
from console.rehearsal.wire.weibo_more import ARTICLE
from tests.channels.shelves import Leave, bulletin
from tests.channels.weibo_platform import BACK, REF, Platform, finished, stood_in, tried
from tests.fakes import FixedClock
from tests.newsroom.items import item

LINK = "http://localhost:8000/releases/2026-0001/"
COVER = "https://xinwen.shili.example/cover.png"
MANNERS = {
    "share": (Manner(), "/2/statuses/share.json", None),
    "update": (Manner("update"), "/2/statuses/update.json", None),
    "upload": (Manner("update"), "/2/statuses/upload.json", "abc"),
    "article": (Manner("article", cover=COVER), ARTICLE, None),
}
"""How it is posted → the call that does it, and its picture."""
SOON, PATIENT = httpx.Timeout(1.0), httpx.Timeout(10.0)


@pytest.fixture
def platform(tmp_path: Path, clock: FixedClock) -> Iterator[Platform]:
    with stood_in(tmp_path / "rehearsal", clock) as made:
        made.connect()
        made.may(update="1", article="1", longtext="1")
        clock.at = item().published_at
        yield made


@pytest.mark.parametrize("name", sorted(MANNERS))
def test_after_every_fault_it_is_out_once_and_nobody_has_to_look(
    platform: Platform, name: str
) -> None:
    platform.manner, path, cover = MANNERS[name]
    for place, kind in enumerate(Kind, start=1):
        hangs, leave = kind in {Kind.BEFORE, Kind.AFTER}, Leave()
        code = 10001 if kind is Kind.REFUSED else 11003 if path == ARTICLE else 20032
        platform.fault(kind, path, seconds=1.6 if hangs else 0.02, code=code)
        platform.patience = SOON if hangs else PATIENT
        text = f"第{place}条：{LINK}"
        first = tried(platform, leave, text, cover)
        assert isinstance(first, Receipt if kind is Kind.SLOW else ChannelUnavailable), kind
        platform.patience = PATIENT
        last = first if kind is Kind.SLOW else finished(platform, leave, text, cover)
        assert isinstance(last, Receipt), (kind, last)
        assert not last.handed_over
        assert last.url
        assert httpx.get(last.url).status_code == 200
        assert len(platform.standing) == place, kind
        assert platform.standing[0].startswith(f"第{place}条"), kind


def test_an_account_that_may_not_read_its_posts_leaves_the_unknown_to_a_person(
    platform: Platform,
) -> None:
    """待核 with a sentence, and no second post until that person said that it is not there."""
    platform.manner = Manner(timeline=False)
    for place, kind in enumerate((Kind.BROKEN, Kind.BROKEN_AFTER, Kind.MALFORMED, Kind.ACCEPTED)):
        leave, before = Leave(), len(platform.standing)
        platform.fault(kind, "/2/statuses/share.json", code=20032)
        text = f"第{place}条：{LINK}"
        got = tried(platform, leave, text)
        assert isinstance(got, ChannelUncertain), kind
        assert got.code in sentences()
        out = kind is not Kind.BROKEN
        assert len(platform.standing) == before + out
        if not out:  # 未发布, a person says: it goes as if for the first time
            assert isinstance(tried(platform, leave, text), Receipt)
            assert len(platform.standing) == before + 1


@pytest.mark.parametrize("kind", ["broken", "malformed", "refused"])
def test_a_fault_while_looking_changes_nothing(platform: Platform, kind: str) -> None:
    leave = Leave()
    platform.fault("broken_after", "/2/statuses/share.json")
    assert isinstance(tried(platform, leave), ChannelWorking)
    platform.fault(kind, "/2/statuses/user_timeline.json", code=10001)
    assert isinstance(tried(platform, leave), ChannelWorking)
    assert isinstance(finished(platform, leave), Receipt)
    assert len(platform.standing) == 1


def test_an_account_refused_its_timeline_is_a_persons_after_the_settle_time(
    platform: Platform,
) -> None:
    leave = Leave()
    platform.may(timeline="")
    platform.fault("broken", "/2/statuses/share.json")
    got = finished(platform, leave)
    assert isinstance(got, ChannelUncertain)
    assert got.code == "weibo.no_answer"
    assert platform.standing == []


@pytest.mark.parametrize("code", [20019, 20111])
def test_words_that_it_says_it_has_are_looked_for_and_never_sent_again(
    platform: Platform, code: int
) -> None:
    leave = Leave()
    platform.fault("refused", "/2/statuses/share.json", code=code)
    got = finished(platform, leave)
    assert isinstance(got, ChannelUncertain)
    assert (got.code, got.parameters["number"]) == ("weibo.twice", str(code))
    assert platform.standing == []
    platform.ledger.post("weibo", Written(f"之前：{LINK}"), platform.clock.now())
    platform.fault("refused", "/2/statuses/share.json", code=code)
    assert isinstance(tried(platform, Leave(), f"之前：{LINK}"), Receipt)


def test_words_that_are_only_similar_to_another_post_are_changed_or_posted_by_hand(
    platform: Platform,
) -> None:
    platform.fault("refused", "/2/statuses/share.json", code=20017)
    leave = Leave()
    assert isinstance(tried(platform, leave), ChannelRejected)
    assert leave.done == {}


def test_a_crash_at_any_step_goes_on_without_a_second_post(platform: Platform) -> None:
    class Died(Exception):
        pass

    for name, (manner, _path, cover) in MANNERS.items():
        platform.manner = manner
        for when in ("before", "after"):
            leave, before, text = Leave(), len(platform.standing), f"{name}{when}：{LINK}"
            save = leave.save

            def dies(done: dict[str, str]) -> None:
                save(done)  # noqa: B023 - this round's
                raise Died

            if when == "before":  # between what was kept and the call
                leave.save = dies  # type: ignore[method-assign] # the test puts its own in place
                with pytest.raises(Died):
                    platform.share(text, leave, cover)
                leave.save = save  # type: ignore[method-assign] # the test puts its own in place
            else:  # between the call and the row's end
                platform.share(text, leave, cover)
                assert isinstance(platform.find(text), Found)
            platform.clock.move(minutes=3)
            assert isinstance(finished(platform, leave, text, cover), Receipt)
            assert len(platform.standing) == before + 1, (name, when)


@pytest.mark.parametrize("kind", [each for each in Kind if each is not Kind.ACCEPTED])
def test_a_deletion_is_repeated_until_it_is_done(platform: Platform, kind: Kind) -> None:
    receipt = platform.share(f"要撤回的：{LINK}")
    hangs = kind in {Kind.BEFORE, Kind.AFTER}
    platform.fault(kind, "/2/statuses/destroy.json", seconds=1.6 if hangs else 0.0, code=10001)
    platform.patience = SOON if hangs else PATIENT
    if kind is not Kind.SLOW:
        with pytest.raises(ChannelUnavailable):
            platform.withdraw(receipt)
    platform.patience = PATIENT
    platform.withdraw(receipt)
    assert platform.standing == []


def test_what_was_not_granted_is_a_persons_at_once(platform: Platform) -> None:
    platform.may(update="", article="")
    for name in ("update", "upload", "article"):
        platform.manner, _path, cover = MANNERS[name]
        got = platform.share(f"{name}：{LINK}", Leave(), cover)
        assert (got.handed_over, got.details["because"]) == (True, "weibo.permission")
    assert platform.standing == []


def test_an_update_needs_no_link_and_may_be_long(platform: Platform) -> None:
    platform.manner = Manner("update")
    whole = "【情况通报】#平安示例#" + "警" * 1_000
    with pytest.raises(ChannelRejected) as refused:
        platform.share(whole)
    assert refused.value.parameters["number"] == 20012
    platform.manner = replace(platform.manner, long_text=True)
    platform.share(whole, cover="abc")
    assert platform.standing == [whole]
    [posted] = platform.ledger.everything()
    assert platform.ledger.kept(f"weibo-picture:{posted.mid}")


def test_a_picture_never_stands_for_the_words(platform: Platform) -> None:
    for manner, _path, _cover in MANNERS.values():
        platform.manner = manner
        with pytest.raises(ChannelRejected) as refused:
            platform.share(" ", cover="abc")
        assert refused.value.code == "channel.empty"


def test_an_article_holds_the_whole_text_and_its_post_leads_to_it(platform: Platform) -> None:
    platform.manner = Manner("article", site="https://xinwen.shili.example", cover=COVER)
    text = f"【情况通报】要点。 {LINK}"
    receipt = platform.share(text)
    [posted] = platform.ledger.everything()
    kept = platform.ledger.kept(f"weibo-article:{posted.mid}") or {}
    assert posted.text.startswith(text)
    assert all(each in kept["content"] for each in item().text.split("\n"))
    assert (kept["title"], kept["cover"]) == (item().title, COVER)
    assert len(kept["summary"]) <= 44
    assert receipt.details["object_id"] == kept["object_id"]
    assert isinstance(platform.find(text), Found)
    gone = platform.withdraw(receipt)
    assert platform.standing == []
    assert (gone.handed_over, gone.details["because"]) == (True, "weibo.article_delete")
    assert sentence("weibo.article_delete", {}, "en") != sentence("weibo.article_delete")


def test_an_article_without_a_public_picture_is_refused_before_anything_leaves(
    platform: Platform,
) -> None:
    platform.manner = Manner("article")
    leave = Leave()
    with pytest.raises(ChannelRejected) as refused:
        platform.share(leave=leave)
    assert refused.value.code == "weibo.no_cover"
    assert leave.done == {}
    assert platform.ledger.everything() == []


OTHER = "http://localhost:8000/releases/2026-0002/"


def test_words_behind_a_link_tell_two_posts_apart(platform: Platform) -> None:
    other = platform.share(f"【通报】详见{OTHER}。甲已归案。")
    platform.fault("broken", "/2/statuses/share.json")
    got = finished(platform, Leave(), f"【通报】详见{LINK}。乙仍在逃。")
    assert isinstance(got, Receipt)
    assert got.url != other.url
    assert len(platform.standing) == 2


def test_an_older_post_of_the_same_words_is_not_taken_for_ours(platform: Platform) -> None:
    """The weekly notice: a person looks, and then it goes."""
    platform.clock.move(hours=-24 * 7)
    platform.share(f"【路况】今晚封路。 {OTHER}")
    platform.clock.move(hours=24 * 7)
    platform.ledger.post("weibo", Written("别的微博"), platform.clock.now())
    platform.fault("broken", "/2/statuses/share.json")
    leave, ours = Leave(), f"【路况】今晚封路。 {LINK}"
    got = finished(platform, leave, ours)
    assert isinstance(got, ChannelUncertain)
    assert got.code == "weibo.same_words"
    assert sentence(got.code, {}, "en") != sentence(got.code)
    leave.done[NOT_SENT] = "1"
    assert isinstance(tried(platform, leave, ours), Receipt)
    assert len(platform.standing) == 3


@pytest.mark.parametrize("kind", ["broken", "broken_after"])
def test_under_a_clock_that_was_a_week_ahead_nothing_is_lost_or_doubled(
    platform: Platform, kind: str
) -> None:
    platform.fault(kind, "/2/statuses/share.json")
    leave = Leave()
    assert isinstance(tried(platform, leave), ChannelUnavailable)
    leave.done["asked"] = "2026-12-01T00:00:00Z"
    assert isinstance(finished(platform, leave), Receipt)
    assert len(platform.standing) == 1


def test_what_it_took_while_it_spoke_of_its_own_trouble_is_not_posted_again(
    platform: Platform,
) -> None:
    """Also where somebody posted meanwhile, and it no longer knows the words for the last ones."""
    leave, text = Leave(), f"【通报】甲。 {LINK}"
    platform.fault("accepted", "/2/statuses/share.json", code=10001)
    assert isinstance(tried(platform, leave, text), ChannelUnavailable)
    platform.ledger.post("weibo", Written("别的微博"), platform.clock.now())
    assert isinstance(finished(platform, leave, text), Receipt)
    assert platform.standing == ["别的微博", text]


@pytest.mark.parametrize("name", ["update", "article"])
def test_a_long_post_is_known_by_its_beginning(platform: Platform, name: str) -> None:
    manner, path, _cover = MANNERS[name]
    platform.manner = replace(manner, long_text=True)
    leave, text = Leave(), f"【通报】{'警' * 600}全文：{LINK}"
    platform.share("【通报】" + "警" * 50)
    platform.fault("broken_after", path)
    assert isinstance(tried(platform, leave, text), ChannelUnavailable)
    platform.ledger.post("weibo", Written("别的微博"), platform.clock.now())
    assert isinstance(finished(platform, leave, text), Receipt)
    assert len(platform.standing) == 3


def test_of_an_article_that_was_found_again_the_withdrawal_says_what_is_left(
    platform: Platform,
) -> None:
    platform.manner = MANNERS["article"][0]
    platform.fault("broken_after", ARTICLE)
    found = finished(platform, Leave())
    assert isinstance(found, Receipt)
    gone = platform.withdraw(found)
    assert (gone.handed_over, gone.details["because"]) == (True, "weibo.article_delete")
    assert platform.standing == []


def test_an_articles_title_is_never_cut(platform: Platform) -> None:
    platform.manner = MANNERS["article"][0]
    title = "关于网传我市平安路某化工厂爆炸造成重大人员伤亡的消息系谣言不属实的通报"
    words = bulletin(item(), channel="weibo", variant=Variant(text=f"【通报】{LINK}"))

    def sent(list_title: str) -> Receipt:
        told = replace(words, release=replace(item(), title=title, list_title=list_title))
        return platform.channel.deliver(told, REF, Leave())

    left = sent(title)
    assert (left.handed_over, left.details) == (True, {"because": "weibo.title_long"})
    assert platform.standing == []
    sent("网传爆炸系谣言")
    kept = platform.ledger.kept(f"weibo-article:{platform.ledger.everything()[0].mid}") or {}
    assert kept["title"] == "网传爆炸系谣言"
    assert title in kept["content"]


def test_what_a_person_found_not_to_be_there_goes_at_once(platform: Platform) -> None:
    """After a crash, too, behind which nobody could tell: they are asked once."""
    platform.manner = Manner(timeline=False)
    leave = Leave(done={"asked": "2026-11-23T00:00:00Z"})
    assert isinstance(finished(platform, leave), ChannelUncertain)
    leave.done = {"asked": "2026-11-23T00:00:00Z", "why": "twice", NOT_SENT: "1"}
    assert isinstance(tried(platform, leave), Receipt)
    assert len(platform.standing) == 1


@pytest.mark.parametrize("kind", [Kind.BROKEN, Kind.BROKEN_AFTER, Kind.MALFORMED, Kind.REFUSED])
def test_a_fault_of_the_authorisation_connects_nothing_and_harms_no_token(
    platform: Platform, kind: Kind
) -> None:
    before = platform.keys.given
    assert before
    platform.fault(kind, "/oauth2/access_token", code=10001)
    with pytest.raises((ChannelUncertain, WeiboRefused)):
        platform.api.grant(APP_KEY, APP_SECRET, "made-up", BACK)
    platform.fault(kind, "/oauth2/get_token_info", code=10001)
    with pytest.raises((ChannelUnavailable, WeiboRefused)):
        platform.api.left(before.value)
    assert platform.api.left(before.value) > timedelta(days=29)
    assert isinstance(tried(platform, Leave()), Receipt)
