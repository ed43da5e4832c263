"""The package: everything that is signed, as canonical JSON; its SHA-256 is the digest 内容指纹."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import to_json
from console.releases.rules.content import (
    Content,
    attachment_to_json,
    content_from_json,
    variants_to_json,
)

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds the words."""

    number: str
    incident: str | None
    series_place: int | None
    level: str | None
    corrects: str | None
    drill: bool
    dateline: str
    chain: tuple[str, ...]


def package(content: Content, variants: Mapping[str, Variant], setting: Setting) -> str:
    """Canonical JSON: sorted keys, UTF-8, no spaces; times in UTC, RFC 3339, whole seconds."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "kind": content.kind.value,
            "column": content.column,
            "number": setting.number,
            "incident": setting.incident,
            "series_place": setting.series_place,
            "level": setting.level,
            "on_scene": False,
            "corrects": setting.corrects,
            "drill": setting.drill,
            "title": content.title,
            "list_title": content.list_title,
            "body": content.body,
            "issuer": content.issuer,
            "source": content.source,
            "dateline": setting.dateline,
            "attachments": [attachment_to_json(each) for each in content.attachments],
            "posters": [],
            "variants": variants_to_json(variants),
            "plan": to_json(content.plan),
            "chain": list(setting.chain),
            "overrides": [],
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def opened(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def content_of(text: str) -> Content:
    """The words of a package, with every variant as it was signed."""
    return content_in(opened(text))


def content_in(stored: Mapping[str, Any]) -> Content:
    """The same, of a package that was opened."""
    return content_from_json(
        {
            key: stored[key]
            for key in (
                "kind", "column", "title", "list_title", "body", "issuer", "source", "plan",
                "attachments", "variants",
            )
        }
    )  # fmt: skip
