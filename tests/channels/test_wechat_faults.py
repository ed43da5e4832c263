"""Every call of the WeChat client, every fault of its stand-in, a crash at every step: nothing is
lost, nothing is doubled."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from console.kernel.errors import (
    ChannelUnavailable,
    ChannelUncertain,
)
from console.publishing.rules.channel import NOT_SENT, Receipt
from console.publishing.rules.shelf import PublicFile
from console.rehearsal.wire.wechat_account import APP_ID, APP_SECRET
from tests.channels.wechat_platform import (
    PATIENT,
    SETTLED,
    SOON,
    Platform,
    finished,
    stood_in,
    tried,
)
from tests.fakes import FixedClock
from tests.newsroom.items import item
from tests.pictures import PNG


@pytest.fixture
def platform(tmp_path: Path, clock: FixedClock) -> Iterator[Platform]:
    with stood_in(tmp_path / "rehearsal", clock) as made:
        yield made


# The first call of its kind in a delivery, and what a person or the dispatcher is told of a fault.
CALLS = ("stable_token", "media/uploadimg", "material/add_material", "draft/add",
         "freepublish/submit", "freepublish/get")  # fmt: skip
SHA = "a" * 64
FAULTS = ("before", "after", "broken", "broken_after", "malformed", "slow")


@pytest.mark.parametrize("path", CALLS)
def test_after_every_fault_of_every_call_nothing_is_lost_or_doubled(
    platform: Platform, path: str
) -> None:
    platform.pictures[SHA] = PNG
    pictured = item(files=(PublicFile(SHA, "x.png", "image/png", len(PNG)),))
    platform.words = replace(platform.words, release=pictured)
    for place, kind in enumerate(FAULTS, start=1):
        hangs = kind in {"before", "after"}
        platform.leave.done.clear()
        platform.words = replace(
            platform.words, public_url=f"https://xinwen.shili.example/releases/{place}/"
        )
        platform.keys.held = None
        platform.keys.api = platform.api
        if hangs:
            platform.fault(path, kind, seconds=1.6)
            platform.patience = SOON
            platform.keys.api = platform.api
        else:
            platform.fault(path, kind, seconds=0.02)
        first = tried(platform)
        assert isinstance(first, Receipt if kind == "slow" else ChannelUnavailable), kind
        platform.patience = PATIENT
        platform.keys.api = platform.api
        last = first if kind == "slow" else finished(platform)
        assert isinstance(last, Receipt), kind
        assert last.url
        assert (len(platform.standing), platform.drafts) == (place, {}), kind


@pytest.mark.parametrize("path", ["draft/batchget", "draft/get", "freepublish/batchget"])
def test_a_fault_while_looking_changes_nothing(platform: Platform, path: str) -> None:
    platform.fault("draft/add" if "draft/batch" in path else "freepublish/submit", "broken")
    assert isinstance(tried(platform), ChannelUnavailable)
    platform.fault(path, "malformed")
    assert isinstance(tried(platform), ChannelUnavailable)
    assert isinstance(finished(platform), Receipt)
    assert len(platform.standing) == 1


def test_a_crash_after_any_call_goes_on_without_a_second_draft_or_article(
    platform: Platform,
) -> None:
    """What was kept is lost behind the last call, as when the process dies between the two."""

    class Died(Exception):
        pass

    for stop in range(1, 8):
        platform.leave.done.clear()
        platform.words = replace(platform.words, public_url=f"https://x.example/{stop}/")
        kept, saves = dict(platform.leave.done), 0

        def save(done: dict[str, str]) -> None:
            nonlocal kept, saves
            saves += 1
            if saves == stop:  # noqa: B023 - this round's
                raise Died
            kept = dict(done)

        platform.leave.save = save  # type: ignore[method-assign] # the test puts its own in place
        try:
            platform.deliver()
        except Died:
            del platform.leave.save
            platform.leave.done = kept
            assert isinstance(finished(platform), Receipt)
        else:
            del platform.leave.save
        assert len(platform.standing) == stop
        assert platform.drafts == {}


def test_a_draft_that_somebody_deleted_is_a_persons_question(platform: Platform) -> None:
    platform.set(verified="")
    assert isinstance(tried(platform), Receipt)
    platform.set(verified="1")
    for each in platform.drafts:
        platform.ledger.forget(f"wechat-draft:{each}")
    got = finished(platform)
    assert isinstance(got, ChannelUncertain)
    assert got.code == "wechat.consumed"
    assert platform.standing == []
    assert isinstance(finished(platform), ChannelUncertain)
    platform.leave.done[NOT_SENT] = "1"  # 未发布, a person says
    assert isinstance(finished(platform), Receipt)
    assert (len(platform.standing), platform.drafts) == (1, {})


def test_a_submission_that_did_not_arrive_goes_again_only_after_the_settle_time(
    platform: Platform,
) -> None:
    platform.fault("freepublish/submit", "broken")
    assert isinstance(tried(platform), ChannelUnavailable)
    assert isinstance(tried(platform), ChannelUnavailable)
    assert platform.jobs() == []
    platform.leave.done["began"] = "2027-01-01T00:00:00Z"  # of a clock that was ahead
    assert isinstance(tried(platform), ChannelUnavailable)
    platform.clock.at += SETTLED
    assert platform.deliver().url
    assert len(platform.jobs()) == 1


@contextmanager
def faulty(platform: Platform, path: str, kind: str) -> Iterator[None]:
    """The next call of ``path`` has this fault; one that hangs is given up soon."""
    hangs = kind in {"before", "after"}
    platform.fault(path, kind, seconds=1.6 if hangs else 0.02)
    platform.patience = SOON if hangs else PATIENT
    platform.keys.api = platform.api
    yield
    platform.patience = PATIENT
    platform.keys.api = platform.api


@pytest.mark.parametrize("path", ["message/mass/sendall", "message/mass/get"])
@pytest.mark.parametrize("kind", FAULTS)
def test_a_mass_send_and_its_deletion_are_done_once_whatever_happens(
    platform: Platform, path: str, kind: str
) -> None:
    platform.manner = replace(platform.manner, mode="mass")
    with faulty(platform, path, kind):
        tried(platform)
    sent = finished(platform)
    assert isinstance(sent, Receipt)
    assert (len(platform.standing), len(platform.jobs())) == (1, 1)
    deleted_once(platform, "message/mass/delete", kind, sent)


@pytest.mark.parametrize("kind", FAULTS)
def test_what_was_published_is_deleted_whatever_happens(platform: Platform, kind: str) -> None:
    sent = finished(platform)
    assert isinstance(sent, Receipt)
    deleted_once(platform, "freepublish/delete", kind, sent)


def deleted_once(platform: Platform, path: str, kind: str, sent: Receipt) -> None:
    refused = nullcontext() if kind == "slow" else pytest.raises(ChannelUnavailable)
    with faulty(platform, path, kind), refused:
        platform.withdraw(sent)
    platform.withdraw(sent)
    platform.withdraw(sent)
    assert platform.standing == []


@pytest.mark.parametrize("kind", FAULTS)
def test_a_count_of_drafts_that_fails_says_so(platform: Platform, kind: str) -> None:
    """What 测试连接 asks."""
    token = platform.api.stable_token(APP_ID, APP_SECRET)[0]
    refused = nullcontext() if kind == "slow" else pytest.raises(ChannelUnavailable)
    with faulty(platform, "draft/count", kind), refused:
        platform.api.count_drafts(token)
    assert platform.api.count_drafts(token) == 0


def test_a_draft_is_known_again_when_the_public_page_became_the_portals(
    platform: Platform,
) -> None:
    """Somebody pasted the portal's link between two attempts: 阅读原文 would lead there now."""
    platform.fault("draft/add", "broken_after")
    assert isinstance(tried(platform), ChannelUnavailable)
    platform.words = replace(platform.words, public_url="https://www.xian.example/art/1.html")
    platform.fault("freepublish/submit", "broken_after")
    assert isinstance(finished(platform), Receipt)
    assert (len(platform.standing), platform.drafts) == (1, {})


def test_a_draft_that_a_person_published_meanwhile_is_not_made_again(platform: Platform) -> None:
    platform.fault("draft/add", "broken_after")
    assert isinstance(tried(platform), ChannelUnavailable)
    (draft,) = platform.drafts
    assert platform.keys.held
    platform.api.submit(platform.keys.held.value, draft, ref="by-a-person")
    platform.clock.move(minutes=5)
    got = finished(platform)
    assert isinstance(got, Receipt)
    assert got.details["article_id"]
    assert (len(platform.standing), platform.drafts) == (1, {})
