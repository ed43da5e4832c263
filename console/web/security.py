"""Headers, cookies, CSRF, sizes and encryption; what no form and no address may bring."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.middleware.proxy_fix import ProxyFix

from console.kernel.errors import NotYou
from console.settings import Settings, is_loopback
from console.web.context import SESSION_COOKIE, cookie, host_only

DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(DIRECTIVES),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), hid=(),"
    " microphone=(), midi=(), payment=(), serial=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
MIB = 1 << 20
SMALL = 256 << 10  # bytes, of whoever has not signed in
FILES = 1 << 40  # bounded by the configuration
WORDS = 2 * MIB  # bytes of a form without files: the longest text in every variant, several times
# Where files come along; every other form is bounded by WORDS.
WITH_FILES = frozenset(
    {"drafting.attach", "drafting.autosave", "drafting.merge", "drafting.save", "drafting.submit",
     "authorisations.give", "handover.confirm", "relinking.relink"}
)  # fmt: skip
TRANSPORT = "max-age=31536000; includeSubDomains"
# What holds no secret and is asked for by the machines beside us.
IN_THE_CLEAR = frozenset({"assets.file", "probes.alive", "probes.ready"})


class WithoutNul(ImmutableMultiDict[str, Any]):
    """Values of a form or an address. PostgreSQL takes no NUL, and nobody types one."""

    def __init__(self, given: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(
            (key, value.replace("\0", "") if isinstance(value, str) else value)
            for key, value in iter_multi_items(given)
        )


class CleanRequest(HtmxAwareRequest):  # type: ignore[misc] # it ships no types
    parameter_storage_class = WithoutNul


class PageSession(SecureCookieSessionInterface):
    """Flask's own, signed with SHA-256 instead of SHA-1."""

    digest_method = staticmethod(hashlib.sha256)


def install(app: Flask, settings: Settings) -> CSRFProtect:
    Htmx(app)
    app.request_class = CleanRequest
    app.session_interface = PageSession()
    console = settings.config.console
    largest = console.largest_request_mib * 1024 * 1024
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=host_only("fayan_page") if console.behind_proxy else "fayan_page",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=console.behind_proxy,
        MAX_CONTENT_LENGTH=largest,
        MAX_FORM_MEMORY_SIZE=largest,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=None,  # it lives as long as the browser's session
        WTF_CSRF_SSL_STRICT=console.behind_proxy,
    )
    if console.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign] # so it says

    @app.before_request
    def encrypted() -> None:
        if request.endpoint not in IN_THE_CLEAR:
            check_encrypted(behind_proxy=console.behind_proxy)

    @app.before_request
    def bounded() -> None:
        """Before anything reads the body. Whoever sends no session's cookie is nobody yet."""
        most = min(app.config["MAX_CONTENT_LENGTH"], _largest_body())
        request.max_content_length = request.max_form_memory_size = most

    @app.after_request
    def guard(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if console.behind_proxy:
            response.headers.setdefault("Strict-Transport-Security", TRANSPORT)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    return CSRFProtect(app)


def _largest_body() -> int:
    """Bytes of this request's."""
    if cookie(SESSION_COOKIE) not in request.cookies:
        return SMALL
    return FILES if request.endpoint in WITH_FILES else WORDS


def check_encrypted(*, behind_proxy: bool) -> None:
    """Raises NotYou for plain http that came from beyond this machine.

    Behind a proxy, by what it says of the browser's connection; without one, by the name that the
    browser asked for (which also leaves a name rebound to this machine with nothing).
    """
    if behind_proxy:
        if not request.is_secure:
            raise NotYou("web.not_encrypted", address=f"https://{request.host}/")
    elif not is_loopback(_name_asked_for()):
        raise NotYou("web.not_this_machine")


def _name_asked_for() -> str:
    try:
        host = request.host
    except ValueError:
        return ""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name.rstrip(".").lower()


def drain(limit: int = 64 * 1024 * 1024) -> None:
    """Read a body that was too large to its end, so that the browser gets to see the answer."""
    stream, left = request.environ.get("wsgi.input"), request.content_length or 0
    left = min(left, limit)
    while stream is not None and left > 0:
        chunk = stream.read(min(left, 1 << 16))
        if not chunk:
            return
        left -= len(chunk)
