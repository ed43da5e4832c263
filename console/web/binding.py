"""我的账号 → 统一身份: bind one's account at the bureau's provider with proof, once; unbind it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Blueprint, g, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, TooMany
from console.people import identities
from console.people.rules.proof import act_of
from console.web import unified
from console.web.access import signed_in
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, services
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("binding", __name__, url_prefix="/account/unified")
SETTING_OUT = timedelta(minutes=15)
REFUSALS = (Invalid, NotYou, NotNow, TooMany)


@dataclass(frozen=True)
class BindingPage:
    """``to``: where the browser goes on to the provider, once it is proved who sits there."""

    since: datetime | None
    to: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@bp.get("/")
@signed_in
def show() -> Reply:
    unified.check_set_up()
    return _page()


@bp.post("/")
@signed_in
def bind() -> Reply:
    """On to the provider by a link: the policy of our pages lets no form lead elsewhere."""
    try:
        prove(act_of("bind-identity", current_actor().id), strict=False)
    except REFUSALS as error:
        return _page(error)
    until = services().clock.now() + SETTING_OUT
    session[unified.BINDING] = [f"{current_actor().id.hex}:{g.session_id.hex}", until.isoformat()]
    return _page(to=url_for(".leave"))


@bp.get("/leave")
@signed_in
def leave() -> Reply:
    try:
        return unified.leave()
    except NotNow as error:
        return _page(error)


@bp.post("/remove")
@signed_in
def unbind() -> Reply:
    try:
        prove(act_of("unbind-identity", current_actor().id), strict=False)
    except REFUSALS as error:
        return _page(error)
    with acting() as (tx, now, actor):
        identities.unbind(tx, now, actor, actor.id)
    say(str(_("已解除绑定。以后请用用户名和口令登录。")), "info")
    return see_other(url_for(".show"))


def _page(error: FayanError | None = None, to: str = "") -> Reply:
    with services().database.snapshot() as tx:
        since = identities.bound_since(tx, current_actor().id)
    errors = {place_of(error): tell(error)} if error else {}
    page = BindingPage(since, to, errors)
    return answer("factors/binding.html", "content", page, status=error.status if error else 200)
