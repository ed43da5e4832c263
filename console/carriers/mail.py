"""A notice by mail, plain text: who it is from, that something waits, and where."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from console.carriers.rules.message import Message
from console.kernel.clock import Clock
from console.kernel.errors import ChannelUnavailable, ChannelUncertain
from console.outgoing.smtp import Server, deliver

LONGEST: Final = 20_000  # bytes


class Mail:
    """``sender``: ``notices@bureau.example``; ``name`` stands beside it. Its Message-ID is of the
    message, so that a second try makes no second mail in a mailbox."""

    is_shared = False
    may_repeat = True

    def __init__(self, clock: Clock, server: Server, sender: str, name: str) -> None:
        self._clock, self._server, self._sender, self._name = clock, server, sender, name

    def send(self, message: Message, secret: str) -> None:
        mail = EmailMessage()
        mail["From"] = Address(self._name, addr_spec=self._sender)
        mail["To"] = message.to
        mail["Subject"] = message.title
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = f"<{message.ref}@{self._sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, please
        mail.set_content(message.within(LONGEST) + "\n")
        try:
            deliver(self._server, secret, mail, message.to)
        except ChannelUncertain as error:  # the same Message-ID: to try again is harmless
            raise ChannelUnavailable(error.code) from None
