"""The package: everything that is signed, as canonical JSON; its SHA-256 is the digest 内容指纹."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from console.kernel.clock import parse_utc, whole_seconds
from console.publishing.rules import warning as warnings
from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import to_json
from console.releases.rules.citing import Citation, citation_to_json
from console.releases.rules.content import (
    Content,
    attachment_to_json,
    content_from_json,
    promise_to_json,
    variants_to_json,
)
from console.releases.rules.guarding import Override, override_to_json
from console.releases.rules.pictures import Sized, sized_to_json
from console.releases.rules.posters import Poster, poster_to_json
from console.releases.rules.resting import SealedFact, fact_to_json
from console.releases.rules.scene import SelfCheck, self_check_to_json
from console.releases.rules.ties import untie

SCHEMA = 1

KEPT: Final = 600
"""Packages whose words stay read: as many as go out together, and those that feeds tell of."""


@dataclass(frozen=True, slots=True)
class SealedIncident:
    """The incident's own words as the public will read them: signed like the rest."""

    number: str
    title: str
    place: str
    occurred_at: datetime | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds the words."""

    number: str
    incident: SealedIncident | None
    series_place: int | None
    level: str | None
    corrects: str | None
    drill: bool
    dateline: str
    chain: tuple[str, ...]
    overrides: tuple[Override, ...] = ()
    guard: str = ""  # the version of the guard that judged it
    facts: tuple[SealedFact, ...] = ()  # what the words rest on, of the ledger
    cited: Citation | None = None  # in place of the secrecy review
    chain_terms: Mapping[str, Any] | None = None  # ``signing.terms_to_json``
    self_check: SelfCheck | None = None  # the same, on scene
    posters: tuple[Poster, ...] = ()
    pictures: tuple[Sized, ...] = ()


def package(content: Content, variants: Mapping[str, Variant], setting: Setting) -> str:
    """Canonical JSON: sorted keys, UTF-8, no spaces; times in UTC, RFC 3339, whole seconds.

    The body carries no ties; ``facts`` lists what they named, and is left out where there are none.
    So are ``clearance`` where nothing is cited, ``self_check`` where it was not typed on scene,
    ``lifts`` where no warning is lifted, ``poster``, the layout, where no picture is made, and
    ``pictures``, those attached in the sizes that go out, where there are none.
    ``chain`` are the roles in order, ``chain_terms`` when each is due and which are signed
    together.
    """
    lifts = {"lifts": list(content.lifts)} if content.lifts else {}
    poster = {"poster": content.poster} if content.poster else {}
    pictures = [sized_to_json(each) for each in setting.pictures]
    cited = {"clearance": citation_to_json(setting.cited)} if setting.cited else {}
    checked = {"self_check": self_check_to_json(setting.self_check)} if setting.self_check else {}
    terms = {"chain_terms": dict(setting.chain_terms)} if setting.chain_terms else {}
    rests_on = {"facts": [fact_to_json(each) for each in setting.facts]} if setting.facts else {}
    return json.dumps(
        {
            **rests_on,
            **cited,
            **lifts,
            **poster,
            **({"pictures": pictures} if pictures else {}),
            **terms,
            **checked,
            "schema": SCHEMA,
            "kind": content.kind.value,
            "column": content.column,
            "number": setting.number,
            "incident": _incident(setting.incident),
            "series_place": setting.series_place,
            "level": setting.level,
            "on_scene": setting.self_check is not None,
            "corrects": setting.corrects,
            "drill": setting.drill,
            "title": content.title,
            "list_title": content.list_title,
            "body": untie(content.body),
            "issuer": content.issuer,
            "source": content.source,
            "dateline": setting.dateline,
            "attachments": [attachment_to_json(each) for each in content.attachments],
            "posters": [poster_to_json(each) for each in setting.posters],
            "variants": variants_to_json(variants),
            "plan": to_json(content.plan),
            "chain": list(setting.chain),
            "next_update_at": promise_to_json(content.next_update_at),
            "advice": content.advice,
            "warning": warnings.to_json(content.warning),
            "overrides": [override_to_json(each) for each in setting.overrides],
            "guard": {"version": setting.guard},
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def _incident(sealed: SealedIncident | None) -> dict[str, str | None] | None:
    if sealed is None:
        return None
    return {
        "number": sealed.number,
        "title": sealed.title,
        "place": sealed.place,
        "occurred_at": whole_seconds(sealed.occurred_at) if sealed.occurred_at else None,
    }


def incident_in(package: Mapping[str, Any]) -> SealedIncident | None:
    """Of an opened package."""
    kept = package["incident"]
    if kept is None:
        return None
    at = kept["occurred_at"]
    return SealedIncident(
        kept["number"], kept["title"], kept["place"], parse_utc(at) if at else None
    )


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def opened(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@lru_cache(KEPT)
def content_of(text: str) -> Content:
    """The words of a package, with every variant as it was signed. Nobody may change what it
    holds: the same text gives the same value to all."""
    return content_in(opened(text))


def content_in(stored: Mapping[str, Any]) -> Content:
    """The same, of a package that was opened."""
    return content_from_json(
        {
            key: stored[key]
            for key in (
                "kind", "column", "title", "list_title", "body", "issuer", "source", "plan",
                "attachments", "variants", "next_update_at", "advice", "warning", "lifts",
                "poster",
            )
            if key in stored
        }
    )  # fmt: skip
