"""微博: posted through the open platform where the account is connected, else handed over 人工代发.

Handover is also what is fallen back to at once, when the platform takes no more for now or does not
let this application post: the receipt says why (``because``), so that the operator knows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from console.channels.weibo_api import (
    Status,
    Timeline,
    WeiboApi,
    WeiboRefused,
    id_of,
)
from console.kernel.errors import ChannelRejected, ChannelUnavailable, ChannelUncertain
from console.kernel.lengths import weibo_length
from console.outgoing.refusals import Meaning, meant
from console.publishing.rules.channel import (
    Absent,
    Account,
    Action,
    Bulletin,
    CannotTell,
    ClientRef,
    Found,
    Progress,
    Receipt,
    Replay,
    Sighting,
    Variant,
)
from console.publishing.rules.keys import Keys, Token

LIMIT: Final = 140
"""Counted length of one post. Source: the platform's own counter (social-api §3.7), 2012 script;
config ``content.weibo_length`` overrides it."""
BY_HAND: Final = frozenset({Meaning.CONNECT, Meaning.LIMIT, Meaning.PERMISSION})
CLOCKS_APART: Final = timedelta(days=1)
"""The platform's clock and ours, when ours had jumped: far more than that."""
ADDRESS: Final = re.compile(r"https?://\S+")  # the platform shortens them
TOPIC: Final = re.compile(r"#[^#\s]+#")


@dataclass(frozen=True, slots=True)
class Line:
    """How the platform is spoken to. ``ip``: the operator's own, which it asks for. ``pages``:
    where its public pages are, without the account's number. ``picture``: the bytes of a file by
    its SHA-256."""

    api: WeiboApi
    keys: Keys
    ip: str
    pages: str = "https://weibo.com"
    picture: Callable[[str], bytes] | None = None

    def receipt(self, status: Status) -> Receipt:
        url = f"{self.pages}/{status.uid}/{status.bid}"
        return Receipt(url=url, details={"id": status.id, "uid": status.uid})


class Weibo:
    """``line`` None: a person posts everything."""

    name = "weibo"

    def __init__(self, *, limit: int = LIMIT, line: Line | None = None) -> None:
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
        if bulletin.action is Action.PUBLISH and not shareable(bulletin.variant.text):
            return by_hand("weibo.not_shareable")
        try:
            if bulletin.action is Action.WITHDRAW:
                return self._delete(self._line, token, bulletin.previous)
            return self._share(self._line, token, bulletin.variant, ref, progress)
        except WeiboRefused as error:
            if error.meaning in BY_HAND:
                return by_hand(f"weibo.{error.meaning.value}", error)
            raise meant(error) from error

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del ref, progress
        if self._line is None or bulletin.action is Action.UPDATE:
            return Absent()
        if bulletin.action is Action.WITHDRAW:
            return Absent()  # to delete again is harmless
        token = self._line.keys.token(bulletin.account)
        if token is None:
            return CannotTell("weibo.not_connected")
        try:
            seen = self._line.api.timeline(token.value, token.uid)
        except WeiboRefused as error:
            return CannotTell(f"weibo.{error.meaning.value}")
        except (ChannelUnavailable, ChannelUncertain) as error:
            return CannotTell(error.code)
        if posted := among(seen, bulletin.variant.text):
            return Found(self._line.receipt(posted))
        # Behind many newer posts ours may stand where this does not reach.
        reached = seen.reaches(bulletin.release.published_at - CLOCKS_APART)
        return Absent() if reached else CannotTell("weibo.no_answer")

    def _share(
        self, line: Line, token: Token, words: Variant, ref: ClientRef, progress: Progress
    ) -> Receipt:
        text, cover = words.text, words.cover_sha256
        picture = line.picture(cover) if line.picture and cover else None
        try:
            status = line.api.share(token.value, text, ip=line.ip, picture=picture, ref=ref.value)
        except WeiboRefused as error:
            if error.meaning is not Meaning.TWICE:
                raise
            found = among(line.api.timeline(token.value, token.uid), text)
            if found is None:
                raise
            status = found
        progress.save({"id": status.id, "uid": status.uid})
        return line.receipt(status)

    def _delete(self, line: Line, token: Token, previous: Receipt | None) -> Receipt:
        known = previous.details.get("id") if previous else ""
        status_id = known or (id_of(previous.url) if previous and previous.url else "")
        if not status_id:
            return by_hand("weibo.no_id")
        try:
            line.api.destroy(token.value, status_id)
        except WeiboRefused as error:
            if error.meaning is not Meaning.GONE:
                raise
        return Receipt(details={"id": status_id})


def among(seen: Timeline, text: str) -> Status | None:
    wanted = _words(text)
    return next((each for each in seen.statuses if _words(each.text) == wanted), None)


def by_hand(because: str, error: WeiboRefused | None = None) -> Receipt:
    """A person posts it. ``because``: the code of the sentence that says why."""
    said = {"said": error.said, "number": str(error.code)} if error else {}
    return Receipt(handed_over=True, details={"because": because, **said})


def shareable(text: str) -> bool:
    """Its interface takes a text with a link in it and without a #topic# (social-api §3.1)."""
    return bool(ADDRESS.search(text)) and not TOPIC.search(text)


def check(text: str, limit: int = LIMIT) -> None:
    """Raises ChannelRejected for a text that the platform would not take."""
    length = weibo_length(text)
    if not length:
        raise ChannelRejected("channel.empty")
    if length > limit:
        raise ChannelRejected("channel.weibo_length", length=length, most=limit)


def _words(text: str) -> str:
    """What the platform leaves as it was: without addresses and spaces."""
    return "".join(ADDRESS.sub("", text).split())
