"""The first password, or a new one: with the code that an administrator gave."""

from dataclasses import dataclass, field

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import Invalid, NotThere, TooMany
from console.people import invitations
from console.people.invitations import Typed
from console.people.rules.passwords import check_password
from console.web.access import open_to_all
from console.web.answer import answer, say, see_other
from console.web.context import origin, services
from console.web.translation import tell

bp = Blueprint("invitation", __name__)


@dataclass(frozen=True)
class InvitationPage:
    """The code comes back when something else was wrong; a password never does."""

    username: str = ""
    code: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@bp.get("/invitation")
@open_to_all
def show() -> Reply:
    return answer("session/invitation.html", None, InvitationPage())


@bp.post("/invitation")
@open_to_all
def accept() -> Reply:
    username, code = (request.form.get(name, "")[:60] for name in ("username", "code"))
    try:
        _accept(username, code)
    except (Invalid, TooMany, NotThere) as error:
        page = InvitationPage(username, code, {getattr(error, "field", None) or "": tell(error)})
        return answer("session/invitation.html", None, page, status=error.status)
    say(str(_("口令已设好，请用它登录。")))
    return see_other("/sign-in")


def _accept(username: str, code: str) -> None:
    given, form = services(), request.form
    password = form.get("password", "")[:1000]
    check_password(password, username, given.settings.own_names)
    if password != form.get("again", "")[:1000]:
        raise Invalid("password.not_the_same", field="again")
    typed = Typed(username=username, code=code, password=password)
    invitations.accept(given.means, typed=typed, origin=origin())
