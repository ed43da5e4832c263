"""Short answers over bare WSGI, with the headers that every answer carries."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from console.newsroom.entries import SECURITY
from console.newsroom.notices import Notice

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

OK: Final = "200 OK"
SEE_OTHER: Final = "303 See Other"
NEVER: Final = "no-store"
BRIEFLY: Final = "public, max-age=10"
ASKED: Final = ("X-Robots-Tag", "noindex")
"""What is made for one question is not for search engines."""


def say(
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
    status: str,
    body: bytes,
    headers: Iterable[tuple[str, str]] = (),
    *,
    kept: str = NEVER,
    html: bool = False,
) -> Iterable[bytes]:
    kind = "text/html" if html else "text/plain"
    start_response(
        status,
        [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", kept),
            *headers,
            *SECURITY,
        ],
    )
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def notify(
    environ: "WSGIEnvironment", start_response: "StartResponse", notice: Notice
) -> Iterable[bytes]:
    again = [("Retry-After", str(notice.again))] if notice.again else []
    return say(environ, start_response, notice.status, notice.body, [ASKED, *again], html=True)


def tell(environ: "WSGIEnvironment", start_response: "StartResponse", page: str) -> Iterable[bytes]:
    """The answer to one question; kept for ten seconds, that to a form not at all."""
    kept = NEVER if environ["REQUEST_METHOD"] == "POST" else BRIEFLY
    return say(environ, start_response, OK, page.encode(), [ASKED], kept=kept, html=True)


def refuse(
    environ: "WSGIEnvironment", start_response: "StartResponse", allowed: str = "GET, HEAD"
) -> Iterable[bytes]:
    return say(
        environ, start_response, "405 Method Not Allowed", f"{allowed} only\n".encode(),
        [("Allow", allowed)],
    )  # fmt: skip
