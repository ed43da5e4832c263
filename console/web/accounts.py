"""What an administrator does to somebody's account beside particulars and roles: sessions."""

from uuid import UUID

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.people import service
from console.people.rules.roles import P
from console.web.access import access
from console.web.acting import acting
from console.web.answer import say, see_other

bp = Blueprint("accounts", __name__, url_prefix="/people")


@bp.post("/<uuid:id>/sessions/<uuid:session_id>/end")
@access(P.PEOPLE_MANAGE)
def end_session(id: UUID, session_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with acting() as (tx, now, actor):
        service.end_sessions(tx, now, actor, id, session_id)
    say(str(_("该登录已结束。")))
    return see_other(url_for("people.show", id=id))


@bp.post("/<uuid:id>/sessions/end-all")
@access(P.PEOPLE_MANAGE)
def end_sessions(id: UUID) -> Reply:  # noqa: A002
    with acting() as (tx, now, actor):
        service.end_sessions(tx, now, actor, id)
    say(str(_("此人的登录已全部结束。")))
    return see_other(url_for("people.show", id=id))
