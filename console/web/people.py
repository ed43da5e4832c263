"""People: list, particulars, roles, passwords."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, Stale, TooMany
from console.kernel.ids import new_id
from console.notices import service as notices
from console.people import queries, service
from console.people.queries import OpenSession, PersonEntry
from console.people.rules.passwords import check_password
from console.people.rules.proof import act_of
from console.people.rules.roles import GRANTS, P, Role
from console.people.service import Particulars
from console.web.access import access
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, services, whole_number
from console.web.proving import prove, ways
from console.web.translation import tell

bp = Blueprint("people", __name__, url_prefix="/people")


@dataclass(frozen=True)
class ListPage:
    people: tuple[PersonEntry, ...]
    may_manage: bool


@dataclass(frozen=True)
class NewPage:
    """What was typed comes back; a password never does."""

    username: str = ""
    particulars: Particulars = field(default_factory=lambda: Particulars("", "", ""))
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RoleChoice:
    role: Role
    permissions: tuple[P, ...]


@dataclass(frozen=True)
class PersonPage:
    person: PersonEntry
    particulars: Particulars
    may_manage: bool
    is_self: bool
    assignable: tuple[RoleChoice, ...]
    permissions: tuple[P, ...]
    sessions: tuple[OpenSession, ...]
    errors: dict[str, str] = field(default_factory=dict)
    password_errors: dict[str, str] = field(default_factory=dict)


@bp.get("/")
@access(P.PEOPLE_READ)
def index() -> Reply:
    with services().database.snapshot() as tx:
        found = queries.people(tx)
    return answer("people/index.html", "content", ListPage(found, _may_manage()))


@bp.get("/new")
@access(P.PEOPLE_MANAGE)
def new() -> Reply:
    return answer("people/new.html", "content", NewPage())


@bp.post("/")
@access(P.PEOPLE_MANAGE)
def add() -> Reply:
    username, particulars = request.form.get("username", ""), _particulars()
    try:
        made = _add(username, particulars, request.form.get("password", ""))
    except Invalid as error:
        page = NewPage(username, particulars, _errors(error))
        return answer("people/new.html", "content", page, status=422)
    say(str(_("已新增。请分配角色。")))
    return see_other(url_for("people.show", id=made))


@bp.get("/<uuid:id>/")
@access(P.PEOPLE_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("people/show.html", "content", _page(id))


@bp.post("/<uuid:id>/")
@access(P.PEOPLE_MANAGE)
def change(id: UUID) -> Reply:  # noqa: A002
    particulars = _particulars()
    try:
        _change(id, particulars)
    except (Invalid, Stale, NotNow) as error:
        page = _page(id, particulars=particulars, errors=_errors(error))
        return answer("people/show.html", "content", page, status=error.status)
    say(str(_("已保存。")))
    return see_other(url_for("people.show", id=id))


@bp.post("/<uuid:id>/roles")
@access(P.PEOPLE_MANAGE)
def assign(id: UUID) -> Reply:  # noqa: A002
    given = services()
    with given.database.transaction() as tx:
        service.assign_role(tx, given.clock.now(), current_actor(), id, _role())
        tell_administrators(tx, "people.role_given", id, role=_role().value)
    say(str(_("角色已分配。")))
    return see_other(url_for("people.show", id=id))


@bp.post("/<uuid:id>/roles/revoke")
@access(P.PEOPLE_MANAGE)
def revoke(id: UUID) -> Reply:  # noqa: A002
    given = services()
    with given.database.transaction() as tx:
        service.revoke_role(tx, given.clock.now(), current_actor(), id, _role())
    say(str(_("角色已收回。")))
    return see_other(url_for("people.show", id=id))


@bp.post("/<uuid:id>/password")
@access(P.PEOPLE_MANAGE)
def set_password(id: UUID) -> Reply:  # noqa: A002
    try:
        _set_password(id, request.form.get("password", ""))
    except (Invalid, NotYou, TooMany) as error:
        named = {_place(error): tell(error)}
        return answer(
            "people/show.html", "content", _page(id, password_errors=named), status=error.status
        )
    say(str(_("口令已重设，此人的登录已全部结束。请当面告知新口令。")))
    return see_other(url_for("people.show", id=id))


def tell_administrators(tx: Session, kind: str, person_id: UUID, **parameters: str) -> None:
    """The person and the other administrators: no administrator acts on people unseen."""
    actor, at = current_actor(), services().clock.now()
    name = queries.person(tx, person_id).card.name
    told = {person_id, *queries.administrators(tx)} - {actor.id}
    parameters = {"name": name, "who": actor.name, **parameters}
    notices.tell(tx, at, told, kind, f"person:{person_id}", parameters, f"{kind}:{new_id()}")


def _may_manage() -> bool:
    return current_actor().may(P.PEOPLE_MANAGE)


def _particulars() -> Particulars:
    form = request.form
    return Particulars(*(form.get(key, "")[:500] for key in ("name", "post", "unit", "telephone")))


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError as error:
        raise Invalid("person.unknown_role", field="role") from error


def _errors(error: FayanError) -> dict[str, str]:
    return {getattr(error, "field", None) or "": tell(error)}


def _add(username: str, particulars: Particulars, password: str) -> UUID:
    given = services()
    check_password(password, username, given.settings.own_names)
    hashed = given.passwords.hash(password)
    with given.database.transaction() as tx:
        return service.add_person(
            tx,
            given.clock.now(),
            current_actor(),
            username=username,
            particulars=particulars,
            password_hash=hashed,
        )


def _change(person_id: UUID, particulars: Particulars) -> None:
    given, form = services(), request.form
    with given.database.transaction() as tx:
        service.change_person(
            tx,
            given.clock.now(),
            current_actor(),
            person_id,
            version=whole_number(form.get("version", "")),
            particulars=particulars,
            active=form.get("active") == "1",
        )


def _place(error: FayanError) -> str:
    """``password`` is the new one here: one's own goes into ``proof``."""
    return (
        "code"
        if ways().code and error.code.startswith("proof.")
        else (getattr(error, "field", None) or "proof")
    )


def _set_password(person_id: UUID, password: str) -> None:
    given = services()
    with given.database.snapshot() as tx:
        username = queries.person(tx, person_id).card.username
    check_password(password, username, given.settings.own_names)
    prove(act_of("password", person_id), field="proof")
    hashed = given.passwords.hash(password)
    with given.database.transaction() as tx:
        service.set_password(tx, given.clock.now(), current_actor(), person_id, hashed)
        tell_administrators(tx, "people.password_reset", person_id)


def _page(
    person_id: UUID,
    *,
    particulars: Particulars | None = None,
    errors: dict[str, str] | None = None,
    password_errors: dict[str, str] | None = None,
) -> PersonPage:
    given = services()
    with given.database.snapshot() as tx:
        found = queries.person(tx, person_id)
        sessions = (
            queries.open_sessions(tx, person_id, given.clock.now(), given.lifetime.idle)
            if _may_manage()
            else ()
        )
    held = {each.role for each in found.roles}
    card = found.card
    return PersonPage(
        person=found,
        particulars=particulars or Particulars(card.name, card.post, card.unit, found.telephone),
        may_manage=_may_manage(),
        is_self=current_actor().id == card.id,
        assignable=tuple(
            RoleChoice(role, tuple(sorted(GRANTS[role]))) for role in Role if role not in held
        ),
        permissions=tuple(sorted({one for role in held for one in GRANTS[role]})),
        sessions=sessions,
        errors=errors or {},
        password_errors=password_errors or {},
    )
