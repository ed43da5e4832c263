"""The guard once more, before what was signed goes out."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from console.checks import guard as rules
from console.checks.ties import NEWER
from console.incidents.records import FactEntry, FactMark, IssuerDecision
from console.releases.policy import ReleasePolicy
from console.releases.records import GuardReport, Release
from console.releases.rules.citing import citation_in, voided_by
from console.releases.rules.content import content_from_json
from console.releases.rules.guarding import findings_from_json, overrides_in, stopping, version_in
from console.releases.rules.package import content_of, opened
from console.releases.service import guard
from console.releases.service.guard import Judgement
from console.releases.standing import newest


def refusal(tx: Session, policy: ReleasePolicy, release: Release) -> str | None:
    """Why what was signed may not go out now: the guard stops it, or nobody who signed has seen
    what the ledger says since. It looks only where its rules or the incident moved since
    submission; the sealed words are read as at the time they go out."""
    package = opened(release.package)
    if version_in(package) == rules.VERSION and not _moved_since(tx, release):
        return None
    at = max(
        each
        for each in (
            release.submitted_at,
            release.signed_at,
            content_of(release.package).plan.chosen_at,
        )
        if each
    )
    written = content_from_json(newest(tx, release).content)
    judged = guard.look(tx, at, policy, release, written)
    if stopping(judged.findings, (each.key for each in overrides_in(package))):
        return "warrant.guard"
    if citation_in(package) and voided_by(judged.findings):
        return "warrant.clearance"
    if release.published_at is None and _overtaken(tx, release, judged):
        return "warrant.facts"
    return None


def _overtaken(tx: Session, release: Release, judged: Judgement) -> bool:
    """A tied fact has a newer value that the signers were not shown. Once its page is out, the
    other channels say the same: what is new is for the next release."""
    shown = tx.scalar(
        select(GuardReport.findings).where(
            GuardReport.release_id == release.id, GuardReport.revision == release.revision
        )
    )
    seen = {(each.said, each.key, each.fix) for each in findings_from_json(shown or ())}
    return any(
        each.said == NEWER and (each.said, each.key, each.fix) not in seen
        for each in judged.findings
    )


def _moved_since(tx: Session, release: Release) -> bool:
    """One statement at most, and none outside an incident."""
    if release.incident_id is None:
        return False
    looked_at = (
        select(GuardReport.at)
        .where(GuardReport.release_id == release.id, GuardReport.revision == release.revision)
        .scalar_subquery()
    )
    published = exists().where(
        Release.incident_id == release.incident_id,
        Release.id != release.id,
        Release.published_at > looked_at,
    )
    learned = exists().where(
        FactEntry.incident_id == release.incident_id,
        or_(
            FactEntry.entered_at > looked_at,
            FactEntry.confirmed_at > looked_at,
            FactEntry.mistaken_at > looked_at,
        ),
    )
    opened_or_closed = exists().where(
        FactMark.fact_id == FactEntry.id,
        FactEntry.incident_id == release.incident_id,
        FactMark.at > looked_at,
    )
    renamed = exists().where(
        IssuerDecision.incident_id == release.incident_id, IssuerDecision.at > looked_at
    )
    return bool(tx.scalar(select(or_(published, learned, opened_or_closed, renamed))))
