"""微信公众号: drafted and published through its interface where the account is connected, else
handed over 人工代发.

Every step is kept before the next begins, and what has no answer is looked for before it is done
again: after a crash ``deliver`` goes on where it stood. A limit or a missing permission makes a
handover in the same attempt; what has been submitted by then is never handed over as unposted.
"""

from typing import Final

from console.channels.wechat_api import WeChatRefused
from console.channels.wechat_line import BY_HAND, Line, NotConnected
from console.channels.wechat_publishing import Publishing
from console.kernel.errors import ChannelRejected, ChannelUnavailable, ChannelUncertain
from console.outgoing.refusals import Meaning, meant
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
    """``line`` None: a person posts everything."""

    name = "wechat"

    def __init__(
        self, *, title: int = TITLE, digest: int = DIGEST, line: Line | None = None
    ) -> None:
        self._title, self._digest = title, digest
        self._line = line

    def replay(self, account: Account) -> Replay:
        """By hand nothing leaves: to hand over again is the same task."""
        del account
        return Replay.SAFE if self._line is None else Replay.LOOKUP

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        if bulletin.action is Action.PUBLISH:
            check(bulletin.variant, title=self._title, digest=self._digest)
        progress.ready()
        if self._line is None or bulletin.action is Action.UPDATE:
            return Receipt(handed_over=True)
        try:
            if bulletin.action is Action.WITHDRAW:
                return self._delete(self._line, bulletin)
            return Publishing(self._line, bulletin, ref, progress).go()
        except NotConnected:
            return self._line.by_hand("wechat.not_connected")

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        """``deliver`` itself looks for whatever it began and has no answer to; what this says is
        believed only after the settle time, and then it goes on from what was kept."""
        del bulletin, ref, progress
        return Absent()

    def _delete(self, line: Line, bulletin: Bulletin) -> Receipt:
        known = dict(bulletin.previous.details) if bulletin.previous else {}
        url = bulletin.previous.url if bulletin.previous else None
        account = bulletin.account
        try:
            if not known.get("msg_id") and not known.get("article_id") and url:
                published = line.ask(account, line.api.articles)
                known["article_id"] = next((each.id for each in published if each.url == url), "")
            if message := known.get("msg_id"):
                line.ask(account, lambda token: line.api.mass_delete(token, message))
            elif written := known.get("article_id"):
                line.ask(account, lambda token: line.api.delete(token, written))
            else:
                return line.by_hand("wechat.no_id")
        except WeChatRefused as error:
            if error.meaning in BY_HAND:
                return line.by_hand(f"wechat.{error.meaning.value}_delete", error)
            if error.meaning is not Meaning.GONE:
                raise meant(error) from error
        except ChannelUncertain as error:
            raise ChannelUnavailable(error.code) from error  # to delete again is harmless
        return Receipt(details={name: each for name, each in known.items() if each})


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
