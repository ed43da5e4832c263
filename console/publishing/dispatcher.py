"""Sends what is due. Any number may run on one database: claims, leases and fences keep them apart.

Each delivery goes through three steps: claim (a transaction), call (outside any), close (a
transaction). A crash between them leaves an open attempt under a lease that runs out; ``recover``
settles it.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from console.database import Database
from console.kernel.clock import Clock
from console.publishing import batch, claim, posts, reconfirming, sightings
from console.publishing.desk import Desk
from console.publishing.lanes import PAGES, lane_of
from console.publishing.ports import Ledger, Manuscripts, Warrant
from console.publishing.recover import from_ahead, recover, set_right
from console.publishing.rules.breaker import Terms
from console.publishing.rules.channel import BatchChannel, Channel
from console.publishing.rules.plan import PUBLIC_PAGE

log = structlog.get_logger()

SWEEP = timedelta(minutes=1)


class Pace(Protocol):
    """The part of ``settings.config.dispatch`` that is read here."""

    @property
    def lease_seconds(self) -> int: ...
    @property
    def batch(self) -> int: ...
    @property
    def backoff_first(self) -> int: ...
    @property
    def backoff_longest(self) -> int: ...
    @property
    def rest_after(self) -> int: ...
    @property
    def rest_first(self) -> int: ...
    @property
    def rest_longest(self) -> int: ...
    @property
    def facts_hours(self) -> int: ...


class Dispatcher:
    """``crew`` serves accounts beside each other, so that a slow platform delays nobody; without
    one they are served in turn, and ``tick`` returns when all is done. ``watched``: what is written
    counts as confirmed when it was seen from outside (``outside``).
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        warrant: Warrant,
        ledger: Ledger,
        manuscripts: Manuscripts,
        channels: Mapping[str, Channel | BatchChannel],
        pace: Pace,
        holder: str,
        *,
        crew: Executor | None = None,
        watched: bool = False,
    ) -> None:
        pages = {name: each for name, each in channels.items() if isinstance(each, BatchChannel)}
        self._desk = Desk(
            database=database,
            clock=clock,
            warrant=warrant,
            ledger=ledger,
            manuscripts=manuscripts,
            pages=dict(sorted(pages.items(), key=lambda item: item[0] != PUBLIC_PAGE)),
            posts={name: each for name, each in channels.items() if isinstance(each, Channel)},
            holder=holder,
            lease=timedelta(seconds=pace.lease_seconds),
            batch=pace.batch,
            facts_last=timedelta(hours=pace.facts_hours),
            backoff_first=timedelta(seconds=pace.backoff_first),
            backoff_longest=timedelta(seconds=pace.backoff_longest),
            rest=Terms(
                pace.rest_after,
                timedelta(seconds=pace.rest_first),
                timedelta(seconds=pace.rest_longest),
            ),
            watched=watched,
        )
        self._crew = crew
        self._serving: dict[tuple[str, str], Future[int]] = {}
        self._swept: datetime | None = None
        self._seen: datetime | None = None

    def start(self) -> None:
        """Write what many pages share: a writer before us may have died at it."""
        set_right(self._desk)
        # First: what the dead one had claimed is listed until then.
        recover(self._desk, self._apart)
        batch.refresh(self._desk)
        if not self._desk.watched:
            with self._desk.database.transaction() as tx:
                sightings.forget(tx, self._desk.clock.now())

    def tick(self) -> float | None:
        """Do everything that is due; seconds until the next known time, None when there is none."""
        self.settle()
        batch.deliver_all(self._desk)
        while self._serve_accounts():
            batch.deliver_all(self._desk)
        return self.wait()

    def settle(self) -> None:
        """What is done before anything is sent: a clock set back, attempts that nobody closed, and
        what could not be tried in all its days."""
        now = self._desk.clock.now()
        if (self._seen is not None and now < self._seen) or from_ahead(self._desk):
            set_right(self._desk)
        self._seen = now
        recover(self._desk, self._apart)
        self._sweep()

    def due(self) -> list[str]:
        """Lanes with something to do now."""
        now = self._desk.clock.now()
        with self._desk.database.snapshot() as tx:
            pages = claim.anything(tx, now, self._desk.pages)
        pages = pages or self._desk.doubt.due(now)
        accounts = [lane_of(*key) for key in posts.accounts_due(self._desk)]
        return [PAGES, *accounts] if pages else accounts

    def serve(self, lane: str) -> None:
        """Do everything that is due in one lane, unless another process has it."""
        if lane == PAGES:
            batch.deliver_all(self._desk)
            return
        channel, _, account = lane.partition(":")
        posts.serve(self._desk, channel, account)

    def wait(self) -> float | None:
        """Seconds until the next known time, None when there is none."""
        now = self._desk.clock.now()
        with self._desk.database.snapshot() as tx:
            following = claim.next_time(tx, now)
        return None if following is None else (following - now).total_seconds()

    def _apart(self, work: Callable[[], None]) -> None:
        """With a crew, beside everything else: a platform that is asked may be slow."""
        if self._crew is None:
            work()
        else:
            self._crew.submit(_logged, work)

    def _serve_accounts(self) -> int:
        """How many items were delivered here and now (with a crew: none, they are on their way)."""
        self._serving = {key: each for key, each in self._serving.items() if not each.done()}
        count = 0
        for key in posts.accounts_due(self._desk):
            if self._crew is None:
                count += self._serve(*key)
            elif key not in self._serving:
                self._serving[key] = self._crew.submit(self._serve, *key)
        return count

    def _serve(self, channel: str, account: str) -> int:
        try:
            return posts.serve(self._desk, channel, account)
        except Exception:
            log.exception("account not served", channel=channel, account=account)
            return 0

    def _sweep(self) -> None:
        now = self._desk.clock.now()
        if self._swept is not None and timedelta(0) <= now - self._swept < SWEEP:
            return
        self._swept = now
        with self._desk.database.transaction() as tx:
            claim.expire(tx, now)
            reconfirming.ask(tx, now, self._desk.facts_last)


def _logged(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        log.exception("not settled")
