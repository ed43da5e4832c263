"""Run the stand-ins under Granian, on loopback and nowhere else."""

from functools import partial
from pathlib import Path
from typing import Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from console import logs
from console.kernel.clock import SystemClock
from console.kernel.errors import Misconfigured
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire import mailbox
from console.settings import is_loopback

_STOP_WITHIN: Final = 5


def build(folder: Path, smtp_port: int) -> Rehearsal:
    logs.configure()
    ledger, clock = Ledger(folder), SystemClock()
    made = Rehearsal(ledger, clock)
    mailbox.begin(smtp_port, ledger, clock, made.faults)
    return made


def serve(folder: Path, host: str, port: int, smtp_port: int) -> None:
    """Serve until SIGTERM or SIGINT; ``folder`` keeps the ledger. ``smtp_port``: of the mailbox.

    Raises Misconfigured for an address that is not loopback.
    """
    if not is_loopback(host):
        raise Misconfigured("config.demonstration_loopback", host=host)
    server = Granian(
        "rehearsal",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=8,  # a fault may hold some of them for as long as it is asked to
        runtime_threads=1,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_enabled=False,
        workers_kill_timeout=_STOP_WITHIN,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=partial(build, folder, smtp_port), wrap_loader=False)
