"""平台账号: the keys of applications, connecting accounts, and whether the connection holds."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from urllib.parse import urlencode

from flask import Blueprint, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.channels.weibo_api import Grant, WeiboApi, WeiboRefused
from console.credentials import platforms, queries, service
from console.credentials.platforms import Platform
from console.credentials.queries import Connection
from console.kernel.errors import FayanError, Invalid, NotNow, NotThere, NotYou, TooMany
from console.outgoing.refusals import Meaning, meant
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, services
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("platforms", __name__, url_prefix="/platforms")
STATE = "platform_state"
SETTING_OUT = timedelta(minutes=15)  # from the proof here to the platform's yes
REFUSALS = (Invalid, NotYou, TooMany)


@dataclass(frozen=True, slots=True)
class Line:
    platform: Platform
    connection: Connection | None
    holds: bool
    ends_soon: bool


@dataclass(frozen=True)
class PlatformsPage:
    """``form``: the channel whose form was refused; what was typed comes back, but no secret."""

    lines: tuple[Line, ...]
    app_key: str = ""
    form: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AskPage:
    """``move``: "authorise" or "disconnect"; ``to``: proved, and the platform's page is there."""

    platform: Platform
    move: str
    act: str
    errors: Mapping[str, str] = field(default_factory=dict)
    to: str = ""


@bp.get("/")
@access(P.ACCOUNT_MANAGE)
def index() -> Reply:
    return answer("platforms/index.html", "content", _page())


@bp.post("/<channel>/application")
@access(P.ACCOUNT_MANAGE)
def enter(channel: str) -> Reply:
    """The application's key and secret, as its owner got them from the platform."""
    account = _platform(channel).account
    try:
        _enter(account, request.form.get("app_key", ""), request.form.get("app_secret", ""))
    except FayanError as error:
        return _again(channel, error)
    say(str(_("已保存。密钥已加密，不再显示。下一步：去平台授权。")))
    return see_other(url_for(".index"))


@bp.get("/<channel>/authorise")
@access(P.ACCOUNT_MANAGE)
def ask_authorise(channel: str) -> Reply:
    return _asked(channel, "authorise")


@bp.post("/<channel>/authorise")
@access(P.ACCOUNT_MANAGE)
def authorise(channel: str) -> Reply:
    """On to the platform, where the owner of the account says yes. By a link: the policy of our
    pages lets no form lead elsewhere."""
    where = _platform(channel)
    try:
        prove(act_of("account:authorise", where.account))
    except REFUSALS as error:
        return _asked(channel, "authorise", error)
    page = AskPage(where, "authorise", "", to=_address(where))
    return answer("platforms/ask.html", "content", page)


@bp.get("/<channel>/connected")
@access(P.ACCOUNT_MANAGE)
def connected(channel: str) -> Reply:
    """Back from the platform. A state that this browser did not set out with counts for nothing."""
    where = _platform(channel)
    try:
        _connect(where, request.args.get("code", ""), request.args.get("state", ""))
    except FayanError as error:
        say(tell(error), "warning")
    else:
        say(str(_("已连接。现在起由系统直接发出。")))
    return see_other(url_for(".index"))


@bp.post("/<channel>/test")
@access(P.ACCOUNT_MANAGE)
def test(channel: str) -> Reply:
    """Asks the platform whether it knows us, and lets us look for what gets no answer."""
    where = _platform(channel)
    try:
        left = _left(where)
        _look(where)
    except FayanError as error:
        say(tell(error), "warning")
    else:
        say(str(_("连接正常，授权还剩 %(days)s 天。", days=max(0, left.days))))
    return see_other(url_for(".index"))


@bp.get("/<channel>/disconnect")
@access(P.ACCOUNT_MANAGE)
def ask_disconnect(channel: str) -> Reply:
    return _asked(channel, "disconnect")


@bp.post("/<channel>/disconnect")
@access(P.ACCOUNT_MANAGE)
def disconnect(channel: str) -> Reply:
    account = _connectable(channel).account
    try:
        prove(act_of("account:disconnect", account))
    except REFUSALS as error:
        return _asked(channel, "disconnect", error)
    with acting() as (tx, now, actor):
        service.disconnect(tx, now, actor, account)
    say(str(_("已断开。以后由人工代发；平台一侧的授权请到平台上取消。")), "info")
    return see_other(url_for(".index"))


def _asked(channel: str, move: str, error: FayanError | None = None) -> Reply:
    """The proof that a connection's beginning and end take."""
    where = _platform(channel) if move == "authorise" else _connectable(channel)
    errors = {place_of(error): tell(error)} if error else {}
    page = AskPage(where, move, act_of(f"account:{move}", where.account), errors)
    return answer("platforms/ask.html", "content", page, status=error.status if error else 200)


def _address(where: Platform) -> str:
    """The platform's page, for this browser and this person, who proved who they are.

    Raises NotThere."""
    with services().database.snapshot() as tx:
        known = queries.connection(tx, where.account)
    if known is None:
        raise NotThere("credentials.no_application")
    state = secrets.token_urlsafe(24)
    until = services().clock.now() + SETTING_OUT
    session[STATE] = [state, current_actor().id.hex, until.isoformat()]
    asked = {"client_id": known.app_key, "redirect_uri": _back(where.channel),
             "response_type": "code", "state": state}  # fmt: skip
    return f"{where.api_address}/oauth2/authorize?{urlencode(asked)}"


def _enter(account: str, key: str, secret: str) -> None:
    prove(act_of("account:enter", account))
    given = service.sealed_application(services().vault.keyring, account, key, secret)
    with acting() as (tx, now, actor):
        service.enter(tx, now, actor, account, given)


def _connect(where: Platform, code: str, state: str) -> None:
    """Raises FayanError. The proof was given when this person set out, a while ago at most."""
    expected, whose, until = session.pop(STATE, None) or ("", "", "")
    ours = expected and compare_digest(expected.encode(), state.encode())
    if not ours or whose != current_actor().id.hex:
        raise NotNow("credentials.other_browser")
    if services().clock.now() > datetime.fromisoformat(until):
        raise NotNow("credentials.too_late")
    if not code:
        raise NotNow("credentials.refused")
    granted = _granted(where, code)
    if not where.is_ours(granted.uid):
        raise NotNow("credentials.not_ours", uid=granted.uid)
    token = services().vault.sealed_token(where.account, granted.token)
    with acting() as (tx, now, actor):
        service.connect(tx, now, actor, where.account, token, uid=granted.uid, lives=granted.lives)


def _granted(where: Platform, code: str) -> Grant:
    with services().database.snapshot() as tx:
        known = queries.connection(tx, where.account)
    if known is None:
        raise NotNow("credentials.no_application")
    secret = services().vault.secret(where.account)
    try:
        return WeiboApi(where.api_address).grant(known.app_key, secret, code, _back(where.channel))
    except WeiboRefused as error:
        raise meant(error) from error


def _left(where: Platform) -> timedelta:
    token = services().vault.token(where.account)
    if token is None:
        raise NotNow("weibo.not_connected")
    try:
        return WeiboApi(where.api_address).left(token[0])
    except WeiboRefused as error:
        raise meant(error) from error


def _look(where: Platform) -> None:
    """Raises NotNow where the configuration counts on the account's own posts, and the platform
    does not show them."""
    token = services().vault.token(where.account)
    if token is None or not services().settings.config.weibo.timeline:
        return
    try:
        WeiboApi(where.api_address).timeline(*token)
    except WeiboRefused as error:
        if error.meaning is not Meaning.PERMISSION:
            raise meant(error) from error
        raise NotNow("weibo.no_timeline", said=error.said, number=error.code) from error


def _back(channel: str) -> str:
    """The address that the application has registered with the platform."""
    path = url_for(".connected", channel=channel)
    return f"{services().settings.console_url.rstrip('/')}{path}"


def _platform(channel: str) -> Platform:
    """Raises NotThere."""
    found = _connectable(channel)
    if not found.by_oauth:
        raise NotThere("config.no_such_platform", channel=channel)
    return found


def _connectable(channel: str) -> Platform:
    """Raises NotThere."""
    found = platforms.of(services().settings, channel)
    if found is None or not found.can_api:
        raise NotThere("config.no_such_platform", channel=channel)
    return found


def _page() -> PlatformsPage:
    given = services()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        known = queries.connections(tx)
    lines = [
        Line(
            each, found, found is not None and found.holds(now),
            bool(found and found.expires_at and found.expires_at - now <= service.WARN_BEFORE[0]),
        )
        for each in platforms.all_of(given.settings)
        for found in [known.get(each.account)]
    ]  # fmt: skip
    return PlatformsPage(tuple(lines))


def _again(channel: str, error: FayanError) -> Reply:
    where = error.field if isinstance(error, Invalid) and error.field else place_of(error)
    page = _page()
    refused = PlatformsPage(
        page.lines, request.form.get("app_key", "")[:200], channel, {where or "": tell(error)}
    )
    return answer("platforms/index.html", "content", refused, status=error.status)
