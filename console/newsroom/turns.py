"""How many questions are answered at once. Who asks never keeps a reader of pages waiting."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock, Thread
from typing import Final

from console.newsroom import notices

AT_ONCE: Final = 2  # of all questions; fewer than the threads that serve (``serve``)
READ_AT_ONCE: Final = 8  # forms that may still be on their way; each holds a thread
WAITING: Final = 4  # forms that wait until one of those is read; each holds a thread
PATIENCE: Final = 2.5  # seconds that they wait
LOOK: Final = 0.25  # seconds between two looks at those that are on their way
AT_LEAST: Final = 1.0  # seconds that a form has even while others wait
AT_MOST: Final = 10.0  # seconds that it has at all; more than a head has (``Patience.head_ms``)

End = Callable[[Mapping[str, int], float], None]
"""Ends so many connections of each address, those to which nothing was sent for the longest time,
and for so many seconds at least."""


class Forms:
    """The forms that are being read. The server's reading knows no end in time, and only the end
    of a connection ends it: so somebody looks, and has those ended that take too long."""

    def __init__(
        self, end: End | None = None, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._end = end
        self._monotonic = monotonic
        self._inside = BoundedSemaphore(READ_AT_ONCE + WAITING)
        self._read = BoundedSemaphore(READ_AT_ONCE)
        self._lock = Lock()
        self.waiting = 0
        self._began: dict[object, tuple[str, float]] = {}

    @contextmanager
    def reading(self, address: str) -> Iterator[None]:
        """Raises Unanswered."""
        if not self._inside.acquire(blocking=False):
            raise notices.Unanswered(notices.BUSY)
        try:
            self._await_turn()
            mine = object()
            try:
                with self._lock:
                    self._began[mine] = (address, self._monotonic())
                yield
            finally:
                with self._lock:
                    del self._began[mine]
                self._read.release()
        finally:
            self._inside.release()

    def _await_turn(self) -> None:
        if self._read.acquire(blocking=False):
            return
        with self._lock:
            self.waiting += 1
        try:
            if not self._read.acquire(timeout=PATIENCE):
                raise notices.Unanswered(notices.BUSY)
        finally:
            with self._lock:
                self.waiting -= 1

    def look(self) -> None:
        """Have those ended that had their time: a second while others wait, else ten."""
        now = self._monotonic()
        with self._lock:
            had = AT_LEAST if self.waiting else AT_MOST
            late = Counter(who for who, began in self._began.values() if now - began >= had)
        if late and self._end is not None:
            self._end(late, had)

    def watch(self) -> None:
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK)
            self.look()


class Turns:
    """``questions``: search and verification together. ``forms``: those whose body is read."""

    def __init__(self, forms: Forms | None = None) -> None:
        self.questions = BoundedSemaphore(AT_ONCE)
        self.forms = forms or Forms()
