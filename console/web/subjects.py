"""``release:<uuid>`` in an audit event or a notice: where its screen is, and what to call it."""

from uuid import UUID

from flask import url_for

from console.language import translate
from console.language.words import word
from console.web.context import locale
from console.web.layout import has_endpoint

SCREENS = {
    "release": "releases.show",
    "delivery": "rollout.delivery",
    "incident": "incidents.show",
    "person": "people.show",
}


def link_of(subject: str) -> str | None:
    """None for what has no screen."""
    kind, _, identity = subject.partition(":")
    endpoint = SCREENS.get(kind)
    if endpoint is None or not has_endpoint(endpoint):
        return None
    try:
        return url_for(endpoint, id=UUID(identity))
    except ValueError:
        return None


def name_of(subject: str) -> str:
    kind, _, identity = subject.partition(":")
    named = translate(word(kind, "subject"), locale())
    return f"{named} …{identity[-6:]}" if identity else named
