"""``release:<uuid>`` in an audit event or a notice: where its screen is, and what to call it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from console.incidents.queries import numbers_of
from console.language import translate
from console.language.words import word
from console.releases.queries import rows
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
    "account_request": "accounts.show_request",
}


ASKED = {"release.told_override_wanted": "guarding.show", "release.told_to_sign": "review.show"}
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
    if kind == "carrier":
        return url_for("carriers.index")
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
    "proof": "proof",
    "methods": "proof",
    "refusal": "refusal",
    "screen": "screen",
    "change": "account_change",
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
    return _identity(subject, "person")


def _identity(subject: str, kind: str) -> UUID | None:
    found, _, identity = subject.partition(":")
    try:
        return UUID(identity) if found == kind else None
    except ValueError:
        return None


def numbered(tx: Session, subjects: Iterable[str]) -> dict[str, str]:
    """Releases and incidents among the subjects, by the numbers that people call them."""
    told = set(subjects)
    releases = rows(tx, filter(None, (_identity(each, "release") for each in told)))
    incidents = numbers_of(tx, filter(None, (_identity(each, "incident") for each in told)))
    return {
        **{f"release:{key}": _called("release", each.number) for key, each in releases.items()
           if each.number},
        **{f"incident:{key}": _called("incident", each) for key, each in incidents.items()},
    }  # fmt: skip


def _called(kind: str, number: str) -> str:
    return f"{translate(word(kind, 'subject'), locale())} {number}"
