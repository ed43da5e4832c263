"""How an official account is spoken to: with whose token, how often a day, in which manner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from console.channels.wechat_api import WeChatApi, WeChatRefused
from console.kernel.clock import Clock
from console.outgoing.refusals import Meaning
from console.publishing.rules.channel import Account, Receipt
from console.publishing.rules.jobs import Allowance, Jobs, ShortKeys
from console.publishing.rules.keys import Token

Mode: TypeAlias = Literal["draft", "publish", "mass"]
T = TypeVar("T")
BY_HAND: Final = frozenset(
    {Meaning.CONNECT, Meaning.ADDRESS, Meaning.LIMIT, Meaning.PERMISSION, Meaning.SITE,
     Meaning.TOKEN}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """Limits are the platform's own, which it changes: config ``[wechat]``. ``settle``: how long a
    submission whose answer was lost is looked for before the draft is submitted again."""

    mode: Mode = "publish"
    author: str = ""
    cover: Literal["image", "thumb"] = "image"
    submits_a_day: int = 100
    pushes: int = 1  # 群发, of a day or (``monthly``) of a calendar month
    polls_a_day: int = 100
    polls_a_release: int = 20
    poll_every: timedelta = timedelta(seconds=15)
    confirm_within: timedelta = timedelta(minutes=30)
    settle: timedelta = timedelta(minutes=10)
    monthly: bool = False


class NotConnected(Exception):
    pass


@dataclass(frozen=True)
class Line:
    """``picture``: bytes of a stored file by its SHA-256."""

    api: WeChatApi
    keys: ShortKeys
    jobs: Jobs
    allowance: Allowance
    clock: Clock
    zone: ZoneInfo
    picture: Callable[[str], bytes]
    manner: Manner = Manner()

    def ask(self, account: Account, call: Callable[[str], T]) -> T:
        """``call`` gets a token; where that turns out to be spent, once more with another.

        Raises NotConnected, and as the call does.
        """
        token = self.keys.token(account)
        if token is None:
            raise NotConnected
        try:
            return call(token.value)
        except WeChatRefused as error:
            if error.meaning is not Meaning.TOKEN:
                raise
            return call(self._another(account, token).value)

    def _another(self, account: Account, spent: Token) -> Token:
        token = self.keys.renew(account, spent)
        if token is None:
            raise NotConnected
        return token

    def reset(self, *, monthly: bool = False) -> str:
        """When the day's (or month's) quotas begin anew: midnight in the bureau's zone."""
        today = self.clock.now().astimezone(self.zone).date()
        first = today + timedelta(days=1)
        while monthly and first.day != 1:
            first += timedelta(days=1)
        return f"{datetime.combine(first, datetime.min.time()):%Y-%m-%d %H:%M}"

    def by_hand(self, because: str, error: WeChatRefused | None = None, **more: str) -> Receipt:
        """A person does it. ``because``: the code of the sentence that says why."""
        said = {"said": error.said, "number": str(error.code)} if error else {}
        details = {"because": because, "reset": self.reset(), **said, **more}
        return Receipt(handed_over=True, details=details)
