"""微信公众号: a queue whose delivery is handover 人工代发 until its API client joins behind it."""

from typing import Final

from console.kernel.errors import ChannelRejected
from console.publishing.rules.channel import (
    Absent,
    Account,
    Action,
    Bulletin,
    ClientRef,
    Progress,
    Receipt,
    Replay,
    Sighting,
    Variant,
)

# Source: developers.weixin.qq.com, draft/add (domain notes §6), read 2026-11.
TITLE: Final = 32  # characters
DIGEST: Final = 128  # characters
CONTENT: Final = 20_000  # characters, fewer than this
CONTENT_BYTES: Final = 1_000_000  # fewer than this; read as the smaller megabyte


class WeChat:
    name = "wechat"

    def __init__(self, *, title: int = TITLE, digest: int = DIGEST) -> None:
        self._title = title
        self._digest = digest

    def replay(self, account: Account) -> Replay:
        """Nothing leaves: to hand over again is the same task."""
        del account
        return Replay.SAFE

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        del ref
        if bulletin.action is Action.PUBLISH:
            check(bulletin.variant, title=self._title, digest=self._digest)
        progress.ready()
        return Receipt(handed_over=True)

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del bulletin, ref, progress
        return Absent()


def check(variant: Variant, *, title: int = TITLE, digest: int = DIGEST) -> None:
    """Raises ChannelRejected for an article that the platform would not take."""
    if not variant.title.strip() or not variant.text.strip():
        raise ChannelRejected("channel.empty")
    octets = len(variant.text.encode())
    for code, length, limit in (
        ("channel.wechat_title", len(variant.title), title),
        ("channel.wechat_digest", len(variant.summary), digest),
        ("channel.content_size", len(variant.text), CONTENT - 1),
        ("channel.content_size", octets, CONTENT_BYTES - 1),
    ):
        if length > limit:
            raise ChannelRejected(code, length=length, most=limit)
