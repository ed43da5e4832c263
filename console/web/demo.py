"""/demo: who to be, the console beside the newsroom and its feed, and 「重演一夜」.

Registered only where a demonstration may stand, and answering only to this machine: any other
request finds nothing here, as if it had never been built.
"""

import secrets
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, g, make_response, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response as Reply

from console.demo import night
from console.demo.accounts import password
from console.demo.cast import BY_NAME, CAST, Member
from console.demo.house import may_stand
from console.demo.progress import Progress, progress
from console.kernel.errors import NotNow, NotThere
from console.people import queries, sign_in
from console.people.rules.actor import Actor
from console.people.service import set_language
from console.settings import Settings, is_loopback
from console.web import identity
from console.web.access import open_to_all
from console.web.answer import answer, say, see_other
from console.web.context import actor_or_none, locale, origin, safe_next, services
from console.web.demo_feed import FeedLine, newest
from console.web.demo_steps import NextStep, next_step
from console.web.news import marks
from console.web.security import HEADERS
from console.web.translation import tell

bp = Blueprint("demo", __name__)
POLICY = HEADERS["Content-Security-Policy"]
LEADING = ("spokesperson", "unit-head", "secrecy", "leader", "media-reception")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class DemoPage:
    """``at``: what the console's pane opens. ``mark`` changes when the moving part must be drawn
    anew; ``who``: the person the whole page was drawn for."""

    progress: Progress
    step: NextStep
    feed: tuple[FeedLine, ...]
    me: Actor | None
    leading: tuple[Member, ...]
    others: tuple[Member, ...]
    at: str
    newsroom: str
    password: str
    mark: str
    who: str


@bp.get("/demo")
@open_to_all
def show() -> Reply:
    if request.headers.get("Sec-Fetch-Dest") == "iframe":  # it would show itself in itself
        return answer("demo/inside.html", None, None)
    response = answer("demo/show.html", None, _page())
    response.headers["Content-Security-Policy"] = _policy(services().settings)
    return response


@bp.get("/demo/live")
@open_to_all
def live() -> Reply:
    page = _page()
    if request.args.get("who") != page.who:
        response = make_response("", 200)
        response.headers["HX-Refresh"] = "true"
        return response
    if request.args.get("seen") == page.mark:
        return Response(status=204)
    return answer("demo/show.html", "live", page)


@bp.post("/demo/enter")
@open_to_all
def enter() -> Reply:
    member = BY_NAME.get(request.form.get("username", ""))
    if member is None:
        raise NotThere("people.not_there")
    response = see_other(url_for("demo.show", at=_pane(request.form.get("next"))))
    _become(member, response)
    return response


@bp.post("/demo/night")
@open_to_all
def start() -> Reply:
    """Whoever comes without a session watches as the spokesperson."""
    response = see_other(url_for("demo.show"))
    actor = actor_or_none()
    try:
        night.start(services(), actor.username if actor else "system")
    except NotNow as error:
        say(tell(error), "info")
    if actor is None:
        _become(BY_NAME["spokesperson"], response)
    return response


def install(app: Flask, settings: Settings) -> None:
    """Nothing at all where no demonstration may stand: no address, no header."""
    if not may_stand(settings):
        return
    app.register_blueprint(bp)
    framed = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")

    @app.before_request
    def only_here() -> None:
        if request.blueprint == bp.name and not is_here():
            abort(404)

    @app.after_request
    def let_frame(response: Response) -> Response:
        """The console's own pages may stand in /demo's pane; nobody else may frame them."""
        response.headers.setdefault("Content-Security-Policy", framed)
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        return response


def is_here() -> bool:
    """By the connection itself, the name asked for, and no proxy between; all three."""
    try:
        host = request.host.rpartition(":")[0] or request.host
    except ValueError:
        return False
    return (
        is_loopback(request.environ.get("REMOTE_ADDR") or "")
        and is_loopback(host.strip("[]"))
        and not any(name in request.headers for name in FORWARDED)
    )


def _become(member: Member, response: Reply) -> None:
    given, where = services(), origin()
    now = given.clock.now()
    device = where.device or secrets.token_urlsafe(24)
    with given.database.transaction() as tx:
        if (actor := actor_or_none()) is not None:
            sign_in.sign_out(tx, now, actor, g.session_id)
        card = queries.card_of_username(tx, member.username)
        if card is None:
            raise NotThere("people.not_there")
        set_language(tx, card.id, locale())  # the visitor's comes along
        opened = sign_in.open_session(tx, now, given.lifetime, card.id, where)
    browser.clear()
    browser["person"] = str(opened.person_id)
    identity.remember(response, opened, device)


def _page() -> DemoPage:
    given, me = services(), actor_or_none()
    with given.database.snapshot() as tx:
        seen = progress(tx, given.clock.now())
    feed = newest(given.settings.public_tree / "feed.xml", given.settings.zone)
    step = next_step(seen, me)
    return DemoPage(
        progress=seen,
        step=step,
        feed=feed,
        me=me,
        leading=tuple(BY_NAME[name] for name in LEADING),
        others=tuple(member for member in CAST if member.username not in LEADING),
        at=_pane(request.args.get("at")),
        newsroom=_newsroom(given.settings),
        password=password(given.settings),
        mark=marks((seen.state, seen.scenes, seen.done, seen.trouble, seen.silent, step, feed)),
        who=me.username if me else NOBODY,
    )


def _pane(target: str | None) -> str:
    wanted = safe_next(target)
    return "/" if wanted.startswith("/demo") else wanted


def _newsroom(settings: Settings) -> str:
    return f"http://localhost:{settings.newsroom_port}"


def _policy(settings: Settings) -> str:
    return POLICY.replace("frame-src 'self'", f"frame-src 'self' {_newsroom(settings)}")
