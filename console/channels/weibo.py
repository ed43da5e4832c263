"""微博: a queue whose delivery is handover 人工代发 until its API client joins behind it."""

from typing import Final

from console.kernel.errors import ChannelRejected
from console.kernel.lengths import weibo_length
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
)

LIMIT: Final = 140
"""Counted length of one post. Source: the platform's own counter (social-api §3.7), 2012 script;
config ``content.weibo_length`` overrides it."""


class Weibo:
    name = "weibo"

    def __init__(self, *, limit: int = LIMIT) -> None:
        self._limit = limit

    def replay(self, account: Account) -> Replay:
        """Nothing leaves: to hand over again is the same task."""
        del account
        return Replay.SAFE

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        del ref
        if bulletin.action is Action.PUBLISH:
            check(bulletin.variant.text, self._limit)
        progress.ready()
        return Receipt(handed_over=True)

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del bulletin, ref, progress
        return Absent()


def check(text: str, limit: int = LIMIT) -> None:
    """Raises ChannelRejected for a text that the platform would not take."""
    length = weibo_length(text)
    if not length:
        raise ChannelRejected("channel.empty")
    if length > limit:
        raise ChannelRejected("channel.weibo_length", length=length, most=limit)
