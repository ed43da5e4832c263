"""What a release cites in place of its secrecy review: words that were cleared beforehand.

Everything by value, so that the package alone tells who cleared what, until when, and what was
filled in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from console.checks.findings import Finding, Severity
from console.kernel.clock import parse_utc, whole_seconds
from console.kernel.errors import NotNow
from console.people.rules.roles import Role


@dataclass(frozen=True, slots=True)
class Cleared:
    """One signature of the clearance."""

    role: str
    person_id: UUID
    name: str
    post: str
    at: datetime
    proof: str


@dataclass(frozen=True, slots=True)
class Citation:
    """``digest``: of what was cleared. ``slots``: label → canonical value."""

    clearance_id: UUID
    version_id: UUID
    template: str
    version: int
    digest: str
    cleared_at: datetime
    expires_at: datetime
    signatures: tuple[Cleared, ...]
    slots: Mapping[str, str]


def needs_citation(chain: Iterable[str]) -> bool:
    """No release goes out that no secrecy reviewer has signed, unless it cites who has."""
    return Role.SECRECY_REVIEWER.value not in chain


def voided_by(findings: Iterable[Finding]) -> Finding | None:
    """The first that the guard stops or warns of: what was cleared had none of it."""
    return next((each for each in findings if each.severity is not Severity.NOTE), None)


def check_unfound(findings: Iterable[Finding]) -> None:
    """Raises NotNow with the passage; with the guard's own sentence where no passage is meant."""
    found = voided_by(findings)
    if found is None:
        return
    if found.excerpt:
        raise NotNow("clearance.finding", excerpt=found.excerpt)
    raise NotNow(found.sentence, **found.parameters)


def citation_to_json(citation: Citation) -> dict[str, Any]:
    return {
        "clearance": str(citation.clearance_id),
        "version_id": str(citation.version_id),
        "template": citation.template,
        "version": citation.version,
        "digest": citation.digest,
        "cleared_at": whole_seconds(citation.cleared_at),
        "expires_at": whole_seconds(citation.expires_at),
        "signatures": [
            {
                "role": each.role,
                "person": str(each.person_id),
                "name": each.name,
                "post": each.post,
                "at": whole_seconds(each.at),
                "proof": each.proof,
            }
            for each in citation.signatures
        ],
        "slots": dict(citation.slots),
    }


def citation_in(package: Mapping[str, Any]) -> Citation | None:
    """Of an opened package; None: it went the normal way."""
    kept = package.get("clearance")
    if kept is None:
        return None
    return Citation(
        clearance_id=UUID(kept["clearance"]),
        version_id=UUID(kept["version_id"]),
        template=kept["template"],
        version=kept["version"],
        digest=kept["digest"],
        cleared_at=parse_utc(kept["cleared_at"]),
        expires_at=parse_utc(kept["expires_at"]),
        signatures=tuple(
            Cleared(
                each["role"], UUID(each["person"]), each["name"], each["post"],
                parse_utc(each["at"]), each["proof"],
            )
            for each in kept["signatures"]
        ),
        slots=kept["slots"],
    )  # fmt: skip
