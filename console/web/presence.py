"""Who else is here, asked by the editor every few seconds; it keeps no session awake."""

from uuid import UUID

from flask import Blueprint, Response, jsonify
from flask_babel import gettext as _

from console.people.rules.roles import P
from console.releases.queries.presence import others_here
from console.releases.service.presence import be_here
from console.web.access import access
from console.web.context import current_actor, services

bp = Blueprint("presence", __name__, url_prefix="/releases")


@bp.post("/<uuid:id>/here")
@access(P.RELEASE_DRAFT)
def here(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """JSON: ``said`` is "" when nobody else is."""
    given, actor, now = services(), current_actor(), services().clock.now()
    with given.database.transaction() as tx:
        be_here(tx, now, actor, id)
        names = others_here(tx, now, id, actor.id)
    said = _("%(names)s 也在改这一篇", names=_("、").join(names)) if names else ""
    return jsonify(said=str(said))
