"""The dispatcher process: woken at once, precise about the next time, never stopped by trouble."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from console.database import Database
from console.kernel.clock import SystemClock
from console.publishing.engines import embedded
from console.publishing.rules.states import DeliveryState as S
from console.publishing.wake import Listener, ring
from console.scheduler import holder_name, run
from console.settings import HOME
from tests.builders import Desk
from tests.dispatching import Press


class Bell:
    """A worker that notes when it looked."""

    def __init__(self, *following: float | None, broken: int = 0) -> None:
        self.looks: list[float] = []
        self.following = list(following)
        self.broken = broken
        self.started = 0

    def start(self) -> None:
        self.started += 1

    def tick(self) -> float | None:
        self.looks.append(time.monotonic())
        if len(self.looks) <= self.broken:
            raise OSError("no space left")
        return self.following.pop(0) if self.following else None


@contextmanager
def running(path: Path, *workers: embedded.Worker) -> Iterator[None]:
    stop = threading.Event()
    named = [(f"w{place}", worker) for place, worker in enumerate(workers)]
    thread = threading.Thread(target=embedded.run, args=(named, path, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


@pytest.fixture
def bell_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("w") / "run" / "wake.sock"


def test_a_ring_is_heard_and_nobody_there_is_no_trouble(bell_path: Path) -> None:
    ring(bell_path)
    heard = threading.Event()
    with Listener(bell_path, heard.set) as listener:
        assert listener.listening
        assert bell_path.stat().st_mode & 0o777 == 0o600
        ring(bell_path)
        assert heard.wait(30)
    assert not bell_path.exists()


def test_a_second_listener_takes_the_path_over_and_keeps_it(bell_path: Path) -> None:
    first, second = threading.Event(), threading.Event()
    with Listener(bell_path, second.set) as kept:
        with Listener(bell_path, first.set):
            ring(bell_path)
            assert first.wait(30)
        assert kept.listening
        assert not second.is_set()


def test_a_path_too_long_for_a_socket_leaves_the_guard(tmp_path: Path) -> None:
    with Listener(tmp_path / ("x" * 120) / "wake.sock", lambda: None) as listener:
        assert not listener.listening


def test_a_ring_is_answered_at_once(bell_path: Path) -> None:
    worker = Bell()
    with running(bell_path, worker):
        until(lambda: len(worker.looks) == 1)
        rung = time.monotonic()
        ring(bell_path)
        until(lambda: len(worker.looks) == 2)
        assert worker.looks[1] - rung < 0.3
    assert worker.started == 1


def test_the_next_due_time_is_met_between_two_guard_ticks(bell_path: Path) -> None:
    worker = Bell(0.3)
    with running(bell_path, worker):
        until(lambda: len(worker.looks) >= 2)
    assert 0.25 < worker.looks[1] - worker.looks[0] < 0.9


def test_it_looks_every_second_without_being_asked(bell_path: Path) -> None:
    worker = Bell()
    with running(bell_path, worker):
        until(lambda: len(worker.looks) >= 2)
    assert worker.looks[1] - worker.looks[0] < 2


def test_trouble_in_one_look_or_one_worker_stops_nothing(bell_path: Path) -> None:
    broken, sound = Bell(broken=1), Bell()
    with running(bell_path, broken, sound):
        until(lambda: len(sound.looks) >= 1)
        ring(bell_path)
        until(lambda: len(broken.looks) >= 2)


def test_a_database_that_others_write_to_is_no_alarm_until_it_lasts(tmp_path: Path) -> None:
    held, waits = Database(f"sqlite:///{tmp_path / 'x'}"), Database(f"sqlite:///{tmp_path / 'x'}")
    event.listen(waits.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout = 1"))
    with held.transaction() as tx, capture_logs() as said:
        tx.connection()
        with pytest.raises(OperationalError) as locked, waits.transaction() as other:
            other.connection()
        troubles = embedded.Troubles("chores")
        for _ in range(embedded.LONG_BUSY):
            troubles.note(locked.value)
        troubles.note(OSError("no space left"))
    held.close()
    waits.close()
    assert [each["log_level"] for each in said] == ["info"] * 5 + ["warning", "error"]
    assert [bool(each.get("exc_info")) for each in said] == [False] * 6 + [True]


def test_trouble_that_lasts_is_told_in_full_once_and_then_ever_more_rarely() -> None:
    troubles = embedded.Troubles("chores")
    with capture_logs() as said:
        for _ in range(3600):  # an hour
            troubles.note(OSError("no space left"))
        troubles.over()
        troubles.over()
        troubles.note(OSError("no space left"))
    told = [(each["event"], each.get("in_a_row"), "exc_info" in each) for each in said]
    again = [("look failed again", 2**n, False) for n in range(1, 12)]
    in_full = ("look failed", None, True)
    assert told == [in_full, *again, ("looks again", None, False), in_full]


def test_a_signed_release_is_out_soon_after_the_ring(
    press: Press, desk: Desk, bell_path: Path
) -> None:
    press.clock = SystemClock()
    stop = threading.Event()
    dispatcher = press.dispatcher(holder_name())
    thread = threading.Thread(target=run, args=(dispatcher, Bell(), bell_path, stop))
    thread.start()
    try:
        until(lambda: press.website.refreshed == 1)
        desk.signed(SystemClock().now())
        ring(bell_path)
        until(lambda: press.states().get("feeds") is S.SENT)
    finally:
        stop.set()
        thread.join(10)
    assert press.website.told


PROCESS = """
import sys, threading
from pathlib import Path
from console.scheduler import run, stop_on_signals

class Idle:
    def start(self): print("ready", flush=True)
    def tick(self): return None

stop = stop_on_signals()
run(Idle(), Idle(), Path(sys.argv[1]), stop)
print("clean", flush=True)
"""


def test_it_ends_cleanly_when_it_is_told_to(bell_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, str(bell_path)],
        cwd=HOME, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(HOME)},
    )  # fmt: skip
    assert process.stdout is not None
    while "ready" not in (line := process.stdout.readline()):  # two may say it at once
        assert line, "it ended before it was ready"
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "clean" in out
    assert not bell_path.exists()


def test_no_two_starts_share_a_holder() -> None:
    assert holder_name() != holder_name()
    assert len(holder_name()) <= 80
