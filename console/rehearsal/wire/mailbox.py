"""A mail server, as far as one mail needs it (RFC 5321): it takes what it is given and keeps it in
the ledger, each Message-ID once, as a mailbox shows it. No encryption: loopback only.

Faults are asked for like everywhere (``wire.faults``), under ``/smtp/rcpt`` and ``/smtp/data``;
``code`` is the reply's number.
"""

import socketserver
import threading
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from typing import Final

import structlog

from console.kernel.clock import Clock
from console.rehearsal.ledger import Ledger
from console.rehearsal.platforms import Written
from console.rehearsal.wire.calls import Call, Reply
from console.rehearsal.wire.faults import Faults

log = structlog.get_logger()

LONGEST_LINE: Final = 2000  # bytes
LARGEST: Final = 10 * 1024 * 1024  # bytes of a mail
PATIENCE: Final = 30.0  # seconds without a word
SMTP: Final = "text/x-smtp"


class Mailbox(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, ledger: Ledger, clock: Clock, faults: Faults) -> None:
        self.ledger, self.clock, self.faults = ledger, clock, faults
        self._known: set[str] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Session)

    def keep(self, to: str, body: bytes) -> None:
        mail = message_from_bytes(body, policy=default)
        ref = str(mail["Message-ID"] or "")
        with self._lock:
            known = bool(ref) and f"{to} {ref}" in self._known
            self._known.add(f"{to} {ref}")
        if known:
            return
        part = mail.get_body(["plain"])
        text = part.get_content() if part else ""
        written = Written(text, str(mail["Subject"] or ""), client_ref=ref[:64])
        self.ledger.take("mail", to, written, self.clock.now())


def begin(port: int, ledger: Ledger, clock: Clock, faults: Faults) -> Mailbox | None:
    """In a thread of its own. None: somebody else listens there."""
    try:
        server = Mailbox(port, ledger, clock, faults)
    except OSError as error:
        log.warning("no mailbox", port=port, why=error.strerror)
        return None
    threading.Thread(target=server.serve_forever, name="mailbox", daemon=True).start()
    return server


class _Session(socketserver.StreamRequestHandler):
    server: Mailbox
    timeout = PATIENCE

    def handle(self) -> None:
        self._to: list[str] = []
        try:
            self._say("220 localhost rehearsal")
            while line := self.rfile.readline(LONGEST_LINE):
                if not self._answer(line.decode("utf-8", "replace").strip()):
                    return
        except OSError:
            return  # they hung up

    def _answer(self, line: str) -> bool:
        """False: the conversation is over."""
        match line.split(" ", maxsplit=1)[0].upper():
            case "EHLO":
                self._say("250-localhost", "250-8BITMIME", f"250 SIZE {LARGEST}")
            case "HELO" | "NOOP" | "RSET" | "MAIL":
                self._say("250 OK")
            case "RCPT":
                return self._met("/smtp/rcpt", lambda: self._take(line))
            case "DATA" if not self._to:
                self._say("503 RCPT first")
            case "DATA":
                self._say("354 go on")
                body = self._body()
                return self._met("/smtp/data", lambda: self._kept(body))
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("502 not here")
        return True

    def _take(self, line: str) -> Reply:
        self._to.append(line.partition("<")[2].partition(">")[0])
        return _reply("250 OK")

    def _kept(self, body: bytes) -> Reply:
        for each in self._to:
            self.server.keep(each, body)
        self._to = []
        return _reply("250 kept")

    def _body(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline(LARGEST)) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def _met(self, path: str, act: Callable[[], Reply]) -> bool:
        call = Call("SMTP", path, {}, {}, b"", "")
        reply = self.server.faults.met(call, act, lambda code: _reply(f"{code} by the rehearsal"))
        if reply.kind != SMTP:
            return False  # the line breaks without a word
        self._say(reply.body.decode())
        return True

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


def _reply(line: str) -> Reply:
    return Reply(line.encode(), kind=SMTP)
