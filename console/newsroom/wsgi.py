"""Short answers over bare WSGI, with the headers that every answer carries."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from console.newsroom.entries import SECURITY

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

OK: Final = "200 OK"
SEE_OTHER: Final = "303 See Other"
BUSY: Final = "503 Service Unavailable"
UNAVAILABLE: Final = BUSY
BRIEFLY: Final = "public, max-age=10"


def say(
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
    status: str,
    body: bytes,
    headers: Iterable[tuple[str, str]] = (),
    *,
    html: bool = False,
) -> Iterable[bytes]:
    """What is made for one question: not for search engines, kept for ten seconds at the most."""
    kept = BRIEFLY if status == OK and environ["REQUEST_METHOD"] != "POST" else "no-store"
    kind = "text/html" if html else "text/plain"
    again = [("Retry-After", "2")] if status == BUSY else []
    start_response(
        status,
        [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", kept),
            ("X-Robots-Tag", "noindex"),
            *again,
            *headers,
            *SECURITY,
        ],
    )
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def refuse(
    environ: "WSGIEnvironment", start_response: "StartResponse", allowed: str = "GET, HEAD"
) -> Iterable[bytes]:
    return say(
        environ, start_response, "405 Method Not Allowed", f"{allowed} only\n".encode(),
        [("Allow", allowed)],
    )  # fmt: skip
