"""Every refusal and failure becomes a page that says what happened and what to do next.

For htmx it becomes a message in the page's toasts: what a person is writing is never replaced.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from htmx_flask import make_response
from jinja2_fragments.flask import render_block
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as Reply

from console.database import is_busy
from console.kernel.errors import FayanError, SignInRequired
from console.kernel.ids import new_id
from console.language import translate
from console.language.words import ERROR_TITLE, word
from console.web import security
from console.web.answer import see_other
from console.web.context import (
    actor_or_none,
    htmx,
    is_background,
    is_htmx,
    locale,
    safe_next,
)
from console.web.pacing import when_again
from console.web.translation import tell

log = structlog.get_logger()

BUSY_SECONDS = "30"


@dataclass(frozen=True)
class ErrorPage:
    """``back``: a path to try again from. ``keeps``: the browser may hold what was written."""

    status: int
    title: str
    sentence: str
    back: str
    keeps: bool = False
    incident: str = ""


def install(app: Flask) -> None:
    app.register_error_handler(SignInRequired, sign_in_first)
    app.register_error_handler(FayanError, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(RequestEntityTooLarge, too_large)
    app.register_error_handler(HTTPException, no_such_page)
    app.register_error_handler(Exception, failed)


def show(status: int, sentence: str, *, keeps: bool = False, incident: str = "") -> Response:
    page = ErrorPage(
        status=status,
        title=title_of(status),
        sentence=sentence,
        back=came_from(),
        keeps=keeps or request.method == "POST",
        incident=incident,
    )
    if is_htmx():
        body = render_block("errors/error.html", "toast", page=page)
        response: Response = make_response(body, status, retarget="#toasts", reswap="innerHTML")
    else:
        response = make_response(render_template("errors/error.html", page=page), status)
    response.vary.add("HX-Request")
    return response


def came_from() -> str:
    """The page of ours that the request was made from, as a path."""
    sent = htmx().current_url or request.referrer or ""
    try:
        parts = urlsplit(sent)
    except ValueError:  # http://[ is no address
        return "/"
    if parts.netloc != request.host:
        return "/"
    return safe_next(parts.path + (f"?{parts.query}" if parts.query else ""))


def sign_in_first(error: SignInRequired) -> Reply:
    """A page is exchanged for the sign-in; work in progress stays, with a way to sign in beside."""
    reading = request.method in {"GET", "HEAD"}
    target = request.full_path.rstrip("?") if reading and not is_htmx() else came_from()
    sign_in = url_for("session.sign_in", next=safe_next(target))
    if is_htmx() and (is_background() or not reading):
        page = ErrorPage(401, title_of(401), tell(error), sign_in)
        body = render_block("errors/error.html", "session_ended", page=page)
        response: Response = make_response(body, 401, retarget="#session-ended", reswap="innerHTML")
        return response
    return see_other(sign_in)


def refused(error: FayanError) -> Response:
    if error.status >= 500:
        return failed(error)
    return when_again(show(error.status, tell(error)), error)


def expired(error: CSRFError) -> Response:
    del error
    return show(400, str(_("此页打开太久，或您已在别处重新登录。请刷新后再提交一次。")), keeps=True)


def too_large(error: RequestEntityTooLarge) -> Response:
    del error
    security.drain()
    largest = max(1, (request.max_content_length or 0) >> 20)
    said = _("一次最多提交 %(largest)s MB。请删减内容，或分多次上传附件。", largest=largest)
    return show(413, str(said), keeps=True)


def no_such_page(error: HTTPException) -> Reply:
    if error.response is not None or (error.code or 500) < 400:  # a redirect of the router
        return error.get_response()
    if (error.code or 500) >= 500:
        return failed(error)
    return show(404, str(_("此地址没有内容。请从菜单重新进入。")))


def busy() -> Response:
    """The database is locked by another program: no fault of this request, and soon over."""
    log.warning("database busy", method=request.method, endpoint=request.endpoint)
    g.pop("actor", None)
    said = _("数据库正被别的程序占用，这一步没有完成，没有产生任何变化。请过半分钟再试。")
    response = show(503, str(said))
    response.headers["Retry-After"] = BUSY_SECONDS
    return response


def failed(error: Exception) -> Response:
    if is_busy(error):
        return busy()
    incident = new_id().hex[-8:]
    actor = actor_or_none()
    log.error(
        "request_failed",
        incident=incident,
        method=request.method,
        endpoint=request.endpoint,
        actor=actor.username if actor else None,
        error=type(error).__name__,
        exc_info=error,
    )
    g.pop("actor", None)  # the page must be drawn even when the database is what failed
    said = _("这一步没有完成，没有产生任何变化。请重试；仍不成功，请将编号告诉管理员。")
    return show(500, str(said), incident=incident)


def title_of(status: int) -> str:
    known = str(status) if str(status) in ERROR_TITLE else "500"
    return translate(word(known, "error_title"), locale())
