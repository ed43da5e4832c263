"""A pasted link leads to a post of ours, or it is told whose it is: by the link, by the platform,
by the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from console.channels.belonging import Whose, of_wechat, of_weibo
from console.channels.weibo_api import WeiboApi, bid_of
from console.rehearsal.ledger import Post
from console.rehearsal.platforms import WEIBO_UID
from tests.channels.weibo_platform import Platform, stood_in
from tests.fakes import FixedClock
from tests.loopback import serving

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

OURS, THEIRS, UNKNOWN = Whose.OURS, Whose.THEIRS, Whose.UNKNOWN
BIZ = "MzA5MjAwMDAwMA=="


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with stood_in(Path(tmp_path_factory.mktemp("weibo")), FixedClock()) as made:
        made.connect()
        made.share()
        yield made


def posted(platform: Platform) -> Post:
    return platform.ledger.everything()[0]


@pytest.mark.parametrize(
    ("link", "whose"),
    [
        (f"https://weibo.com/{WEIBO_UID}/K3fnuEfZK", OURS),
        (f"https://weibo.com/{WEIBO_UID}/K3fnuEfZK?from=app", OURS),
        (f"https://m.weibo.cn/u/{WEIBO_UID}/K3fnuEfZK", OURS),
        ("https://weibo.com/9999999999/K3fnuEfZK", THEIRS),
        (f"https://weibo.com/9999999999/K3fnuEfZK?u=/{WEIBO_UID}/", THEIRS),
        ("https://weibo.com/", UNKNOWN),
    ],
)
def test_an_address_that_names_an_account_is_believed_without_a_call(
    link: str, whose: Whose
) -> None:
    assert of_weibo(link, WEIBO_UID, WeiboApi("http://127.0.0.1:9"), "token") is whose


def test_a_mobile_address_is_looked_up(platform: Platform) -> None:
    token = platform.keys.given
    assert token
    ours = f"https://m.weibo.cn/status/{bid_of(posted(platform).mid)}"
    assert of_weibo(ours, WEIBO_UID, platform.api, token.value) is OURS
    assert of_weibo(ours, "9999999999", platform.api, token.value) is THEIRS
    nobodys = "https://m.weibo.cn/detail/4387933362623405"
    assert of_weibo(nobodys, WEIBO_UID, platform.api, token.value) is THEIRS
    assert of_weibo(ours, WEIBO_UID, platform.api) is UNKNOWN
    assert of_weibo(ours, WEIBO_UID, platform.api, "made-up") is UNKNOWN
    platform.fault("refused", "/2/statuses/show.json", code=10014)  # not granted: it may be ours
    assert of_weibo(ours, WEIBO_UID, platform.api, token.value) is UNKNOWN
    platform.fault("broken", "/2/statuses/show.json")
    assert of_weibo(ours, WEIBO_UID, platform.api, token.value) is UNKNOWN


@pytest.mark.parametrize(
    ("page", "whose"),
    [
        (f'<script>var biz = "{BIZ}"||"";</script>', OURS),
        (f'<meta content="http://mp.weixin.qq.com/s?__biz={BIZ}&amp;mid=1">', OURS),
        ('<script>var biz = "MzA5OTk5OTk5OQ==";</script>', THEIRS),
        (f'<script>var biz = "MzA5OTk5OTk5OQ==";</script><a href="/s?__biz={BIZ}">', THEIRS),
        (f'<a href="/s?__biz=MzA5OTk5OTk5OQ==">甲</a><a href="/s?__biz={BIZ}">乙</a>', UNKNOWN),
        ("<p>环境异常，请完成验证</p>", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_short_address_of_an_article_is_opened(page: str, whose: Whose) -> None:
    def article(_environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        start("200 OK" if page else "404 Not Found", [("Content-Type", "text/html")])
        return [page.encode()]

    with serving(article) as address:
        assert of_wechat(f"{address}/s/abcdefghijklmnopqrstuv", BIZ) is whose


def test_a_long_address_names_its_account_and_nothing_is_opened() -> None:
    assert of_wechat(f"http://127.0.0.1:9/s?__biz={BIZ}&mid=1", BIZ) is OURS
    assert of_wechat("http://127.0.0.1:9/s?__biz=MzA5OTk5OTk5OQ==&mid=1", BIZ) is THEIRS
    assert of_wechat("http://127.0.0.1:9/s/abcdefghijklmnopqrstuv", BIZ) is UNKNOWN
