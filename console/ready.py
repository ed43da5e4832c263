"""Say that the house is open only once its doors answer."""

import socket
import threading
import time
from collections.abc import Callable, Sequence

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what to ask, not to listen on
PAUSE = 0.05  # seconds between two knocks


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
