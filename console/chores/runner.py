"""Does the chores, one at a time; a broken one delays no other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from console.chores import queries, service
from console.database import Database, is_busy
from console.kernel.clock import Clock
from console.kernel.errors import NotNow

log = structlog.get_logger()

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Handler:
    """``run`` gets the payload, opens its own transactions, and may be run twice.

    ``every``: it comes again so long after it was done; None: only when asked for.
    """

    kind: str
    run: Callable[[Mapping[str, Any]], None]
    every: timedelta | None = None


class Chores:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: Iterable[Handler],
        holder: str,
        *,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = {handler.kind: handler for handler in handlers}
        self._holder = holder
        self._lease = lease
        self._seen: datetime | None = None

    def start(self) -> None:
        """See to it that every periodic chore is asked for."""
        self._seen = self._clock.now()
        with self._database.transaction() as tx:
            service.forget_ahead(tx, self._seen, self._lease)
            for handler in self._handlers.values():
                if handler.every is not None:
                    service.ask(tx, handler.kind, handler.kind, {}, self._clock.now())

    def tick(self) -> float | None:
        """Do what is due; seconds until the next is, None when nothing waits."""
        now = self._clock.now()
        if self._seen is not None and now < self._seen:
            self.start()  # the clock was set back: what would come "in an hour" comes now
        self._seen = now
        while (wait := self._wait()) is not None and wait <= 0:
            claimed = self._claim()
            if claimed is None:
                break
            self._do(claimed)
        return None if wait is None else max(0.0, wait)

    def _wait(self) -> float | None:
        """Seconds until something is due; below zero, it is late."""
        with self._database.snapshot() as tx:
            following = queries.next_time(tx, self._handlers)
        return None if following is None else (following - self._clock.now()).total_seconds()

    def _claim(self) -> service.Claimed | None:
        with self._database.transaction() as tx:
            return service.claim(tx, self._clock.now(), self._holder, self._handlers, self._lease)

    def _do(self, claimed: service.Claimed) -> None:
        handler = self._handlers[claimed.kind]
        try:
            handler.run(claimed.payload)
        except Exception as error:
            if isinstance(error, NotNow):  # it waits for something, and comes again
                log.info("chore waits", kind=claimed.kind, key=claimed.key, why=error.code)
            elif is_busy(error):
                log.info("chore waits", kind=claimed.kind, key=claimed.key, why="database busy")
            else:
                log.exception(
                    "chore failed", kind=claimed.kind, key=claimed.key, tries=claimed.tries
                )
            with self._database.transaction() as tx:
                now = self._clock.now()
                again = service.fail(tx, now, claimed, f"{type(error).__name__}: {error}")
                if again is None:
                    self._ask_again(tx, handler)
            return
        now = self._clock.now()
        with self._database.transaction() as tx:
            if handler.every is None:
                service.finish(tx, now, claimed)
            else:
                service.come_again(tx, claimed, now + handler.every)

    def _ask_again(self, tx: Session, handler: Handler) -> None:
        if handler.every is not None:
            tx.flush()
            service.ask(tx, handler.kind, handler.kind, {}, self._clock.now() + handler.every)
