"""Looks at the public's address, as a reader would, for everything that was just written.

It has a thread of its own and holds no transaction while it asks, so a site that does not answer
delays nothing but the answer. What waits to be seen are rows: a restart forgets none.
"""

import threading
import time
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from console.chores import leases
from console.database import Database
from console.kernel.clock import Clock
from console.publishing import sightings
from console.publishing.ports import Manuscripts
from console.publishing.rules.channel import Bulletin
from console.publishing.rules.sighting import Aim, Caches, Look, Observer, Visit
from console.publishing.sightings import Wanted

log = structlog.get_logger()

LEASE: Final = "outside"
HELD_FOR: Final = timedelta(seconds=30)
"""Others look this long after ours was killed. Who looks longer renews it: the lease only saves
looks; two that look at once settle each row once."""
RENEWED_AFTER: Final = 10.0  # seconds
ROUND_SECONDS: Final = 40.0
"""A round begins no look after this long."""
AT_ONCE: Final = 50
AGAIN: Final = 0.25  # seconds, where something is due and it is not our turn
GIVES_WAY: Final = timedelta(seconds=5)
"""A burst of pages is written first and looked at then, but nobody waits longer than this."""
LONGEST_BREATH: Final = 0.05
"""Seconds between two looks: as long as the look took, so that whoever writes pages comes first."""
UNREADABLE: Final = Look("outside.not_looked")


class Patience(Protocol):
    """The part of ``settings.config.outside`` that is read here."""

    @property
    def patience_seconds(self) -> int: ...


class Outside:
    """``caches`` None: nothing stands between the tree and the public. Any number may run on one
    database: one looks at a time."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        manuscripts: Manuscripts,
        observer: Observer,
        caches: Caches | None,
        terms: Patience,
        holder: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._manuscripts = manuscripts
        self._observer = observer
        self._caches = caches
        self._patience = timedelta(seconds=terms.patience_seconds)
        self._holder = holder
        self._last: datetime | None = None
        self._leaving = threading.Event()

    def start(self) -> None:
        """The rows say what waits; while nobody ran, the clock may have been set back."""
        self._set_right(self._clock.now())

    def interrupt(self) -> None:
        """Begin no other look; the one in hand ends by its own timeout. From any thread."""
        self._leaving.set()

    def tick(self) -> float | None:
        """Look at everything that is due; seconds until the next look."""
        now = self._clock.now()
        if self._last is not None and now < self._last:
            self._set_right(now)
        self._last = now
        while not self._leaving.is_set() and self._round():
            pass
        with self._database.snapshot() as tx:
            following = sightings.next_time(tx)
        if following is None:
            return None
        return max(AGAIN, (following - self._clock.now()).total_seconds())

    def _round(self) -> bool:
        """Whether there may be more to do at once."""
        now = self._clock.now()
        with self._database.snapshot() as tx:
            first = sightings.due(tx, now, 1)
            if not first or (sightings.writing(tx, now) and now - first[0].began_at < GIVES_WAY):
                return False
        with self._database.transaction() as tx:
            tenure = leases.acquire(tx, now, LEASE, self._holder, HELD_FOR)
            wanted = sightings.due(tx, now, AT_ONCE) if tenure else ()
        if tenure is None:
            return False
        try:
            seen = self._look(wanted, tenure)
        finally:
            with self._database.transaction() as tx:
                leases.release(tx, self._clock.now(), tenure)
        with self._database.transaction() as tx:
            sightings.note(tx, self._clock.now(), seen, self._patience)
        return len(seen) == AT_ONCE

    def _look(self, wanted: tuple[Wanted, ...], tenure: leases.Tenure) -> list[tuple[Wanted, Look]]:
        aims = {each: self._aim(each) for each in wanted}
        renewed = time.monotonic()
        purging = self._purge(aims)
        until = time.monotonic() + ROUND_SECONDS
        seen: list[tuple[Wanted, Look]] = []
        whole: Look | None = None
        with self._observer.visit() as visit:
            for each, bulletin in aims.items():
                began = time.monotonic()
                if began > until or self._leaving.is_set():
                    break
                if began - renewed > RENEWED_AFTER:
                    if not self._renew(tenure):
                        break
                    renewed = began
                look = self._before_looking(each, purging) or whole or _looked(visit, bulletin)
                whole = look if look.whole else whole
                seen.append((each, look))
                self._leaving.wait(min(time.monotonic() - began, LONGEST_BREATH))
        return seen

    def _renew(self, tenure: leases.Tenure) -> bool:
        with self._database.transaction() as tx:
            return leases.renew(tx, self._clock.now(), tenure, HELD_FOR)

    def _before_looking(self, wanted: Wanted, purging: Look) -> Look | None:
        """While the caches do not take the word, a look would only fill them again; but after a
        while it has to be known what the public sees."""
        if wanted.purged or purging.seen:
            return None
        patient = self._clock.now() - wanted.began_at < self._patience
        return purging if patient else None

    def _purge(self, aims: dict[Wanted, Bulletin | None]) -> Look:
        """``seen``: the caches know of everything here, or there are none."""
        waiting = {each: words for each, words in aims.items() if words and not each.purged}
        if self._caches is None or not waiting or self._leaving.is_set():
            return Look()
        releases = {words.release.number: words.release for words in waiting.values()}
        try:
            told = self._caches.purge(tuple(releases.values()))
        except Exception:
            log.exception("caches not told", releases=len(releases))
            return Look("outside.purge_broke")
        if told.seen:
            with self._database.transaction() as tx:
                ids = [each.delivery_id for each in waiting]
                sightings.purged(tx, self._clock.now(), ids)
        else:
            log.warning("caches not told", code=told.code, **told.details)
        return told

    def _aim(self, wanted: Wanted) -> Bulletin | None:
        try:
            return self._manuscripts.bulletins([wanted.delivery_id])[0]
        except Exception:
            log.exception("not looked for", delivery=str(wanted.delivery_id))
            return None

    def _set_right(self, now: datetime) -> None:
        with self._database.transaction() as tx:
            sightings.set_right(tx, now)


def _looked(visit: Visit, bulletin: Bulletin | None) -> Look:
    if bulletin is None:
        return UNREADABLE
    try:
        return visit.look(Aim(bulletin.account.channel, bulletin.release))
    except Exception:
        log.exception("look failed", release=bulletin.release.number)
        return UNREADABLE
