"""例外放行: a second person lets one finding of the guard through, and answers for it by name."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.checks.findings import Finding
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou, Stale
from console.notices.service import settle, tell
from console.people.queries import holders
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import P
from console.releases.policy import ReleasePolicy
from console.releases.records import GuardOverride, Release
from console.releases.rules.body import clean_lines
from console.releases.rules.guarding import may_be_overridden
from console.releases.rules.workflow import Stage
from console.releases.service import found, guard
from console.releases.service.guard import Judgement
from console.releases.standing import authors


def override(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    key: str,
    reason: str,
    proof: Proof,
    judged: Judgement | None = None,
) -> None:
    """Let the finding ``key`` through, until the passage changes. Twice is once.

    Raises NotYou for an author, Stale when the guard no longer says so, Invalid without a reason.
    """
    actor.require(P.FINDING_OVERRIDE)
    release = _draft(tx, release_id)
    if actor.id in authors(tx, release):
        raise NotYou("override.author")
    finding = _named(tx, at, policy, release, key, judged)
    if not may_be_overridden(finding):
        raise Invalid("override.cannot", field="finding")
    kept = _reason(reason, policy.longest_remark)
    policy.require(proof, actor.id, at, act_of("override", release_id, key))
    if key in {guard.view_of(row).key for row in guard.standing_overrides(tx, release)}:
        return
    tx.add(
        GuardOverride(
            release_id=release.id, code=finding.code, part=finding.part, excerpt=finding.excerpt,
            reason=kept, person_id=actor.id, person_name=actor.name, post=actor.post,
            proof=proof.method, at=at,
        )
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.OVERRIDDEN, actor=actor.username, subject=found.subject(release),
        number=release.number, finding=finding.code, part=finding.part, reason=kept,
        excerpt_sha256=_digest(finding.excerpt), proof=proof.method,
    )  # fmt: skip
    settle(tx, at, holders(tx, P.FINDING_OVERRIDE), _asked(release, key))
    tell(
        tx, at, [release.created_by], "release.told_overridden", found.subject(release),
        {"title": release.title, "by": actor.name},
        f"overridden:{release.id}:{_digest(key)}:{at.isoformat()}",
    )  # fmt: skip


def take_back(
    tx: Session, at: datetime, actor: Actor, *, release_id: UUID, override_id: UUID
) -> None:
    """Before submission, by anyone who might have given it. Twice is once."""
    actor.require(P.FINDING_OVERRIDE)
    release = _draft(tx, release_id)
    row = tx.get(GuardOverride, override_id)
    if row is None or row.release_id != release.id:
        raise NotThere("override.not_there")
    if row.fell_at is None:
        guard.drop(tx, at, release, row, actor.username, "taken_back")


def ask(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    key: str,
    judged: Judgement | None = None,
) -> None:
    """The drafter asks whoever may: one notice each, which leads to the draft."""
    actor.require(P.RELEASE_DRAFT)
    release = _draft(tx, release_id)
    finding = _named(tx, at, policy, release, key, judged)
    if not may_be_overridden(finding):
        raise Invalid("override.cannot", field="finding")
    asked = set(holders(tx, P.FINDING_OVERRIDE)) - authors(tx, release) - {actor.id}
    if not asked:
        raise NotNow("override.nobody")
    tell(
        tx, at, sorted(asked), "release.told_override_wanted", found.subject(release),
        {"title": release.title, "by": actor.name}, _asked(release, key),
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.OVERRIDE_ASKED, actor=actor.username, subject=found.subject(release),
        number=release.number, finding=finding.code,
    )  # fmt: skip


def _draft(tx: Session, release_id: UUID) -> Release:
    release = found.locked(tx, release_id)
    if release.stage is not Stage.DRAFT:
        raise NotNow("override.not_a_draft")
    return release


def _named(
    tx: Session,
    at: datetime,
    policy: ReleasePolicy,
    release: Release,
    key: str,
    judged: Judgement | None,
) -> Finding:
    if judged is None or judged.version != release.version:
        judged = guard.judge(tx, at, policy, release.id)
    named = next((each for each in judged.findings if each.key == key), None)
    if named is None:
        raise Stale("override.finding_gone")
    return named


def _reason(text: str, longest: int) -> str:
    kept = clean_lines(text)
    if not kept:
        raise Invalid("override.no_reason", field="reason")
    if len(kept) > longest:
        raise Invalid("remark.too_long", field="reason", length=len(kept), most=longest)
    return kept


def _asked(release: Release, key: str) -> str:
    return f"override:{release.id}:{_digest(key)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
