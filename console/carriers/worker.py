"""Carries notices outside, in the dispatcher's process: a carrier that is slow or broken delays
neither what is published nor, for long, another carrier."""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import structlog

from console.carriers import queries, service
from console.carriers.composing import message_of
from console.carriers.policy import Route, Terms
from console.carriers.service import About, Claimed
from console.database import Database
from console.kernel.clock import Clock
from console.kernel.errors import ChannelFailure, ChannelRejected, ChannelUnavailable, FayanError
from console.notices.queries import waits_to_be_carried

log = structlog.get_logger()

AT_MOST: Final = 10  # messages of one carrier in one look
RATE_WINDOW: Final = timedelta(
    seconds=5
)  # between looks while a carrier has had its minute's share


class Carrying:
    """``secret``: what opens a carrier's account; raises NotNow where there is none."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        terms: Terms,
        about: About,
        secret: Callable[[str], str],
    ) -> None:
        self._database = database
        self._clock = clock
        self._terms = terms
        self._about = about
        self._secret = secret

    def start(self) -> None:
        """Nothing is kept in memory: the rows say what is to do."""

    def tick(self) -> float | None:
        """Seconds until something is due; None: nothing waits."""
        ready = self._ready()
        self._gather(ready)
        routes = [self._terms.routes[name] for name in ready]
        if not routes:
            return None
        if self._is_due(ready):
            with ThreadPoolExecutor(len(routes), "carrier") as pool:
                list(pool.map(self._empty, routes))
        with self._database.snapshot() as tx:
            following = queries.next_due(tx, ready)
        if following is None:
            return None
        wait = (following - self._clock.now()).total_seconds()
        return wait if wait > 0 else RATE_WINDOW.total_seconds()

    def _ready(self) -> list[str]:
        return [each.name for each in self._terms.routes.values() if self._opened(each) is not None]

    def _opened(self, route: Route) -> str | None:
        if not route.needs_secret:
            return ""
        try:
            return self._secret(route.account)
        except FayanError:
            return None

    def _gather(self, ready: Collection[str]) -> None:
        while True:
            with self._database.snapshot() as tx:
                if not waits_to_be_carried(tx):
                    return
            with self._database.transaction() as tx:
                service.gather(tx, self._clock.now(), self._terms, ready, self._about)

    def _is_due(self, ready: Collection[str]) -> bool:
        with self._database.snapshot() as tx:
            following = queries.next_due(tx, ready)
        return following is not None and following <= self._clock.now()

    def _empty(self, route: Route) -> None:
        for _ in range(AT_MOST):
            with self._database.transaction() as tx:
                claimed = service.claim(tx, self._clock.now(), route, self._about)
            if claimed is None:
                return
            error = self._send(route, claimed)
            with self._database.transaction() as tx:
                service.close(tx, self._clock.now(), self._terms, route, claimed, error)
            if isinstance(error, ChannelUnavailable):
                return  # it rests

    def _send(self, route: Route, claimed: Claimed) -> ChannelFailure | None:
        try:
            route.carrier.send(message_of(claimed, self._terms), self._opened(route) or "")
        except ChannelFailure as error:
            log.warning("notice not carried", carrier=route.name, why=error.code)
            return error
        except Exception as error:  # noqa: BLE001 - ours to mend; it must not end the others
            log.warning("carrier broken", carrier=route.name, kind=type(error).__name__)
            return ChannelRejected("carrier.broken", said=type(error).__name__)
        return None
