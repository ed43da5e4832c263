"""Whether the house stands still."""

import socket
from contextlib import suppress

from console.kernel.errors import NotNow
from console.settings import Settings


def check_closed(settings: Settings, code: str) -> None:
    """Raises NotNow ``code`` where somebody listens at the wake socket: a dispatcher would go on
    sending from a house that is being moved or restored."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, suppress(OSError):
        line.connect(str(settings.wake_socket))
        raise NotNow(code)
