"""The whole house, running: `fayan run` with real processes, on ports and files of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from console.settings import HOME

PASSWORD = "journey 平安 2026"
REHEARSAL = HOME / "config" / "rehearsal.toml"
PATIENCE = 120  # seconds


@dataclass(frozen=True)
class Bureau:
    console: str
    newsroom: str
    rehearsal: str
    var: Path
    process: subprocess.Popen[bytes]
    log: Path
    config: Path = REHEARSAL

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running(
    folder: Path, database_url: str | None = None, config: Path = REHEARSAL
) -> Iterator[Bureau]:
    """Started as `make run` starts it; stopped as Ctrl-C stops it."""
    ports = free_ports(4)
    names = ("FAYAN_CONSOLE_PORT", "FAYAN_NEWSROOM_PORT", "FAYAN_REHEARSAL_PORT", "FAYAN_SMTP_PORT")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("FAYAN_")},
        **dict(zip(names, map(str, ports), strict=True)),
        "FAYAN_CONFIG": str(config),
        "FAYAN_VAR": str(folder / "var"),
        "FAYAN_DEMO_PASSWORD": PASSWORD,
    }
    if database_url:
        environment["FAYAN_DATABASE_URL"] = database_url
    log = folder / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "console", "run"],
            cwd=HOME,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    bureau = Bureau(
        console=f"http://localhost:{ports[0]}",
        newsroom=f"http://localhost:{ports[1]}",
        rehearsal=f"http://localhost:{ports[2]}",
        var=folder / "var",
        process=process,
        log=log,
        config=config,
    )
    try:
        for address in (bureau.console, bureau.newsroom, bureau.rehearsal):
            _await(f"{address}/healthz", bureau)
        _await(f"{bureau.newsroom}/feed.xml", bureau)
        yield bureau
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _await(url: str, bureau: Bureau) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert bureau.process.poll() is None, bureau.said()
        try:
            if httpx.get(url, timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    message = f"{url} did not answer:\n{bureau.said()}"
    raise AssertionError(message)


def free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    try:
        for probe in held:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in held]
    finally:
        for probe in held:
            probe.close()
