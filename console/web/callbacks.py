"""Where a platform tells us by itself how a job ended. Open to all: the signature is who it is."""

import re

from flask import Blueprint, request
from werkzeug.wrappers import Response as Reply

from console.channels import wechat_callback as wechat
from console.channels.wechat_callback import Event, Secrets
from console.channels.wechat_publishing import DONE
from console.credentials import jobs, platforms
from console.credentials.platforms import Platform
from console.kernel.errors import FayanError, NotThere, NotYou
from console.publishing.answers import answered
from console.web.access import open_to_all
from console.web.context import services

bp = Blueprint("callbacks", __name__, url_prefix="/callbacks")


@bp.get("/wechat")
@open_to_all
def greet() -> Reply:
    """公众平台 → 服务器配置: is this address ours?"""
    given = services()
    try:
        echo = wechat.greeted(request.args.to_dict(), _secrets(_where()), given.clock.now())
    except FayanError as error:
        return _plain("", error.status)
    return _plain(echo)


@bp.post("/wechat")
@open_to_all
def hear() -> Reply:
    """Told again, it is acknowledged and changes nothing."""
    given, where = services(), _where()
    secrets = _secrets(where)
    try:
        args = request.args.to_dict()
        event = wechat.heard(args, request.get_data(), secrets, given.clock.now())
    except NotYou as error:
        return _plain("", error.status)
    if event is not None:
        _take(where, event, sealed=bool(secrets.aes_key))
    return _plain("success")


def _take(where: Platform, event: Event, *, sealed: bool) -> None:
    """What came in clear is a hint to ask the platform, unless it links to a post of ours: its
    words are not signed."""
    given, result = services(), event.result
    known = sealed or (result.status in DONE and _is_ours(where, result.url))
    with given.database.transaction() as tx:
        now = given.clock.now()
        if known and not jobs.note(
            tx, now, where.account, key=event.key, job=event.job, status=result.status,
            article_id=result.article_id, url=result.url,
        ):  # fmt: skip
            return
        answered(tx, now, where.channel, where.account.partition(":")[2], event.job)


def _is_ours(where: Platform, url: str) -> bool:
    return bool(re.fullmatch(where.link_pattern, re.sub("^http://mp", "https://mp", url)))


def _where() -> Platform:
    """Raises NotThere."""
    found = platforms.of(services().settings, "wechat")
    if found is None:
        raise NotThere("config.no_such_platform", channel="wechat")
    return found


def _secrets(where: Platform) -> Secrets:
    """Without any nothing is genuine."""
    found = services().vault.callback(where.account)
    return Secrets(*found) if found else Secrets("", "")


def _plain(text: str, status: int = 200) -> Reply:
    return Reply(text, status, content_type="text/plain; charset=utf-8")
