"""公众号: its application, what the platform signs its messages with, and whether it all works."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.channels.wechat_api import WeChatApi, WeChatRefused
from console.channels.wechat_line import BY_HAND
from console.configuration.wechat import OfficialAccount
from console.credentials import jobs, platforms, queries, service
from console.credentials.platforms import Platform
from console.credentials.queries import Connection
from console.credentials.tokens import ShortTokens
from console.kernel.errors import ChannelUnavailable, FayanError, NotThere
from console.outgoing.refusals import meant
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import services
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("official_account", __name__, url_prefix="/platforms/official-account")


@dataclass(frozen=True)
class AccountPage:
    """``used``: today's calls by kind. ``form``: the form that was refused; what was typed comes
    back, but no secret."""

    platform: Platform
    connection: Connection | None
    told: bool
    callback: str
    used: Mapping[str, int]
    terms: OfficialAccount
    app_key: str = ""
    form: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/")
@access(P.ACCOUNT_MANAGE)
def show() -> Reply:
    return answer("platforms/official_account.html", "content", _page())


@bp.post("/application")
@access(P.ACCOUNT_MANAGE)
def enter() -> Reply:
    """AppID and AppSecret, from 公众平台 → 设置与开发 → 基本配置."""
    where, form = _where(), request.form
    try:
        prove(act_of("account:enter", where.account))
        keyring = services().vault.keyring
        given = service.sealed_application(
            keyring, where.account, form.get("app_key", ""), form.get("app_secret", "")
        )
        with acting() as (tx, now, actor):
            service.enter(tx, now, actor, where.account, given)
    except FayanError as error:
        return _again("application", error)
    say(str(_("已保存。密钥已加密，不再显示。下一步：测试连接。")))
    return see_other(url_for(".show"))


@bp.post("/callback")
@access(P.ACCOUNT_MANAGE)
def hear() -> Reply:
    """Token and EncodingAESKey of 服务器配置."""
    where, form = _where(), request.form
    try:
        prove(act_of("account:callback", where.account))
        sealed = service.sealed_callback(
            services().vault.keyring, where.account, form.get("callback_token", ""),
            form.get("aes_key", ""),
        )  # fmt: skip
        with acting() as (tx, now, actor):
            service.hear(tx, now, actor, where.account, sealed)
    except FayanError as error:
        return _again("callback", error)
    say(str(_("已保存。现在到公众平台的“服务器配置”里提交，平台会当场验证这个地址。")))
    return see_other(url_for(".show"))


@bp.post("/test")
@access(P.ACCOUNT_MANAGE)
def test() -> Reply:
    """Asks the platform for what publishing needs; where it says no, what exactly is missing."""
    where = _where()
    try:
        drafts = _asked(where)
        with acting() as (tx, now, actor):
            service.proven(tx, now, actor, where.account)
    except FayanError as error:
        say(tell(error), "warning")
    else:
        say(str(_("连接正常，草稿箱里有 %(drafts)s 篇。现在起由系统直接发出。", drafts=drafts)))
    return see_other(url_for(".show"))


@bp.post("/clear-quota")
@access(P.ACCOUNT_MANAGE)
def clear_quota() -> Reply:
    """Only ever by this button: ten times a month."""
    where = _where()
    try:
        prove(act_of("account:clear-quota", where.account))
        _cleared(where)
    except FayanError as error:
        return _again("quota", error)
    say(str(_("接口次数已清零。今天已转人工代发的不会再自动发出。")))
    return see_other(url_for(".show"))


def _asked(where: Platform) -> int:
    """How many drafts there are. Raises FayanError."""
    api, mode = WeChatApi(where.api_address), services().settings.config.wechat.mode
    try:
        token = _token(where, api)
        if mode == "publish":
            api.articles(token, pages=1)
        return api.count_drafts(token)
    except WeChatRefused as error:
        raise _precisely(error) from error


def _cleared(where: Platform) -> None:
    given, api = services(), WeChatApi(where.api_address)
    with given.database.snapshot() as tx:
        known = queries.connection(tx, where.account)
    try:
        api.clear_quota(_token(where, api), known.app_key if known else "")
    except WeChatRefused as error:
        raise _precisely(error) from error
    with acting() as (tx, now, actor):
        service.note_cleared(tx, now, actor, where.account)
        jobs.begin_anew(tx, jobs.day_of(now, given.policy.zone), where.account)


def _precisely(error: WeChatRefused) -> FayanError:
    if error.meaning not in BY_HAND:
        return meant(error)
    code = f"wechat.{error.meaning.value}_test"
    return ChannelUnavailable(code, said=error.said, number=error.code, reset="00:00")


def _token(where: Platform, api: WeChatApi) -> str:
    return ShortTokens(services().vault, api.stable_token).token(where.account)


def _where() -> Platform:
    """Raises NotThere."""
    found = platforms.of(services().settings, "wechat")
    if found is None:
        raise NotThere("config.no_such_platform", channel="wechat")
    return found


def _page() -> AccountPage:
    given, where = services(), _where()
    day = jobs.day_of(given.clock.now(), given.policy.zone)
    with given.database.snapshot() as tx:
        known = queries.connection(tx, where.account)
        told = queries.sealed_callback(tx, where.account) is not None
        used = jobs.used(tx, day, where.account)
        if given.settings.config.wechat.monthly:
            month = jobs.month_of(given.clock.now(), given.policy.zone)
            used |= {"push": jobs.used(tx, month, where.account).get("push", 0)}
    address = f"{given.settings.console_url.rstrip('/')}{url_for('callbacks.greet')}"
    return AccountPage(where, known, told, address, used, given.settings.config.wechat)


def _again(form: str, error: FayanError) -> Reply:
    page = _page()
    refused = AccountPage(
        page.platform, page.connection, page.told, page.callback, page.used, page.terms,
        request.form.get("app_key", "")[:200], form, {place_of(error): tell(error)},
    )  # fmt: skip
    return answer("platforms/official_account.html", "content", refused, status=error.status)
