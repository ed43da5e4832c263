"""What stands around every page: navigation, bell, person, language, bands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request

from console.language import LOCALES
from console.people.rules.roles import P
from console.web.context import actor_or_none, locale, services


@dataclass(frozen=True, slots=True)
class Place:
    """``permission`` None: everyone who is signed in. ``on_phone``: in the bar at the bottom."""

    endpoint: str
    icon: str
    permission: P | None
    on_phone: bool = False
    also: tuple[str, ...] = ()  # other blueprints whose screens belong here

    @property
    def name(self) -> str:
        return self.endpoint.partition(".")[0]


PLACES = (
    Place("home.show", "home", P.HOME_READ, on_phone=True),
    Place(
        "releases.index", "file-text", P.RELEASE_READ, on_phone=True, also=("drafting", "review")
    ),
    Place("rollout.show", "calendar-time", P.DELIVERY_READ, on_phone=True, also=("calendar",)),
    Place("incidents.index", "urgent", P.INCIDENT_READ, on_phone=True, also=("holding",)),
    Place("release_templates.index", "notes", P.TEMPLATE_READ, also=("clearances",)),
    Place("notices.index", "bell", None, on_phone=True),
    Place("duty.index", "calendar-user", P.DUTY_READ, also=("relief",)),
    Place("authorisations.index", "certificate", P.HOME_READ),
    Place("people.index", "users", P.PEOPLE_READ),
    Place("platforms.index", "plug-connected", P.ACCOUNT_MANAGE, also=("official_account",)),
    Place("media.index", "mail", P.DELIVERY_HANDOVER),
    Place("carriers.index", "speakerphone", P.ACCOUNT_MANAGE),
    Place("audit.index", "shield-check", P.AUDIT_READ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    endpoint: str
    name: str
    icon: str
    here: bool
    on_phone: bool


def navigation() -> tuple[Entry, ...]:
    """The places that exist and that this person may enter."""
    actor = actor_or_none()
    if actor is None:
        return ()
    here = (request.endpoint or "").partition(".")[0]
    return tuple(
        Entry(
            place.endpoint,
            place.name,
            place.icon,
            here in (place.name, *place.also),
            place.on_phone,
        )
        for place in PLACES
        if has_endpoint(place.endpoint)
        and (place.permission is None or actor.may(place.permission))
    )


def has_endpoint(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def may(permission: str) -> bool:
    actor = actor_or_none()
    return actor is not None and actor.may(P(permission))


class Macros:
    """``ui.button(…)`` in any template or block, without an import."""

    FILES = ("states", "forms", "parts")

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Callable[..., Any]:
        for file in self.FILES:
            module = self._app.jinja_env.get_template(f"macros/{file}.html").module
            if hasattr(module, name):
                return getattr(module, name)  # type: ignore[no-any-return] # a macro
        raise AttributeError(name)


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        ui=Macros(app),
        has_endpoint=has_endpoint,
        may=may,
        navigation=navigation,
        actor=actor_or_none,
        locale_of_page=locale,
        languages=LOCALES,
    )

    @app.context_processor
    def bureau() -> dict[str, Any]:
        config = services().settings.config
        return {
            "bureau": config.bureau,
            "demonstration": config.demonstration.enabled,
            "largest_request": config.console.largest_request_mib * 1024 * 1024,
        }
