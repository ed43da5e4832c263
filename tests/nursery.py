"""Brings up dispatchers that die where they are told to; ``python -m tests.nursery``.

Each line on stdin is JSON, ``{"step": "words", "after": 2, "end": "kill"}``, and begins one: a fork
of this process, which has everything loaded and nothing open. Its pid is said on stdout, and "dead"
when it is. ``step`` "": it lives until somebody kills it; "claim weibo > commit": the first commit
after such a claim, in the same thread. ``end`` "stop": it freezes there instead. ``beside``: nobody
waits for its death, and the next is born beside it.
"""

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from console import scheduler, wiring
from console.database import Database
from console.publishing.engines import embedded
from console.settings import HOME, Settings, load
from tests.steps import SteppedTree, listen, stepped

if TYPE_CHECKING:
    from tests.steps import Met

ENDING: Final = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


def main() -> None:
    settings = load(dict(os.environ))
    for line in sys.stdin:
        asked = json.loads(line)
        if not (child := os.fork()):
            live(settings, asked["step"], asked["after"], asked["end"])
        say(str(child))
        if not asked["beside"]:
            os.waitpid(child, 0)
            say("dead")


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def at(step: str, after: int, end: str, alone: AbstractContextManager[object]) -> "Met":
    """Sends itself a signal when it comes to ``step`` for the time after ``after`` times, and in
    that moment has no other thread in a transaction: ``alone``."""
    lock, left, way = threading.Lock(), [after], step.split(" > ")
    gone: dict[int, int] = {}  # how far of the way, by thread

    def met(name: str) -> None:
        here = threading.get_ident()
        if name != way[gone.get(here, 0)]:
            return
        with lock:
            gone[here] = (gone.get(here, 0) + 1) % len(way)
            left[0] -= gone[here] == 0
            now = gone[here] == 0 and left[0] == -1
        if now:
            with alone:  # to this very thread: another would take its time to stop us all
                signal.pthread_kill(here, ENDING[end])

    return met


def one_at_a_time(database: Database) -> AbstractContextManager[object]:
    """Who is frozen with the one writer's lock of SQLite in hand freezes everybody. That is met on
    purpose, in its own thread; never by chance, in another's."""
    lock, begin = threading.RLock(), database.transaction

    @contextmanager
    def transaction() -> Iterator[Session]:
        with lock, begin() as tx:
            yield tx

    database.transaction = transaction  # type: ignore[method-assign] # the test puts its own in place
    return lock


def live(settings: Settings, step: str, after: int, end: str) -> None:
    os.dup2(2, 1)  # what it logs is no answer
    wired, holder = wiring.wire(settings), scheduler.holder_name()
    alone = one_at_a_time(wired.database) if end == "stop" else nullcontext()
    met = at(step, after, end, alone)
    listen(wired, met)
    tree = SteppedTree(settings.public_tree, met)
    made = stepped(wired, holder, met, tree, settings.config.dispatch)
    chores = wiring.chores(wired, holder)
    embedded.run(
        [("dispatcher", made), ("chores", chores)],
        settings.wake_socket,
        scheduler.stop_on_signals(),
    )
    os._exit(0)


class Nursery:
    """The one that asks."""

    def __init__(self, log: IO[bytes]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
            cwd=HOME, env=dict(os.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=log, start_new_session=True, text=True, bufsize=1,
        )  # fmt: skip
        self.pid = 0

    def bear(self, step: str = "", after: int = 0, end: str = "kill") -> int:
        """In the place of the one before."""
        if self.pid:
            self.kill()
        self.pid = self._asked(step, after, end, beside=False)
        return self.pid

    def stop(self, step: str) -> int:
        """One more, beside whoever is there, that freezes at ``step``."""
        assert not self.pid, "the one before must be dead"
        return self._asked(step, 0, "stop", beside=True)

    def _asked(self, step: str, after: int, end: str, *, beside: bool) -> int:
        assert self._process.stdin is not None
        asked = {"step": step, "after": after, "end": end, "beside": beside}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._heard(60))

    def died(self, within: float) -> bool:
        """It, or there is none."""
        with suppress(TimeoutError):
            assert not self.pid or self._heard(within) == "dead"
            self.pid = 0
        return not self.pid

    def kill(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        assert self.died(60)

    def close(self) -> None:
        """With whoever is still alive, frozen or not."""
        os.killpg(self._process.pid, signal.SIGKILL)
        with self._process:  # closes its pipes
            self._process.wait()

    def _heard(self, within: float) -> str:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], within)[0]:
            raise TimeoutError
        return self._process.stdout.readline().strip()


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    with (folder / "dispatchers.log").open("wb") as log:
        made = Nursery(log)
        try:
            yield made
        finally:
            made.close()


if __name__ == "__main__":
    main()
