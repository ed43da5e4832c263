"""The dispatcher process: sends what is due, and does the chores of the house."""

import gc
import os
import signal
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import structlog

from console.chores.runner import Chores
from console.publishing.dispatcher import Dispatcher
from console.publishing.engines import embedded
from console.publishing.engines.embedded import Worker
from console.publishing.outside import Outside
from console.wiring import Wired

log = structlog.get_logger()


def holder_name() -> str:
    """Who holds a lease: this start of this process on this machine, never used again."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid4().hex[:8]}"


def run(
    dispatcher: Dispatcher,
    chores: Chores,
    wake_socket: Path,
    stop: threading.Event,
    outside: Outside | None = None,
    more: Sequence[tuple[str, Worker]] = (),
) -> None:
    """Until ``stop`` is set. ``outside`` None: nobody looks at the public's address. ``more``:
    what else is looked after, by name."""
    workers: list[tuple[str, Worker]] = [("dispatcher", dispatcher), ("chores", chores), *more]
    if outside is not None:
        workers.append(("outside", outside))
    log.info("dispatcher started", pid=os.getpid())
    gc.freeze()  # what is loaded by now stays: no collection has to walk it
    embedded.run(workers, wake_socket, stop)
    log.info("dispatcher stopped", pid=os.getpid())


def work(
    wired: Wired,
    dispatcher: Dispatcher,
    chores: Chores,
    stop: threading.Event,
    outside: Outside | None = None,
    more: Sequence[tuple[str, Worker]] = (),
) -> None:
    """One worker of a cluster, until ``stop`` is set."""
    from console.publishing.engines import cluster, queue

    log.info("worker started", pid=os.getpid())
    gc.freeze()
    cluster.run(
        dispatcher, wired.database, queue.Bell(wired.clock), outside=outside,
        others=[("chores", chores), *more],
        side_by_side=wired.settings.config.engine.side_by_side, stop=stop,
    )  # fmt: skip
    wired.database.close()
    log.info("worker stopped", pid=os.getpid())


def stop_on_signals() -> threading.Event:
    """Set by SIGTERM and SIGINT; for the main thread, before ``run``."""
    stop = threading.Event()

    def asked(_number: int, _frame: object) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    return stop
