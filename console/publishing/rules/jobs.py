"""A platform that takes a post as a job: what it says later, how often it may be asked."""

from dataclasses import dataclass
from typing import Protocol

from console.publishing.rules.channel import Account
from console.publishing.rules.keys import Token


@dataclass(frozen=True, slots=True)
class JobResult:
    """As the platform told it: its own word for the state, its number of what is public, and where
    a reader finds that. Both "" where it came to nothing."""

    status: str
    article_id: str = ""
    url: str = ""


class Jobs(Protocol):
    def result(self, account: Account, job: str) -> JobResult | None:
        """What the platform told us by itself; None: nothing yet."""


class Allowance(Protocol):
    """Calls of this day or month, counted for all processes of the house together."""

    def spend(self, account: Account, call: str, most: int, *, monthly: bool = False) -> bool:
        """False: ``most`` calls of this kind have been made, and none is left."""


class ShortKeys(Protocol):
    """Tokens of an hour or two, which all processes share. Getting one may speak to the platform,
    and raises as its calls do."""

    def token(self, account: Account) -> Token | None:
        """None: the account is not connected."""

    def renew(self, account: Account, spent: Token) -> Token | None:
        """Another than ``spent``, which the platform would not take."""
