"""微博: posted through the open platform where the account is connected, else handed over 人工代发.

Handover is also what is fallen back to at once, when the platform takes no more for now or does not
let this application post: the receipt says why (``because``), so that the operator knows.
"""

import re
from typing import Final

from console.channels.weibo_api import WeiboRefused, id_of
from console.channels.weibo_line import Line, by_hand
from console.channels.weibo_posting import ADDRESS, BY_HAND, USUAL, Posting, sighting, title_of
from console.kernel.errors import ChannelRejected
from console.kernel.lengths import weibo_length
from console.outgoing.refusals import Meaning, meant
from console.publishing.rules.channel import (
    Absent,
    Account,
    Action,
    Bulletin,
    CannotTell,
    ClientRef,
    Progress,
    Receipt,
    Replay,
    Sighting,
)
from console.publishing.rules.keys import Token

TOPIC: Final = re.compile(r"#[^#\s]+#")


class Weibo:
    """``line`` None: a person posts everything. A picture goes beside the words, never for them."""

    name = "weibo"

    def __init__(self, *, limit: int = USUAL, line: Line | None = None) -> None:
        self._limit = limit
        self._line = line

    def replay(self, account: Account) -> Replay:
        """By hand nothing leaves: to hand over again is the same task."""
        del account
        return Replay.SAFE if self._line is None else Replay.LOOKUP

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        if bulletin.action is Action.PUBLISH:
            check(bulletin.variant.text, self._limit)
        progress.ready()
        if self._line is None or bulletin.action is Action.UPDATE:
            return Receipt(handed_over=True)
        token = self._line.keys.token(bulletin.account)
        if token is None:
            return by_hand("weibo.not_connected")
        if bulletin.action is Action.WITHDRAW:
            return self._delete(self._line, token, bulletin.previous)
        if self._line.manner.mode == "share" and not shareable(bulletin.variant.text):
            return by_hand("weibo.not_shareable")
        if self._line.manner.mode == "article" and not title_of(bulletin.release):
            return by_hand("weibo.title_long")
        return Posting(self._line, token, bulletin, ref, progress).go()

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del ref
        if self._line is None or bulletin.action is not Action.PUBLISH:
            return Absent()  # to delete again is harmless
        token = self._line.keys.token(bulletin.account)
        if token is None:
            return CannotTell("weibo.not_connected")
        return sighting(self._line, token, bulletin, progress)

    def _delete(self, line: Line, token: Token, previous: Receipt | None) -> Receipt:
        known = previous.details.get("id") if previous else ""
        status_id = known or (id_of(previous.url) if previous and previous.url else "")
        if not status_id:
            return by_hand("weibo.no_id")
        try:
            line.api.destroy(token.value, status_id)
        except WeiboRefused as error:
            if error.meaning in BY_HAND:
                return line.refused(error)
            if error.meaning is not Meaning.GONE:
                raise meant(error) from error
        if previous is not None and "article" in previous.details:
            return by_hand("weibo.article_delete")  # the interface has no call for it
        return Receipt(details={"id": status_id})


def shareable(text: str) -> bool:
    """statuses/share takes a text with a link in it and without a #topic# (social-api §3.1)."""
    return bool(ADDRESS.search(text)) and not TOPIC.search(text)


def check(text: str, limit: int = USUAL) -> None:
    """Raises ChannelRejected for a text that the platform would not take."""
    length = weibo_length(text)
    if not length:
        raise ChannelRejected("channel.empty")
    if length > limit:
        raise ChannelRejected("channel.weibo_length", length=length, most=limit)
