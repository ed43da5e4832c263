"""What every step of the dispatcher has at hand, and what it passes on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import SystemRandom
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from console.audit.service import BUFFER
from console.database import Base, Database
from console.kernel.clock import Clock
from console.kernel.errors import NotNow
from console.publishing.ports import Ledger, Manuscripts, Warrant
from console.publishing.records import Delivery
from console.publishing.rules.breaker import Terms
from console.publishing.rules.channel import (
    Account,
    Action,
    BatchChannel,
    Channel,
    ClientRef,
    Receipt,
    Replay,
)

HELD = "delivery.held"
LEASE_LOST = "delivery.lease_lost"
PAGE_FIRST = "delivery.page_first"
NOT_BEGUN = "delivery.not_begun"
BACK = frozenset({HELD, PAGE_FIRST})
"""Raised as NotNow before anything left: the delivery goes back to where it was."""

SHARED_AGAIN = timedelta(seconds=30)
"""After shared pages could not be written."""

Result: TypeAlias = Receipt | Exception


@dataclass(slots=True)
class Doubt:
    """What may stand there in an older state: we wrote when the tree was no longer ours, or could
    not write at all.

    ``shared``: what many pages share, to be written anew from then on; None: it is as it should
    be. ``claims``: all that their delivery writes.
    """

    shared: datetime | None = None
    claims: "set[Claim]" = field(default_factory=set)

    def due(self, at: datetime) -> bool:
        if self.claims:
            return True
        return self.shared is not None and not at < self.shared <= at + SHARED_AGAIN


class InHand:
    """What this process is at work on, from its claim to its close, in any of its threads."""

    def __init__(self) -> None:
        self._ids: set[UUID] = set()

    def __contains__(self, delivery_id: UUID) -> bool:
        return delivery_id in self._ids

    @contextmanager
    def of(self, claims: "Iterable[Claim]") -> Iterator[None]:
        ids = {each.id for each in claims}
        self._ids |= ids
        try:
            yield
        finally:
            self._ids -= ids


@dataclass(frozen=True, slots=True)
class Desk:
    """``settle``: how long a platform may take to show what it was given; only after that does
    its *absent* count."""

    database: Database
    clock: Clock
    warrant: Warrant
    ledger: Ledger
    manuscripts: Manuscripts
    pages: Mapping[str, BatchChannel]
    posts: Mapping[str, Channel]
    holder: str
    lease: timedelta
    batch: int
    backoff_first: timedelta
    backoff_longest: timedelta
    rest: Terms
    facts_last: timedelta = timedelta(hours=4)
    settle: timedelta = timedelta(minutes=3)
    watched: bool = False  # somebody looks from outside at what is written
    jitter: Callable[[], float] = field(default=SystemRandom().random)
    doubt: Doubt = field(default_factory=Doubt)
    in_hand: InHand = field(default_factory=InHand)

    def replay(self, row: "Delivery | Claim") -> Replay:
        """A drill may be posted again: the same is one post."""
        if row.drill:
            return Replay.SAFE
        channel = self.posts.get(row.channel)
        return channel.replay(Account(row.channel, row.account)) if channel else Replay.SAFE


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimed delivery; what is done under ``fence`` counts only while it stands."""

    id: UUID
    release_id: UUID
    incident_id: UUID | None
    channel: str
    account: str
    action: Action
    digest: str
    cause: str
    ref: ClientRef
    fence: int
    passes_hold: bool
    drill: bool

    @classmethod
    def of(cls, row: Delivery) -> "Claim":
        return cls(
            row.id,
            row.release_id,
            row.incident_id,
            row.channel,
            row.account,
            row.action,
            row.digest,
            row.cause,
            ClientRef(row.client_ref),
            row.fence,
            row.passes_hold,
            row.drill,
        )

    @property
    def page(self) -> tuple[UUID, str, Action, str]:
        """The same for a page and for the feeds that tell of it."""
        return self.release_id, self.digest, self.action, self.cause


@contextmanager
def apart(tx: Session) -> Iterator[None]:
    """A savepoint: when this part raises, neither its rows nor its audit events remain."""
    kept = len(tx.info.get(BUFFER, []))
    try:
        with tx.begin_nested():
            yield
    except BaseException:
        del tx.info.get(BUFFER, [])[kept:]
        raise


def held() -> NotNow:
    return NotNow(HELD)


def lease_lost() -> NotNow:
    return NotNow(LEASE_LOST)


def lock_releases(tx: Session, ids: Iterable[UUID], *, skip_locked: bool = False) -> set[UUID]:
    """Those locked. The release room locks a release before its deliveries; so do we, or the
    two would wait for each other. What a release corrects changes with it, and is locked first.
    Nothing to do on SQLite, where one transaction writes at a time.
    """
    wanted = sorted(set(ids))
    if tx.get_bind().dialect.name == "sqlite" or not wanted:
        return set(wanted)
    releases = Base.metadata.tables["releases"]
    return set(
        tx.scalars(
            select(releases.c.id)
            .where(releases.c.id.in_(wanted) if skip_locked else or_(*_with_corrected(wanted)))
            .order_by(releases.c.id)
            .with_for_update(skip_locked=skip_locked, key_share=True)
        )
    )


def _with_corrected(ids: list[UUID]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    releases = Base.metadata.tables["releases"]
    corrected = select(releases.c.corrects_id).where(releases.c.id.in_(ids))
    return releases.c.id.in_(ids), releases.c.id.in_(corrected)
