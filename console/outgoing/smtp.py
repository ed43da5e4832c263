"""Handing one mail to a server: SMTP with TLS (RFC 5321, RFC 8314), through the standard library.

A mail keeps its Message-ID at every try, so that who gets it twice sees it once.
"""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from console.kernel.errors import (
    ChannelFailure,
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
)

TIMEOUT: Final = 15.0  # seconds
PERMANENT: Final = 500
AUTHENTICATION: Final = frozenset({530, 534, 535, 538})


@dataclass(frozen=True, slots=True)
class Server:
    """``tls``: implicit (465), starttls (587), none (this machine only). ``user`` "": no login.
    ``trust``: certificates beside the system's own, for a bureau's own authority."""

    host: str
    port: int
    tls: str = "implicit"
    user: str = ""
    trust: str | None = None
    timeout: float = TIMEOUT


def deliver(server: Server, password: str, mail: EmailMessage, to: str) -> None:
    """Raises ChannelUnavailable, ChannelRejected with the server's own words, ChannelUncertain
    where the whole mail left and nothing was answered."""
    line, handed = None, False
    try:
        line = _connected(server)
        if server.user:
            line.login(server.user, password)
        _expect(line.mail(mail["From"].addresses[0].addr_spec), "mail.sender")
        _expect(line.rcpt(to), "mail.recipient")
        handed = True
        _expect(line.data(mail.as_bytes(policy=SMTP)), "mail.refused")
    except smtplib.SMTPAuthenticationError as error:
        raise ChannelRejected("mail.login", **_said(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error, "mail.refused") from None
    except ssl.SSLCertVerificationError as error:
        raise ChannelRejected("mail.certificate", said=error.verify_message) from None
    except smtplib.SMTPNotSupportedError:
        raise ChannelRejected("mail.no_tls") from None
    except (OSError, smtplib.SMTPException):
        if handed:
            raise ChannelUncertain("mail.no_answer") from None
        raise ChannelUnavailable("mail.unreachable") from None
    finally:
        if line is not None:
            _part(line)


def _connected(server: Server) -> smtplib.SMTP:
    where = (server.host, server.port)
    context = ssl.create_default_context()
    if server.trust:
        context.load_verify_locations(server.trust)
    if server.tls == "implicit":
        line: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=server.timeout, context=context)
    else:
        line = smtplib.SMTP(*where, timeout=server.timeout)
    try:
        if server.tls == "starttls":
            line.starttls(context=context)
        line.ehlo_or_helo_if_needed()
    except BaseException:
        line.close()
        raise
    return line


def _part(line: smtplib.SMTP) -> None:
    """Whatever it answers now, what was said of the mail stands."""
    with suppress(OSError, smtplib.SMTPException):
        line.quit()
    line.close()


def _expect(answer: tuple[int, bytes], code: str) -> None:
    status, words = answer
    if status not in {250, 251}:
        raise _judged(status, words, code)


def _judged(status: int, words: bytes | str, code: str) -> ChannelFailure:
    if status in AUTHENTICATION:
        return ChannelRejected("mail.login", **_said(status, words))
    if status >= PERMANENT:
        return ChannelRejected(code, **_said(status, words))
    told = _said(status, words)
    return ChannelUnavailable("mail.later", number=told["number"], said=told["said"])


def _said(status: int, words: bytes | str) -> dict[str, str | int]:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return {"number": status, "said": " ".join(text.split())[:200]}
