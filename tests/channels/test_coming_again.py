"""A platform that says when to come again is asked again then, and a long limit is a person's."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from console.channels.wechat_api import WeChatApi, WeChatRefused
from console.channels.weibo_api import WeiboApi, WeiboRefused
from console.kernel.errors import ChannelRejected, ChannelUnavailable, FayanError
from console.outgoing.refusals import meant
from tests.loopback import serving

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TOO_MANY, UNAVAILABLE = "429 Too Many Requests", "503 Service Unavailable"
MINUTE, TWO, HOUR = timedelta(minutes=1), timedelta(minutes=2), timedelta(hours=1)


def said(platform: str, code: int | None) -> bytes:
    """What stands in the answer. ``code`` None: a gate's own page, no JSON."""
    if code is None:
        return b"<html>slow down</html>"
    key, words = ("error_code", "error") if platform == "weibo" else ("errcode", "errmsg")
    return json.dumps({key: code, words: "slow"} if code else {"message": "slow"}).encode()


def asked(platform: str, address: str) -> FayanError:
    """What a call without effect says."""
    try:
        if platform == "weibo":
            WeiboApi(address).timeline("token", "1")
        else:
            WeChatApi(address).count_drafts("token")
    except (WeiboRefused, WeChatRefused) as error:
        return meant(error)
    except FayanError as error:
        return error
    raise AssertionError("it was not refused")


@pytest.mark.parametrize(
    ("platform", "status", "code", "seconds", "waits"),
    [
        ("weibo", TOO_MANY, None, "120", TWO),
        ("weibo", TOO_MANY, 0, "120", TWO),
        ("weibo", TOO_MANY, 10022, "120", TWO),
        ("weibo", TOO_MANY, 10009, "99999999999", HOUR),
        ("weibo", UNAVAILABLE, 10001, "120", TWO),
        ("weibo", TOO_MANY, 10009, "soon", None),
        ("wechat", TOO_MANY, None, "120", TWO),
        ("wechat", TOO_MANY, 0, "120", TWO),
        ("wechat", TOO_MANY, 45009, "120", TWO),
        ("wechat", TOO_MANY, 45011, "99999999999", HOUR),
        ("wechat", UNAVAILABLE, None, "120", TWO),
        ("wechat", TOO_MANY, 45011, "soon", MINUTE),
    ],
)
def test_it_is_waited_for_as_long_as_the_platform_asks_and_an_hour_at_most(
    platform: str, status: str, code: int | None, seconds: str, waits: timedelta | None
) -> None:
    def gate(_environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        start(status, [("Retry-After", seconds)])
        return [said(platform, code)]

    with serving(gate) as address:
        error = asked(platform, address)
    assert isinstance(error, ChannelUnavailable)
    assert error.retry_after == waits


@pytest.mark.parametrize(
    ("platform", "code", "seconds"),
    [("weibo", 10022, "7200"), ("weibo", 20012, "60"), ("wechat", 45009, "7200"),
     ("wechat", 45002, "60")],
)  # fmt: skip
def test_a_long_limit_and_words_that_do_not_pass_are_not_waited_for(
    platform: str, code: int, seconds: str
) -> None:
    def gate(_environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        start(TOO_MANY, [("Retry-After", seconds)])
        return [said(platform, code)]

    with serving(gate) as address:
        assert isinstance(asked(platform, address), ChannelRejected)
