"""Headers, cookies, CSRF and sizes; what no form and no address may bring."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, Response, request
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.middleware.proxy_fix import ProxyFix

from console.settings import Settings

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
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Robots-Tag": "noindex, nofollow",
}
TRANSPORT = "max-age=31536000"


class WithoutNul(ImmutableMultiDict[str, Any]):
    """Values of a form or an address. PostgreSQL takes no NUL, and nobody types one."""

    def __init__(self, given: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(
            (key, value.replace("\0", "") if isinstance(value, str) else value)
            for key, value in iter_multi_items(given)
        )


class CleanRequest(HtmxAwareRequest):  # type: ignore[misc] # it ships no types
    parameter_storage_class = WithoutNul


def install(app: Flask, settings: Settings) -> CSRFProtect:
    Htmx(app)
    app.request_class = CleanRequest
    console = settings.config.console
    largest = console.largest_request_mib * 1024 * 1024
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="fayan_page",
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
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]

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


def drain(limit: int = 64 * 1024 * 1024) -> None:
    """Read a body that was too large to its end, so that the browser gets to see the answer."""
    stream, left = request.environ.get("wsgi.input"), request.content_length or 0
    left = min(left, limit)
    while stream is not None and left > 0:
        chunk = stream.read(min(left, 1 << 16))
        if not chunk:
            return
        left -= len(chunk)
