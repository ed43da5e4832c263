"""From the cookie to the person acting, before every view."""

from dataclasses import replace

from flask import Flask, Response, after_this_request, g, request
from werkzeug.wrappers import Response as Reply

from console.authorisations.queries import granted_to
from console.people import queries, sign_in, tokens
from console.people.second_step import LASTS, Owed
from console.people.sign_in import Opened
from console.web.context import (
    DEVICE_COOKIE,
    LANGUAGE_COOKIE,
    PENDING_COOKIE,
    SESSION_COOKIE,
    cookie,
    is_background,
    is_encrypted,
    services,
)

WITHOUT_PERSON = frozenset({"assets.file", "probes.alive"})
SECOND_STEP = "/sign-in/second"
YEAR = 365 * 24 * 3600  # seconds


def install(app: Flask) -> None:
    app.before_request(recognise)


def recognise() -> None:
    """Sets ``g.actor``, ``g.session_id`` and ``g.locale`` when the session is good."""
    token = request.cookies.get(cookie(SESSION_COOKIE))
    if not token or request.endpoint in WITHOUT_PERSON:
        return
    given = services()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        known = sign_in.resume(tx, now, token, given.lifetime.idle)
        if known is None:
            return
        actor = queries.actor(tx, known.person_id)
        g.actor = replace(actor, granted=granted_to(tx, now, actor.id))
        g.session_id = known.session_id
        g.locale = known.locale
    if known.first_use:
        with given.database.transaction() as tx:
            tokens.adopt(tx, now, known.session_id, token)
    if not is_background() and now - known.used_at >= sign_in.TOUCH:
        with given.database.transaction() as tx:
            sign_in.touch(tx, now, known.session_id)


def remember(response: Reply, opened: Opened, device: str) -> None:
    """The session's cookie ends with the browser; the device's tells the sign-in limits that this
    browser is no stranger."""
    _set(response, SESSION_COOKIE, opened.token, age=None)
    _set(response, DEVICE_COOKIE, device, age=YEAR)


def rotate() -> None:
    """Whoever has just proved who they are goes on under a new token, given with this answer."""
    given = services()
    with given.database.transaction() as tx:
        token = tokens.give(tx, given.clock.now(), g.session_id)

    @after_this_request
    def give(response: Response) -> Response:
        _set(response, SESSION_COOKIE, token, age=None)
        return response


def remember_pending(response: Reply, owed: Owed, device: str) -> None:
    """For the second step only, and soon over."""
    _set(response, PENDING_COOKIE, owed.token, age=int(LASTS.total_seconds()))
    _set(response, DEVICE_COOKIE, device, age=YEAR)


def forget_pending(response: Reply) -> None:
    _forget(response, PENDING_COOKIE)


def forget(response: Reply) -> None:
    _forget(response, SESSION_COOKIE)


def _forget(response: Reply, name: str) -> None:
    response.delete_cookie(
        cookie(name), path="/", secure=is_encrypted(), httponly=True, samesite="Lax"
    )


def remember_language(response: Reply, locale: str) -> None:
    _set(response, LANGUAGE_COOKIE, locale, age=YEAR)


def _set(response: Reply, name: str, value: str, *, age: int | None) -> None:
    response.set_cookie(
        cookie(name),
        value,
        max_age=age,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=is_encrypted(),
    )
