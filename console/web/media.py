"""媒体名单 in the console, and the page with which somebody leaves it from outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotThere
from console.people.rules.roles import P
from console.press import queries, service
from console.press.queries import Contact
from console.press.rules.contacts import LONGEST, ContactForm, contact_of
from console.web.access import access, open_to_all
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import services
from console.web.translation import tell

bp = Blueprint("media", __name__)


@dataclass(frozen=True)
class MediaPage:
    """``sends``: the configuration names a mailbox."""

    contacts: tuple[Contact, ...]
    sends: bool
    form: ContactForm = field(default_factory=lambda: ContactForm("", "", "", ""))
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeavingPage:
    """``gone``: they are on it no more."""

    token: str
    gone: bool


@bp.get("/media/")
@access(P.DELIVERY_HANDOVER)
def index() -> Reply:
    return answer("media/index.html", "content", _page())


@bp.post("/media/")
@access(P.DELIVERY_HANDOVER)
def add() -> Reply:
    form = ContactForm(*(request.form.get(part, "")[: most + 1] for part, most in LONGEST.items()))
    try:
        with acting() as (tx, now, actor):
            service.add(tx, now, actor, form)
    except FayanError as error:
        place = error.field if isinstance(error, Invalid) else "address"
        page = _page(form, {place or "": tell(error)})
        return answer("media/index.html", "content", page, status=error.status)
    say(str(_("已加入媒体名单。")))
    return see_other(url_for(".index"))


@bp.post("/media/<uuid:id>/remove")
@access(P.DELIVERY_HANDOVER)
def remove(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with acting() as (tx, now, actor):
        service.remove(tx, now, actor, id)
    say(str(_("已移出，姓名和地址已清除。")))
    return see_other(url_for(".index"))


@bp.get("/callbacks/unsubscribe/<token>")
@open_to_all
def ask_leave(token: str) -> Reply:
    """Looking changes nothing: programs follow the links of mails."""
    with services().database.snapshot() as tx:
        found = queries.contact(tx, _contact(token))
    page = LeavingPage(token, gone=found is None or found.ended_at is not None)
    return answer("media/leave.html", None, page)


@bp.post("/callbacks/unsubscribe/<token>")
@open_to_all
def leave(token: str) -> Reply:
    """The button, and a mail program's one click (RFC 8058), which has no session: the token alone
    says whose list it is."""
    contact = _contact(token)
    with services().database.transaction() as tx:
        service.leave(tx, services().clock.now(), contact)
    return answer("media/leave.html", None, LeavingPage(token, gone=True))


def _contact(token: str) -> UUID:
    """Raises NotThere."""
    told = services().settings
    found = contact_of((told.secret_key, *told.previous_secret_keys), token)
    if found is None:
        raise NotThere("press.bad_link")
    return found


def _page(form: ContactForm | None = None, errors: Mapping[str, str] | None = None) -> MediaPage:
    with services().database.snapshot() as tx:
        found = queries.contacts(tx)
    sends = bool(services().settings.config.press_mail.host)
    return MediaPage(found, sends, form or ContactForm("", "", "", ""), errors or {})
