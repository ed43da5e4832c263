"""Labelled sentences: what the guard must say of them, and what it must leave alone.

A file ``corpus/<name>.toml``::

    judges = ["pii", "name.unmasked"]    # families or codes that this file labels

    [[sentence]]
    text = "…"
    codes = ["pii.mobile"]               # all that it must find among those; []: silence
    excerpts = ["138 0000 0000"]         # optional: among the excerpts of what it finds
    fixes = ["138****0000"]              # optional: among the fixes offered
    kind = "initial"                     # optional, as every field of Draft and Context is:
    title = "…"                          #   by its name
    [sentence.incident]                  # optional: fields of Incident
    facts = [{ key = "deaths", value = 2 }]     # as Fact; as_of 2026-11-23T20:00 and confirmed,
    earlier = [{ text = "造成1人死亡。" }]        #   releasable unless said; value missing: unknown
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from console.checks.findings import (
    Context,
    Draft,
    Earlier,
    Fact,
    Finding,
    Incident,
    Limits,
    Picture,
)
from console.checks.guard import examine

FOLDER = Path(__file__).parent / "corpus"
ZONE = ZoneInfo("Asia/Shanghai")
THEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 20:00 in the bureau
NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
OUR_OWN = frozenset({"09540000000", "09540000110"})


@dataclass(frozen=True)
class Sentence:
    place: str  # file and number, for a person to find it
    judges: tuple[str, ...]
    draft: Draft
    context: Context
    codes: frozenset[str]
    excerpts: tuple[str, ...]
    fixes: tuple[str, ...]

    def findings(self) -> list[Finding]:
        """Of the codes that its file labels."""
        return [f for f in examine(self.draft, self.context) if self.judged(f.code)]

    def judged(self, code: str) -> bool:
        return any(code == j or code.startswith(f"{j}.") for j in self.judges)


def sentences() -> Iterator[Sentence]:
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, row in enumerate(told["sentence"], 1):
            yield sentence(f"{path.stem} {number}: {row['text'][:40]}", tuple(told["judges"]), row)


def sentence(place: str, judges: tuple[str, ...], row: Mapping[str, Any]) -> Sentence:
    rest = {key: value for key, value in row.items() if key not in {"codes", "excerpts", "fixes"}}
    of_draft = {f.name for f in fields(Draft)} & rest.keys()
    of_context = rest.keys() - of_draft
    incident = rest.pop("incident", None)
    draft = Draft(**{"kind": "statement", **{name: rest[name] for name in of_draft}})
    draft = replace(draft, pictures=tuple(Picture(**each) for each in rest.get("pictures", ())))
    given = {name: rest[name] for name in of_context if name in rest}
    context = Context(
        **{
            "now": NOW,
            "zone": ZONE,
            "own_numbers": OUR_OWN,
            **given,
            "limits": Limits(**given.get("limits", {})),
            "incident": incident_of(incident) if incident is not None else None,
        }
    )
    return Sentence(
        place,
        judges,
        draft,
        context,
        frozenset(row.get("codes", ())),
        tuple(row.get("excerpts", ())),
        tuple(row.get("fixes", ())),
    )


def incident_of(told: Mapping[str, Any]) -> Incident:
    known = {"title": "示例区一厂房爆炸", "place": "示例区平安路", "level": "general"}
    times = {"occurred_at": THEN, "detected_at": THEN}
    fact = {"value": None, "as_of": THEN, "confirmed": True, "releasable": True}
    release = {"number": "2026-0001", "kind": "initial", "published_at": THEN}
    return Incident(
        **{
            **known,
            **times,
            **told,
            "facts": tuple(Fact(**{**fact, **row}) for row in told.get("facts", ())),
            "earlier": tuple(Earlier(**{**release, **row}) for row in told.get("earlier", ())),
        }
    )
