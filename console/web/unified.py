"""统一身份: signing in through the bureau's own provider (OpenID Connect), beside the password.

Authlib does the protocol: state, nonce, PKCE, the provider's keys and the claims of the ID token.
Who comes back so is a person of ours only by the user name that the provider says; nobody is made
by signing in, and whoever has a second factor is still asked for it here.
"""

import secrets
from typing import Any, Final

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, current_app, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, NotNow
from console.people import sign_in as people
from console.people.second_step import Owed
from console.settings import Settings
from console.web import identity
from console.web.access import open_to_all
from console.web.answer import answer, see_other
from console.web.context import origin, safe_next, services
from console.web.session import SignInPage, welcome
from console.web.translation import tell

bp = Blueprint("unified", __name__)
WHERE: Final = "unified_next"
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
    try:
        to: Reply = _provider().authorize_redirect(_back())
    except FayanError as error:
        return _refused(error, target)
    except (OAuthError, RequestException, ValueError):
        return _refused(NotNow("unified.unreachable"), target)
    return to


@bp.get("/sign-in/unified/back")
@open_to_all
def back() -> Reply:
    target = safe_next(str(session.pop(WHERE, "/")))
    try:
        opened, device = _open(_claimed())
    except FayanError as error:
        return _refused(error, target)
    if isinstance(opened, Owed):
        response = see_other(url_for("second_step.show", next=target))
        identity.remember_pending(response, opened, device)
        return response
    return welcome(opened, device, target)


def _claimed() -> str:
    """The user name that the provider vouches for. Raises NotNow."""
    told = services().settings.config.oidc
    provider = _provider()
    try:
        if provider.load_server_metadata().get("issuer", "").rstrip("/") != told.issuer:
            raise NotNow("unified.refused")
        claims = provider.authorize_access_token().get("userinfo")
    except RequestException as error:
        raise NotNow("unified.unreachable") from error
    except (OAuthError, JoseError, ValueError, KeyError) as error:
        raise NotNow("unified.refused") from error
    name = (claims or {}).get(told.claim)
    if not isinstance(name, str) or not name:
        raise NotNow("unified.no_name")
    return name


def _open(username: str) -> tuple[people.Opened | Owed, str]:
    given, where = services(), origin()
    device = where.device or secrets.token_urlsafe(24)
    known = people.Origin(where.address, device, where.browser)
    opened = people.by_identity(
        given.database, given.clock, given.lifetime, username=username[:60], origin=known
    )
    return opened, device


def _provider() -> Any:
    """Raises NotNow where none is configured."""
    if (found := current_app.extensions.get("fayan_provider")) is None:
        raise NotNow("unified.off")
    return found


def _back() -> str:
    return f"{services().settings.console_url}{url_for('.back')}"


def _refused(error: FayanError, target: str) -> Reply:
    """The other way in goes on to where one was going."""
    page = SignInPage(target, "", {"": tell(error)})
    return answer("session/sign_in.html", None, page, status=error.status)
