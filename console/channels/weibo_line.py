"""How the Weibo account is spoken to: with whose token, and what it may."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta, timezone, tzinfo
from typing import Final, Literal, TypeAlias

from console.channels.weibo_api import Published, Status, WeiboApi, WeiboRefused, bid_of
from console.kernel.clock import Clock, SystemClock, local
from console.publishing.rules.channel import Receipt
from console.publishing.rules.keys import Keys, Token

CHINA: Final = timezone(timedelta(hours=8))
Mode: TypeAlias = Literal["share", "update", "article"]


@dataclass(frozen=True, slots=True)
class Manner:
    """What the platform granted the account: config ``[weibo]``. ``long_text``: posts beyond the
    usual length. ``timeline``: it may read its own posts, so what got no answer is looked for, for
    ``settle``, before it goes again. ``site``: where our files are public; ``cover``: the picture
    of an article that has none."""

    mode: Mode = "share"
    long_text: bool = False
    timeline: bool = True
    settle: timedelta = timedelta(minutes=2)
    site: str = ""
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """``ip``: the operator's own, which the platform asks for. ``pages``: where its public pages
    are, without the account's number. ``picture``: the bytes of a file by its SHA-256."""

    api: WeiboApi
    keys: Keys
    ip: str
    pages: str = "https://weibo.com"
    picture: Callable[[str], bytes] | None = None
    manner: Manner = Manner()
    clock: Clock = field(default_factory=SystemClock)
    zone: tzinfo = CHINA

    def receipt(self, status: Status) -> Receipt:
        url = f"{self.pages}/{status.uid}/{status.bid}"
        return Receipt(url=url, details={"id": status.id, "uid": status.uid})

    def leading(self, status: Status) -> Receipt:
        """Of an article whose own address is not known: the post that leads to it was found."""
        known = self.receipt(status)
        return Receipt(url=known.url, details={**known.details, "article": known.url or ""})

    def article(self, told: Published, token: Token) -> Receipt:
        """The post that leads to it is what the public sees of the account."""
        url = f"{self.pages}/{token.uid}/{bid_of(told.mid)}"
        details = {"id": told.mid, "uid": token.uid, "object_id": told.object_id}
        return Receipt(url=url, details={**details, "article": told.url})

    def refused(self, error: WeiboRefused) -> Receipt:
        """A person posts it, and is told until when a limit lasts at most, where anybody says."""
        said = {"said": error.said, "number": str(error.code)}
        because = f"weibo.{error.meaning.value}"
        if within := error.lifted_within:
            lifted = local(self.clock.now() + within + timedelta(seconds=59), self.zone)
            return by_hand(f"{because}_until", reset=f"{lifted:%Y-%m-%d %H:%M}", **said)
        return by_hand(because, **said)


def by_hand(because: str, **details: str) -> Receipt:
    """A person posts it. ``because``: the code of the sentence that says why."""
    return Receipt(handed_over=True, details={"because": because, **details})
