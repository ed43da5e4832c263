"""Brings up dispatchers that die where they are told to; ``python -m tests.nursery``.

Each line on stdin is JSON, ``{"step": "words", "after": 2, "end": "kill"}``, and begins one: a fork
of this process, which has everything loaded and nothing open. Its pid is said on stdout, and "dead"
when it is. ``step`` "": it lives until somebody kills it. ``end`` "stop": it freezes there instead.
"""

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from console import scheduler, wiring
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
            live(settings, at(asked["step"], asked["after"], asked["end"]))
        say(str(child))
        os.waitpid(child, 0)
        say("dead")


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def at(step: str, after: int, end: str) -> "Met":
    """Sends itself a signal when it comes to ``step`` for the time after ``after`` times."""
    lock, left = threading.Lock(), [after]

    def met(name: str) -> None:
        if name != step:
            return
        with lock:
            left[0] -= 1
            now = left[0] == -1
        if now:
            os.kill(os.getpid(), ENDING[end])

    return met


def live(settings: Settings, met: "Met") -> None:
    os.dup2(2, 1)  # what it logs is no answer
    wired, holder = wiring.wire(settings), scheduler.holder_name()
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
        assert self._process.stdin is not None
        if self.pid:
            self.kill()
        self._process.stdin.write(json.dumps({"step": step, "after": after, "end": end}) + "\n")
        self._process.stdin.flush()
        self.pid = int(self._heard(60))
        return self.pid

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
