"""What the platforms would not take is refused before a person copies it."""

import pytest

from console.channels import wechat, weibo
from console.channels.wechat import WeChat
from console.channels.weibo import Weibo
from console.kernel.errors import ChannelRejected
from console.publishing.rules.channel import Action, ClientRef, Variant
from tests.channels.shelves import Leave, bulletin
from tests.newsroom.items import item


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "channel.empty"), (" \n", "channel.empty"), ("警" * 141, "channel.weibo_length")],
)
def test_weibo_refuses_what_cannot_be_posted(text: str, code: str) -> None:
    words = bulletin(item(), channel="weibo", variant=Variant(text=text))
    with pytest.raises(ChannelRejected) as refused:
        Weibo().deliver(words, ClientRef("r"), Leave())
    assert refused.value.code == code


def test_weibo_names_length_and_limit() -> None:
    with pytest.raises(ChannelRejected) as refused:
        weibo.check("警" * 150, 140)
    assert refused.value.parameters == {"length": 150, "most": 140}
    weibo.check("警" * 140)


@pytest.mark.parametrize(
    ("variant", "code"),
    [
        (Variant(title="", text="正文"), "channel.empty"),
        (Variant(title="标题", text=" "), "channel.empty"),
        (Variant(title="题" * 33, text="正文"), "channel.wechat_title"),
        (Variant(title="题" * 32, text="正文", summary="摘" * 129), "channel.wechat_digest"),
        (Variant(title="标题", text="文" * 20_000), "channel.content_size"),
        (Variant(title="标题", text="😀" * 19_999 * 13), "channel.content_size"),
    ],
)
def test_wechat_refuses_what_cannot_be_sent(variant: Variant, code: str) -> None:
    words = bulletin(item(), channel="wechat", variant=variant)
    with pytest.raises(ChannelRejected) as refused:
        WeChat().deliver(words, ClientRef("r"), Leave())
    assert refused.value.code == code


def test_wechat_takes_what_just_fits() -> None:
    wechat.check(Variant(title="题" * 32, text="文" * 19_999, summary="摘" * 128))


@pytest.mark.parametrize("channel", [Weibo(limit=1), WeChat(title=1)], ids=lambda each: each.name)
def test_a_withdrawal_is_not_measured(channel: Weibo | WeChat) -> None:
    words = bulletin(item(), Action.WITHDRAW, channel=channel.name, variant=Variant())
    assert channel.deliver(words, ClientRef("r"), Leave()).handed_over
