"""Who else is here, asked every few seconds by the editor and the signer's screen; it keeps no
session awake."""

from uuid import UUID

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from console.people.rules.roles import P
from console.releases.queries.presence import others_here
from console.releases.service.presence import be_here
from console.web.access import access
from console.web.context import current_actor, services

bp = Blueprint("presence", __name__, url_prefix="/releases")


@bp.post("/<uuid:id>/here")
@access(P.RELEASE_DRAFT, P.RELEASE_SIGN)
def here(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """JSON: ``said`` is "" when nobody else is."""
    given, actor, now = services(), current_actor(), services().clock.now()
    looking = "look" in request.args
    with given.database.transaction() as tx:
        be_here(tx, now, actor, id, looking=looking)
        names = others_here(tx, now, id, actor.id)
    return jsonify(said=told(names, looking=looking))


def told(names: tuple[str, ...], *, looking: bool) -> str:
    """``looking``: at what is in review, where nobody writes."""
    if not names:
        return ""
    who = _("、").join(names)
    if looking:
        return str(_("%(names)s 正在看", names=who))
    return str(_("%(names)s 也在改这一篇", names=who))
