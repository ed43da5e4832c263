"""``release:<uuid>`` in an audit event or a notice: where its screen is, and what to call it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import url_for

from console.language import translate
from console.language.words import word
from console.web.context import locale
from console.web.layout import has_endpoint

A_DAY = len("2026-11-23")  # a shorter identity is shown whole
SCREENS = {
    "release": "releases.show",
    "delivery": "rollout.delivery",
    "incident": "incidents.show",
    "person": "people.show",
    "template": "release_templates.show",
    "clearance": "clearances.show",
    "relief": "relief.show",
    "authorisation": "authorisations.show",
}


ASKED = {"release.told_override_wanted": "guarding.show"}
"""Notice → the screen where what it asks for is done, rather than the one of its subject."""


def link_of(subject: str, notice: str = "") -> str | None:
    """None for what has no screen. ``notice``: the kind of the notice that leads there."""
    kind, _, identity = subject.partition(":")
    if kind == "duty":
        return url_for("duty.index")
    if kind == "account":
        return url_for("factors.show")
    if kind == "platform":
        return url_for("platforms.index")
    endpoint = ASKED.get(notice) or SCREENS.get(kind)
    if endpoint is None or not has_endpoint(endpoint):
        return None
    try:
        return url_for(endpoint, id=UUID(identity))
    except ValueError:
        return None


def name_of(subject: str, people: Mapping[str, str] | None = None) -> str:
    """``people``: names by subject; who is not among them is told by the end of their id."""
    if people and subject in people:
        return people[subject]
    kind, _, identity = subject.partition(":")
    named = translate(word(kind, "subject"), locale())
    if not identity:
        return named
    return f"{named} {identity}" if len(identity) <= A_DAY else f"{named} …{identity[-6:]}"


# What a detail of an event holds, when it is a value of a word table.
VALUES = {
    "action": "action",
    "chain": "role",
    "kind": "kind",
    "level": "level",
    "role": "role",
    "channel": "channel",
    "stage": "stage",
    "state": "delivery_state",
    "outcome": "outcome",
    "scope": "hold_scope",
    "changed": "particular",
    "method": "proof",
    "methods": "proof",
    "refusal": "refusal",
    "screen": "screen",
}

# What only a machine reads of an event; `fayan audit export` has all of it.
UNSAID = frozenset(
    {"account", "client_ref", "delivery_id", "fence", "holder", "not_before", "passes_hold",
     "release_id"}
)  # fmt: skip


def details_of(details: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Pairs of word and value, as a person reads them."""

    def said(value: object, table: str | None) -> str:
        if isinstance(value, bool):
            return translate("是", locale()) if value else translate("否", locale())
        return translate(word(str(value), table), locale()) if table else str(value)

    return tuple(
        (
            translate(word(key, "detail"), locale()),
            ", ".join(said(one, VALUES.get(key)) for one in _many(value)),
        )
        for key, value in details.items()
        if value not in (None, "") and key not in UNSAID
    )


def _many(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def person_of(subject: str) -> UUID | None:
    kind, _, identity = subject.partition(":")
    try:
        return UUID(identity) if kind == "person" else None
    except ValueError:
        return None
