"""Whom the mail channel writes to; joined in wiring."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Recipient:
    """``key`` tells recipients apart for good; ``leave``: the address of the page where they go."""

    key: str
    address: str
    leave: str


class MediaList(Protocol):
    def recipients(self) -> Sequence[Recipient]: ...

    def password(self) -> str:
        """Of the mailbox; "" where it needs none, or none that can be opened is kept."""
