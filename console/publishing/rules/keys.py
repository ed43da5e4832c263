"""What a channel may know of the account it speaks through: whether it may, and by which token."""

from dataclasses import dataclass
from typing import Protocol

from console.publishing.rules.channel import Account


@dataclass(frozen=True, slots=True)
class Token:
    """``uid``: whose, as the platform counts. Never shown, never logged."""

    value: str
    uid: str

    def __repr__(self) -> str:
        return f"Token(…, uid={self.uid!r})"


class Keys(Protocol):
    def token(self, account: Account) -> Token | None:
        """None: the account is not connected, or its authorisation has ended."""
