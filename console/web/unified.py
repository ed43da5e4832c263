"""统一身份: signing in through the bureau's own provider (OpenID Connect), beside the password.

Authlib does the protocol: state, nonce, PKCE, the provider's keys and the claims of the ID token.
Nobody is made by signing in: who comes back so bound this identity to their account before, proved
by password and second factor (``people.identities``). Whoever has a second factor is still asked
for it here.
"""

import secrets
from datetime import datetime
from typing import Any, Final

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, current_app, g, request, session, url_for
from flask_babel import gettext as _
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, NotNow, NotYou
from console.notices import service as notices
from console.people import identities
from console.people import sign_in as people
from console.people.identities import Vouched
from console.people.queries import card_of_username
from console.people.second_step import Owed
from console.settings import Settings
from console.web import identity
from console.web.access import open_to_all
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import actor_or_none, origin, safe_next, services
from console.web.session import SignInPage, welcome
from console.web.translation import tell

bp = Blueprint("unified", __name__)
WHERE: Final = "unified_next"
BINDING: Final = "unified_binding"  # who set out to bind, in which session, until when
PATIENCE: Final = 10  # seconds for the provider


def install(app: Flask, settings: Settings) -> None:
    """Without a provider in the configuration there is no such way in."""
    told = settings.config.oidc
    app.jinja_env.globals["unified_name"] = told.name if told.issuer else ""
    if not told.issuer:
        return
    oauth = OAuth(app)
    oauth.register(  # type: ignore[no-untyped-call] # its stubs say no more
        "provider",
        server_metadata_url=f"{told.issuer}/.well-known/openid-configuration",
        client_id=told.client_id,
        client_secret=settings.oidc_secret,
        client_kwargs={
            "scope": "openid profile", "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )  # fmt: skip
    app.extensions["fayan_provider"] = oauth.provider


@bp.get("/sign-in/unified")
@open_to_all
def go() -> Reply:
    target = session[WHERE] = safe_next(request.args.get("next"))
    session.pop(BINDING, None)
    try:
        return leave()
    except FayanError as error:
        return _refused(error, target)


@bp.get("/sign-in/unified/back")
@open_to_all
def back() -> Reply:
    target, binding = safe_next(str(session.pop(WHERE, "/"))), session.pop(BINDING, None)
    if binding:
        return _bound(binding)
    try:
        opened, device = _open(_claimed())
    except FayanError as error:
        return _refused(error, target)
    if isinstance(opened, Owed):
        response = see_other(url_for("second_step.show", next=target))
        identity.remember_pending(response, opened, device)
        return response
    return welcome(opened, device, target)


def leave() -> Reply:
    """To the provider. Raises NotNow."""
    try:
        to: Reply = _provider().authorize_redirect(_back())
    except (OAuthError, RequestException, ValueError) as error:
        raise NotNow("unified.unreachable") from error
    return to


def check_set_up() -> None:
    """Raises NotNow."""
    _provider()


def _bound(binding: list[str]) -> Reply:
    """Back from the provider, to bind: the person who set out, in their own session."""
    try:
        vouched, (whose, until) = _claimed(), binding
        actor = actor_or_none()
        if actor is None or whose != f"{actor.id.hex}:{g.session_id.hex}":
            raise NotNow("unified.other_browser")
        if services().clock.now() > datetime.fromisoformat(until):
            raise NotNow("unified.too_late")
        with acting() as (tx, now, who):
            identities.bind(tx, now, who, vouched)
            about = f"account:{who.id}"
            notices.tell(
                tx, now, [who.id], "unified.bound", about, {}, f"unified.bound:{now.isoformat()}"
            )
    except FayanError as error:
        say(tell(error), "warning")
    else:
        say(str(_("已绑定。以后可以用统一身份登录。")))
    return see_other(url_for("binding.show"))


def _claimed() -> Vouched:
    """Whom the provider vouches for. Raises NotNow."""
    told = services().settings.config.oidc
    provider = _provider()
    try:
        if provider.load_server_metadata().get("issuer", "").rstrip("/") != told.issuer:
            raise NotNow("unified.refused")
        claims = provider.authorize_access_token().get("userinfo") or {}
    except RequestException as error:
        raise NotNow("unified.unreachable") from error
    except (OAuthError, JoseError, ValueError, KeyError) as error:
        raise NotNow("unified.refused") from error
    issuer, subject, name = (str(claims.get(each) or "") for each in ("iss", "sub", told.claim))
    if not (issuer and subject and name):
        raise NotNow("unified.no_name")
    return Vouched(issuer.rstrip("/"), subject, name[:60])


def _warn(username: str) -> None:
    """The person, once a day: somebody came under their name whom the provider calls another."""
    given, now = services(), services().clock.now()
    with given.database.transaction() as tx:
        if card := card_of_username(tx, username):
            key = f"unified:{card.id}:{now.date()}"
            about = f"account:{card.id}"
            notices.tell(tx, now, [card.id], "unified.refused_other", about, {}, key)


def _open(vouched: Vouched) -> tuple[people.Opened | Owed, str]:
    given, where = services(), origin()
    device = where.device or secrets.token_urlsafe(24)
    known = people.Origin(where.address, device, where.browser)
    try:
        opened = people.by_identity(
            given.database, given.clock, given.lifetime, vouched=vouched, origin=known
        )
    except NotYou:
        _warn(vouched.name)
        raise
    return opened, device


def _provider() -> Any:
    """Raises NotNow where none is configured."""
    if (found := current_app.extensions.get("fayan_provider")) is None:
        raise NotNow("unified.off")
    return found


def _back() -> str:
    return f"{services().settings.console_url}{url_for('unified.back')}"


def _refused(error: FayanError, target: str) -> Reply:
    """The other way in goes on to where one was going."""
    page = SignInPage(target, "", {"": tell(error)})
    return answer("session/sign_in.html", None, page, status=error.status)
