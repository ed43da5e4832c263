"""Closed unless opened: a view without a declared access stops the start, and is refused anyway."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, request

from console.kernel.errors import Misconfigured, NotYou
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.web import denials
from console.web.context import current_actor

View = TypeVar("View", bound=Callable[..., Any])
DECLARED = "__fayan_access__"


@dataclass(frozen=True, slots=True)
class Access:
    """``anyone``: even without a session. ``permissions``: any one of them; empty: a session."""

    anyone: bool = False
    permissions: tuple[P, ...] = ()


def access(*permissions: P) -> Callable[[View], View]:
    """Signed in, and holding at least one of ``permissions``."""
    if not permissions:
        message = "name a permission, or say signed_in"
        raise ValueError(message)
    return _declare(Access(permissions=permissions))


def open_to_all(view: View) -> View:
    return _declare(Access(anyone=True))(view)


def signed_in(view: View) -> View:
    return _declare(Access())(view)


def _declare(declared: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, DECLARED, declared)
        return view

    return mark


def declared(app: Flask, endpoint: str) -> Access | None:
    return getattr(app.view_functions.get(endpoint), DECLARED, None)


def check_every_view(app: Flask) -> None:
    """Raises Misconfigured naming the first view that nobody opened or guarded."""
    for endpoint in sorted(app.view_functions):
        if declared(app, endpoint) is None:
            raise Misconfigured("web.view_without_access", view=endpoint)


def gate(app: Flask) -> None:
    @app.before_request
    def enforce() -> None:
        if request.endpoint is None:  # no such address, or not with this method: Flask says so,
            current_actor()  # but only to people of the house
            return
        rule = declared(app, request.endpoint)
        if rule is not None and rule.anyone:
            return
        admit(current_actor(), request.endpoint, rule)


def admit(actor: Actor, endpoint: str, rule: Access | None) -> None:
    """Raises NotYou; the audit is told."""
    if rule is None:
        denials.tell(actor, endpoint)
        raise NotYou("web.view_without_access", view=endpoint)
    if rule.permissions and not any(actor.may(one) for one in rule.permissions):
        denials.tell(actor, endpoint)
        raise NotYou("people.not_permitted", permission=rule.permissions[0].value)
