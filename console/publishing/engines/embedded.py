"""The embedded engine: one process that looks when it is woken, when something is due, and once
a second in any case.

APScheduler only says when to look; the truth is in the rows. The guard waits on a monotonic
clock, so a clock that is set back stops nothing.
"""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from console.database import is_busy
from console.publishing.wake import Listener

log = structlog.get_logger()

GUARD_SECONDS = 1.0
NEXT = "next due"
LONG_BUSY = 6
"""So many looks in a row, each as patient as the database is (5 s), are worth a warning."""


class Worker(Protocol):
    """A Dispatcher, a Chores: something that does what is due."""

    def start(self) -> None: ...

    def tick(self) -> float | None:
        """Seconds until there is something to do again, None when nothing is known of."""


@runtime_checkable
class Interruptible(Protocol):
    """A worker whose look may be long: it ends after the item in hand."""

    def interrupt(self) -> None: ...


def interrupt(worker: Worker) -> None:
    if isinstance(worker, Interruptible):
        worker.interrupt()


class Watch:
    """One worker, looked after by a thread of its own; what it raises ends only that look."""

    def __init__(
        self, name: str, worker: Worker, alarm: BackgroundScheduler, guard: float = GUARD_SECONDS
    ) -> None:
        self._name = name
        self._worker = worker
        self._alarm = alarm
        self._guard = guard
        self._bell = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        self._thread.start()

    def ring(self) -> None:
        self._bell.set()

    def ask_to_stop(self) -> None:
        """Let the item in hand finish, begin no other look."""
        self._stop.set()
        interrupt(self._worker)
        self._bell.set()

    def stop(self) -> None:
        """Returns when the item in hand is finished."""
        self.ask_to_stop()
        self._thread.join()

    def _run(self) -> None:
        started, troubles = False, Troubles(self._name)
        while not self._stop.is_set():
            self._bell.clear()
            try:
                if not started:
                    self._worker.start()
                    started = True
                self._set_alarm(self._worker.tick())
                troubles.over()
            except Exception as error:  # noqa: BLE001 - it looks again
                troubles.note(error)
            self._bell.wait(self._guard)

    def _set_alarm(self, seconds: float | None) -> None:
        if seconds is None:
            return
        self._alarm.add_job(
            self.ring,
            "date",
            run_date=datetime.now(UTC) + timedelta(seconds=seconds),
            id=f"{NEXT}: {self._name}",
            replace_existing=True,
        )


class Troubles:
    """Why one worker's looks failed, in a row: written in full once, then ever more rarely, or an
    hour without the database would be two hundred thousand lines. That somebody else writes is
    waited out, and no fault until it lasts."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._last = ""
        self._in_a_row = 0

    def over(self) -> None:
        if self._in_a_row > 1:
            log.info("looks again", worker=self._worker, failed_before=self._in_a_row)
        self._last, self._in_a_row = "", 0

    def note(self, error: Exception) -> None:
        why = repr(getattr(error, "orig", error))
        self._in_a_row = self._in_a_row + 1 if why == self._last else 1
        self._last, times = why, self._in_a_row
        if is_busy(error):
            say = log.info if times < LONG_BUSY else log.warning
            say("database busy, looks again", worker=self._worker, in_a_row=times)
        elif times == 1:
            log.error("look failed", worker=self._worker, exc_info=error)
        elif times & (times - 1) == 0:  # the 2nd, 4th, 8th …
            log.error("look failed again", worker=self._worker, why=why[:200], in_a_row=times)


def run(workers: Sequence[tuple[str, Worker]], wake_socket: Path, stop: threading.Event) -> None:
    """Until ``stop`` is set; every worker has finished what it had in hand when this returns."""
    alarm = BackgroundScheduler(
        timezone=UTC,
        # A late date job is dropped without a word unless this is None.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    watches = [Watch(name, worker, alarm) for name, worker in workers]

    def everyone() -> None:
        for watch in watches:
            watch.ring()

    alarm.start()
    try:
        with Listener(wake_socket, everyone):
            for watch in watches:
                watch.start()
            stop.wait()
            for watch in watches:
                watch.ask_to_stop()  # all, before any is waited for
            for watch in watches:
                watch.stop()
    finally:
        alarm.shutdown(wait=False)
