"""A touch on the shoulder after a commit: a Unix datagram without content."""

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self


def ring(path: Path) -> None:
    """Never blocks and never raises: who is not awake looks again within a second anyway."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.settimeout(0)
        sender.sendto(b"", str(path))


class Listener:
    """Calls ``heard`` for every ring, from a thread of its own.

    A second listener on one path takes it over; the first then hears nothing, and lives by its
    guard tick. A path too long for a socket leaves only the guard tick, too.
    """

    def __init__(self, path: Path, heard: Callable[[], None]) -> None:
        self._path = path
        self._heard = heard
        self._socket: socket.socket | None = None
        self._inode: int | None = None
        self._thread: threading.Thread | None = None
        self._stopping = False

    @property
    def listening(self) -> bool:
        return self._socket is not None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        # Bound beside its place and moved there, so that no ring falls between.
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}.{id(self):x}")
        try:
            receiver.bind(str(beside))
            beside.chmod(0o600)
            self._inode = beside.stat().st_ino
            beside.replace(self._path)
        except OSError:
            receiver.close()
            return self
        receiver.settimeout(0.5)
        self._socket = receiver
        self._thread = threading.Thread(target=self._listen, name="wake", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping = True
        if self._thread is not None:
            ring(self._path)
            self._thread.join()
        if self._socket is not None:
            self._socket.close()
        with suppress(OSError):
            if self._path.stat().st_ino == self._inode:
                self._path.unlink()

    def _listen(self) -> None:
        receiver = self._socket
        while receiver is not None and not self._stopping:
            try:
                receiver.recv(16)
            except TimeoutError:
                continue
            except OSError:
                return
            if not self._stopping:
                self._heard()
