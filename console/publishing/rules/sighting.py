"""从外面看: when the public's address is asked, what counts as seen, and the port that asks."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from console.publishing.rules.shelf import ShelfItem


class Sight(StrEnum):
    LOOKING = "looking"  # written; not seen yet, and not worrying yet
    SEEN = "seen"
    NOT_VISIBLE = "not_visible"  # the public should see it by now, and does not
    OVERTAKEN = "overtaken"  # something newer stands there; nobody looks for this one


OPEN: Final = frozenset({Sight.LOOKING, Sight.NOT_VISIBLE})
FIRST: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(minutes=5)
KEEP_LOOKING: Final = timedelta(days=3)
SELDOM: Final = timedelta(hours=1)
"""The pause after ``KEEP_LOOKING``. Nobody gives up: it may be the clock that was days ahead."""

Detail: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Look:
    """What one look saw. ``code`` "": the words stand there. ``details``: of its sentence.

    ``whole``: it is the site that does not answer, whatever of it is asked for.
    """

    code: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)
    whole: bool = False

    @property
    def seen(self) -> bool:
        return not self.code


@dataclass(frozen=True, slots=True)
class Aim:
    """What to look for. ``channel``: ``website`` or ``feeds``."""

    channel: str
    release: ShelfItem


class Visit(Protocol):
    """One round of looks; what several share is fetched once."""

    def look(self, aim: Aim) -> Look:
        """Fetch as a reader does, and compare with what the tree holds. Raises nothing of HTTP."""


class Observer(Protocol):
    def visit(self) -> AbstractContextManager[Visit]: ...


class Caches(Protocol):
    """What keeps copies between the tree and the public (a CDN)."""

    def purge(self, releases: Sequence[ShelfItem]) -> Look:
        """Have every address forgotten that shows these releases; ``seen``: all took it."""


def next_look(at: datetime, began: datetime, looks: int, jitter: float) -> datetime:
    """When to look again after ``looks`` (1 or more) that did not see it."""
    pause: timedelta = min(LONGEST, FIRST * 2.0 ** min(looks - 1, 20))
    if at - began >= KEEP_LOOKING:
        pause = SELDOM
    return at + pause - pause * (jitter / 4)


def state_after(look: Look, at: datetime, began: datetime, patience: timedelta) -> Sight:
    if look.seen:
        return Sight.SEEN
    return Sight.NOT_VISIBLE if at - began >= patience else Sight.LOOKING
