"""People: list, particulars, and adding somebody."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, Stale, TooMany
from console.people import accounts, queries, service
from console.people.accounts import Done
from console.people.invitations import invite
from console.people.passwords import UNUSABLE
from console.people.queries import PersonEntry
from console.people.rules.changes import Change
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.people.service import Particulars
from console.web.access import access
from console.web.account_pages import (
    RequestLine,
    code_page,
    may_manage,
    person_page,
    request_lines,
    tell_asked,
    tell_of,
)
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import services, whole_number
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("people", __name__, url_prefix="/people")


@dataclass(frozen=True)
class ListPage:
    people: tuple[PersonEntry, ...]
    requests: tuple[RequestLine, ...]
    may_manage: bool
    alone: bool  # there is nobody to confirm what needs two


@dataclass(frozen=True)
class NewPage:
    """What was typed comes back; a proof never does."""

    username: str = ""
    particulars: Particulars = field(default_factory=lambda: Particulars("", "", ""))
    errors: dict[str, str] = field(default_factory=dict)


@bp.get("/")
@access(P.PEOPLE_READ)
def index() -> Reply:
    with services().database.snapshot() as tx:
        found = queries.people(tx)
        requests = request_lines(tx) if may_manage() else ()
        alone = may_manage() and len(queries.administrators(tx)) < service.PAIR
    page = ListPage(found, requests, may_manage(), alone)
    return answer("people/index.html", "content", page)


@bp.get("/new")
@access(P.PEOPLE_MANAGE)
def new() -> Reply:
    return answer("people/new.html", "content", NewPage())


@bp.post("/")
@access(P.PEOPLE_MANAGE)
def add() -> Reply:
    username, particulars = request.form.get("username", "")[:60], _particulars()
    try:
        made, code = _add(username, particulars)
    except (Invalid, NotYou, TooMany) as error:
        page = NewPage(username, particulars, {place_of(error): tell(error)})
        return answer("people/new.html", "content", page, status=error.status)
    return code_page(made, code)


@bp.get("/<uuid:id>/")
@access(P.PEOPLE_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("people/show.html", "content", person_page(id))


@bp.post("/<uuid:id>/")
@access(P.PEOPLE_MANAGE)
def change(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    particulars = _particulars()
    try:
        done = _change(id, particulars)
    except (Invalid, NotYou, Stale, NotNow, TooMany) as error:
        page = person_page(id, particulars=particulars, errors=_errors(error))
        return answer("people/show.html", "content", page, status=error.status)
    if done.request:
        say(str(_("新的电话已提交，要由另一位管理员确认后才生效；其他已保存。")), "info")
    else:
        say(str(_("已保存。")))
    return see_other(url_for("people.show", id=id))


def _particulars() -> Particulars:
    form = request.form
    return Particulars(*(form.get(key, "")[:500] for key in ("name", "post", "unit", "telephone")))


def _errors(error: FayanError) -> dict[str, str]:
    return {place_of(error): tell(error)}


def _add(username: str, particulars: Particulars) -> tuple[UUID, str]:
    """The person, and the code of their invitation."""
    prove(act_of("add-person"))
    with acting() as (tx, now, actor):
        made = service.add_person(
            tx, now, actor, username=username, particulars=particulars, password_hash=UNUSABLE
        )
        tell_of(tx, now, actor, "people.added", made)
        return made, invite(tx, now, actor, made, services().terms.invitation)


def _change(person_id: UUID, particulars: Particulars) -> Done:
    particulars.checked()
    prove(act_of("person", person_id))
    with acting() as (tx, now, actor):
        done = accounts.change_particulars(
            tx, now, actor, services().terms, person_id, particulars=particulars,
            version=whole_number(request.form.get("version", "")),
        )  # fmt: skip
        if done.changed:
            tell_of(tx, now, actor, "people.particulars_changed", person_id)
        if done.request:
            tell_asked(tx, now, actor, Change.TELEPHONE, person_id, done.request)
    return done
