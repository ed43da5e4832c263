"""通知方式: how a person wants to be reached, for what, and when not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Reply

from console.carriers import queries, service
from console.carriers.policy import Route
from console.carriers.rules.reaching import Choice, Reaching
from console.carriers.rules.saying import Topic
from console.kernel.errors import FayanError, Invalid
from console.web.access import signed_in
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, services
from console.web.translation import tell

bp = Blueprint("reach", __name__, url_prefix="/account/notices")
LONGEST_TYPED = 200


@dataclass(frozen=True, slots=True)
class Line:
    route: Route
    choice: Choice


@dataclass(frozen=True)
class ReachPage:
    """``own_quiet``: hours of one's own rather than the bureau's (``house``)."""

    lines: tuple[Line, ...]
    topics: tuple[Topic, ...]
    quiet_from: str
    quiet_to: str
    house: tuple[str, str]
    version: int
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/")
@signed_in
def show() -> Reply:
    with services().database.snapshot() as tx:
        kept = queries.reach_of(tx, [current_actor().id]).get(current_actor().id, Reaching())
    return answer("reach/show.html", "content", _page(kept))


@bp.post("/")
@signed_in
def choose() -> Reply:
    """What was typed comes back with what is wrong with it."""
    form, routes = request.form, services().carriers.routes
    typed = {name: _choice(form, name) for name in routes}
    hours = form.get("quiet_from", "").strip()[:5], form.get("quiet_to", "").strip()[:5]
    try:
        with acting() as (tx, now, actor):
            service.choose(tx, now, actor, routes, typed, hours, form.get("version", 0, int))
    except FayanError as error:
        return _again(error, typed, hours)
    say(str(_("已保存。下一条通知起照此办理。")))
    return see_other(url_for(".show"))


def _choice(form: MultiDict[str, str], name: str) -> Choice:
    wanted = {Topic(each) for each in form.getlist(f"topic-{name}") if each in set(Topic)}
    address = form.get(f"address-{name}", "").strip()[:LONGEST_TYPED]
    return Choice(bool(form.get(f"on-{name}")), address, frozenset(set(Topic) - wanted))


def _page(kept: Reaching) -> ReachPage:
    routes, quiet = services().carriers.routes, kept.quiet
    told = services().settings.config.notices
    return ReachPage(
        tuple(
            Line(each, kept.by(name, shared=each.carrier.is_shared))
            for name, each in routes.items()
        ),
        tuple(Topic),
        f"{quiet.starts:%H:%M}" if quiet else "",
        f"{quiet.ends:%H:%M}" if quiet else "",
        (told.quiet_from, told.quiet_to),
        kept.version,
    )


def _again(error: FayanError, typed: Mapping[str, Choice], hours: tuple[str, str]) -> Reply:
    place = error.field if isinstance(error, Invalid) else ""
    told = _page(Reaching(typed, None, request.form.get("version", 0, int)))
    page = ReachPage(
        told.lines, told.topics, *hours, told.house, told.version, {place or "": tell(error)}
    )
    return answer("reach/show.html", "content", page, status=error.status)
