"""What a view needs of its request: services, the person acting, language, where it came from."""

from typing import cast
from urllib.parse import urlsplit

import htmx_flask
from flask import current_app, g, request
from htmx_flask.requests import HtmxHeaders

from console.kernel.errors import SignInRequired
from console.language import DEFAULT, LOCALES
from console.people.rules.actor import Actor
from console.people.sign_in import Origin
from console.web.services import Services

BACKGROUND = "Fayan-Background"  # polls and autosave: they do not keep a session awake
SESSION_COOKIE = "fayan_session"
PENDING_COOKIE = "fayan_pending"  # a sign-in whose second factor is owed
DEVICE_COOKIE = "fayan_device"
LANGUAGE_COOKIE = "fayan_language"


def is_encrypted() -> bool:
    """Whether browsers reach us by https: the proxy in front ends it, and plain http is refused."""
    return services().settings.config.console.behind_proxy


def cookie(name: str) -> str:
    """Its name on the wire. By https it begins with ``__Host-``: no other host and no path may set
    one over it (RFC 6265bis 4.1.3.2)."""
    return host_only(name) if is_encrypted() else name


def host_only(name: str) -> str:
    return f"__Host-{name}"


def services() -> Services:
    return cast("Services", current_app.extensions["fayan"])


def current_actor() -> Actor:
    """Raises SignInRequired."""
    if (actor := actor_or_none()) is None:
        raise SignInRequired("sign_in.required")
    return actor


def actor_or_none() -> Actor | None:
    return cast("Actor | None", g.get("actor"))


def is_htmx() -> bool:
    """A fragment is wanted. Going back in history wants the page."""
    sent = htmx()
    return bool(sent) and not (sent.history_restore_request or sent.boosted)


def htmx() -> HtmxHeaders:
    """What htmx tells of the request; falsy when it is not htmx that asks. htmx 4 names the element
    in HX-Source, so ``trigger`` stays None."""
    return htmx_flask.request.htmx


def is_background() -> bool:
    return request.headers.get(BACKGROUND) == "1"


def origin() -> Origin:
    return Origin(
        address=request.remote_addr or "",
        device=request.cookies.get(cookie(DEVICE_COOKIE), "")[:100],
        browser=request.headers.get("User-Agent", ""),
    )


def locale() -> str:
    """Asked for in this request, else the person's own, else this browser's."""
    asked = request.args.get("lang", "")
    for choice in (asked, g.get("locale"), request.cookies.get(cookie(LANGUAGE_COOKIE))):
        if choice in LOCALES:
            return str(choice)
    return "en" if request.accept_languages.best_match(["zh", "en"]) == "en" else DEFAULT


def whole_number(text: str, otherwise: int = 0) -> int:
    """``otherwise`` where ``text`` is no number of up to nine digits."""
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def safe_next(target: str | None, otherwise: str = "/") -> str:
    """A path on this site, or ``otherwise``: a link to sign in must not lead to a stranger."""
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return otherwise
    if any(ord(character) < 33 or character == "\\" for character in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target
