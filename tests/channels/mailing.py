"""A real SMTP server on loopback, and what it was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from tests.loopback import free_port


@dataclass
class Mailbox:
    """What a mail server got, and how it answers."""

    got: list[Envelope] = field(default_factory=list)
    answer: str = "250 OK"
    to: str = "250 OK"
    gone: frozenset[str] = frozenset()

    @property
    def mails(self) -> list[EmailMessage]:
        found = [message_from_bytes(each.content or b"", policy=default) for each in self.got]  # type: ignore[arg-type] # the policy makes it EmailMessage
        return [each for each in found if isinstance(each, EmailMessage)]

    async def handle_RCPT(  # noqa: N802 - the server's own name
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.gone:
            return "550 5.1.1 no such user"
        if self.to.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to

    async def handle_DATA(  # noqa: N802 - the server's own name
        self, _server: Any, _session: Session, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            self.got.append(envelope)
        return self.answer


def login(_s: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and given.password == b"right"
    return AuthResult(success=right, handled=False)


@contextmanager
def mailbox() -> Iterator[tuple[Mailbox, Controller]]:
    box = Mailbox()
    server = Controller(
        box, hostname="127.0.0.1", port=free_port(), authenticator=login, auth_require_tls=False
    )
    server.start()
    try:
        yield box, server
    finally:
        server.stop()
