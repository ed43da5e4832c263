"""The form of an authorisation, and how one is shown in a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from console.authorisations import queries
from console.authorisations.queries import AuthorisationView
from console.authorisations.rules.giving import AUTHORISABLE, Wanted, is_fit, up_to
from console.incidents import queries as incidents
from console.incidents.rules.levels import GRAVEST_FIRST, Level
from console.kernel.errors import Invalid
from console.language.words import LEVEL
from console.people import queries as people
from console.people.queries import PersonEntry
from console.people.rules.actor import Actor
from console.people.rules.granted import Scope
from console.people.rules.roles import Role
from console.web.comparing import column_word
from console.web.context import services
from console.web.times import field_value, parse_local

FIELDS = (
    "person", "role", "incident", "column", "level", "ends_at", "standing", "may_pass_on", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """``state``: holds | revoked | over | lost."""

    view: AuthorisationView
    scope: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Choices:
    roles: tuple[Role, ...]
    people: tuple[PersonEntry, ...]
    incidents: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]


def lines(tx: Session, views: Iterable[AuthorisationView]) -> tuple[Line, ...]:
    views = tuple(views)
    ids = {view.scope.incident_id for view in views if view.scope.incident_id}
    named = {each: incidents.of_id(tx, each) for each in ids}
    now = services().clock.now()
    return tuple(Line(view, _scope(view.scope, named), _state(view, now)) for view in views)


def givable(tx: Session, now: datetime, actor: Actor) -> tuple[Role, ...]:
    """The roles that this person may give: their own, and what they may pass on."""
    passing = (
        view.role
        for view in queries.of_person(tx, now, actor.id)
        if view.holds and view.may_pass_on and view.parent_id is None
    )
    given = {*(role for role in actor.roles if role in AUTHORISABLE), *passing}
    return tuple(role for role in Role if role in given)


def choices(tx: Session, now: datetime, actor: Actor) -> Choices:
    anyone = str(_("不限"))
    fit = (
        each
        for each in people.people(tx)
        if each.active and each.card.id != actor.id and is_fit({held.role for held in each.roles})
    )
    return Choices(
        roles=givable(tx, now, actor),
        people=tuple(fit),
        incidents=(
            ("", anyone),
            *((str(each.id), f"{each.title}（{each.number}）") for each in incidents.current(tx)),
        ),
        columns=(
            ("", anyone),
            *((slug, column_word(slug)) for slug in services().settings.columns),
        ),
        levels=(("", anyone), *((each.value, str(_(LEVEL[each.value]))) for each in GRAVEST_FIRST)),
    )


def typed() -> dict[str, str]:
    """What the form holds; a fresh one ends in a day."""
    form, given = request.form, services()
    day = field_value(given.clock.now() + timedelta(days=1), given.settings.zone)
    asked = {"ends_at": day, **request.args}
    source: Mapping[str, str] = form if "reason" in form else asked
    return {name: source.get(name, "")[:2000] for name in FIELDS}


def wanted(now: datetime) -> Wanted:
    """Of the form. Raises Invalid, naming the field."""
    form, zone = request.form, services().settings.zone
    if not form.get("ends_at", "").strip():
        raise Invalid("authorisation.no_end", field="ends_at")
    return Wanted(
        role=_role(form.get("role", "")),
        person_id=_id(form.get("person", ""), "person", "authorisation.no_person"),
        scope=Scope(
            incident_id=_id(form["incident"], "incident", "authorisation.no_incident")
            if form.get("incident")
            else None,
            column=form.get("column", "")[:31],
            levels=_levels(form.get("level", "")),
        ),
        starts_at=now.replace(microsecond=0),
        ends_at=parse_local(form["ends_at"], zone, field="ends_at"),
        standing=form.get("standing") == "1",
        may_pass_on=form.get("may_pass_on") == "1",
    )


def _role(text: str) -> Role:
    if text not in set(Role):
        raise Invalid("authorisation.no_role", field="role")
    return Role(text)


def _levels(text: str) -> frozenset[str]:
    if not text:
        return frozenset()
    if text not in set(Level):
        raise Invalid("authorisation.no_level", field="level")
    return up_to(Level(text))


def _id(text: str, place: str, code: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(code, field=place) from error


def _scope(scope: Scope, named: Mapping[UUID, incidents.IncidentView]) -> tuple[str, ...]:
    """In words, the narrower the more of them."""
    said = []
    if scope.incident_id:
        said.append(named[scope.incident_id].title)
    if scope.column:
        said.append(column_word(scope.column))
    if scope.levels:
        highest = next(each for each in GRAVEST_FIRST if each.value in scope.levels)
        said.append(str(_("%(level)s及以下", level=_(LEVEL[highest.value]))))
    return tuple(said or [str(_("不限事件、栏目和级别"))])


def _state(view: AuthorisationView, now: datetime) -> str:
    if view.holds:
        return "holds"
    if view.revoked_at is not None:
        return "revoked"
    return "over" if view.ends_at <= now else "lost"
