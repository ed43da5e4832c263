"""What an administrator does to somebody's account: roles, password, factors, sessions.

What could put a signing or an administrator's account into other hands becomes a request, which
another administrator decides (``people.rules.changes``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, Stale, TooMany
from console.people import account_requests, accounts, service
from console.people.accounts import Done
from console.people.rules.actor import Actor
from console.people.rules.changes import BY_FORM, Change, Outcome, Wanted
from console.people.rules.proof import act_of
from console.people.rules.roles import P, Role
from console.web.access import access
from console.web.account_pages import (
    RequestLine,
    code_page,
    person_page,
    request_line,
    tell_asked,
    tell_of,
)
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import services
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("accounts", __name__, url_prefix="/people")
REFUSALS = (Invalid, NotYou, NotNow, Stale, TooMany)


@dataclass(frozen=True)
class RequestPage:
    line: RequestLine
    errors: dict[str, str] = field(default_factory=dict)


@bp.post("/<uuid:id>/roles")
@access(P.PEOPLE_MANAGE)
def set_roles(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        wanted = Wanted(Change.ROLES, _roles("role"), _roles("seen"))
        done = _changed(id, wanted)
    except REFUSALS as error:
        return _again(id, "roles", error)
    return _told(id, wanted, done)


@bp.post("/<uuid:id>/account")
@access(P.PEOPLE_MANAGE)
def change(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        wanted = Wanted(_change(), reason=request.form.get("reason", "")[:1000])
        done = _changed(id, wanted)
    except REFUSALS as error:
        return _again(id, "account", error)
    return _told(id, wanted, done)


@bp.get("/requests/<uuid:id>")
@access(P.PEOPLE_MANAGE)
def show_request(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("accounts/request.html", None, _request_page(id))


@bp.post("/requests/<uuid:id>")
@access(P.PEOPLE_MANAGE)
def decide(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        person_id, done = _decided(id, _outcome())
    except REFUSALS as error:
        page = _request_page(id, {place_of(error): tell(error)})
        return answer("accounts/request.html", None, page, status=error.status)
    if done.code:
        return code_page(person_id, done.code)
    say(str(_("已办理，相关人员已收到通知。")))
    return see_other(url_for("people.show", id=person_id))


@bp.post("/<uuid:id>/sessions/<uuid:session_id>/end")
@access(P.PEOPLE_MANAGE)
def end_session(id: UUID, session_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with acting() as (tx, now, actor):
        service.end_sessions(tx, now, actor, id, session_id)
    say(str(_("该登录已结束。")))
    return see_other(url_for("people.show", id=id))


@bp.post("/<uuid:id>/sessions/end-all")
@access(P.PEOPLE_MANAGE)
def end_sessions(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with acting() as (tx, now, actor):
        service.end_sessions(tx, now, actor, id)
    say(str(_("此人的登录已全部结束。")))
    return see_other(url_for("people.show", id=id))


def _roles(name: str) -> frozenset[Role]:
    try:
        return frozenset(map(Role, request.form.getlist(name)))
    except ValueError as error:
        raise Invalid("person.unknown_role", field="role") from error


def _change() -> Change:
    try:
        change = Change(request.form.get("change", ""))
    except ValueError as error:
        raise Invalid("account.choose", field="change") from error
    if change in BY_FORM:
        raise Invalid("account.choose", field="change")
    return change


def _outcome() -> Outcome:
    try:
        return Outcome(request.form.get("outcome", ""))
    except ValueError as error:
        raise Invalid("account.choose", field="outcome") from error


def _changed(person_id: UUID, wanted: Wanted) -> Done:
    wanted.checked()
    prove(act_of("account", person_id, wanted.change))
    with acting() as (tx, now, actor):
        done = accounts.change(tx, now, actor, services().terms, person_id, wanted)
        if done.request:
            tell_asked(tx, now, actor, wanted.change, person_id, done.request)
        else:
            _tell_done(tx, now, actor, person_id, wanted)
    return done


def _decided(request_id: UUID, outcome: Outcome) -> tuple[UUID, Done]:
    if outcome is Outcome.CONFIRMED:
        prove(act_of("account-request", request_id))
    with acting() as (tx, now, actor):
        asked = account_requests.request(tx, request_id)
        done = accounts.decide(tx, now, actor, services().terms, request_id, outcome)
        kind = f"account.{outcome.value}"
        tell_of(tx, now, actor, kind, asked.person_id, change=asked.change.value)
        if outcome is Outcome.CONFIRMED and asked.change is Change.ROLES:
            _tell_roles(tx, now, actor, asked.person_id, asked.roles, asked.seen)
    return asked.person_id, done


def _tell_done(tx: Session, at: datetime, actor: Actor, person_id: UUID, wanted: Wanted) -> None:
    _tell_roles(tx, at, actor, person_id, wanted.roles, wanted.seen)
    if wanted.change is Change.INVITE:
        tell_of(tx, at, actor, "people.password_reset", person_id)
    elif wanted.change is not Change.ROLES:
        tell_of(tx, at, actor, "account.changed", person_id, change=wanted.change.value)


def _tell_roles(
    tx: Session,
    at: datetime,
    actor: Actor,
    person_id: UUID,
    roles: Iterable[Role],
    seen: Iterable[Role],
) -> None:
    for role in sorted(set(roles) - set(seen)):
        tell_of(tx, at, actor, "people.role_given", person_id, role=role.value)
    for role in sorted(set(seen) - set(roles)):
        tell_of(tx, at, actor, "people.role_taken", person_id, role=role.value)


def _told(person_id: UUID, wanted: Wanted, done: Done) -> Reply:
    if done.code:
        return code_page(person_id, done.code)
    if done.request:
        say(str(_("已提交，要由另一位管理员确认后才生效。本人和其他管理员已收到通知。")), "info")
    elif wanted.change is Change.ROLES:
        say(str(_("角色已保存。此人须重新登录。")))
    else:
        say(str(_("已办理，本人已收到通知。")))
    return see_other(url_for("people.show", id=person_id))


def _again(person_id: UUID, form: str, error: FayanError) -> Reply:
    typed = {name: request.form.get(name, "")[:1000] for name in ("change", "reason")}
    page = person_page(person_id, wrong=form, errors={place_of(error): tell(error)}, typed=typed)
    return answer("people/show.html", "content", page, status=error.status)


def _request_page(request_id: UUID, errors: dict[str, str] | None = None) -> RequestPage:
    with services().database.snapshot() as tx:
        line = request_line(tx, account_requests.request(tx, request_id))
    return RequestPage(line, errors or {})
