"""电话催签: the log of calls to signers, from the release's page."""

from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import Invalid, NotNow
from console.people.rules.roles import P
from console.releases import service
from console.web.access import access
from console.web.acting import acting
from console.web.answer import say, see_other
from console.web.context import whole_number
from console.web.translation import tell

bp = Blueprint("calling", __name__, url_prefix="/releases")


@bp.post("/<uuid:id>/calls")
@access(P.RELEASE_SUBMIT, P.RELEASE_SIGN)
def log(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        _logged(id)
    except (Invalid, NotNow) as error:
        say(tell(error), "warning")
    else:
        say(str(_("通话已记下。")))
    return see_other(url_for("releases.show", id=id, _anchor="calls"))


def _logged(release_id: UUID) -> None:
    form = request.form
    with acting() as (tx, now, actor):
        service.log_call(
            tx, now, actor, release_id=release_id, step=whole_number(form.get("step", ""), -1),
            person_id=_person(), answered=form.get("answered") == "1",
        )  # fmt: skip


def _person() -> UUID:
    """Raises Invalid."""
    try:
        return UUID(request.form.get("person", ""))
    except ValueError as error:
        raise Invalid("call.no_signer", field="person") from error
