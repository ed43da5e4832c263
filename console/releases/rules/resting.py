"""What a release rests on: the facts of the ledger that its words are tied to, as signed.

Neither who said it nor who entered it is sealed: the package is shown, the ledger is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from console.kernel.clock import parse_utc, whole_seconds


@dataclass(frozen=True, slots=True)
class SealedFact:
    """``said``: the words of the release. ``label``: of a free fact."""

    entry_id: UUID
    key: str
    label: str
    said: str
    as_of: datetime


def fact_to_json(fact: SealedFact) -> dict[str, str]:
    return {
        "entry": str(fact.entry_id),
        "key": fact.key,
        "label": fact.label,
        "said": fact.said,
        "as_of": whole_seconds(fact.as_of),
    }


def facts_in(package: Mapping[str, Any]) -> tuple[SealedFact, ...]:
    """Of an opened package; one without ties, or sealed before there were any, has none."""
    return tuple(
        SealedFact(
            UUID(each["entry"]), each["key"], each["label"], each["said"], parse_utc(each["as_of"])
        )
        for each in package.get("facts", ())
    )
