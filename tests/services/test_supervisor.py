"""The supervisor with real programs, grandchildren and signals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # it starts real processes

#: A parent whose child holds the port, as a server and its worker do.
SERVER = """
import signal, socket, subprocess, sys, time
port, mode = int(sys.argv[1]), sys.argv[2]
worker = '''
import signal, socket, sys, time
if sys.argv[2] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("holding", flush=True)
time.sleep(300)
'''
child = subprocess.Popen([sys.executable, "-c", worker, *sys.argv[1:]])
print("up 发言台", flush=True)
if mode == "dies":
    time.sleep(0.3)
    sys.exit(3)
child.wait()
"""


class Desk:
    """A supervisor in a process of its own, as `fayan run` is."""

    def __init__(self, folder: Path, mode: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        (folder / "server.py").write_text(SERVER, encoding="utf-8")
        main = f"""
            import sys
            from console.supervisor import Process, run
            server = [sys.executable, {str(folder / "server.py")!r}, "{self.port}", "{mode}"]
            talker = [sys.executable, "-c", "import time; print('hello'); time.sleep(300)"]
            sys.exit(run([Process("server", server), Process("talker", talker)], grace=1.5))
        """
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", textwrap.dedent(main)],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def holds_port(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    opened: list[Desk] = []

    def start(mode: str) -> Desk:
        opened.append(Desk(tmp_path, mode))
        return opened[-1]

    yield start
    for each in opened:
        if each.process.poll() is None:
            each.process.terminate()
        each.process.wait(60)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_children_and_grandchildren_and_frees_the_port(
    desk: Callable[[str], Desk], number: signal.Signals
) -> None:
    it = desk("plain")
    wait_for(it.holds_port)
    os.kill(it.process.pid, number)
    assert it.process.wait(60) == 0
    assert not it.holds_port()


def test_a_worker_that_ignores_the_request_to_end_is_killed(desk: Callable[[str], Desk]) -> None:
    it = desk("stubborn")
    wait_for(it.holds_port)
    it.process.terminate()
    assert it.process.wait(60) == 1
    assert not it.holds_port()
    assert "did not end within 1.5 s: killed" in it.said()


def test_what_dies_is_started_again_and_its_orphan_does_not_keep_the_port(
    desk: Callable[[str], Desk],
) -> None:
    it = desk("dies")
    wait_for(lambda: it.said().count("server | holding") >= 2)
    assert "server | (ended with 3; starting again in 0.25 s)" in it.said()
    assert "Address already in use" not in it.said()


def test_lines_carry_the_name_of_who_wrote_them(desk: Callable[[str], Desk]) -> None:
    it = desk("plain")
    wait_for(lambda: "server | up 发言台" in it.said() and "talker | hello" in it.said())
    assert "\x1b[" not in it.said(), "no colours into a file"


def test_a_program_that_is_not_there_is_told_of_and_the_others_run(tmp_path: Path) -> None:
    main = """
        import sys
        from console.supervisor import Process, run
        talker = [sys.executable, "-c", "import time; print('hello'); time.sleep(300)"]
        sys.exit(run([Process("gone", ["/nowhere/at-all"]), Process("talker", talker)]))
    """
    log = tmp_path / "log"
    with log.open("wb") as out:
        it = subprocess.Popen([sys.executable, "-c", textwrap.dedent(main)], stdout=out)
    try:
        wait_for(lambda: "talker | hello" in log.read_text(encoding="utf-8"))
        assert "gone   | (cannot start:" in log.read_text(encoding="utf-8")
    finally:
        it.terminate()
        assert it.wait(10) == 0
