"""What a channel is, and all it may know: this file and its neighbours in ``publishing.rules``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, runtime_checkable

from console.publishing.rules.shelf import ShelfItem


class Action(StrEnum):
    PUBLISH = "publish"
    UPDATE = "update"
    WITHDRAW = "withdraw"


class Replay(StrEnum):
    """What may be done about an attempt that nobody closed (a crash, a lost lease)."""

    SAFE = "safe"  # do it again: the same bytes land in the same place
    LOOKUP = "lookup"  # ask the platform first
    NEVER = "never"  # a person looks


@dataclass(frozen=True, slots=True)
class Account:
    """One mouth: a channel and the account it speaks through (``website`` has one, ``main``)."""

    channel: str
    name: str = "main"
    title: str = ""  # what people call it: 平安示例微博
    link_pattern: str = ""  # regular expression that a pasted link of this account matches

    @property
    def key(self) -> str:
        return f"{self.channel}:{self.name}"


@dataclass(frozen=True, slots=True)
class Variant:
    """The words for one channel. ``text`` is plain; empty fields mean the channel has none."""

    title: str = ""
    text: str = ""
    summary: str = ""
    cover_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a platform gave back. ``url`` is where a reader finds it, ``handed_over``: a person
    must post it; ``details`` are the platform's own ids, as text."""

    url: str | None = None
    handed_over: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One thing for one account to do. ``previous``: the receipt to update or withdraw. ``drill``:
    it is one of a drill 演练, and no real mouth may ever say it."""

    action: Action
    account: Account
    release: ShelfItem
    variant: Variant
    digest: str
    public_url: str
    previous: Receipt | None = None
    drill: bool = False


@dataclass(frozen=True, slots=True)
class ClientRef:
    """Stable for the life of a delivery; a platform that knows it twice has been told twice."""

    value: str


NOT_SENT: Final = "not_sent"
"""In a progress: a person looked and found nothing of it out. What was begun counts for nothing:
asked again, a channel that still thought it under way would never post it."""


class Progress(Protocol):
    """What a many-call channel has achieved so far, kept before its next call."""

    def load(self) -> Mapping[str, str]: ...

    def save(self, done: Mapping[str, str]) -> None:
        """Durable when this returns. Raises NotNow when the lease has moved on."""

    def ready(self) -> None:
        """Call before every outward request: raises NotNow on a HOLD or a lost lease."""


@dataclass(frozen=True, slots=True)
class Found:
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Absent:
    """The platform does not have it; believed only after the settle time."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    reason: str = ""


Sighting: TypeAlias = Found | Absent | CannotTell


@runtime_checkable
class Channel(Protocol):
    """Deliver one bulletin. Raises ChannelUnavailable, ChannelRejected or ChannelUncertain."""

    name: str

    def replay(self, account: Account) -> Replay: ...

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt: ...

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting: ...


class Turn(Protocol):
    """Leave to write to the public tree; it may be taken back at any moment."""

    def ready(self, *places: int) -> None:
        """Before the first write for ``bulletins`` at these places: raises NotNow on a HOLD of one
        of them, or when the lease has moved on."""

    def still(self) -> None:
        """Before a write of what many share: raises NotNow when the lease has moved on."""


@runtime_checkable
class BatchChannel(Protocol):
    """A channel whose shared pages make many bulletins as cheap as one (website, feeds).

    Batches are ``SAFE`` by contract. The answer has one outcome for each bulletin, in order;
    an exception in it belongs to that bulletin alone.
    """

    name: str

    def deliver_batch(
        self, bulletins: Sequence[Bulletin], turn: Turn
    ) -> Sequence[Receipt | Exception]: ...

    def refresh(self, turn: Turn) -> None:
        """Write anew what many share: the writer before us may have died at it."""


@runtime_checkable
class Finishing(Protocol):
    """A batch channel that leaves for the end what nobody waits for."""

    def finish(self, bulletins: Sequence[Bulletin], turn: Turn) -> Sequence[Receipt | Exception]:
        """When every channel has delivered, and before anything of it is closed: ``bulletins`` are
        those of ``deliver_batch`` that it took. An exception belongs to that bulletin, which is
        then delivered again."""
