"""From 已发布内容受影响 on the incident's page to the correction that it asks for."""

from uuid import UUID

from flask import Blueprint, url_for
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import NotNow
from console.people.rules.roles import P
from console.releases.service import start_from_ledger
from console.web.access import access
from console.web.answer import say, see_other
from console.web.context import current_actor, services
from console.web.translation import tell

bp = Blueprint("affected", __name__, url_prefix="/releases")


@bp.post("/<uuid:id>/correct/ledger")
@access(P.RELEASE_DRAFT)
def correct(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """Begin the correction that the ledger asks for, old and new quoted in it."""
    given = services()
    try:
        with given.database.transaction() as tx:
            made = start_from_ledger(
                tx, given.clock.now(), current_actor(), given.policy, release_id=id
            )
    except NotNow as error:
        say(tell(error), "warning")
        return see_other(url_for("releases.show", id=id))
    return see_other(url_for("drafting.edit", id=made.id))
