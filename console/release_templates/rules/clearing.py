"""What is signed when a version is cleared beforehand 预审, and when a clearance counts."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from console.kernel.clock import whole_seconds
from console.kernel.errors import Invalid

SCHEMA = 1
HOLDING = "holding"
"""先期声明, a kind of template: it goes out as a first report."""
VERIFYING = "verifying"
"""核实中, a kind of template: one line that stands on the page of a published release."""
BEFOREHAND = frozenset({HOLDING, VERIFYING})
"""What is cleared before anything happened, and goes out as it was cleared or not at all."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the rooms beside and above this one know: names of facts, kinds of releases and
    categories of incidents."""

    facts: frozenset[str]
    kinds: frozenset[str]
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything that a version says. ``categories`` empty: of any incident."""

    kind: str
    categories: tuple[str, ...]
    title: str
    text: str

    def fits(self, kind: str, category: str) -> bool:
        return self.kind == kind and (not self.categories or category in self.categories)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A version as it is signed: with its chain and the time from which it counts no longer."""

    version_id: UUID
    wording: Wording
    column: str
    chain: tuple[str, ...]
    expires_at: datetime

    def package(self) -> str:
        """Canonical JSON: sorted keys, UTF-8, no spaces; times in UTC, RFC 3339, whole seconds."""
        return json.dumps(
            {
                "schema": SCHEMA,
                "clears": str(self.version_id),
                "kind": self.wording.kind,
                "categories": sorted(self.wording.categories),
                "column": self.column,
                "title": self.wording.title,
                "text": self.wording.text,
                "chain": list(self.chain),
                "expires_at": whole_seconds(self.expires_at),
            },
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )


def digest_of(package: str) -> str:
    return hashlib.sha256(package.encode()).hexdigest()


def column_in(package: str) -> str:
    loaded: dict[str, Any] = json.loads(package)
    return str(loaded["column"])


def line_in(package: str, digest: str) -> str:
    """The line of 核实中 that was signed; "": the package is not what was signed."""
    loaded: dict[str, Any] = json.loads(package)
    whole = loaded["kind"] == VERIFYING and digest_of(package) == digest
    return str(loaded["text"]).strip() if whole else ""


def counts(
    at: datetime, *, cleared_at: datetime | None, expires_at: datetime, ended_at: datetime | None
) -> bool:
    """Was it good at this moment?"""
    if cleared_at is None or not cleared_at <= at < expires_at:
        return False
    return ended_at is None or at < ended_at


def check_wording(wording: Wording, words: Vocabulary, *, longest_title: int) -> None:
    """Beside its text, which ``grammar.problems`` reads. Raises Invalid."""
    if wording.kind not in words.kinds:
        raise Invalid("content.no_such_kind", field="kind")
    if not set(wording.categories) <= words.categories:
        raise Invalid("template.no_such_category", field="categories")
    if len(wording.title) > longest_title:
        raise Invalid(
            "content.title_too_long", field="title", length=len(wording.title), most=longest_title
        )
