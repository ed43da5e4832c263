"""Start several programs in the foreground, keep them alive, and end them all together.

Each runs in a session of its own, because a server's worker outlives its killed parent and
keeps the port: what is ended here is always the whole process group.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

COLOURS = (36, 35, 33, 32, 34, 31)  # ANSI
HEALTHY_AFTER = 30.0  # seconds alive, after which earlier deaths are forgiven
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # HUP: the terminal was closed
LONGEST_PAUSE = 15.0  # seconds between a death and the next start


@dataclass(frozen=True)
class Process:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)  # beside what we inherit


@dataclass
class _Child:
    process: Process
    colour: int
    running: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    start_at: float = 0.0
    rest: bytes = b""  # of a line not yet complete


def run(processes: Sequence[Process], *, grace: float = 8.0, out: TextIO | None = None) -> int:
    """Until a signal asks to end; 0 when all ended within `grace` seconds, 1 when some were killed.

    A program that ends, for whatever reason, is started again, each time after a longer pause.
    """
    return Supervisor(processes, grace=grace, out=out or sys.stdout).run()


class Supervisor:
    def __init__(self, processes: Sequence[Process], *, grace: float, out: TextIO) -> None:
        self._children = [_Child(p, COLOURS[i % len(COLOURS)]) for i, p in enumerate(processes)]
        self._width = max((len(p.name) for p in processes), default=0)
        self._grace = grace
        self._out = out
        self._colourful = out.isatty() and "NO_COLOR" not in os.environ
        self._selector = selectors.DefaultSelector()
        self._stopping = False

    def run(self) -> int:
        _adopt_orphans()
        with self._signals():
            try:
                while not self._stopping:
                    self._start_due()
                    self._read(timeout=0.2)
                    self._notice_deaths()
            finally:
                killed = self._end_all()
                self._selector.close()
        return 1 if killed else 0

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """A signal only sets the flag; a byte in the pipe wakes the loop at once."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("The supervisor needs the main thread: it listens to signals.")
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        self._selector.register(reader, selectors.EVENT_READ, None)
        earlier = {s: signal.signal(s, self._stop) for s in ENDING}
        earlier_fd = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(earlier_fd)
            for number, handler in earlier.items():
                signal.signal(number, handler)
            os.close(reader)
            os.close(writer)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.running is not None or now < child.start_at:
                continue
            try:
                child.running = subprocess.Popen(
                    child.process.command,
                    env={**os.environ, "PYTHONUNBUFFERED": "1", **child.process.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                self._put_off(child, f"cannot start: {error}")
                continue
            child.started = now
            if child.running.stdout is not None:
                os.set_blocking(child.running.stdout.fileno(), False)
                self._selector.register(child.running.stdout, selectors.EVENT_READ, child)

    def _read(self, timeout: float) -> None:
        for key, _ in self._selector.select(timeout):
            try:
                chunk = os.read(key.fd, 65536)
            except BlockingIOError:
                continue
            if key.data is None:
                continue
            if chunk:
                self._show(key.data, chunk)
            else:
                self._selector.unregister(key.fileobj)

    def _show(self, child: _Child, chunk: bytes) -> None:
        *lines, child.rest = (child.rest + chunk).split(b"\n")
        for line in lines:
            self._print(child, line.decode(errors="replace"))

    def _print(self, child: _Child, line: str) -> None:
        name = child.process.name.ljust(self._width)
        if self._colourful:
            name = f"\x1b[{child.colour}m{name}\x1b[0m"
        # Whoever read us may be gone (a closed terminal); the children go on all the same.
        with contextlib.suppress(OSError, ValueError):
            print(f"{name} | {line}", file=self._out, flush=True)

    def _notice_deaths(self) -> None:
        for child in self._children:
            if child.running is None or child.running.poll() is None:
                continue
            code = child.running.returncode
            self._bury(child)
            if time.monotonic() - child.started > HEALTHY_AFTER:
                child.deaths = 0
            ended = f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
            self._put_off(child, ended)

    def _put_off(self, child: _Child, why: str) -> None:
        child.deaths += 1
        pause = min(0.25 * 2 ** (child.deaths - 1), LONGEST_PAUSE)
        child.start_at = time.monotonic() + pause
        self._print(child, f"({why}; starting again in {pause:g} s)")

    def _bury(self, child: _Child) -> None:
        """Show its last words, and end what it left behind in its group."""
        running, child.running = child.running, None
        if running is None:
            return
        _signal_group(running.pid, signal.SIGKILL)
        running.wait()
        _collect_dead(running.pid)
        if running.stdout is not None:
            with contextlib.suppress(BlockingIOError):
                while chunk := os.read(running.stdout.fileno(), 65536):
                    self._show(child, chunk)
            with contextlib.suppress(KeyError):
                self._selector.unregister(running.stdout)
            running.stdout.close()
        if child.rest:
            self._show(child, b"\n")

    def _end_all(self) -> bool:
        """Ask every group to end, wait, then kill; True when anything had to be killed."""
        groups = {c.running.pid: c for c in self._children if c.running is not None}
        for group in groups:
            _signal_group(group, signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        while time.monotonic() < deadline and any(self._alive(g, c) for g, c in groups.items()):
            self._read(timeout=0.05)
        stubborn = [c for g, c in groups.items() if self._alive(g, c)]
        for child in stubborn:
            self._print(child, f"(did not end within {self._grace:g} s: killed)")
        for child in groups.values():
            self._bury(child)
        return bool(stubborn)

    def _alive(self, group: int, child: _Child) -> bool:
        """Anyone of the group, the leader or what it started."""
        if child.running is not None:
            child.running.poll()
        _collect_dead(group)
        return _signal_group(group, 0)


def _adopt_orphans() -> None:
    """What our children leave behind becomes ours to collect; only Linux knows this."""
    set_child_subreaper = 36
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _collect_dead(group: int) -> None:
    """The dead count as alive until someone has asked for their exit code."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass


def _signal_group(group: int, number: int) -> bool:
    """False: nobody is left in it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True
