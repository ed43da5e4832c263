"""Does what a release cites stand in for the secrecy review? Asked at submission, at signing, and
again before anything goes out; each time against the rows, never against the package alone."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from console.incidents.queries import IncidentView, of_id
from console.incidents.rules.levels import IncidentStatus
from console.kernel.clock import local, parse_utc
from console.kernel.errors import FayanError, Invalid, NotNow
from console.people.rules.roles import Role
from console.release_templates import queries
from console.release_templates.queries import ClearanceView
from console.release_templates.rules.clearing import HOLDING, Sealed, digest_of
from console.release_templates.rules.grammar import SlotKind
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
from console.releases.rules.package import SealedIncident, content_in, incident_in, opened
from console.releases.rules.scene import is_whole
from console.releases.rules.titles import derived_list_title, told_apart
from console.releases.rules.variants import complete
from console.releases.service import timing
from console.releases.templating import read, statement, terms

FRESH = timedelta(hours=12)  # put forward longer ago, it is no first statement any more
OTHERWISE = "突发情况"


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


def named(
    policy: ReleasePolicy, view: ClearanceView, slots: Mapping[str, str], incident: IncidentView
) -> IncidentView:
    """The incident as a package that cites names it: by its slots alone. What somebody typed when
    it was opened was cleared by nobody, and goes out with the first release of the usual way."""
    asked = read(view.version.wording.text).slots
    told = {slot.kind: slots[slot.label] for slot in asked if slot.label in slots}
    place = told.get(SlotKind.ROAD, "")
    words = terms(policy, incident.opened_at).categories
    called = words.get(told.get(SlotKind.CATEGORY, ""), OTHERWISE)
    when = told.get(SlotKind.TIME)
    return replace(
        incident, title=f"{place}{called}", place=place,
        occurred_at=parse_utc(when) if when else None,
    )  # fmt: skip


def named_by(
    tx: Session, policy: ReleasePolicy, cited: Citation, incident: IncidentView
) -> IncidentView:
    return named(policy, queries.clearance(tx, cited.clearance_id), cited.slots, incident)


def check(tx: Session, policy: ReleasePolicy, release: Release, at: datetime) -> None:
    """Raises NotNow with the reason."""
    if refused := refusal(tx, policy, release, at):
        raise NotNow(refused)


def refusal(tx: Session, policy: ReleasePolicy, release: Release, at: datetime) -> str | None:
    """Why it may not go out on what it cites, as of ``at``, its last signature. None: it may, or a
    secrecy reviewer is in its own chain and it cites nothing."""
    package = opened(release.package)
    if is_whole(package):
        return None  # the self-check on scene stands for it (``on_scene`` asks the rows)
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
    return (
        _of_clearance(tx, view, cited, at)
        or _of_incident(tx, release, view, cited, at)
        or _of_words(tx, package, policy, release, view, cited)
    )


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


def _of_incident(
    tx: Session, release: Release, view: ClearanceView, cited: Citation, at: datetime
) -> str | None:
    """Until it is public: is the incident still what the words are meant for, are they still of
    its beginning, and has nobody withdrawn the clearance since?"""
    if release.published_at is not None:
        return None
    if release.incident_id is None or release.submitted_at is None:
        return "clearance.void_missing"
    if view.ended_at is not None:
        return "clearance.void_ended"
    if at - release.submitted_at > FRESH:
        return "clearance.void_late"
    incident = of_id(tx, release.incident_id)
    try:
        check_meant(view, incident, cited.slots)
    except FayanError:
        return "clearance.void_incident"
    if incident.status is IncidentStatus.CLOSED:
        return "clearance.void_incident"
    return "clearance.void_overtaken" if timing.told_already(tx, release) else None


def check_meant(view: ClearanceView, incident: IncidentView, slots: Mapping[str, str]) -> None:
    """For this category of incidents, and called by it. Raises NotNow, Invalid."""
    if not view.version.wording.fits(HOLDING, incident.category.value):
        raise NotNow("clearance.other_category")
    for slot in read(view.version.wording.text).slots:
        if slot.kind is SlotKind.CATEGORY and slots.get(slot.label) != incident.category.value:
            raise Invalid("slot.other_category", field=slot.label, label=slot.label)


def _of_words(
    tx: Session,
    package: Mapping[str, Any],
    policy: ReleasePolicy,
    release: Release,
    view: ClearanceView,
    cited: Citation,
) -> str | None:
    """Are the words those of the template with its slots filled, and nothing else?"""
    at = release.submitted_at
    if at is None or release.incident_id is None:
        return "clearance.void_missing"
    called = named(policy, view, cited.slots, of_id(tx, release.incident_id))
    if incident_in(package) != SealedIncident(
        called.number, called.title, called.place, called.occurred_at
    ):
        return "clearance.void_words"
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
