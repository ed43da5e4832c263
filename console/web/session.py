"""Signing in and out, one's own sessions, password and language."""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, g, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotYou, TooMany
from console.people import factors, queries, service
from console.people import sign_in as people
from console.people.queries import OpenSession
from console.people.rules.assignments import SIGNING_ROLES
from console.people.rules.passwords import check_password
from console.people.rules.proof import act_of
from console.people.second_step import Owed
from console.web import identity
from console.web.access import open_to_all, signed_in
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import (
    actor_or_none,
    current_actor,
    origin,
    safe_next,
    services,
)
from console.web.proving import is_strict, place_of, prove
from console.web.translation import tell

bp = Blueprint("session", __name__)


@dataclass(frozen=True)
class SignInPage:
    next: str
    username: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AccountPage:
    sessions: tuple[OpenSession, ...]
    this_session: UUID
    idle_minutes: int
    whole_hours: int
    second_factor: bool
    errors: dict[str, str] = field(default_factory=dict)


@bp.get("/sign-in")
@open_to_all
def sign_in() -> Reply:
    target = safe_next(request.args.get("next"))
    if actor_or_none() is not None:
        return see_other(target)
    return answer("session/sign_in.html", None, SignInPage(target))


@bp.post("/sign-in")
@open_to_all
def enter() -> Reply:
    target, username = safe_next(request.form.get("next")), request.form.get("username", "")[:60]
    try:
        opened, device = _open(username, request.form.get("password", "")[:1000])
    except (Invalid, TooMany) as error:
        page = SignInPage(target, username, {getattr(error, "field", None) or "": tell(error)})
        return answer("session/sign_in.html", None, page, status=error.status)
    return owed_or_welcome(opened, device, target)


def owed_or_welcome(opened: people.Opened | Owed, device: str, target: str) -> Reply:
    if isinstance(opened, Owed):
        response = see_other(url_for("second_step.show", next=target))
        identity.remember_pending(response, opened, device)
        return response
    return welcome(opened, device, target)


def welcome(opened: people.Opened, device: str, target: str) -> Reply:
    """Signed in: on to where one was going, or first to the second factor that signing needs."""
    renew_page_session(opened.person_id)
    _end_the_one_before()
    response = see_other(_first(opened.person_id, target))
    identity.remember(response, opened, device)
    return response


def _first(person_id: UUID, target: str) -> str:
    with services().database.snapshot() as tx:
        signs = is_strict() and bool(queries.roles_of(tx, person_id) & SIGNING_ROLES)
        return target if not signs or factors.has_any(tx, person_id) else url_for("factors.show")


@bp.post("/sign-out")
@signed_in
def leave() -> Reply:
    given = services()
    with given.database.transaction() as tx:
        people.sign_out(tx, given.clock.now(), current_actor(), g.session_id)
    browser.clear()
    response = see_other("/sign-in")
    identity.forget(response)
    return response


@bp.get("/account/")
@signed_in
def account() -> Reply:
    return answer("session/account.html", "content", _account({}))


@bp.post("/account/password")
@signed_in
def change_password() -> Reply:
    actor, form = current_actor(), request.form
    try:
        _check_new(form.get("password", ""), form.get("again", ""), actor.username)
        prove(act_of("password", actor.id), field="current", strict=False)
    except (Invalid, NotYou, TooMany) as error:
        return answer("session/account.html", "content", _account(_named(error)), status=422)
    _kept(form["password"])
    say(str(_("口令已修改。其他设备上的登录已全部结束。")))
    return see_other("/account/")


def _kept(password: str) -> None:
    hashed = services().passwords.hash(password)
    with acting() as (tx, now, actor):
        service.set_password(tx, now, actor, actor.id, hashed, keep_session=g.session_id)


@bp.post("/account/sessions/<uuid:id>/end")
@signed_in
def end_session(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    with given.database.transaction() as tx:
        people.revoke_session(tx, given.clock.now(), current_actor(), id)
    say(str(_("该登录已结束。")))
    return see_other("/account/")


@bp.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> Reply:
    given = services()
    with given.database.transaction() as tx:
        people.revoke_all(tx, given.clock.now(), current_actor(), keep=g.session_id)
    say(str(_("其他设备上的登录已全部结束。")))
    return see_other("/account/")


@bp.post("/language")
@open_to_all
def choose_language() -> Reply:
    chosen, actor = request.form.get("locale", ""), actor_or_none()
    if chosen not in service.LANGUAGES:
        raise Invalid("language.unknown", field="locale")
    if actor is not None:
        with services().database.transaction() as tx:
            service.set_language(tx, actor.id, chosen)
    response = see_other(safe_next(request.form.get("next")))
    identity.remember_language(response, chosen)
    return response


def _open(username: str, password: str) -> tuple[people.Opened | Owed, str]:
    given, where = services(), origin()
    device = where.device or secrets.token_urlsafe(24)
    opened = people.sign_in(
        given.database,
        given.clock,
        given.passwords,
        given.limits,
        given.lifetime,
        username=username,
        password=password,
        origin=people.Origin(where.address, device, where.browser),
    )
    return opened, device


def _end_the_one_before() -> None:
    """This browser's old session must not live on unseen."""
    given, actor = services(), actor_or_none()
    if actor is not None:
        with given.database.transaction() as tx:
            people.sign_out(tx, given.clock.now(), actor, g.session_id)


def renew_page_session(person_id: UUID) -> None:
    """A new CSRF token for a new person; the same person's open tabs go on working."""
    if browser.get("person") != str(person_id):
        browser.clear()
        browser["person"] = str(person_id)


def _check_new(password: str, again: str, username: str) -> None:
    check_password(password, username, services().settings.own_names)
    if password != again:
        raise Invalid("password.not_the_same", field="again")


def _named(error: FayanError) -> dict[str, str]:
    place = place_of(error, "current")
    return {("current" if place == "password" else place): tell(error)}


def _account(errors: dict[str, str]) -> AccountPage:
    given = services()
    with given.database.snapshot() as tx:
        found = queries.open_sessions(
            tx, current_actor().id, given.clock.now(), given.lifetime.idle
        )
        has_factor = factors.has_any(tx, current_actor().id)
    lasts = given.lifetime
    return AccountPage(
        found, g.session_id, lasts.idle_minutes, lasts.whole_hours, has_factor, errors
    )
