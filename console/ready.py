"""The doors: nobody else stands in them, and the house is open only once they answer."""

import errno
import socket
import threading
import time
from collections.abc import Callable, Sequence

from console.kernel.errors import Misconfigured

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what to ask, not to listen on
PAUSE = 0.05  # seconds between two knocks


def check_free(address: str, port: int, name: str) -> None:
    """Raises Misconfigured where ``port`` cannot be listened on, naming the variable it is from.

    Granian would share a port with whoever else shares it, and each visitor would come to the one
    house or the other by chance.
    """
    family, *_, at = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that wait to end
        try:
            door.bind(at)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            code = "config.port_taken" if taken else "config.port_refused"
            reason = error.strerror or str(error)
            raise Misconfigured(code, port=port, name=name, host=address, reason=reason) from error


def when_open(ports: Sequence[int], address: str, say: Callable[[], None]) -> threading.Thread:
    """Runs ``say`` once, when ``/healthz`` on every port has answered 200."""

    def wait() -> None:
        for port in ports:
            while not answers(EVERYWHERE.get(address, address), port):
                time.sleep(PAUSE)
        say()

    waiting = threading.Thread(target=wait, name="ready", daemon=True)
    waiting.start()
    return waiting


def answers(address: str, port: int) -> bool:
    asked = f"GET /healthz HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((address, port), timeout=2) as line:
            line.sendall(asked.encode())
            return line.recv(64).startswith((b"HTTP/1.1 200", b"HTTP/1.0 200"))
    except OSError:
        return False
