"""Does what a release cites stand in for the secrecy review? Asked at submission, at signing, and
again before anything goes out; each time against the rows, never against the package alone."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.kernel.clock import local
from console.kernel.errors import FayanError, NotNow
from console.people.rules.roles import Role
from console.release_templates import queries
from console.release_templates.queries import ClearanceView
from console.release_templates.rules.clearing import Sealed, digest_of
from console.releases.policy import ReleasePolicy
from console.releases.records import Release
from console.releases.rules.citing import (
    Citation,
    Cleared,
    citation_in,
    citation_to_json,
    needs_citation,
)
from console.releases.rules.content import Content, variants_to_json
from console.releases.rules.package import content_in, incident_in, opened
from console.releases.rules.titles import derived_list_title, told_apart
from console.releases.rules.variants import complete
from console.releases.templating import statement


def cite(view: ClearanceView, slots: Mapping[str, str]) -> Citation:
    """Of a clearance that is good."""
    return Citation(
        clearance_id=view.id,
        version_id=view.version.id,
        template=view.version.name,
        version=view.version.place,
        digest=view.digest,
        cleared_at=view.cleared_at or view.asked_at,
        expires_at=view.expires_at,
        signatures=tuple(
            Cleared(each.role, each.person_id, each.name, each.post, each.at, each.proof)
            for each in view.signatures
        ),
        slots=dict(slots),
    )


def check(tx: Session, policy: ReleasePolicy, release: Release, at: datetime) -> None:
    """Raises NotNow with the reason."""
    if refused := refusal(tx, policy, release, at):
        raise NotNow(refused)


def refusal(tx: Session, policy: ReleasePolicy, release: Release, at: datetime) -> str | None:
    """Why it may not go out on what it cites, as of ``at``, its last signature. None: it may, or a
    secrecy reviewer is in its own chain and it cites nothing."""
    package = opened(release.package)
    needed = needs_citation(package["chain"])
    try:
        cited = citation_in(package)
    except (KeyError, TypeError, ValueError, AttributeError):
        return "clearance.void_altered"
    if cited is None:
        return "clearance.void_missing" if needed else None
    if not needed or len(package["chain"]) != 1:
        return "clearance.void_altered"
    try:
        view = queries.clearance(tx, cited.clearance_id)
    except FayanError:
        return "clearance.void_missing"
    return _of_clearance(tx, view, cited, at) or _of_words(package, policy, release, view, cited)


def _of_clearance(tx: Session, view: ClearanceView, cited: Citation, at: datetime) -> str | None:
    """Did the whole chain clear it, does the citation say so, and did it count at ``at``?"""
    version = queries.version(tx, view.version.id)
    sealed = Sealed(
        version.id, version.wording, view.column, tuple(each.value for each in view.chain),
        view.expires_at,
    )  # fmt: skip
    whole = sealed.package() == view.package and digest_of(view.package) == view.digest
    if not whole or citation_to_json(cite(view, cited.slots)) != citation_to_json(cited):
        return "clearance.void_altered"
    where = queries.standing(tx, view)
    roles = [each.role for each in view.signatures]
    if (
        roles != [each.value for each in view.chain]
        or Role.SECRECY_REVIEWER.value not in roles
        or {each.digest for each in view.signatures} != {view.digest}
        or len(set(where.signers)) != len(where.signers)
        or set(where.signers) & where.authors
    ):
        return "clearance.void_unsigned"
    return None if view.good(at) else "clearance.void_ended"


def _of_words(
    package: Mapping[str, Any],
    policy: ReleasePolicy,
    release: Release,
    view: ClearanceView,
    cited: Citation,
) -> str | None:
    """Are the words those of the template with its slots filled, and nothing else?"""
    at = release.submitted_at
    if at is None:
        return "clearance.void_missing"
    try:
        wanted = statement(policy, view, cited.slots, at)
    except FayanError:
        return "clearance.void_words"
    differs = any(_differences(package, policy, wanted, at))
    return "clearance.void_words" if differs else None


def _differences(
    package: Mapping[str, Any], policy: ReleasePolicy, wanted: Content, at: datetime
) -> Iterator[bool]:
    said = content_in(package)
    yield replace(said, list_title="", variants={}) != wanted
    yield any(package.get(name) for name in ("overrides", "facts", "posters", "corrects"))
    made = complete(wanted, policy.limits, policy.page_url(package["number"]))
    yield package["variants"] != variants_to_json(made)
    yield said.list_title not in _list_titles(package, policy, wanted, at)


def _list_titles(
    package: Mapping[str, Any], policy: ReleasePolicy, wanted: Content, at: datetime
) -> tuple[str, ...]:
    """What submission makes where a drafter wrote none."""
    incident, here = incident_in(package), local(at, policy.zone)
    derived = derived_list_title(wanted.title, incident.title if incident else None, here)
    return tuple(told_apart(derived, here, package["number"]))


def same_slots(release: Release, view: ClearanceView, slots: Mapping[str, str]) -> bool:
    """Is it already what somebody asks for again?"""
    cited = citation_in(opened(release.package)) if release.package else None
    return cited is not None and cited.clearance_id == view.id and dict(cited.slots) == dict(slots)
