"""What keeps slow and silent readers from taking the newsroom away from the others."""

import contextlib
import fcntl
import os
import resource
import socket
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Thread
from typing import Final

_OPEN_FILES: Final = 65_536
_PATIENCE: Final = 10
"""Seconds to wait for the server to listen."""
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_LAST_SENT: Final = 44
"""Where ``struct tcp_info`` (linux/tcp.h) says how many ms ago something was sent, or, if nothing
ever was, the connection made."""


class Ceiling:
    """Whether this process holds more than ``limit`` bytes; looked up at most every 10 ms.

    An answer handed to the server stays in memory until its reader has taken it, and nobody tells
    us when. So big answers wait while much is held; small ones are bounded by the number of
    connections.
    """

    def __init__(
        self,
        limit: int,
        *,
        held: Callable[[], int] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._held = held or resident
        self._monotonic = monotonic
        self._looked = float("-inf")
        self._over = False

    def is_reached(self) -> bool:
        now = self._monotonic()
        if now - self._looked >= 0.01:
            self._looked = now
            self._over = self._held() > self._limit
        return self._over


def resident() -> int:
    """Bytes of memory that this process holds; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * _PAGE
    except OSError:
        return 0


def allow_many_files() -> int:
    """How many may be open now. Every connection is one; many systems begin with 1,024."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
    if now == resource.RLIM_INFINITY or now >= wanted:
        return wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return wanted


def give_up_on_the_silent(port: int, milliseconds: int) -> None:
    """Have the system close connections whose reader takes nothing for this long.

    Accepted connections inherit the option from the socket that listens, and that one is the
    server's own; it is looked for once the server has made it. Linux only.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        Thread(target=_set_timeout, args=(port, milliseconds), daemon=True).start()


def _set_timeout(port: int, milliseconds: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with contextlib.ExitStack() as opened:
            # Whoever was quicker than we are is among them.
            ours = [each for each in _sockets(opened) if _is_on(each, port)]
            for each in ours:
                with contextlib.suppress(OSError):  # closed meanwhile
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
            if any(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) for each in ours):
                return
        time.sleep(0.005)


def end_unfinished(port: int, late: Mapping[str, int], seconds: float) -> None:
    """Read no more from so many connections of each address: from those to which nothing was sent
    for the longest time, and for so many seconds at least.

    Whoever reads an answer is sent something, and whoever is idle is closed by the limit for
    heads; so these are the ones that have not finished what they say. Linux only.
    """
    if not hasattr(socket, "TCP_INFO"):
        return
    with contextlib.ExitStack() as opened:
        quiet: list[tuple[float, str, socket.socket]] = []
        for each in _sockets(opened):
            with contextlib.suppress(OSError):  # closed meanwhile, or listening
                if _is_on(each, port) and (address := each.getpeername()[0]) in late:
                    quiet.append((_quiet_for(each), address, each))
        left = dict(late)
        for since, address, each in sorted(quiet, key=lambda one: -one[0]):
            if since >= seconds and left[address]:
                left[address] -= 1
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RD)


def _quiet_for(each: socket.socket) -> float:
    """Seconds since something was sent to it; 0 while something is on its way."""
    told = each.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_SENT + 4)
    [milliseconds] = struct.unpack_from("=I", told, _LAST_SENT)
    [on_its_way] = struct.unpack("=i", fcntl.ioctl(each, termios.TIOCOUTQ, b"\0" * 4))
    return 0.0 if on_its_way else milliseconds / 1000


def _sockets(opened: contextlib.ExitStack) -> Iterator[socket.socket]:
    """Copies of this process's sockets."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names, not paths
        try:
            copy = os.dup(int(name))
        except OSError:
            continue  # gone meanwhile
        try:
            made = socket.socket(fileno=copy)
        except OSError:
            os.close(copy)  # no socket
            continue
        yield opened.enter_context(made)


def _is_on(each: socket.socket, port: int) -> bool:
    if each.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    try:
        return bool(each.getsockname()[1] == port)
    except OSError:
        return False
